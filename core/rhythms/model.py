"""When somebody wants to be asked for a check-in, as they keep it, and what follows from how it went.

Not here: when the bot may speak (`core.rhythm`), and doing anything about it (`actions`, `deliveries`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from core.checkins.template import Template
from core.codec import Json
from core.ports import Record
from core.rhythm import WINDOW, bedtime, day_of, instant, is_quiet, local_day, next_time
from core.values import new_id

KIND: Final = "rhythm"
USUAL: Final = time(20, 0)
EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
THREE: Final = (0, 2, 4)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BY_CADENCE: Final = {"daily": EVERY_DAY, "three-a-week": THREE, "twice-a-week": (0, 3)}
_ASK_AFTER: Final = (3, 2)
"""After how many prompts without an answer the next one asks instead: several a week, one a week …"""
_PAUSE_AFTER: Final = (7, 4)
"""… and after how many it pauses by itself."""
DOOR_AFTER: Final = timedelta(days=30)
"""When the one note follows that says that the door is open."""
_LONG: Final = timedelta(days=8)
"""Past this it can no longer be looked up whether a line was shown, so it is looked up when the window closes."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a member wants to be asked for one kind of check-in."""

    template: str
    id: str
    """Stands for it in a job, which may not say which kind it is."""
    days: tuple[int, ...]
    """0 = Monday."""
    at: time = USUAL
    """By the member's own clock, wherever they are."""
    monthly: bool = False
    """Only the first such day of a month."""
    nudge: bool = False
    paused: bool = False
    back: date | None = None
    """When a pause is over; None = when they say so."""
    quiet_since: datetime | None = None
    """Since when it has been paused by itself; None once the door was shown, or when it was not."""
    blanks: int = 0
    """Prompts in a row that were shown and not answered."""
    asked: bool = False
    """Whether it was asked already if the rhythm still fits."""
    prompted: date | None = None
    """The newest of their days that is settled: prompted, skipped, or answered before its time."""
    open: bool = False
    """Whether that day's prompt is still to be counted."""

    def due(self, zone: str, now: datetime) -> datetime | None:
        """When there is something to do next: the next prompt, a window to look at, or the open door; None = never."""
        if self.paused and self.back is None:
            return self.quiet_since + DOOR_AFTER if self.quiet_since else None
        after = self.prompted
        if self.paused and self.back is not None:
            before = self.back - timedelta(days=1)
            after = max(after, before) if after else before
        due = next_time(self.days, self.at, zone, now, monthly=self.monthly, after=after)
        if self.open and self.prompted and due:
            closes = instant(self.prompted, self.at, zone) + WINDOW
            if due - closes > _LONG and not self.paused:
                return closes
        return due

    def wanted(self, zone: str, now: datetime) -> datetime | None:
        """The instant of the prompt that is due now, by the clock where they are; None when none is."""
        if self.paused and (self.back is None or local_day(now, zone) < self.back):
            return None
        due = next_time(self.days, self.at, zone, now, monthly=self.monthly, after=self.prompted)
        return due if due is not None and due <= now else None

    def counted(self, zone: str, now: datetime, *, shown: bool) -> Rhythm:
        """The rhythm once a window has closed without an answer; a prompt that was not shown counts for nothing."""
        more = replace(self, open=False, blanks=self.blanks + shown)
        if more.blanks < _PAUSE_AFTER[not self.often]:
            return more
        return replace(more, paused=True, back=None, quiet_since=now, blanks=0, asked=False)

    def answered(self) -> Rhythm:
        """The rhythm once they have checked in, or said that it fits."""
        return replace(self, open=False, blanks=0, asked=False)

    @property
    def often(self) -> bool:
        """Whether it asks several times a week."""
        return len(self.days) > 1 and not self.monthly

    @property
    def to_ask(self) -> bool:
        """Whether the next prompt asks if the rhythm still fits."""
        return not self.asked and self.blanks >= _ASK_AFTER[not self.often]

    def fewer(self) -> Rhythm:
        """The next smaller rhythm: every day, three a week, once a week, a pause; on no day that was not chosen."""
        if len(self.days) > len(THREE):
            return replace(self.answered(), days=self.days[::2][: len(THREE)])
        if self.often:
            return replace(self.answered(), days=self.days[-1:])
        return self.pause(None)

    def pause(self, back: date | None) -> Rhythm:
        """Quiet until a day, or until they say so."""
        return replace(self.answered(), paused=True, back=back, quiet_since=None)

    def resume(self, zone: str, now: datetime) -> Rhythm:
        """On again, from its next time on."""
        return replace(self.answered(), paused=False, back=None, quiet_since=None).from_now(zone, now)

    def from_now(self, zone: str, now: datetime) -> Rhythm:
        """The rhythm beginning with its next time; one of today that has just gone by is left be."""
        due = self.wanted(zone, now)
        return replace(self, prompted=day_of(due, self.at, zone), open=False) if due else self

    def record(self, now: datetime) -> Record:
        """The rhythm as it is kept."""
        body: dict[str, Json] = {
            "id": self.id,
            "days": list(self.days),
            "at": self.at.strftime("%H:%M"),
            "monthly": self.monthly,
            "nudge": self.nudge,
            "paused": self.paused,
            "back": self.back.isoformat() if self.back else None,
            "quiet_since": self.quiet_since.isoformat() if self.quiet_since else None,
            "blanks": self.blanks,
            "asked": self.asked,
            "prompted": self.prompted.isoformat() if self.prompted else None,
            "open": self.open,
        }
        return Record(KIND, self.template, body, now)


def from_record(record: Record) -> Rhythm:
    """The rhythm that a record holds."""
    body = record.body
    days, blanks = body.get("days"), body.get("blanks")
    back, quiet, prompted = (_text(body.get(key)) for key in ("back", "quiet_since", "prompted"))
    return Rhythm(
        template=record.name,
        id=_text(body.get("id")),
        days=tuple(day for day in days if isinstance(day, int)) if isinstance(days, list) else (),
        at=time.fromisoformat(_text(body.get("at"))),
        monthly=body.get("monthly") is True,
        nudge=body.get("nudge") is True,
        paused=body.get("paused") is True,
        back=date.fromisoformat(back) if back else None,
        quiet_since=datetime.fromisoformat(quiet) if quiet else None,
        blanks=blanks if isinstance(blanks, int) else 0,
        asked=body.get("asked") is True,
        prompted=date.fromisoformat(prompted) if prompted else None,
        open=body.get("open") is True,
    )


def suggested(template: Template) -> Rhythm:
    """The rhythm that a kind of check-in suggests."""
    days = tuple(_DAYS.index(day) for day in template.days) or _BY_CADENCE.get(template.cadence, (6,))
    return Rhythm(template.key, new_id(), days, template.at or USUAL, monthly=template.cadence == "monthly")


def planned(rhythm: Rhythm, zone: str, now: datetime, days: int = 7) -> list[datetime]:
    """When it asks in the days to come."""
    found: list[datetime] = []
    one, last = rhythm, local_day(now, zone) + timedelta(days=days)
    while not (one.paused and one.back is None) and (due := replace(one, open=False).due(zone, now)):
        if local_day(due, zone) >= last:
            break
        if due > now:
            found.append(due)
        one = replace(one, prompted=day_of(due, one.at, zone))
    return found


def nudge_at(due: datetime, zone: str, after: timedelta) -> datetime | None:
    """When a nudge for a prompt comes: at most so long after it and by day; None when there is no room."""
    at = min(due + after, bedtime(due, zone) - timedelta(minutes=5))
    return at if at - due >= timedelta(minutes=20) and not is_quiet(at, zone) else None


def between(days: Sequence[int]) -> int:
    """Weekdays as one number, for a step that puts them back."""
    return sum(1 << day for day in days)


def from_mask(mask: int) -> tuple[int, ...]:
    """The weekdays of such a number."""
    return tuple(day for day in EVERY_DAY if mask >> day & 1)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
