"""What a person does in Slack and what they then see: the stand-in's whole public face."""

from __future__ import annotations

from html import escape
from typing import Any

from . import forms, modals, payloads
from .delivery import Delivery
from .elements import Json, elements_of
from .forms import NotThere
from .mrkdwn import plain
from .screen import Screen, buttons, screen, visible
from .server import Rejected, Server
from .state import ApiError, Channel, Kind, Message, ResponseUrl, Surface, Team, User, View

Where = Surface | Channel | str | None
"""A message, a view, a channel (its newest message first), "modal", "home", "dm", or None for all seen."""


class Slack(Server):
    """A whole pretend Slack on a loopback port: people act through it, the application answers it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._users: dict[tuple[str, str], User] = {}
        self._channels: dict[tuple[str, str], Channel] = {}

    def user(self, name: str, *, team: Team | None = None, **more: Any) -> User:
        """The person of this name, made on first mention; `more` are fields of `User`, such as `tz`."""
        team = team or self.team
        if (team.id, name) not in self._users:
            user = User(self.world.mint("U"), team, name, more.pop("real_name", name.title()), **more)
            self._users[team.id, name] = self.world.users[user.id] = user
        return self._users[team.id, name]

    def channel(
        self, name: str, *members: User, kind: Kind = "public", bot: bool = True, team: Team | None = None
    ) -> Channel:
        """The channel of this name, made on first mention; the people given join it."""
        team = team or self.team
        if (team.id, name) not in self._channels:
            new = Channel(self.world.mint("C"), team, name, kind, {team.bot_user} if bot else set())
            self._channels[team.id, name] = self.world.channels[new.id] = new
        found = self._channels[team.id, name]
        found.members |= {member.id for member in members}
        return found

    def modal(self, user: User) -> View | None:
        """The modal on top of this person's screen."""
        stack = self.world.stacks.get(user.id)
        return stack[-1] if stack else None

    def home(self, user: User) -> View | None:
        """The published home tab of this person."""
        return self.world.homes.get(user.id)

    def messages(self, channel: Channel | User, user: User | None = None) -> list[Message]:
        """The messages still there in a channel, or in someone's direct conversation; what `user` sees."""
        if isinstance(channel, User):
            user, channel = channel, self.world.dm(channel)
        kept = [m for m in channel.messages if not m.deleted]
        return list(visible(kept, user)) if user else kept

    def screen(self, user: User) -> Screen:
        """All that this person sees now, as text."""
        return screen(self.world, user)

    def buttons(self, user: User, where: Where = None) -> list[str]:
        """The labels of the buttons this person could press, there or anywhere."""
        return [label for surface in self._surfaces(user, where) for label in buttons(surface)]

    async def command(
        self,
        user: User,
        name: str,
        text: str = "",
        *,
        channel: Channel | None = None,
        times: int = 1,
        **how: bool,
    ) -> Delivery:
        """Types a slash command; its acknowledgement may show a message to the person or the channel."""
        channel = channel or self.world.dm(user)
        if (user.id not in channel.members and channel.kind != "public") or channel.archived:
            raise NotThere(f"{user.name} cannot write in {channel.name}")
        if user.team.commands is not None and name not in user.team.commands:
            raise NotThere(f"{name} is not a valid command")
        payload = payloads.command(self.world, self.url, user, name, text, channel)
        delivery = await self.wire.send(user.team, "slash_commands", payload, times=times, **how)
        if delivery.ack:
            self._try(name, delivery.ack, lambda: self.respond(ResponseUrl(user, channel, 0.0), delivery.ack or {}))
        return delivery

    async def press(
        self,
        user: User,
        what: str,
        where: Where = None,
        *,
        value: str | None = None,
        times: int = 1,
        **how: bool,
    ) -> Delivery:
        """Presses the button with this label or action_id; `value` tells equal ones apart."""
        surface, block, element = self._find(user, what, where, value)
        if element["type"] != "button":
            raise NotThere(f"{what!r} is a {element['type']}: use choose")
        action = {k: v for k, v in element.items() if k not in ("confirm", "accessibility_label")}
        return await self._act(user, surface, block, action, times, **how)

    async def choose(
        self, user: User, what: str, value: Any, where: Where = None, *, times: int = 1, **how: bool
    ) -> Delivery:
        """Chooses in a menu outside a form (or a dispatching input): options by text or value."""
        surface, block, element = self._find(user, what, where, None)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise NotThere(f"{what!r} is part of a form: use fill or submit")
        if element["type"] == "overflow":
            state: Json = {"type": "overflow", "selected_option": forms.pick(element, value)}
        else:
            state = forms.state_of(self.world, user, element, value)
            surface.typed[block["block_id"], element["action_id"]] = state
        action = state | {k: element[k] for k in ("action_id", "placeholder") if k in element}
        return await self._act(user, surface, block, action, times, **how)

    def offered(self, user: User, what: str, part: str) -> str:
        """The option of a menu that holds these words, as somebody finds it who looks for them."""
        _, _, element = self._find(user, what, None, None)
        found = [plain(option["text"]["text"]) for option in forms.options_of(element)]
        return next((label for label in found if part in label), part)

    def fill(self, user: User, values: dict[str, Any]) -> View:
        """Types answers into the modal on top without submitting it."""
        view = self._top(user)
        forms.fill(self.world, view, values)
        return view

    async def submit(
        self, user: User, values: dict[str, Any] | None = None, *, times: int = 1, **how: bool
    ) -> Delivery:
        """Fills the modal on top (by label, block_id or action_id) and submits it; may raise Refused."""
        view = self.fill(user, values or {})
        forms.check(view)
        view.errors = {}
        payload = payloads.view_submission(self.world, self.url, view)
        delivery = await self.wire.send(user.team, "interactive", payload, times=times, **how)
        answer = delivery.ack
        if answer is not None and view in self.world.stacks.get(user.id, []):
            self._try("view_submission", answer, lambda: modals.obey(self.world, view, answer))
        return delivery

    async def close(self, user: User, *, everything: bool = False) -> Delivery | None:
        """Closes the modal on top (or all); a Delivery when the view asked to hear of it."""
        view = self._top(user)
        everything = everything or bool(view.body.get("clear_on_close"))
        payload = payloads.view_closed(self.world, view, everything)
        modals.close_view(self.world, view, everything)
        if not view.body.get("notify_on_close"):
            return None
        return await self.wire.send(user.team, "interactive", payload)

    async def shortcut(self, user: User, callback_id: str, message: Message | None = None) -> Delivery:
        """Uses a global shortcut, or one on a message."""
        payload = payloads.shortcut(self.world, self.url, user, callback_id, message)
        return await self.wire.send(user.team, "interactive", payload)

    async def open_home(self, user: User, *, times: int = 1, tab: str = "home") -> Delivery:
        """Opens the app's home (or messages) tab."""
        home = self.home(user)
        inner: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self.world.dm(user).id,
            "tab": tab,
        }
        inner |= {"view": home.as_json()} if home and tab == "home" else {}
        return await self.event(inner, team=user.team, times=times)

    async def say(self, user: User, text: str, channel: Channel | None = None, *, times: int = 1) -> Delivery | None:
        """Writes a message; the application hears of it where its bot is a member."""
        channel = channel or self.world.dm(user)
        message = self.world.post(channel, user.id, escape(text, quote=False), [])
        if not channel.has_bot:
            return None
        return await self.event(payloads.message_event(self.world, user, message), team=user.team, times=times)

    async def event(self, inner: Json, *, team: Team | None = None, times: int = 1, **how: bool) -> Delivery:
        """Sends an event; `times` redelivers it (same event_id), all at once with `at_once=True`."""
        team = team or self.team
        return await self.wire.send(team, "events_api", payloads.event(self.world, team, inner), times=times, **how)

    async def again(self, delivery: Delivery, reason: str = "timeout") -> Delivery:
        """Redelivers what was delivered before."""
        team_id = delivery.payload.get("team_id") or delivery.payload["team"]["id"]
        return await self.wire.again(self.world.teams[team_id], delivery, reason)

    async def verify_url(self) -> Delivery:
        """Sends the challenge with which Slack verifies a request URL."""
        body = {"type": "url_verification", "challenge": "stand-in", "token": self.team.verification_token}
        return await self.wire.send(self.team, "events_api", body)

    async def connected(self, sockets: int = 1, within: float = 5.0) -> None:
        """Waits until the application has opened this many Socket Mode connections."""
        await self.until(lambda: len(self.wire.sockets) >= sockets, within)

    async def _act(self, user: User, surface: Surface, block: Json, action: Json, times: int, **how: bool) -> Delivery:
        action |= {"block_id": block["block_id"]}
        payload = payloads.block_actions(self.world, self.url, user, surface, action)
        return await self.wire.send(user.team, "interactive", payload, times=times, **how)

    def _try(self, where: str, answer: Json, act: Any) -> None:
        """Does what an acknowledgement asks; keeps it as rejected when Slack would not understand it."""
        try:
            act()
        except ApiError as error:
            self.rejected.append(Rejected(where, error.code, error.messages, answer))

    def _top(self, user: User) -> View:
        view = self.modal(user)
        if view is None:
            raise NotThere(f"{user.name} has no modal open")
        return view

    def _surfaces(self, user: User, where: Where) -> list[Surface]:
        """Where to look, in this order: the modal on top, the newest messages, the home tab."""
        if isinstance(where, Message | View):
            return [where]
        channels = [where] if isinstance(where, Channel) else [self.world.dm(user)] if where == "dm" else []
        if where is None:
            channels = [c for c in self.world.channels.values() if user.id in c.members and not c.deleted]
        found: list[Surface] = []
        if where in (None, "modal") and (top := self.modal(user)):
            found.append(top)
        seen = [m for c in channels for m in visible(c.messages, user)]
        seen.sort(key=lambda message: message.ts, reverse=True)
        found += seen
        if where in (None, "home") and (home := self.home(user)):
            found.append(home)
        return found

    def _find(self, user: User, what: str, where: Where, value: str | None) -> tuple[Surface, Json, Json]:
        """The element with this action_id, label or block_id on the first surface that has one."""
        surfaces = self._surfaces(user, where)
        for surface in surfaces:
            if isinstance(surface, Message) and surface.deleted:
                continue
            found = [
                (surface, block, element)
                for block in surface.blocks
                for element in elements_of(block)
                if what in (element.get("action_id"), block["block_id"], label(element))
                and (value is None or element.get("value") == value)
            ]
            exact = [one for one in found if what in (one[2].get("action_id"), label(one[2]))] or found
            if len(exact) == 1:
                return exact[0]
            if exact:
                raise NotThere(f"{what!r} is there {len(exact)} times: say which by value or action_id")
        raise NotThere(f"{what!r} is not there; there are {[b for s in surfaces for b in buttons(s)]}")


def label(element: Json) -> str | None:
    """What is written on a button."""
    return plain(element["text"]["text"]) if element.get("type") == "button" else None
