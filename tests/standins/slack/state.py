"""What the pretend Slack holds: teams, people, channels, messages, modals, triggers; it does no I/O."""

from __future__ import annotations

import copy
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .elements import Json, elements_of, texts_of, values_of

Kind = Literal["public", "private", "im"]
TRIGGER_LIFE = 3.0
RESPONSE_URL_LIFE = 30 * 60
RESPONSE_URL_USES = 5
STACK = 3

wall_clock = time.time  # noqa: TID251 - Slack's own clock, which no turn brings along.


class ApiError(Exception):
    """An answer with `ok: false`; `messages` become Slack's `response_metadata.messages`."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code)
        self.code, self.messages = code, list(messages)


@dataclass(eq=False, slots=True)
class Team:
    """A workspace with the one app installed in it."""

    id: str
    name: str
    app_id: str
    bot_id: str
    bot_user: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    app_url: str | None = None
    """Where requests are posted (HTTP mode); Socket Mode when None."""
    commands: set[str] | None = None
    scopes: set[str] | None = None
    """What the manifest says; None while none was read, and then all of them are there."""


@dataclass(eq=False, slots=True)
class User:
    """A person; `deleted` is a deactivated account, `dms_closed` one the app cannot write to."""

    id: str
    team: Team
    name: str
    real_name: str
    tz: str = "Europe/London"
    locale: str = "en-GB"
    deleted: bool = False
    dms_closed: bool = False
    is_bot: bool = False
    is_admin: bool = False


@dataclass(eq=False, slots=True)
class Channel:
    """A channel or a direct conversation; whoever is not in `members` does not see a private one."""

    id: str
    team: Team
    name: str
    kind: Kind = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    deleted: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def has_bot(self) -> bool:
        """Whether the app's bot is a member."""
        return self.team.bot_user in self.members


@dataclass(eq=False, slots=True)
class Message:
    """A message; `only_for` makes it ephemeral, `history` holds what it said before each edit."""

    ts: str
    channel: Channel
    author: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    only_for: str | None = None
    parse_mode: str = "none"
    metadata: Json | None = None
    deleted: bool = False
    edited_ts: str | None = None
    history: list[Json] = field(default_factory=list)
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)

    def as_json(self) -> Json:
        """The message object as the Web API and payloads carry it."""
        team = self.channel.team
        body: Json = {
            "type": "message",
            "user": self.author,
            "ts": self.ts,
            "text": self.text,
            "team": team.id,
        }
        if self.author == team.bot_user:
            body |= {"bot_id": team.bot_id, "app_id": team.app_id}
        if self.blocks:
            body["blocks"] = copy.deepcopy(self.blocks)
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edited_ts:
            body["edited"] = {"user": self.author, "ts": self.edited_ts}
        if self.metadata:
            body["metadata"] = self.metadata
        return body


@dataclass(eq=False, slots=True)
class Upload:
    """A file: asked for with its name and length, `content` once uploaded, in a message once completed."""

    id: str
    team: Team
    name: str
    length: int
    content: bytes | None = None
    shared: bool = False
    deleted: bool = False


@dataclass(eq=False, slots=True)
class View:
    """A modal or a home tab as one person has it; `typed` is what they filled in, `errors` what is marked."""

    id: str
    user: User
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks, each with its block_id."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def as_json(self) -> Json:
        """The view object as the Web API and payloads carry it, with the state of every input."""
        team = self.user.team
        return {
            "id": self.id, "team_id": team.id, "app_id": team.app_id, "app_installed_team_id": team.id,
            "bot_id": team.bot_id, "type": self.body["type"], "blocks": copy.deepcopy(self.blocks),
            "title": self.body.get("title"), "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""), "external_id": self.body.get("external_id", ""),
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "hash": self.hash, "root_view_id": self.root_id, "previous_view_id": self.previous_id,
            "state": {"values": values_of(self.blocks, self.typed)},
        }  # fmt: skip


Surface = Message | View


@dataclass(slots=True)
class ResponseUrl:
    """One response URL: whose interaction it answers, and the message it may replace."""

    user: User
    channel: Channel
    born: float
    source: Message | None = None
    uses: int = 0


class World:
    """Everything that persists, and the minting of ids, timestamps and triggers from one clock."""

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        self.clock = clock
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.triggers: dict[str, tuple[User, float]] = {}
        self.spent: set[str] = set()
        self.response_urls: dict[str, ResponseUrl] = {}
        self.uploads: dict[str, Upload] = {}
        self.upload_url = ""
        """Where files are uploaded to: this, and the file's id."""
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.ephemeral_in_dms = False
        """Whether chat.postEphemeral works in a direct conversation: unreliable on Slack, refused here."""
        self._number = itertools.count(1)
        self._last_ts = 0
        self._dms: dict[str, Channel] = {}

    def mint(self, prefix: str) -> str:
        """A new id of Slack's form, such as `U0000000A7`."""
        return f"{prefix}{next(self._number) + 0xA0:09X}"

    def ts(self) -> str:
        """A new timestamp, never given out before."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_team(self, name: str) -> Team:
        """A new workspace with the app installed, its tokens and its signing secret."""
        n = next(self._number)
        bot, team_id = self.mint("U"), self.mint("T")
        team = Team(
            team_id, name, self.mint("A"), self.mint("B"), bot,
            f"xoxb-{n}-stand-in", f"xapp-1-{n}-stand-in", f"{n:032x}", f"verification{n}",
        )  # fmt: skip
        self.teams[team.id] = team
        self.users[bot] = User(bot, team, "handrail", "Handrail", tz="UTC", is_bot=True)
        return team

    def dm(self, user: User) -> Channel:
        """The direct conversation of this person with the bot, made when it does not exist."""
        if user.id not in self._dms:
            dm = Channel(self.mint("D"), user.team, "directmessage", "im", {user.id, user.team.bot_user})
            self._dms[user.id] = self.channels[dm.id] = dm
        return self._dms[user.id]

    def name(self, ref: str) -> str | None:
        """The name people read for the id of a person or channel."""
        if user := self.users.get(ref):
            return user.real_name
        return self.channels[ref].name if ref in self.channels else None

    def post(self, channel: Channel, author: str, text: str, blocks: list[Json], **more: Any) -> Message:
        """Adds a message and returns it; blocks and elements without ids get them."""
        message = Message(self.ts(), channel, author, text, self.with_ids(blocks), **more)
        channel.messages.append(message)
        return message

    def rewrite(self, message: Message, text: str | None, blocks: list[Json] | None) -> None:
        """Replaces what a message says (None keeps it), and remembers what it said."""
        message.history.append({"text": message.text, "blocks": message.blocks})
        message.text = message.text if text is None else text
        message.blocks = message.blocks if blocks is None else self.with_ids(blocks)
        message.edited_ts = self.ts()

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """A copy of the blocks as Slack keeps them: each block and element has an id, each text its flag."""
        blocks = copy.deepcopy(blocks)
        for text in texts_of(blocks):
            text.setdefault("emoji" if text["type"] == "plain_text" else "verbatim", text["type"] == "plain_text")
        for block in blocks:
            block.setdefault("block_id", self.mint("b"))
            for element in elements_of(block):
                if element.get("type") not in ("image", "plain_text", "mrkdwn"):
                    element.setdefault("action_id", self.mint("a"))
        return blocks

    def trigger(self, user: User) -> str:
        """A trigger id for what this person has just done; it lives three seconds and opens one view."""
        trigger_id = f"{next(self._number)}.{user.team.id}.{next(self._number):032x}"
        self.triggers[trigger_id] = (user, self.clock())
        return trigger_id

    def spend(self, team: Team, trigger_id: str) -> User:
        """Whose trigger this is, used up now, or Slack's error for a bad one."""
        if not trigger_id:
            raise ApiError("invalid_arguments", "[ERROR] missing required field: trigger_id")
        user, born = self.triggers.get(trigger_id, (None, 0.0))
        if user is None or user.team is not team:
            raise ApiError("invalid_trigger_id")
        if trigger_id in self.spent:
            raise ApiError("exchanged_trigger_id")
        if self.clock() - born > TRIGGER_LIFE:
            raise ApiError("expired_trigger_id")
        self.spent.add(trigger_id)
        return user

    def response_url(self, user: User, channel: Channel, source: Message | None = None) -> str:
        """A new response URL as a path on the stand-in."""
        path = f"/actions/{user.team.id}/{next(self._number)}/stand-in"
        self.response_urls[path] = ResponseUrl(user, channel, self.clock(), source)
        return path
