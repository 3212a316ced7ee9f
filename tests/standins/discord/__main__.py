"""`python -m tests.standins.discord --port N`: the stand-in for a real process, with people typed on stdin.

Not here: what Discord does (`loopback`).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shlex
import sys
from typing import Any

from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult, ResponseMessage

from .forms import BUTTON, SELECT, answered, components, fields, filled, labels, standing
from .loopback import TOKEN, Service
from .syntax import readable

HELP = """a line is a person and what they do:
  mo invite ADDRESS          ann /start                 ann press "Check in"
  ann choose OPTION          ann submit "Label=answer"  ann screen"""
_EPHEMERAL = 1 << 6


class Room:
    """A server with one channel, made when somebody invites the bot to it, and whoever types."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._people: dict[str, MemberActor] = {}
        self._seen: dict[str, InteractionResult] = {}
        self._forms: dict[str, InteractionResult] = {}
        self._guild: Any = None
        self._channel: Any = None

    async def do(self, line: str) -> str:
        """Do one line and say what the person sees then."""
        name, verb, *rest = shlex.split(line)
        if verb == "invite":
            self._guild, self._channel = await self._service.invite(rest[0], "Tuesday evening", "evening")
            return f"Authorised. The bot is in {self._guild.name}."
        who = self._person(name)
        if verb.startswith("/"):
            self._take(name, await who.slash(self._channel, " ".join([verb[1:], *rest])))
        elif verb == "press":
            await self._press(name, rest[0])
        elif verb == "choose":
            await self._choose(name, rest[0])
        elif verb == "submit":
            await self._submit(name, dict(pair.split("=", 1) for pair in rest))
        elif verb != "screen":
            return HELP
        return "\n".join([*self._screen(name), *(f"rejected: {each}" for each in self._service.refused)])

    def _person(self, name: str) -> MemberActor:
        if name not in self._people:
            self._people[name] = self._guild.add_member(self._service.create_user(name))
        return self._people[name]

    async def _press(self, name: str, label: str) -> None:
        for message in [*reversed(self._private(name)), *reversed(self._posts())]:
            if label in labels(message.components, BUTTON):
                self._take(name, await self._people[name].click(message, label=label))
                return
        raise LookupError(f"{name} sees no button {label!r}")

    async def _choose(self, name: str, wanted: str) -> None:
        for message in reversed(self._private(name)):
            for menu in components(message.components, SELECT):
                for offered in menu["options"]:
                    if wanted in offered["label"]:
                        self._take(name, await self._people[name].select(message, [offered["value"]]))
                        return
            for label in labels(message.components, BUTTON):
                if wanted in label:
                    self._take(name, await self._people[name].click(message, label=label))
                    return
        raise LookupError(f"{name} sees no option {wanted!r}")

    async def _submit(self, name: str, answers: dict[str, str]) -> None:
        shown = self._forms.pop(name)
        asked = dict(fields(shown.modal))
        held = {control["custom_id"]: standing(control, self._handle) for control in asked.values()}
        values = {key: value for key, value in held.items() if value}
        for label, answer in answers.items():
            values[asked[label]["custom_id"]] = answered(asked[label], answer, self._handle)
        self._take(name, await self._people[name].submit_modal(shown, values))

    def _take(self, name: str, result: InteractionResult) -> None:
        if not result.acknowledged:
            self._service.refused.append("nobody answered in time")
        elif result.modal is not None:
            self._forms[name] = result
        else:
            assert result.response is None or result.response.ephemeral, "it was shown to everybody"
            self._seen[name] = result

    def _private(self, name: str) -> list[ResponseMessage]:
        """What somebody sees of the last answer they were given, which may still have changed."""
        result = self._seen.get(name)
        return [each for each in (result.response, *result.followups) if each is not None] if result else []

    def _posts(self) -> list[ResponseMessage]:
        """The channel, for everybody in it; oldest first."""
        stored = self._service.backend.messages.get(self._channel.id, {}).values()
        shown = sorted((each for each in stored if not each.flags & _EPHEMERAL), key=lambda each: each.id)
        return [ResponseMessage(self._service, each) for each in shown]

    def _handle(self, named: str) -> Any:
        """A person or the channel, by name or by number."""
        known = {self._channel.name: self._channel, **self._people}
        return known.get(named) or next(each for each in known.values() if str(each.id) == named)

    def _screen(self, name: str) -> list[str]:
        lines = [f"# {self._channel.name}"]
        for each in self._posts():
            lines += [readable(each.content), *(f"  [{label}]" for label in labels(each.components, BUTTON, SELECT))]
        lines += [f"# only {name}"]
        for each in self._private(name):
            lines += [readable(each.content), *(f"  [{label}]" for label in labels(each.components, BUTTON, SELECT))]
        if name in self._forms:
            modal = self._forms[name].modal or {}
            lines += [f"# form: {modal['title']}", *(f"{label}: {filled(field)}" for label, field in fields(modal))]
        return lines


async def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    service = Service()
    await service.start(parser.parse_args().port)
    print(f"DISCORD_API_URL=http://127.0.0.1:{service.port}/api/v10", f"DISCORD_TOKEN={TOKEN}", sep="\n")
    print(f"DISCORD_GATEWAY_URL=ws://127.0.0.1:{service.port}/gateway", HELP, sep="\n", flush=True)
    room = Room(service)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            try:
                print(await room.do(line), flush=True)
            except (LookupError, AssertionError, ValueError, SetupError) as problem:
                print(f"cannot: {type(problem).__name__}: {problem}", flush=True)
            print(".", flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
