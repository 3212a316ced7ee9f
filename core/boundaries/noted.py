"""What members press on a note about a boundary: done, later, keep it, still mine.

Not here: setting reminders (`reminding`), and what the notes say (`note_words`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from core.boundaries import note_words, reminder_words, shown_words
from core.boundaries.keeping import answer, own, own_reminder, put_away, save
from core.boundaries.model import RENEWED_AFTER, REVIEWED_AFTER
from core.boundaries.planning import keep_reminder
from core.errors import Refusal
from core.people.own import me
from core.rhythm import clock_of, local_day
from core.surface import Message
from core.turn import Context

TONIGHT: Final = time(20, 0)


def done(context: Context) -> Message:
    """Read, and done."""
    one, of = own_reminder(context)
    put_away(context, one)
    return note_words.not_now(of) if one.kind == "follow-through" else note_words.done(of)


def follow(context: Context) -> Message:
    """They still want to do what they planned."""
    one, of = own_reminder(context)
    put_away(context, one)
    return note_words.go_on(one, of)


def later(context: Context) -> Message:
    """Three later times; tonight only while it is still to come."""
    one, _ = own_reminder(context)
    return note_words.later(one, tonight=_local(context).time() < TONIGHT)


def snooze(context: Context) -> Message:
    """Once more at a later time; the note is put away until then."""
    member, (one, of) = me(context), own_reminder(context)
    if of.status != "active":
        raise Refusal(reminder_words.not_in_force(of))
    now = _local(context).replace(second=0, microsecond=0, tzinfo=None)
    match answer(context):
        case "hour":
            at = now + timedelta(hours=1)
        case "tonight" if now.time() < TONIGHT:
            at = datetime.combine(now.date(), TONIGHT)
        case "tomorrow":
            at = now + timedelta(days=1)
        case _:
            return note_words.later(one, tonight=now.time() < TONIGHT)
    put_away(context, one)
    keep_reminder(context.stores, member, replace(one, snoozed=at), context.now)
    day = "today" if at.date() == now.date() else "tomorrow"
    return note_words.snoozed(f"{day} at {at:%H:%M}")


def keep(context: Context) -> Message:
    """Looked at again, and kept: the next look is four weeks from today."""
    day = local_day(context.now, me(context).zone) + REVIEWED_AFTER
    if (one := own(context)).status != "active":
        return shown_words.not_in_force(one)
    one = save(context, replace(one, review_on=day))
    context.stores.people.drop_note(me(context).id, f"review~{one.id}")
    return note_words.kept(one, day)


def renew(context: Context) -> Message:
    """Still theirs, for three months."""
    day = local_day(context.now, me(context).zone) + RENEWED_AFTER
    if (one := own(context)).status != "active":
        return shown_words.not_in_force(one)
    one = save(context, replace(one, renew_on=day, renewals_unanswered=0))
    context.stores.people.drop_note(me(context).id, f"renewal~{one.id}")
    return note_words.renewed(one)


def _local(context: Context) -> datetime:
    return context.now.astimezone(clock_of(me(context).zone))
