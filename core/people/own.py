"""The member who acts, and what is theirs: anybody else's is as good as not there.

Not here: what is kept; each feature reads its own records.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.errors import Refusal
from core.people.model import Member
from core.ports import Record
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId, new_id
from core.words import join_first

_AGAIN: Final = timedelta(seconds=5)
_LOOKS_LATE: Final = timedelta(hours=20)


def me(context: Context) -> Member:
    """The member who acts; the desk lets only members come here."""
    if context.member is None:
        raise Refusal(join_first())
    return context.member


def own_record(context: Context, kind: str, gone: Message) -> Record:
    """The acting member's record that the step names; refused with `gone` where they have none of that name."""
    found = context.stores.records.find(me(context).id, kind, context.subject.partition("~")[0])
    if found is None:
        raise Refusal(gone)
    return found


def plan_anew(
    stores: Stores,
    member: MemberId,
    work: str,
    subject: str,
    *,
    key: str,
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
    looks: str,
) -> None:
    """Promise the next time of something of a member's, in place of an earlier promise.

    One that is at work this moment cannot be replaced: it is followed by a look at all of theirs, the work `looks`.
    """
    stores.jobs.cancel(key)
    if not stores.jobs.promise_anew(work, subject, key=key, due_at=due_at, expires_at=expires_at, owner=member):
        look_again(stores, member, looks, now + _AGAIN)


def look_again(stores: Stores, member: MemberId, looks: str, at: datetime) -> None:
    """Promise to plan everything of a kind anew for a member."""
    stores.jobs.promise(looks, member, key=f"{looks}~{new_id()}", due_at=at, expires_at=at + _LOOKS_LATE, owner=member)
