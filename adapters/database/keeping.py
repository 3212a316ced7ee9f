"""What is past its day and how much there is, by columns that are not sealed.

Not here: removing what stands on a platform first; the core does that before it deletes a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, and_, bindparam, func, select, update

from adapters.database.sql import Query, mine, ticks
from adapters.database.tables import accounts, checkins, responses
from core.privacy.model import Counts
from core.values import MemberId

if TYPE_CHECKING:
    from adapters.database.scope import Scope

_TICK: Final = timedelta(microseconds=1)
_OUTLIVED: Final = Query(
    select(checkins.c.id)
    .where(mine(checkins), checkins.c.until <= bindparam("now"))
    .order_by(checkins.c.until)
    .limit(bindparam("most"))
)
_REPLIES_BEFORE: Final = Query(
    select(responses.c.id)
    .where(mine(responses), responses.c.written_at <= bindparam("before"))
    .order_by(responses.c.written_at)
    .limit(bindparam("most"))
)
_REPLIES_BY: Final = Query(
    select(responses.c.id)
    .where(mine(responses), responses.c.member_id == bindparam("member"))
    .order_by(responses.c.written_at)
)
_QUIET: Final = Query(
    select(accounts.c.member_id)
    .where(mine(accounts))
    .group_by(accounts.c.member_id)
    .having(func.max(accounts.c.used_at) <= bindparam("before", type_=BigInteger))
    .order_by(accounts.c.member_id)
)
_ENTRIES: Final = Query(
    select(func.count(), func.count(checkins.c.text_until), func.count(checkins.c.group_id)).where(
        mine(checkins), checkins.c.member_id == bindparam("member")
    )
)
_past: Final = checkins.c.written_at <= bindparam("entries", type_=BigInteger)
_PAST: Final = Query(
    select(
        func.count().filter(_past),
        func.count(checkins.c.text_until).filter(
            and_(~_past, checkins.c.written_at <= bindparam("words", type_=BigInteger))
        ),
    ).where(mine(checkins), checkins.c.member_id == bindparam("member"))
)
_REPLIES: Final = Query(
    select(func.count()).select_from(responses).where(mine(responses), responses.c.member_id == bindparam("member"))
)
_own = update(checkins).where(mine(checkins), checkins.c.member_id == bindparam("member"))
_KEEP: Final = Query(_own.values(until=checkins.c.written_at + bindparam("entries", type_=BigInteger)))
_KEEP_FOR_GOOD: Final = Query(_own.values(until=None))
_KEEP_WORDS: Final = Query(
    _own.where(checkins.c.text_until.is_not(None)).values(
        text_until=checkins.c.written_at + bindparam("words", type_=BigInteger)
    )
)


class SqlKeeping:
    """What one community keeps, by its days."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def outlived(self, now: datetime, most: int) -> Sequence[str]:
        """Check-ins of anybody past their day."""
        return [checkin for (checkin,) in self._scope.rows(_OUTLIVED, now=ticks(now), most=most)]

    def replies_before(self, before: datetime, most: int) -> Sequence[str]:
        """Replies of anybody written before then."""
        return [reply for (reply,) in self._scope.rows(_REPLIES_BEFORE, before=ticks(before), most=most)]

    def replies_by(self, member: MemberId) -> Sequence[str]:
        """A member's replies, oldest first."""
        return [reply for (reply,) in self._scope.rows(_REPLIES_BY, member=member)]

    def quiet_since(self, before: datetime) -> Sequence[MemberId]:
        """Everybody none of whose accounts did anything since then."""
        return [MemberId(member) for (member,) in self._scope.rows(_QUIET, before=ticks(before))]

    def counts(self, member: MemberId) -> Counts:
        """How much there is of a member."""
        entries, worded, shared = self._scope.row(_ENTRIES, member=member) or (0, 0, 0)
        (replies,) = self._scope.row(_REPLIES, member=member) or (0,)
        return Counts(entries, worded, shared, replies)

    def past(self, member: MemberId, entries: datetime | None, words: datetime) -> tuple[int, int]:
        """How many of a member's check-ins were written by `entries`, and of the others with words, by `words`."""
        by = -1 if entries is None else ticks(entries)
        old, worded = self._scope.row(_PAST, member=member, entries=by, words=ticks(words)) or (0, 0)
        return old, worded

    def keep_for(self, member: MemberId, entries: timedelta | None, words: timedelta) -> None:
        """Let a member's check-ins, and words still in them, go so long after they were written."""
        if entries is None:
            self._scope.put(_KEEP_FOR_GOOD, member=member)
        else:
            self._scope.put(_KEEP, member=member, entries=entries // _TICK)
        self._scope.put(_KEEP_WORDS, member=member, words=words // _TICK)
