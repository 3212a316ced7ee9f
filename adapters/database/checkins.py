"""Check-ins, the answers beneath them, and who stands with their authors; each sealed with its author's key.

Not here: which check-ins others may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import BigInteger, Select, Table, Text, bindparam, delete, select, tuple_

from adapters.database.sql import Query, add, instant, mine, ticks, upsert
from adapters.database.sql import put as put_row
from adapters.database.tables import checkins, company, responses
from core.checkins.model import CheckIn, Given, Response
from core.codec import Json, pack, unpack
from core.values import Cell, GroupId, MemberId, Said

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope

_AROUND: Final = timedelta(days=2)
"""A member's day and the instant of writing differ by less, wherever they live and whenever they moved."""

CHECKIN: Final = select(
    checkins.c.id,
    checkins.c.member_id,
    checkins.c.group_id,
    checkins.c.written_at,
    checkins.c.until,
    checkins.c.text_until,
    checkins.c.body,
).where(mine(checkins))
_of_member: Final = CHECKIN.where(checkins.c.member_id == bindparam("member"))
_FIND: Final = Query(CHECKIN.where(checkins.c.id == bindparam("checkin")))
_AROUND_DAY: Final = Query(
    _of_member.where(checkins.c.written_at.between(bindparam("start"), bindparam("end"))).order_by(
        checkins.c.written_at, checkins.c.id
    )
)
_newest: Final = _of_member.order_by(checkins.c.written_at.desc(), checkins.c.id.desc()).limit(bindparam("most"))
_LATEST: Final = Query(_newest)
_LATEST_BEFORE: Final = Query(_newest.where(checkins.c.written_at < bindparam("before")))
_SINCE: Final = Query(
    _of_member.where(checkins.c.written_at >= bindparam("start")).order_by(checkins.c.written_at, checkins.c.id)
)
_AFTER: Final = Query(
    _of_member.where(
        tuple_(checkins.c.written_at, checkins.c.id)
        > tuple_(bindparam("at", type_=BigInteger), bindparam("last", type_=Text))
    )
    .order_by(checkins.c.written_at, checkins.c.id)
    .limit(bindparam("most"))
)
_TEXT_OUTLIVED: Final = Query(
    CHECKIN.where(checkins.c.text_until <= bindparam("now")).order_by(checkins.c.text_until).limit(bindparam("most"))
)
_SHARED_IN: Final = Query(
    CHECKIN.where(checkins.c.group_id == bindparam("group")).order_by(checkins.c.written_at, checkins.c.id)
)
_SAVE: Final = Query(put_row(checkins))
_response: Final = select(
    responses.c.id, responses.c.checkin_id, responses.c.member_id, responses.c.written_at, responses.c.words
).where(mine(responses))
_RESPONSE: Final = Query(_response.where(responses.c.id == bindparam("response")))
_RESPONSES: Final = Query(
    _response.where(responses.c.checkin_id == bindparam("checkin")).order_by(responses.c.written_at, responses.c.id)
)
_RESPOND: Final = Query(add(responses))


def _one(table: Table, name: str) -> Query:
    return Query(delete(table).where(mine(table), table.c.id == bindparam(name)))


_REMOVE: Final = _one(checkins, "checkin")
_WITHDRAW: Final = _one(responses, "response")
_STAND: Final = Query(upsert(company).on_conflict_do_nothing())
_STEP_BACK: Final = Query(
    delete(company).where(
        mine(company),
        company.c.checkin_id == bindparam("checkin"),
        company.c.member_id == bindparam("member"),
    )
)
_company: Final[Select[tuple[str]]] = select(company.c.member_id).where(mine(company))
_COMPANY: Final = Query(
    _company.where(company.c.checkin_id == bindparam("checkin")).order_by(company.c.since, company.c.member_id)
)
_IN_COMPANY: Final = Query(
    select(company.c.checkin_id)
    .where(mine(company), company.c.member_id == bindparam("member"))
    .order_by(company.c.since)
)


class SqlCheckIns:
    """The check-ins of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def find(self, checkin: str) -> CheckIn | None:
        """A check-in by id."""
        row = self._scope.row(_FIND, checkin=checkin)
        return self._checkin(row) if row else None

    def on_day(self, member: MemberId, day: date) -> Sequence[CheckIn]:
        """A member's check-ins of one of their days, oldest first."""
        noon = datetime.combine(day, time(12), UTC)
        rows = self._scope.rows(_AROUND_DAY, member=member, start=ticks(noon - _AROUND), end=ticks(noon + _AROUND))
        return [checkin for checkin in map(self._checkin, rows) if checkin.day == day]

    def latest(self, member: MemberId, most: int, before: datetime | None = None) -> Sequence[CheckIn]:
        """A member's newest check-ins, newest first."""
        if before is None:
            return [self._checkin(row) for row in self._scope.rows(_LATEST, member=member, most=most)]
        rows = self._scope.rows(_LATEST_BEFORE, member=member, most=most, before=ticks(before))
        return [self._checkin(row) for row in rows]

    def between(self, member: MemberId, start: datetime, end: datetime) -> Sequence[CheckIn]:
        """A member's check-ins written in this span, oldest first."""
        rows = self._scope.rows(_AROUND_DAY, member=member, start=ticks(start), end=ticks(end))
        return [self._checkin(row) for row in rows]

    def since(self, member: MemberId, start: datetime) -> Sequence[CheckIn]:
        """A member's check-ins written since then, oldest first."""
        ahead = self._scope.foreseen("checkins", member, since=start)
        if ahead is not None:
            return [one for one in map(self._checkin, ahead) if one.written_at >= start]
        return [self._checkin(row) for row in self._scope.rows(_SINCE, member=member, start=ticks(start))]

    def after(self, member: MemberId, last: CheckIn | None, most: int) -> Sequence[CheckIn]:
        """A member's check-ins in their order, oldest first, from the one that follows `last`, or from the first."""
        at, id = (ticks(last.written_at), last.id) if last else (0, "")
        return [self._checkin(row) for row in self._scope.rows(_AFTER, member=member, at=at, last=id, most=most)]

    def text_outlived(self, now: datetime, most: int) -> Sequence[CheckIn]:
        """Check-ins of anybody whose free text is past its day."""
        return [self._checkin(row) for row in self._scope.rows(_TEXT_OUTLIVED, now=ticks(now), most=most)]

    def shared_in(self, group: GroupId) -> Sequence[CheckIn]:
        """Everything shared with a group, oldest first."""
        return [self._checkin(row) for row in self._scope.rows(_SHARED_IN, group=group)]

    def save(self, checkin: CheckIn) -> None:
        """Add a check-in or change it."""
        plain = pack(
            {
                "template": checkin.template,
                "track": checkin.track,
                "day": checkin.day.isoformat(),
                "answers": {key: _given_to_json(given) for key, given in checkin.answers.items()},
                "shown": None if checkin.shown is None else [*checkin.shown],
                "stands": checkin.stands,
                "later": checkin.later,
                "shared_at": checkin.shared_at.isoformat() if checkin.shared_at else None,
                "round": checkin.round,
            }
        )
        self._scope.put(
            _SAVE,
            id=checkin.id,
            member_id=checkin.member,
            group_id=checkin.group,
            written_at=ticks(checkin.written_at),
            until=None if checkin.until is None else ticks(checkin.until),
            text_until=None if checkin.text_until is None else ticks(checkin.text_until),
            body=self._scope.seal_own(plain, Cell("checkins", "body", checkin.id), checkin.member),
        )

    def remove(self, checkin: str) -> None:
        """Delete a check-in with the responses and company beneath it."""
        self._scope.put(_REMOVE, checkin=checkin)

    def response(self, response: str) -> Response | None:
        """A response by id."""
        row = self._scope.row(_RESPONSE, response=response)
        return self._response(row) if row else None

    def responses(self, checkin: str) -> Sequence[Response]:
        """All responses beneath a check-in, oldest first."""
        return [self._response(row) for row in self._scope.rows(_RESPONSES, checkin=checkin)]

    def respond(self, response: Response) -> None:
        """Add a response."""
        cell = Cell("responses", "words", response.id)
        self._scope.put(
            _RESPOND,
            id=response.id,
            checkin_id=response.checkin,
            member_id=response.member,
            written_at=ticks(response.written_at),
            words=self._scope.seal_own(response.words.words.encode(), cell, response.member),
        )

    def withdraw(self, response: str) -> None:
        """Delete a response."""
        self._scope.put(_WITHDRAW, response=response)

    def stand_with(self, checkin: str, member: MemberId, now: datetime) -> bool:
        """Note that a member is with the author; False when they already were."""
        return self._scope.run(_STAND, checkin_id=checkin, member_id=member, since=ticks(now)) == 1

    def step_back(self, checkin: str, member: MemberId) -> bool:
        """Undo `stand_with`; False when there was nothing to undo."""
        return self._scope.run(_STEP_BACK, checkin=checkin, member=member) == 1

    def company(self, checkin: str) -> Sequence[MemberId]:
        """Who is with the author, in the order they came."""
        return [MemberId(member) for (member,) in self._scope.rows(_COMPANY, checkin=checkin)]

    def in_company(self, member: MemberId) -> Sequence[str]:
        """The check-ins whose authors this member stands with."""
        return [checkin for (checkin,) in self._scope.rows(_IN_COMPANY, member=member)]

    def _checkin(self, row: Row) -> CheckIn:
        checkin, member, group, written_at, until, text_until, body = row
        plain = unpack(self._scope.open(body, Cell("checkins", "body", checkin), member))
        answers = cast("Mapping[str, Json]", plain["answers"])
        shown = cast("list[str] | None", plain.get("shown"))
        shared_at = cast("str | None", plain.get("shared_at"))
        return CheckIn(
            id=checkin,
            member=MemberId(member),
            template=cast(str, plain["template"]),
            track=cast(str, plain["track"]),
            day=date.fromisoformat(cast(str, plain["day"])),
            answers={key: _given_from_json(given) for key, given in answers.items()},
            written_at=instant(written_at),
            group=None if group is None else GroupId(group),
            shown=None if shown is None else tuple(shown),
            stands=cast(int, plain.get("stands", 30)),
            later=cast(bool, plain.get("later", False)),
            until=None if until is None else instant(until),
            text_until=None if text_until is None else instant(text_until),
            shared_at=datetime.fromisoformat(shared_at) if shared_at else None,
            round=cast(str, plain.get("round", "")),
        )

    def _response(self, row: Row) -> Response:
        response, checkin, member, written_at, words = row
        plain = self._scope.open(words, Cell("responses", "words", response), member)
        return Response(response, checkin, MemberId(member), Said(plain.decode()), instant(written_at))


def _given_to_json(given: Given) -> Json:
    match given:
        case Said():
            return {"said": given.words}
        case tuple():
            return list(given)
        case _:
            return given


def _given_from_json(data: Json) -> Given:
    match data:
        case {"said": str(words)}:
            return Said(words)
        case [*keys]:
            return tuple(str(key) for key in keys)
        case str() | int():
            return data
        case _:
            raise ValueError("a stored check-in has an answer of an unknown kind")
