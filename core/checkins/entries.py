"""A member's own entries: listed by month, opened, deleted.

Not here: correcting one (`writing`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.checkins import words
from core.checkins.actions import delete, me, own, questions_read, where
from core.checkins.kinds import mine
from core.checkins.model import CheckIn
from core.checkins.noticing import plotted
from core.checkins.writing import edited
from core.limits import SELECT_CHOICES
from core.rhythm import local_day
from core.surface import Button, Message, Replace, Reply
from core.turn import Context

_AROUND: Final = timedelta(days=4)
"""An entry is written within this of the day it is for, wherever its author lives."""
_SOME: Final = 50
_FIRST: Final = date(1970, 1, 1)
_LAST: Final = date(2999, 1, 1)


def list_month(context: Context) -> Message:
    """The entries of one month (`2026-05`, `2026-05~25`), or of the newest month that has any."""
    named, _, rest = context.subject.partition("~")
    start = int(rest) if rest.isdecimal() and len(rest) < 5 else 0
    month = _month(named) or _newest(context, None)
    if month is None:
        return words.listed([], {}, date(2000, 1, 1), _blank_yesterday(context))
    found = _of_month(context, month)
    if not found:
        month, start = _newest(context, month) or month, 0
        found = _of_month(context, month)
    further = start + SELECT_CHOICES
    ways = [words.earlier(month, further)] if further < len(found) else []
    if earlier := _newest(context, month):
        ways.append(words.earlier(earlier))
    shown = found[start:further] or found[:SELECT_CHOICES]
    return words.listed(shown, context.library.templates, month, (*ways, *_blank_yesterday(context))[:3])


def show(context: Context) -> Message:
    """One entry, whole, for its author alone."""
    checkin, start = edited(context)
    template = context.library.templates.get(checkin.template)
    return words.shown(
        checkin,
        questions_read(context, checkin),
        template.title if template else "Check-in",
        where=where(context.stores, checkin),
        shared=checkin.group is not None,
        start=start,
        plot=None if start else plotted(context, checkin),
    )


def ask_delete(context: Context) -> Message:
    """Before an entry is deleted."""
    checkin = own(context, context.subject)
    return words.sure_to_delete(checkin, shared=checkin.group is not None)


def delete_it(context: Context) -> Reply:
    """Delete it."""
    return Replace(delete(context, own(context, context.subject)))


def _of_month(context: Context, month: date) -> list[CheckIn]:
    start = datetime.combine(month, time(), UTC)
    end = datetime.combine(_after(month), time(), UTC)
    found = context.stores.checkins.between(me(context), start - _AROUND, end + _AROUND)
    here = [one for one in found if one.day.replace(day=1) == month]
    return sorted(here, key=lambda one: (one.day, one.written_at), reverse=True)


def _newest(context: Context, before: date | None) -> date | None:
    """The newest month that has an entry, before a month where asked for."""
    until = datetime.combine(before, time(), UTC) + _AROUND if before else None
    latest = context.stores.checkins.latest(me(context), _SOME if before else 1, until)
    months = (one.day.replace(day=1) for one in latest)
    return next((month for month in months if before is None or month < before), None)


def _blank_yesterday(context: Context) -> tuple[Button, ...]:
    kind = mine(context)
    template = context.library.templates.get(kind)
    if template is None or template.cadence != "daily":
        return ()
    day = local_day(context.now, context.member.zone if context.member else None) - timedelta(days=1)
    there = any(one.template == kind for one in context.stores.checkins.on_day(me(context), day))
    return () if there else (words.for_yesterday(kind, day),)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _month(named: str) -> date | None:
    try:
        month = date.fromisoformat(f"{named}-01") if len(named) == len("2026-05") else None
    except ValueError:
        return None
    return month if month and _FIRST <= month <= _LAST else None
