"""Slack as people use it: the real Bolt and SDK, over a socket to the stand-in, or over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.slack.gateway import SlackGateway
from adapters.slack.link import HttpLink, Link, SocketLink
from adapters.slack.platform import SlackPlatform
from core.jobs import JobLoop
from core.pace import Unpaced
from tests.journeys.house import House
from tests.journeys.stage import Fill
from tests.standins.slack import Message, NotThere, Slack, User, View, pings
from tests.standins.slack.elements import elements_of, inputs_of
from tests.standins.slack.screen import body

Json = dict[str, Any]
METHODS = {"post": "chat.postMessage", "edit": "chat.update", "remove": "chat.delete"}
MENUS = ("static_select",)
PING = 0.2
"""Seconds between pings, so that a lost connection is noticed within a test."""


class SlackStage:
    """A workspace with the channel `group` and the people ann, ben and mo."""

    name = "slack"

    def __init__(self, house: House, *, http: bool = False) -> None:
        self.house = house
        self.slack = Slack(lambda: self.house.clock.now().timestamp())
        self._http = http

    async def open(self) -> None:
        """Start the stand-in, the real client library, and our gateway."""
        await self.slack.start()
        self.channel = self.slack.channel("group", *(self.slack.user(name) for name in ("ann", "ben", "mo")))
        self.other = self.slack.channel("elsewhere", *(self.slack.user(name) for name in ("ann", "ben", "mo")))
        await self._begin()

    async def _begin(self) -> None:
        team = self.slack.team
        self.platform = SlackPlatform(team.bot_token, Unpaced(), self.slack.api_url)
        await self.platform.open()
        self.gateway = SlackGateway(self.house.desk, self.house.clock, self.platform)
        self.link: Link
        if self._http:
            link = HttpLink(self.platform, self.gateway.door, team.signing_secret, host="127.0.0.1", port=0)
            await link.open()
            team.app_url = f"http://127.0.0.1:{link.port}/slack/events"
            self.link = link
        else:
            self.link = SocketLink(self.platform, self.gateway.door, team.app_token, ping_seconds=PING)
            await self.link.open()
            await self.slack.connected()
        self.loop: JobLoop = await self.house.start(self.platform)

    async def _end(self) -> None:
        await self.gateway.close()
        await self.link.close()
        await self.gateway.close()
        await self.platform.close()

    async def close(self) -> None:
        """Stop everything; whatever Slack would not have taken is a failure."""
        await self._end()
        await self.slack.stop()
        assert not self.slack.rejected, self.slack.rejected
        assert not self.slack.unknown, self.slack.unknown

    async def restart(self) -> None:
        """Stop our process and start it anew; Slack and all it shows stay."""
        await self._end()
        await self.house.restart()
        await self._begin()

    async def settle(self) -> None:
        """Wait until everything that was begun has ended."""
        await self.gateway.idle()

    async def command(self, who: str, command: str) -> None:
        """Type a command in the group channel."""
        name, _, text = command.partition(" ")
        await self.slack.command(self._user(who), f"/{name}", text, channel=self.channel)
        await self.settle()

    async def press(self, who: str, label: str) -> None:
        """Press a button of what this person saw last in private, or of their inbox."""
        user = self._user(who)
        for where in ("modal", "dm", "home"):
            try:
                await self.slack.press(user, label, where)
            except NotThere:
                continue
            return await self.settle()
        raise NotThere(f"{label!r} is not there; there are {self.buttons(who)}")

    async def press_post(self, who: str, label: str, post: str = "") -> None:
        """Press a button under the newest group post with these words."""
        await self.slack.press(self._user(who), label, self._post(post, label))
        await self.settle()

    async def choose(self, who: str, option: str) -> None:
        """Choose an option of the menu this person saw last in private."""
        user = self._user(who)
        for surface in self._private(user):
            for element in _menus(surface):
                if label := _like(option, _labels(element)):
                    await self.slack.choose(user, element["action_id"], label, surface)
                    return await self.settle()
        raise NotThere(f"{option!r} is in no menu; there are {self.buttons(who)}")

    async def submit(self, who: str, fill: Fill, *, times: int = 1) -> None:
        """Fill in and submit the open form."""
        user = self._user(who)
        view = self.slack.modal(user)
        assert view is not None, f"{who} has no form open"
        await self.slack.submit(user, {label: self._filled(view, label, v) for label, v in fill.items()}, times=times)
        await self.settle()

    def form(self, who: str) -> dict[str, object] | None:
        """The open form: label → what is filled in."""
        view = self.slack.modal(self._user(who))
        if view is None or not any(True for _ in inputs_of(view.blocks)):
            return None
        return {block["label"]["text"]: _shown(view, block, element) for block, element in inputs_of(view.blocks)}

    def private(self, who: str) -> str:
        """The text this person saw last in private."""
        user = self._user(who)
        seen = self._private(user)
        return self._words(user, seen[0]) if seen else ""

    def buttons(self, who: str) -> list[str]:
        """The labels of the buttons and menu options in what this person saw last in private."""
        for surface in self._private(self._user(who))[:1]:
            pressed = [_text(e) for block in surface.blocks for e in elements_of(block) if e["type"] == "button"]
            return pressed + [label for element in _menus(surface) for label in _labels(element)]
        return []

    def inbox(self, who: str) -> list[str]:
        """Direct messages from the bot, oldest first."""
        user = self._user(who)
        return [self._words(user, message) for message in self.slack.messages(user) if message.blocks]

    async def file(self, who: str) -> tuple[str, bytes] | None:
        """The last file in this person's inbox: its name and its bytes."""
        found = [file for message in self.slack.messages(self._user(who)) for file in message.files]
        return (found[-1].name, found[-1].content or b"") if found else None

    def plot(self, who: str) -> str:
        """The words above the rows of the last plot this person saw in private."""
        for surface in self._private(self._user(who)):
            for block in surface.blocks:
                runs = block.get("elements", []) if block["type"] == "rich_text" else []
                if any(run["type"] == "rich_text_preformatted" for run in runs):
                    return str(runs[0]["elements"][-1]["text"]).strip()
        return ""

    def group(self) -> list[str]:
        """The texts in the group channel, oldest first; answers beneath a post follow it."""
        ann = self._user("ann")
        return [self._words(ann, message) for message in self._posts()]

    def elsewhere(self) -> list[str]:
        """The texts in the other channel, oldest first."""
        ann = self._user("ann")
        return [self._words(ann, message) for message in self.slack.messages(self.other) if not message.only_for]

    def post_buttons(self, post: str) -> list[str]:
        """The labels of the buttons under the newest group post with these words."""
        found = self._post(post)
        return [_text(e) for block in found.blocks for e in elements_of(block) if e["type"] == "button"]

    async def pass_time(self, by: timedelta) -> None:
        """Move the clock, let due jobs be done and everything settle."""
        self.house.clock.move(by)
        for _ in range(20):
            if not await self.loop.run_due():
                break
        await self.settle()

    async def close_inbox(self, who: str) -> None:
        """This person no longer accepts direct messages."""
        self._user(who).dms_closed = True

    async def delete_channel(self) -> None:
        """Somebody deletes the group channel."""
        self.channel.deleted = True

    async def fail_next(self, method: str, how: str, times: int = 1) -> None:
        """The platform fails the next `post`, `edit` or `remove`."""
        gone = "channel_not_found" if method == "post" else "message_not_found"
        kind = {"404": f"error:{gone}", "403": "error:restricted_action"}.get(how, how)
        self.slack.faults.add(METHODS[method], kind, times=times)

    def pings(self) -> list[str]:
        """Every mention that anything we sent would have notified."""
        sent: list[Json] = [call.args.get("view") or call.args for call in self.slack.calls]
        sent += [view for d in self.slack.wire.deliveries if (view := (d.ack or {}).get("view"))]
        return [found for one in sent for found in pings(one)]

    def _user(self, who: str) -> User:
        return self.slack.user(who)

    def _words(self, user: User, surface: View | Message) -> str:
        """What is there to be read, without the buttons."""
        read = [block for block in surface.blocks if block["type"] != "actions"]
        shown = replace(surface, body={**surface.body, "blocks": read}) if isinstance(surface, View) else None
        return body(self.slack.world, user, shown or replace(surface, blocks=read))

    def _private(self, user: User) -> list[View | Message]:
        """What is private to somebody, the newest first."""
        top, home = self.slack.modal(user), self.slack.home(user)
        return [*([top] if top else []), *reversed(self.slack.messages(user)), *([home] if home else [])]

    def _posts(self) -> list[Message]:
        there = [m for m in self.slack.messages(self.channel) if not m.only_for] if not self.channel.deleted else []
        tops = [message for message in there if not message.thread_ts]
        return [one for top in tops for one in (top, *(m for m in there if m.thread_ts == top.ts))]

    def _post(self, words: str, label: str = "") -> Message:
        ann = self._user("ann")
        newest = sorted(self._posts(), key=lambda message: message.ts, reverse=True)
        for message in newest:
            pressable = [_text(e) for block in message.blocks for e in elements_of(block) if e["type"] == "button"]
            if words in self._words(ann, message) and (not label or label in pressable):
                return message
        raise NotThere(f"no post with {words!r} and a button {label!r}")

    def _filled(self, view: View, label: str, value: str | list[str]) -> Any:
        """What a person would do to answer so: pick options by (part of) their label, choose this channel."""
        element = next((e for block, e in inputs_of(view.blocks) if block["label"]["text"] == label), None)
        if element is None:
            raise NotThere(f"no field {label!r}; there are {self.form(view.user.name)}")
        if element["type"] == "conversations_select" and value in ("here", "elsewhere"):
            return (self.channel if value == "here" else self.other).name
        if "options" not in element:
            return value
        labels, keys = _labels(element), [option["value"] for option in element["options"]]
        wanted = [value] if isinstance(value, str) else value
        picked = [one if one in keys else _like(one, labels) or one for one in wanted]
        return picked[0] if isinstance(value, str) else picked


def _menus(surface: View | Message) -> list[Json]:
    blocks = [block for block in surface.blocks if block["type"] == "actions"]
    return [element for block in blocks for element in elements_of(block) if element["type"] in MENUS]


def _labels(element: Json) -> list[str]:
    return [option["text"]["text"] for option in element["options"]]


def _like(words: str, labels: list[str]) -> str:
    exact = [label for label in labels if label == words]
    return next(iter(exact or [label for label in labels if words in label]), "")


def _text(element: Json) -> str:
    return str(element["text"]["text"])


def _shown(view: View, block: Json, element: Json) -> object:
    """What stands in an input now, as its reader sees it."""
    state = view.as_json()["state"]["values"][block["block_id"]][element["action_id"]]
    value = next(value for key, value in state.items() if key not in ("type", "timezone"))
    if isinstance(value, list):
        return [_text(one) if isinstance(one, dict) else one for one in value]
    return _text(value) if isinstance(value, dict) else value or ""
