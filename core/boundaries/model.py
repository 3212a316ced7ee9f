"""A boundary: what its owner will do to stay safe and true to themselves, whatever anybody else does.

Not here: judging it. A boundary is neither a punishment nor a demand, and its owner
alone reads it, unless they post it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias, cast

from core.boundaries.lint import mentions_another
from core.codec import Json
from core.ports import Record
from core.turn import Stores
from core.values import GroupId, MemberId, Said

KIND: Final = "boundary"
LONGEST: Final = 280
REVIEWED_AFTER: Final = timedelta(days=28)
RENEWED_AFTER: Final = timedelta(days=90)
BIN: Final = timedelta(days=30)
"""For how long a removed boundary can still be brought back."""
UNLOCKED_AFTER: Final = timedelta(hours=24)
MOST_NON_NEGOTIABLE: Final = 3

Status: TypeAlias = Literal["draft", "active", "paused", "closed", "retired"]
Sort: TypeAlias = Literal["limit", "protective", "request"]
Strength: TypeAlias = Literal["preference", "firm", "non-negotiable"]

SORTS: Final[tuple[tuple[Sort, str], ...]] = (
    ("limit", "A limit on what I do myself"),
    ("protective", "If something happens, I will …"),
    ("request", "Something I want to ask for"),
)
STRENGTHS: Final[tuple[tuple[Strength, str], ...]] = (
    ("preference", "A preference"),
    ("firm", "Firm"),
    ("non-negotiable", "Not negotiable"),
)
CATEGORIES: Final = (
    ("time", "Time"),
    ("body", "Body and closeness"),
    ("talking", "Talking"),
    ("listening", "Listening"),
    ("devices", "Devices and media"),
    ("money", "Money"),
    ("home", "Home and space"),
    ("contact", "Contact with people"),
    ("work", "Work and travel"),
    ("parenting", "Children"),
    ("substances", "Drink and substances"),
    ("recovery", "Time for myself and my groups"),
    ("online", "This group, online"),
    ("other", "Something else"),
)
STATES: Final[dict[Status, str]] = {
    "draft": "a draft",
    "active": "in force",
    "paused": "paused",
    "closed": "kept and closed",
    "retired": "retired",
}


@dataclass(frozen=True, slots=True)
class Boundary:
    """One boundary, as far as it has been written."""

    id: str
    written_at: datetime
    sort: Sort = "protective"
    status: Status = "draft"
    strength: Strength = "firm"
    category: str = "other"
    because: Said | None = None
    """The need behind it; only its owner ever sees it."""
    statement: Said | None = None
    action: Said | None = None
    """What its owner will do if it is crossed; needed, unless it is a request."""
    in_my_control: bool | None = None
    locked_at: datetime | None = None
    """When the safety question was last answered with doubt; the answer itself is never kept."""
    safe: bool = False
    """Whether the safety question was answered, and nothing keeps it from being shared."""
    outside: Said | None = None
    """Who else knows, in its owner's words."""
    review_on: date | None = None
    renew_on: date | None = None
    renewals_unanswered: int = 0
    group: GroupId | None = None
    """The group it is posted to; None = its owner alone."""
    together: bool = False
    """Whether it was paused with all the others, and goes on with them."""

    @property
    def about_another(self) -> bool:
        """Whether another person comes into it: then safety is asked about."""
        said = (each.words for each in (self.statement, self.action) if each)
        return self.sort != "limit" or any(mentions_another(words) for words in said)

    @property
    def own_action(self) -> Said | None:
        """What its owner does; what is only asked for has nothing to do, whatever was written before."""
        return self.action if self.sort != "request" else None

    @property
    def not_negotiable(self) -> bool:
        """Whether it counts among the few that are not negotiable; what is asked for can be refused."""
        return self.strength == "non-negotiable" and self.sort != "request"

    @property
    def missing(self) -> str:
        """What it still needs before it can be in force: a key of the wizard's pages; empty when nothing."""
        if self.statement is None:
            return "say"
        if self.sort != "request" and self.action is None:
            return "say"
        if self.sort != "request" and not self.in_my_control:
            return "control"
        if self.about_another and not self.safe and self.locked_at is None:
            return "safety"
        return ""


def boundary(stores: Stores, member: MemberId, wanted: str) -> Boundary | None:
    """One of a member's boundaries."""
    record = stores.records.find(member, KIND, wanted)
    return boundary_of(record) if record else None


def boundaries(stores: Stores, member: MemberId) -> list[Boundary]:
    """All of a member's boundaries, oldest first."""
    return [boundary_of(record) for record in stores.records.of_kind(member, KIND)]


def keep(stores: Stores, member: MemberId, one: Boundary, now: datetime) -> None:
    """Keep a boundary as it is now; a retired one goes by itself after its month in the bin."""
    stores.records.save(member, boundary_record(one, now + BIN if one.status == "retired" else None))


def boundary_record(one: Boundary, until: datetime | None = None) -> Record:
    """The boundary as it is kept."""
    body: dict[str, Json] = {
        "sort": one.sort,
        "status": one.status,
        "strength": one.strength,
        "category": one.category,
        "because": _words(one.because),
        "statement": _words(one.statement),
        "action": _words(one.action),
        "in_my_control": one.in_my_control,
        "locked_at": one.locked_at.isoformat() if one.locked_at else None,
        "safe": one.safe,
        "outside": _words(one.outside),
        "review_on": one.review_on.isoformat() if one.review_on else None,
        "renew_on": one.renew_on.isoformat() if one.renew_on else None,
        "renewals_unanswered": one.renewals_unanswered,
        "group": one.group,
        "together": one.together,
    }
    return Record(KIND, one.id, body, one.written_at, until)


def boundary_of(record: Record) -> Boundary:
    """The boundary that `boundary_record` kept."""
    body = record.body
    group, control = body["group"], body["in_my_control"]
    return Boundary(
        id=record.name,
        written_at=record.written_at,
        sort=cast(Sort, body["sort"]),
        status=cast(Status, body["status"]),
        strength=cast(Strength, body["strength"]),
        category=str(body["category"]),
        because=_said(body["because"]),
        statement=_said(body["statement"]),
        action=_said(body["action"]),
        in_my_control=control if isinstance(control, bool) else None,
        locked_at=_instant(body["locked_at"]),
        safe=bool(body["safe"]),
        outside=_said(body["outside"]),
        review_on=_day(body["review_on"]),
        renew_on=_day(body["renew_on"]),
        renewals_unanswered=cast(int, body["renewals_unanswered"]),
        group=GroupId(group) if isinstance(group, str) else None,
        together=bool(body["together"]),
    )


def as_draft(one: Boundary, new: str, now: datetime) -> Boundary:
    """A copy to write on: nothing of it is in force, shared or answered for. Doubt about safety is copied with it."""
    return replace(
        one,
        id=new,
        written_at=now,
        status="draft",
        in_my_control=None,
        safe=False,
        review_on=None,
        renew_on=None,
        renewals_unanswered=0,
        group=None,
        together=False,
    )


def _words(said: Said | None) -> str | None:
    return said.words if said else None


def _said(words: Json) -> Said | None:
    return Said(words) if isinstance(words, str) and words else None


def _day(day: Json) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else None


def _instant(at: Json) -> datetime | None:
    return datetime.fromisoformat(at) if isinstance(at, str) else None
