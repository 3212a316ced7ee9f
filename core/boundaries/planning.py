"""Keeping reminders, and promising the next time of each.

Not here: what happens then (`deliveries`), and what members press (`reminding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.boundaries.model import BIN, Boundary, boundary
from core.boundaries.reminder import KIND, Reminder, reminder_of, reminder_record
from core.people.model import Member
from core.people.own import plan_anew
from core.turn import Stores
from core.values import MemberId, new_id

_AFTERWARDS: Final = timedelta(days=2)
"""For how long a reminder for one day is still shown in the list."""


def reminders_of(stores: Stores, member: MemberId, of: str = "") -> list[Reminder]:
    """A member's reminders, of one boundary or of all, the oldest first."""
    found = (reminder_of(record) for record in stores.records.of_kind(member, KIND))
    return [one for one in found if of in ("", one.boundary)]


def reminder(stores: Stores, member: MemberId, wanted: str) -> Reminder | None:
    """One of a member's reminders."""
    record = stores.records.find(member, KIND, wanted)
    return reminder_of(record) if record else None


def plans_of(stores: Stores, member: MemberId, of: str) -> list[Reminder]:
    """The if-then plans of a boundary."""
    return [one for one in reminders_of(stores, member, of) if one.kind == "if-then"]


def start_of(stores: Stores, member: MemberId, window: str) -> Reminder | None:
    """What shows the plans as a window begins; None where that was not asked for."""
    found = reminders_of(stores, member)
    return next((one for one in found if one.kind == "start" and one.window == window), None)


def keep_start(stores: Stores, member: Member, window: Reminder, now: datetime, *, wanted: bool) -> None:
    """Let the plans be shown as a window begins, or no longer; it moves with its window."""
    if old := start_of(stores, member.id, window.id):
        drop_reminder(stores, member.id, old)
    if wanted:
        one = replace(window, id=new_id(), kind="start", minutes=0, window=window.id, settled=None, snoozed=None)
        keep_reminder(stores, member, one.from_now(member.zone or "UTC", now), now)


def keep_reminder(stores: Stores, member: Member, one: Reminder, now: datetime) -> None:
    """Keep a reminder that was changed, and plan it anew."""
    stores.records.save(member.id, reminder_record(one, _until(one)))
    plan(stores, member, one, now)


def drop_reminder(stores: Stores, member: MemberId, one: Reminder) -> None:
    """Remind no more: the record, what is planned and the note that waits all go, and what shows its plans."""
    stores.records.remove(member, KIND, one.id)
    hush(stores, member, one)
    if one.kind == "before" and (start := start_of(stores, member, one.id)):
        drop_reminder(stores, member, start)


def hush(stores: Stores, member: MemberId, one: Reminder) -> None:
    """Take back what is planned, and the note that waits."""
    stores.jobs.cancel(key_of(one))
    stores.people.drop_note(member, about(one))


def follow(stores: Stores, member: Member, one: Boundary, now: datetime) -> None:
    """Let the reminders of a boundary follow how it is now: planned while it is in force, silent while it is not."""
    found = reminders_of(stores, member.id, one.id)
    if one.status == "active":
        found = _with_dates(one, found, now)
    for each in found:
        until = _until(each)
        if until is not None and until <= now:
            drop_reminder(stores, member.id, each)
            continue
        until = now + BIN if one.status == "retired" else until
        stores.records.save(member.id, reminder_record(each, until))
        if one.status == "active":
            plan(stores, member, each, now)
        else:
            hush(stores, member.id, each)


def _with_dates(one: Boundary, found: Sequence[Reminder], now: datetime) -> list[Reminder]:
    """With the two that every boundary in force has, on its own days."""
    kept = [each for each in found if each.kind not in ("review", "renewal")]
    if one.review_on:
        old = next((each for each in found if each.kind == "review"), None)
        if old is None or old.first != one.review_on:
            old = Reminder(old.id if old else new_id(), one.id, "review", now, "from", first=one.review_on)
        kept.append(old)
    if one.renew_on:
        old = next((each for each in found if each.kind == "renewal"), None)
        if old is None or old.first != one.renew_on:
            asked_at = old.asked_at if old and one.renewals_unanswered else None
            old = Reminder(
                old.id if old else new_id(), one.id, "renewal", now, "from", first=one.renew_on, asked_at=asked_at
            )
        kept.append(old)
    return kept


def plan(stores: Stores, member: Member, one: Reminder, now: datetime) -> None:
    """Promise the next time, in place of an earlier promise. One that is at work this moment is followed by a look."""
    zone = member.zone or "UTC"
    kept, one = one, one.without_missed(zone, now)
    if one != kept:
        stores.records.save(member.id, reminder_record(one, _until(one)))
    due = one.due(zone, now)
    if due is None:
        stores.jobs.cancel(key_of(one))
        return
    plan_anew(
        stores,
        member.id,
        "boundary.remind" if one.placed or one.snoozed else "boundary.ask",
        f"{member.id}~{one.id}",
        key=key_of(one),
        due_at=max(due, now),
        expires_at=one.too_late(due, zone),
        now=now,
        looks="boundary.moved",
    )


def replan(stores: Stores, member: Member, now: datetime) -> None:
    """Plan all that is in force anew, such as by another clock."""
    for one in reminders_of(stores, member.id):
        found = boundary(stores, member.id, one.boundary)
        if found is not None and found.status == "active":
            plan(stores, member, one, now)


def snooze(one: Reminder, until: datetime) -> Reminder:
    """Once more then, by the clock on the wall."""
    return replace(one, snoozed=until)


def key_of(one: Reminder) -> str:
    """The key of a reminder's promise."""
    return f"remind~{one.id}"


def about(one: Reminder) -> str:
    """What its note is about: a newer one of its kind and boundary takes an older one's place, but for plans."""
    return f"{one.kind}~{one.id if one.kind == 'if-then' else one.boundary}"


def _until(one: Reminder) -> datetime | None:
    """A reminder for one day goes by itself once that is over."""
    if one.pattern != "once" or one.first is None:
        return None
    return datetime.combine(one.last or one.first, one.at, one.made_at.tzinfo) + _AFTERWARDS
