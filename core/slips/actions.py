"""Writing a hard moment down, step by step, and being reminded of one's own agreement.

Not here: telling anybody. No path leads from here to another person, and no right, role or visibility changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from core.errors import Refusal
from core.people.model import Member
from core.people.own import me, own_record
from core.rhythm import instant, local_day
from core.slips import words
from core.slips.model import (
    AGREEMENT,
    FIRST,
    KIND,
    OWN_WORDS,
    Agreement,
    Slip,
    agreement_of,
    agreement_record,
    slip_of,
    slip_record,
)
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId, Said, new_id

ASKED_AT: Final = time(10, 0)
"""When the next day's one question comes, by the member's own clock."""
QUESTION_LATE: Final = timedelta(hours=10)
BEFORE_THE_END: Final = timedelta(hours=2)
"""How long before an agreement's hours are over its author is reminded."""


def own(context: Context) -> Slip:
    """What the step is about; anybody else's is as good as not there."""
    return slip_of(own_record(context, KIND, words.gone()))


def find(stores: Stores, member: MemberId, slip: str) -> Slip | None:
    """One of a member's slips."""
    record = stores.records.find(member, KIND, slip)
    return slip_of(record) if record else None


def slips_of(stores: Stores, member: MemberId) -> list[Slip]:
    """All of a member's slips, oldest first."""
    return [slip_of(record) for record in stores.records.of_kind(member, KIND)]


def agreement(stores: Stores, member: MemberId) -> Agreement | None:
    """A member's agreement with themselves."""
    record = stores.records.find(member, AGREEMENT)
    return agreement_of(record) if record else None


def save(context: Context, slip: Slip) -> None:
    """Keep a slip as it is now."""
    context.stores.records.save(me(context).id, slip_record(slip))


def write_down(context: Context) -> Message:
    """Save what was written; promise the next day's question and, where there is an agreement, its reminder."""
    member = me(context)
    slip = _filled(context, Slip(new_id(), "", None, (), None, None, context.now))
    save(context, slip)
    _ask_next_day(context.stores, member, slip, context.now)
    stands = agreement(context.stores, member.id)
    if stands is not None:
        _promise_reminder(context.stores, member, slip, stands)
    return words.saved(slip)


def write_again(context: Context) -> Message:
    """Change what was written."""
    slip = _filled(context, own(context))
    save(context, slip)
    return words.shown(slip)


def choose_first(context: Context) -> Message:
    """Note who could know first."""
    slip, who = own(context), context.subject.partition("~")[2]
    if who not in dict(FIRST):
        raise Refusal(words.gone())
    slip = replace(slip, first=who)
    save(context, slip)
    return words.chosen(slip, agreement(context.stores, me(context).id))


def note_told(context: Context) -> Message:
    """Note that somebody safe knows; the first time counts. An agreement's reminder is no longer needed."""
    slip = own(context)
    save(context, replace(slip, told_at=slip.told_at or context.now))
    context.stores.jobs.cancel(reminder_key(slip.id))
    return words.told(slip)


def note_right(context: Context) -> Message:
    """Keep what went right."""
    right = context.values.get("right")
    save(context, replace(own(context), right=right if isinstance(right, Said) else None))
    context.stores.people.drop_note(me(context).id, question_about(own(context).id))
    return words.right_kept()


def agree(context: Context) -> Message:
    """Keep an agreement with oneself, in place of an earlier one."""
    values = context.values
    talk_to, where = values.get("talk_to"), values.get("where")
    made = Agreement(
        int(str(values["hours"])),
        talk_to if isinstance(talk_to, Said) else None,
        where if isinstance(where, Said) else None,
    )
    context.stores.records.save(me(context).id, agreement_record(made, context.now))
    return words.agreed(made)


def end_agreement(context: Context) -> Message:
    """End it, and what it promised."""
    member = me(context).id
    context.stores.records.remove(member, AGREEMENT)
    for slip in slips_of(context.stores, member):
        context.stores.jobs.cancel(reminder_key(slip.id))
    return words.no_agreement()


def delete(context: Context) -> Message:
    """Delete a slip with all that was promised for it."""
    slip, member = own(context), me(context).id
    context.stores.records.remove(member, KIND, slip.id)
    for key in (question_key(slip.id), reminder_key(slip.id)):
        context.stores.jobs.cancel(key)
    for about in (question_about(slip.id), reminder_about(slip.id)):
        context.stores.people.drop_note(member, about)
    return words.deleted()


def question_key(slip: str) -> str:
    """The key of the next day's question."""
    return f"day~{slip}"


def reminder_key(slip: str) -> str:
    """The key of an agreement's reminder."""
    return f"kept~{slip}"


def question_about(slip: str) -> str:
    """What the next day's note is about."""
    return f"day~{slip}"


def reminder_about(slip: str) -> str:
    """What an agreement's note is about."""
    return f"kept~{slip}"


def _filled(context: Context, slip: Slip) -> Slip:
    values = context.values
    word, when, before = str(values.get("word")), str(values.get("when")), values.get("before")
    helped, need = values.get("helped"), values.get("need")
    if word not in dict(OWN_WORDS):
        raise Refusal(words.gone())
    today = local_day(slip.written_at, me(context).zone)
    day = {"today": today, "yesterday": today - timedelta(days=1)}.get(when)
    return replace(
        slip,
        word=word,
        day=day,
        before=before if isinstance(before, tuple) else (),
        helped=helped if isinstance(helped, Said) else None,
        need=need if isinstance(need, Said) else None,
    )


def _ask_next_day(stores: Stores, member: Member, slip: Slip, now: datetime) -> None:
    zone = member.zone or "UTC"
    due = instant(local_day(now, zone) + timedelta(days=1), ASKED_AT, zone)
    stores.jobs.promise(
        "slip.next-day",
        slip.id,
        key=question_key(slip.id),
        due_at=due,
        expires_at=due + QUESTION_LATE,
        owner=member.id,
    )


def _promise_reminder(stores: Stores, member: Member, slip: Slip, made: Agreement) -> None:
    due = slip.written_at + timedelta(hours=made.hours) - BEFORE_THE_END
    stores.jobs.promise(
        "slip.remember",
        slip.id,
        key=reminder_key(slip.id),
        due_at=due,
        expires_at=due + BEFORE_THE_END,
        owner=member.id,
    )
