"""A day on which a boundary was crossed, and the repair that followed, as their owner keeps them.

Not here: anybody else's behaviour. What is measured is one's own action alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias, cast

from core.codec import Json
from core.ports import Record
from core.turn import Stores
from core.values import MemberId, Said

CROSSING: Final = "crossing"
REPAIR: Final = "repair"
CROSSINGS_KEPT: Final = timedelta(days=180)
FEWEST_CROSSINGS: Final = 4
"""With fewer crossings the measure is not shown."""
TOO_BIG: Final = 3
"""So many `not yet` in a row ask whether it should be smaller."""
OLDEST: Final = timedelta(days=60)

Outcome: TypeAlias = Literal["kept", "partly", "not-yet"]
By: TypeAlias = Literal["me", "other", "unclear"]

WHO: Final[tuple[tuple[By, str], ...]] = (
    ("me", "By me"),
    ("other", "By somebody else"),
    ("unclear", "It is unclear"),
)
DID: Final[tuple[tuple[Outcome, str], ...]] = (
    ("kept", "I did what I had decided"),
    ("partly", "Partly"),
    ("not-yet", "Not yet"),
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A day on which a boundary was crossed, and what its owner did. Private, and the same whoever crossed it."""

    id: str
    boundary: str
    day: date
    by: By
    did: Outcome
    """What became of the owner's own action; nobody else's behaviour is measured."""
    steadiness: int | None
    note: Said | None
    written_at: datetime
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Repair:
    """What somebody owns after they crossed their own boundary, and what they will do."""

    crossing: str
    own: Said | None
    impact: Said | None
    right: Said | None
    plan: Said | None
    written_at: datetime
    done_on: date | None = None
    """The day on which its owner made it right, by their own word."""


def kept_of(crossings: Sequence[Crossing]) -> tuple[int, int] | None:
    """(kept, all) of a boundary's crossings; None with too few of them."""
    return (sum(one.did == "kept" for one in crossings), len(crossings)) if len(crossings) >= FEWEST_CROSSINGS else None


def too_big(crossings: Sequence[Crossing]) -> bool:
    """Whether the last three were all `not yet`: then it is asked whether a smaller one would fit."""
    last = sorted(crossings, key=lambda one: (one.day, one.written_at))[-TOO_BIG:]
    return len(last) == TOO_BIG and all(one.did == "not-yet" for one in last)


def crossings(stores: Stores, member: MemberId, of: str) -> list[Crossing]:
    """The crossings of a boundary, oldest first."""
    found = (crossing_of(record) for record in stores.records.of_kind(member, CROSSING))
    return [one for one in found if one.boundary == of]


def crossing(stores: Stores, member: MemberId, wanted: str) -> Crossing | None:
    """One crossing."""
    record = stores.records.find(member, CROSSING, wanted)
    return crossing_of(record) if record else None


def repair(stores: Stores, member: MemberId, of: str) -> Repair | None:
    """The repair of a crossing."""
    record = stores.records.find(member, REPAIR, of)
    return repair_of(record) if record else None


def crossing_record(one: Crossing) -> Record:
    """The crossing as it is kept, for 180 days."""
    body: dict[str, Json] = {
        "boundary": one.boundary,
        "day": one.day.isoformat(),
        "by": one.by,
        "did": one.did,
        "steadiness": one.steadiness,
        "note": _words(one.note),
        "repaired": one.repaired,
    }
    return Record(CROSSING, one.id, body, one.written_at, one.written_at + CROSSINGS_KEPT)


def crossing_of(record: Record) -> Crossing:
    """The crossing that `crossing_record` kept."""
    body = record.body
    steadiness = body["steadiness"]
    return Crossing(
        id=record.name,
        boundary=str(body["boundary"]),
        day=date.fromisoformat(str(body["day"])),
        by=cast(By, body["by"]),
        did=cast(Outcome, body["did"]),
        steadiness=steadiness if isinstance(steadiness, int) else None,
        note=_said(body["note"]),
        written_at=record.written_at,
        repaired=bool(body["repaired"]),
    )


def repair_record(one: Repair, of: Crossing) -> Record:
    """The repair as it is kept, for as long as its crossing."""
    body: dict[str, Json] = {
        "own": _words(one.own),
        "impact": _words(one.impact),
        "right": _words(one.right),
        "plan": _words(one.plan),
        "done_on": one.done_on.isoformat() if one.done_on else None,
    }
    return Record(REPAIR, one.crossing, body, one.written_at, of.written_at + CROSSINGS_KEPT)


def repair_of(record: Record) -> Repair:
    """The repair that `repair_record` kept."""
    body, done = record.body, record.body.get("done_on")
    return Repair(
        record.name,
        _said(body["own"]),
        _said(body["impact"]),
        _said(body["right"]),
        _said(body["plan"]),
        record.written_at,
        date.fromisoformat(done) if isinstance(done, str) else None,
    )


def _words(said: Said | None) -> str | None:
    return said.words if said else None


def _said(words: Json) -> Said | None:
    return Said(words) if isinstance(words, str) and words else None
