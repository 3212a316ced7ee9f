"""Everything that is planned for a member's next seven days, what becomes of each line, and what was held back lately.

Not here: deciding it (`core.rhythm`), and what each slice plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.boundaries.model import boundaries
from core.boundaries.planning import reminders_of
from core.boundaries.reminder import Reminder
from core.people.model import Member
from core.people.reach import LEADS_TO, NOTE, kind_of, reach_of, spoken_to
from core.rhythm import NUDGE, Kind, Line, clock_of, instant, local_day, outlook
from core.rhythms import plan_words as words
from core.rhythms.model import nudge_at, planned
from core.rhythms.planning import rhythms_of
from core.turn import Stores

DAYS: Final = 7
MOST: Final = 100
"""More in a week could not be told apart; they are counted."""
_NOTES: Final = (NOTE, "slip.next-day", "slip.remember")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is planned."""

    at: datetime
    """By the member's own clock."""
    what: str
    held: str
    """Why it will not be said then, in words; empty where it will."""


def entries(stores: Stores, member: Member, titles: Mapping[str, str], now: datetime) -> list[Entry]:
    """Everything that would be said in seven days, soonest first. `titles`: how kinds of check-in are called."""
    zone = member.zone or "UTC"
    until = instant(local_day(now, zone) + timedelta(days=DAYS), datetime.min.time(), zone)
    found = [
        each
        for each in (*_rhythms(stores, member, titles, now), *_reminders(stores, member, now, until))
        if now <= each[0].at < until
    ]
    for name, subject, due in stores.jobs.pending_of(member.id):
        if name in _NOTES and due < until:
            what = words.WAITS if name == NOTE else words.AFTERWARDS
            found.append((Line(max(due, now), kind_of(name, subject)), what))
    found = sorted(set(found), key=lambda each: (each[0].at, each[0].kind, each[1]))[:MOST]
    verdicts = outlook(reach_of(stores, member), spoken_to(stores, member.id, now), [line for line, _ in found])
    clock = clock_of(zone)
    return [
        Entry(line.at.astimezone(clock), what, words.held(verdict.why, waits=verdict.at is not None))
        for (line, what), verdict in zip(found, verdicts, strict=True)
    ]


def held_lately(stores: Stores, member: Member, now: datetime) -> list[tuple[datetime, str]]:
    """(when, why) of what was held back in the last seven days, the newest first."""
    clock = clock_of(member.zone)
    found = stores.jobs.held_back(member.id, LEADS_TO, now - timedelta(days=DAYS))
    told = [(due.astimezone(clock), words.was_held(why)) for _, due, why in reversed(found)]
    return [(due, why) for due, why in told if why]


def _rhythms(stores: Stores, member: Member, titles: Mapping[str, str], now: datetime) -> Iterator[tuple[Line, str]]:
    zone = member.zone or "UTC"
    for one in rhythms_of(stores, member.id):
        title = titles.get(one.template, "Check-in")
        for at in planned(one, zone, now, DAYS):
            yield Line(at, Kind.CHECK_IN), title
            nudge = nudge_at(at, zone, NUDGE) if one.nudge else None
            if nudge:
                yield Line(nudge, Kind.NUDGE), words.nudge(title)


def _reminders(stores: Stores, member: Member, now: datetime, until: datetime) -> Iterator[tuple[Line, str]]:
    active = {one.id for one in boundaries(stores, member.id) if one.status == "active"}
    found = reminders_of(stores, member.id) if active else ()
    planned_for = {one.boundary for one in found if one.kind == "if-then"}
    for one in found:
        if one.boundary in (active if one.kind != "start" else active & planned_for):
            yield from ((Line(at, one.speaks), words.REMINDERS[one.kind]) for at in _times(one, member, now, until))


def _times(one: Reminder, member: Member, now: datetime, until: datetime) -> Iterator[datetime]:
    zone, start = member.zone or "UTC", now
    while (at := one.due(zone, start)) is not None and at < until:
        if at > now:
            yield at
        start = max(at, start) + timedelta(microseconds=1)
        one = one.told(zone, start)
