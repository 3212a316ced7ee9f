"""Everything one look at the page shows, gathered for the templates.

Not here: changing anything; a look can be repeated for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.draw import Options, draw_form, draw_message, draw_text, local
from adapters.web.page import Page, Where
from adapters.web.platform import HOWS, METHODS, Posted
from adapters.web.read import command_line
from adapters.web.side import Note, Sheet, Side
from adapters.web.views import Block, FileView, FormView, MessageView
from core.files import File
from core.surface import Form, Message

ALL: Final = "all"
SHARED_ZONE: Final = "UTC"
"""The zone of what is shown to nobody in particular."""
NEWEST: Final = 2
"""Private answers shown in full; what came before them is folded."""
HOW_WORDS: Final = {
    "429": "too many requests",
    "500": "an error of its own",
    "404": "not found",
    "403": "not allowed",
    "accept_then_fail": "does it, then the answer is lost",
}

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose eyes, which channel, and what has just changed."""

    who: str
    channel: str
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One message or form with its frame."""

    id: str
    """The element's id."""
    origin: str
    """What its buttons name as the place they stood."""
    nonce: str
    at: str
    iso: str
    message: MessageView | None
    form: FormView | None
    after: tuple[Block, ...]
    as_sent: tuple[tuple[str, str], ...]
    """(platform, its payload as JSON)."""
    beneath: bool = False
    edited: bool = False
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One person's private side."""

    who: str
    name: str
    zone: str
    local: str
    stack: tuple[Card, ...]
    """The newest answers and the open form, newest first."""
    earlier: tuple[Card, ...]
    """Answers before those, folded away."""
    inbox: tuple[Card, ...]
    inbox_open: bool
    command_problem: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A command in the list of all."""

    name: str
    summary: str


async def html(page: Page, look: Look) -> str:
    """Return the whole page as one look shows it."""
    return render(page, look, await page.zones(), await page.next_event())


def render(page: Page, look: Look, zones: Mapping[str, str], due: datetime | None) -> str:
    """Return the whole page, once it is known who lives in which zone and when the next event is due."""
    room, now = page.room, page.clock.now()
    sides = [side for who, side in room.sides.items() if look.who in (who, ALL)]
    shared_zone = SHARED_ZONE if look.who == ALL else zones.get(look.who, SHARED_ZONE)
    return templates.get_template("page.html").render(
        page=page,
        room=room,
        look=look,
        everybody=list(room.sides.values()),
        people=[_person(page, side, zones, now) for side in sides],
        posts=[_posted(page, posted, shared_zone) for posted in room.in_channel(look.channel)],
        stands=room.channels.get(look.channel, False),
        shared_zone=shared_zone,
        firsts=lambda who: _firsts(page, who),
        commands=[Offered(name, command.summary) for name, command in sorted(page.commands.items())],
        now=f"{now:%A} {now.day} {now:%B %Y}, {now:%H:%M}",
        now_iso=now.isoformat(timespec="minutes"),
        next_event=_ahead(due - now) if due else "",
        methods=METHODS,
        hows=[(how, HOW_WORDS[how]) for how in HOWS],
        how_words=HOW_WORDS,
    )


def _person(page: Page, side: Side, zones: Mapping[str, str], now: datetime) -> Person:
    zone = zones.get(side.who, SHARED_ZONE)
    newest = [entry for number, entry in enumerate(side.stack) if number < NEWEST or isinstance(entry, Sheet)]
    return Person(
        side.who,
        side.name,
        zone,
        local(now, zone),
        tuple(_entry(page, entry, zone) for entry in newest),
        tuple(_entry(page, entry, zone) for entry in side.stack if entry not in newest),
        tuple(_posted(page, posted, zone) for posted in reversed(page.room.inbox(side.who))),
        side.inbox_open,
        side.command_problem,
        page.room.nonce(command_line(side.who)),
    )


def _entry(page: Page, entry: Note | Sheet, zone: str) -> Card:
    at, iso, nonce = local(entry.at, zone), entry.at.isoformat(), page.room.nonce(entry.id)
    if isinstance(entry, Note):
        message = draw_message(entry.message, zone)
        after = draw_text(entry.after, zone) if entry.after else ()
        sent = as_sent(page, entry.message, "private")
        return Card(f"note-{entry.id}", entry.id, nonce, at, iso, message, None, after, sent)
    people: Options = [(who, side.name) for who, side in page.room.sides.items()]
    channels: Options = [(name, f"#{name}") for name, stands in page.room.channels.items() if stands]
    form = draw_form(entry.form, zone, typed=entry.typed, problems=entry.problems, people=people, channels=channels)
    notice = draw_message(entry.notice, zone) if entry.notice else None
    return Card(f"sheet-{entry.id}", entry.id, nonce, at, iso, notice, form, (), as_sent(page, entry.form, "private"))


def _posted(page: Page, posted: Posted, zone: str) -> Card:
    return Card(
        f"post-{posted.id}",
        posted.id,
        page.room.nonce(posted.id),
        local(posted.at, zone),
        posted.at.isoformat(),
        draw_message(posted.message, zone),
        None,
        (),
        as_sent(page, posted.message, "inbox" if posted.ref.place.private else "channel"),
        bool(posted.beneath),
        posted.edited,
        _files(posted.ref.place.user, posted.id, posted.message.files),
    )


def _files(who: str, post: str, files: Sequence[File]) -> tuple[FileView, ...]:
    """The files of a direct message, each at an address that only this person's side leads to."""
    named = [(file, {"who": who, "post": post, "name": file.name}) for file in files]
    return tuple(FileView(file.name, _size(len(file.content)), f"/file?{urlencode(asked)}") for file, asked in named)


def _size(count: int) -> str:
    """How large a file is, in words."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"


def _firsts(page: Page, who: str) -> list[str]:
    """The commands offered to somebody who has done nothing yet."""
    mine = [command for person, command, _ in page.first_steps if person == who]
    return mine or [command for command in ("start",) if command in page.commands]


def as_sent(page: Page, shown: Message | Form, where: Where) -> tuple[tuple[str, str], ...]:
    """Return the payload each real platform would be sent for this, to be read by people."""
    return tuple(
        (name, json.dumps(preview(shown, where), indent=2, ensure_ascii=False))
        for name, preview in page.previews.items()
    )


def _ahead(by: timedelta) -> str:
    """How far away the next event is, in words."""
    minutes = max(0, -(-int(by.total_seconds()) // 60))
    if minutes == 0:
        return "now"
    if minutes < 90:
        return f"in {minutes} minute{'s' if minutes > 1 else ''}"
    hours = round(minutes / 60)
    return f"in {hours} hours" if hours < 36 else f"in {round(hours / 24)} days"
