"""Discord as people on it see it: the real discord.py before simcord, with our gateway and platform.

Not here: expectations, and Discord's own rules (`tests.standins.discord`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simcord.results import InteractionResult

from adapters.discord import draw
from adapters.discord.gateway import sync
from adapters.discord.platform import DiscordPlatform
from core.jobs import JobLoop
from core.pace import Unpaced
from tests.journeys.house import House
from tests.journeys.stage import Fill
from tests.standins.discord.forms import BUTTON, SELECT, answered, components, fields, filled, labels, standing
from tests.standins.discord.syntax import readable
from tests.standins.discord.world import LiveGateway, World

_EPHEMERAL = 1 << 6


class DiscordStage:
    """A server with one group channel; see `tests.journeys.stage.Stage`."""

    name = "discord"
    platform: DiscordPlatform

    def __init__(self, house: House) -> None:
        self.house = house
        self.world = World()
        """The stand-in, for what only Discord's own tests look at."""
        self._seen: dict[str, list[Any]] = {}
        self._by: dict[str, Any] = {}
        """As whom somebody pressed last: the form it opened belongs to the server or to the direct message."""
        self._forms: dict[str, InteractionResult] = {}
        self._deleted = False
        self._loop: JobLoop

    async def open(self) -> None:
        gateway = self._gateway()
        await self.world.open(gateway)
        await sync(gateway, draw.commands(self.house.desk.suite), "")
        await self._serve(gateway)

    async def close(self) -> None:
        await self.world.close()

    async def restart(self) -> None:
        await self._live.answered()
        await self.house.restart()
        gateway = self._gateway()
        await self.world.restart(gateway)
        await self._serve(gateway)

    async def _serve(self, gateway: LiveGateway) -> None:
        self._live = gateway
        self.platform = DiscordPlatform(gateway, Unpaced())
        self._loop = await self.house.start(self.platform)

    def _gateway(self) -> LiveGateway:
        return LiveGateway(self.house.desk, self.house.clock)

    async def command(self, who: str, command: str) -> None:
        channel = self.world.elsewhere if self._deleted else self.world.channel
        self._by.pop(who, None)
        await self._take(who, await self.world.people[who].slash(channel, command))

    async def press(self, who: str, label: str) -> None:
        for message in reversed(self._seen.get(who, [])):
            if label in labels(message.components, BUTTON):
                await self._take(who, await self._actor(who, message).click(message, label=label))
                return
        for stored in self._inbox(who):
            if label in labels(stored.components, BUTTON):
                user = self.world.users[who]
                messages = {message.id: message for message in user.dm_channel.history()}
                self._by[who] = user
                await self._take(who, await user.click(messages[stored.id], label=label))
                return
        raise AssertionError(f"{who} sees no button {label!r} but {self.buttons(who)}")

    async def press_post(self, who: str, label: str, post: str = "") -> None:
        stored = self._post(post)
        self._by.pop(who, None)
        messages = {message.id: message for message in self.world.channel.history()}
        await self._take(who, await self.world.people[who].click(messages[stored.id], label=label))

    async def choose(self, who: str, option: str) -> None:
        for message in reversed(self._seen.get(who, [])):
            for select in components(message.components, SELECT):
                for offered in select["options"]:
                    if option in offered["label"]:
                        chosen = [offered["value"]]
                        await self._take(who, await self._actor(who, message).select(message, chosen))
                        return
        label = next((label for label in self.buttons(who) if option in label), option)
        await self.press(who, label)

    async def submit(self, who: str, fill: Fill, *, times: int = 1) -> None:
        shown = self._forms.pop(who)
        rows = fields(shown.modal)
        held = {control["custom_id"]: standing(control, self._handle) for _, control in rows}
        values = {key: value for key, value in held.items() if value}
        for label, answer in fill.items():
            control = next((control for named, control in rows if named == label), None)
            assert control is not None, f"no field {label!r} but {[named for named, _ in rows]}"
            values[control["custom_id"]] = answered(control, answer, self._named)
        result = await self._by.get(who, self.world.people[who]).submit_modal(shown, values)
        for _ in range(times - 1):
            await self.world.deliver_again()
        await self._take(who, result)

    def form(self, who: str) -> dict[str, object] | None:
        shown = self._forms.get(who)
        return {label: filled(control) for label, control in fields(shown.modal)} if shown else None

    def private(self, who: str) -> str:
        return "\n".join(readable(message.content) for message in self._seen.get(who, []))

    def buttons(self, who: str) -> list[str]:
        seen = self._seen.get(who, [])
        return [label for message in seen for label in labels(message.components, BUTTON, SELECT)]

    def inbox(self, who: str) -> list[str]:
        return [_text(message) for message in reversed(self._inbox(who))]

    async def file(self, who: str) -> tuple[str, bytes] | None:
        cdn = self.world.env.backend.cdn
        for message in self._inbox(who):
            for upload in reversed(message.attachments):
                if not upload["filename"].endswith(draw.PICTURE):
                    return upload["filename"], cdn.get(upload["url"]) or b""
        return None

    def plot(self, who: str) -> str:
        seen = [upload for message in self._seen.get(who, []) for upload in message.attachments]
        shown = [(upload.filename, upload.description or "") for upload in reversed(seen)]
        for message in self._inbox(who):
            shown += [(upload["filename"], upload["description"] or "") for upload in message.attachments]
        return next((alt for name, alt in shown if name.endswith(draw.PICTURE)), "")

    def group(self) -> list[str]:
        return [_text(message) for message in self._posts()]

    def elsewhere(self) -> list[str]:
        return [_text(message) for message in self._stored(self.world.elsewhere.id)]

    def post_buttons(self, post: str) -> list[str]:
        return labels(self._post(post).components, BUTTON)

    async def pass_time(self, by: timedelta) -> None:
        self.house.clock.move(by)
        await self.world.env.advance_time(by.total_seconds())
        while await self._loop.run_due():
            await self.world.env.settle()

    async def close_inbox(self, who: str) -> None:
        self.world.close_inbox(who)

    async def delete_channel(self) -> None:
        self.world.delete_channel()
        self._deleted = True
        await self.world.env.settle()

    async def fail_next(self, method: str, how: str, times: int = 1) -> None:
        self.world.fail_next(method, how, times)

    def pings(self) -> list[str]:
        return self.world.pings()

    def _actor(self, who: str, message: Any) -> Any:
        """Whoever presses: in the server its member, in a direct message the user."""
        user = self.world.users[who]
        direct = getattr(user, "dm_channel", None)
        there = direct is not None and message.channel_id == direct.id
        self._by[who] = user if there else self.world.people[who]
        return self._by[who]

    async def _take(self, who: str, result: InteractionResult) -> None:
        """Wait for what an action leads to, and look at it."""
        await self._live.answered()
        assert result.acknowledged, "nobody answered"
        if result.modal is not None:
            self._forms[who] = result
            return
        assert result.ephemeral or result.response is None or result.response.ephemeral or self._is_inbox(result)
        self._seen[who] = [message for message in (result.response, *result.followups) if message is not None]

    def _is_inbox(self, result: InteractionResult) -> bool:
        return result._interaction.guild_id is None

    def _stored(self, channel: int) -> list[Any]:
        """What stands in a channel for everybody there, oldest first."""
        stored = self.world.env.backend.messages.get(channel, {}).values()
        return sorted((each for each in stored if not each.flags & _EPHEMERAL), key=lambda each: each.id)

    def _posts(self) -> list[Any]:
        """The group channel, answers after what they stand beneath."""
        stored = self._stored(self.world.channel.id)
        known = {str(message.id) for message in stored}
        beneath: dict[str, list[Any]] = {}
        for message in stored:
            above = str((message.reference or {}).get("message_id", ""))
            beneath.setdefault(above if above in known else "", []).append(message)
        return [each for post in beneath.get("", []) for each in (post, *beneath.get(str(post.id), []))]

    def _post(self, containing: str) -> Any:
        stored = [each for each in self._stored(self.world.channel.id) if containing in _text(each)]
        with_buttons = [each for each in stored if each.components]
        assert with_buttons, f"no post containing {containing!r} has buttons: {self.group()}"
        return with_buttons[-1]

    def _inbox(self, who: str) -> list[Any]:
        """Direct messages from the bot, newest first."""
        bot = self.world.env.backend.bot_user.id
        stored = self._stored(self.world.users[who].dm_channel.id)
        return [each for each in reversed(stored) if each.author_id == bot]

    def _named(self, name: str) -> Any:
        return {"here": self.world.channel, "elsewhere": self.world.elsewhere, **self.world.people}[name]

    def _handle(self, snowflake: str) -> Any:
        handles = (self.world.channel, self.world.elsewhere, *self.world.people.values())
        return next(handle for handle in handles if str(handle.id) == snowflake)


def _text(message: Any) -> str:
    return readable(message.content)
