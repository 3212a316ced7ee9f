"""Everything a member wrote and chose, as plain values: what an export holds, and nothing of what others wrote.

Not here: how it is laid out (`export_page`) and sent (`deliveries`). Records are taken whatever their kind, so that
whatever is added later is in it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.checkins.actions import questions_of
from core.checkins.model import CheckIn, Given
from core.checkins.template import Question
from core.codec import Json
from core.groups.actions import track_label
from core.people.model import Member
from core.text import Command, Name, Piece, Plain, Quote, Strong, Text, When
from core.turn import Library, Stores
from core.values import MemberId, Said

PAGE: Final = 250
"""Check-ins that are read at once: so few that whoever waits meanwhile does not notice."""
LIST: Final = "list"
LEFT_OUT: Final = "…"
"""Stands for words inside a note, which may be another person's; their own stand where they wrote them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer, in words."""

    question: str
    said: str
    typed: bool
    """Whether the member typed it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in, in words and as it is kept."""

    title: str
    checkin: CheckIn
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """All of a member's, but for their check-ins, of which there may be very many."""

    made_at: datetime
    about: Mapping[str, str]
    groups: tuple[str, ...]
    platforms: tuple[str, ...]
    replies: tuple[tuple[datetime, str], ...]
    standing_with: int
    """How many check-ins of others they stand with."""
    notes: tuple[str, ...]
    records: tuple[Mapping[str, Json], ...]
    """Each with `kind`, `name`, `written_at`, `until` and `body`."""


def export_of(stores: Stores, library: Library, member: Member, now: datetime) -> Export:
    """Gather all that is kept of a member, but for their check-ins."""
    records = stores.records.every(member.id)
    groups = [group.name or track_label(group.track) for group in stores.groups.of(member.id)]
    platforms = dict.fromkeys(place.platform for place in stores.people.accounts(member.id))
    return Export(
        now,
        _about(library, member),
        tuple(groups),
        tuple(platforms),
        tuple(_replies(stores, member.id)),
        len(stores.checkins.in_company(member.id)),
        tuple(_ours(note.body) for _, note in stores.people.notes(member.id, now)),
        tuple(
            {
                "kind": record.kind,
                "name": record.name,
                "written_at": record.written_at.isoformat(),
                "until": record.until.isoformat() if record.until else None,
                "body": dict(record.body),
            }
            for record in records
        ),
    )


def _about(library: Library, member: Member) -> dict[str, str]:
    told = {
        "handle": member.handle.words if member.handle else "",
        "country": library.gazetteer.country_name(member.country) if member.country else "",
        "time zone": member.zone or "",
        "track": track_label(member.track) if member.track else "",
        "role": member.role.name.lower(),
        "joined": member.joined_at.isoformat() if member.joined_at else "",
    }
    return {what: value for what, value in told.items() if value}


def entries_after(stores: Stores, library: Library, member: MemberId, last: CheckIn | None) -> Sequence[Entry]:
    """A page of a member's check-ins, oldest first, from the one that follows `last`; empty after the newest."""
    asked: dict[tuple[str, str], dict[str, Question]] = {}
    own = _own_words([record.body for record in stores.records.of_kind(member, LIST)])
    found = []
    for checkin in stores.checkins.after(member, last, PAGE):
        kind = checkin.template, checkin.track
        if kind not in asked:
            asked[kind] = {question.key: question for question in questions_of(library, checkin)}
        template = library.templates.get(checkin.template)
        answers = tuple(_answer(key, given, asked[kind].get(key), own) for key, given in checkin.answers.items())
        found.append(Entry(template.title if template else "Check-in", checkin, answers))
    return found


def _answer(key: str, given: Given, question: Question | None, own: Mapping[str, str]) -> Answer:
    label = question.label if question else key
    if isinstance(given, Said):
        return Answer(label, given.words, typed=True)
    if isinstance(given, int):
        return Answer(label, f"{given} of {question.highest}" if question and question.highest else str(given), False)
    labels = {choice.key: choice.label for choice in question.choices} if question else {}
    named = {"yes": "Yes", "no": "No", **own, **labels}
    keys = (given,) if isinstance(given, str) else given
    return Answer(label, ", ".join(named.get(one, one) for one in keys), typed=False)


def _replies(stores: Stores, member: MemberId) -> Iterator[tuple[datetime, str]]:
    for reply in stores.keeping.replies_by(member):
        found = stores.checkins.response(reply)
        if found is not None:
            yield found.written_at, found.words.words


def _ours(body: Text) -> str:
    return "".join(_plain(piece) for piece in body.pieces())


def _plain(piece: Piece) -> str:
    match piece:
        case Plain(words) | Strong(words):
            return words
        case When(at):
            return f"{at:%Y-%m-%d %H:%M UTC}"
        case Command(name):
            return f"/{name}"
        case Quote() | Name():
            return LEFT_OUT


def _own_words(lists: list[Mapping[str, Json]]) -> dict[str, str]:
    """What the entries of a member's own lists say, by their keys, wherever a list keeps them."""
    found: dict[str, str] = {}

    def look(value: Json) -> None:
        match value:
            case {"key": str(key), "words": str(words)}:
                found[key] = words
            case dict():
                for each in value.values():
                    look(each)
            case list():
                for each in value:
                    look(each)
            case _:
                return

    for body in lists:
        look(dict(body))
    return found
