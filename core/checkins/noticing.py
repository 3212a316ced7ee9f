"""What an entry says back to its author alone: their own usual number, what has helped before, bars beside last time.

Not here: any group. None of this is ever shared, and no number is called anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, median
from typing import Final

from core.checkins import kind_words as words
from core.checkins.answer_words import day_words
from core.checkins.lists import items_for
from core.checkins.model import CheckIn
from core.checkins.readings import Bar, bars, highest_needs, remedy_list_of, signals_sum
from core.checkins.template import Template
from core.limits import PLOT_ALT, PLOT_LABEL, PLOT_POINTS, PLOT_TITLE
from core.plots import Plot, one_line
from core.surface import Button
from core.text import Text
from core.turn import Context
from core.values import length

ENOUGH: Final = 14
"""Entries from which a usual number means anything."""
TILTING: Final = 2
"""By how much the last few have to lie above it before anything is said."""
LAST: Final = 3
_BACK: Final = timedelta(days=90)
_MONTHS: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Back:
    """What is said back."""

    lines: tuple[Text, ...] = ()
    buttons: tuple[Button, ...] = ()
    plot: Plot | None = None


def said_back(context: Context, checkin: CheckIn) -> Back:
    """What a saved entry says back to its author."""
    template = context.library.templates.get(checkin.template)
    if template is None:
        return Back()
    if template.remedies:
        return _remedies(context, template, checkin)
    if template.bars:
        return Back(plot=plotted(context, checkin))
    if any(about.least_areas for about in template.lists):
        return _signs(context, template, checkin)
    return Back()


def plotted(context: Context, checkin: CheckIn) -> Plot | None:
    """An entry's numbers as bars beside those of the time before; None where it has none."""
    template = context.library.templates.get(checkin.template)
    if template is None or not template.bars:
        return None
    since = context.stores.checkins.since(checkin.member, checkin.written_at - _MONTHS)
    earlier = [one for one in since if one.template == checkin.template and one.day < checkin.day]
    before = max(earlier, key=lambda one: one.day, default=None)
    found = bars(template, checkin.track, checkin.answers, before.answers if before else None)[:PLOT_POINTS]
    if all(bar.now is None for bar in found):
        return None
    return Plot(
        _short(template.title, PLOT_TITLE),
        tuple((_short(bar.label, PLOT_LABEL), bar.now) for bar in found),
        0,
        max(bar.highest for bar in found),
        _in_words(found),
        bars=True,
        before=tuple(bar.before for bar in found) if before else (),
        names=(day_words(checkin.day), day_words(before.day)) if before else ("now", "before"),
    )


def _in_words(found: Sequence[Bar]) -> str:
    """All that somebody who does not see the bars gets to know; as many as fit."""
    said = ""
    for bar in found:
        now = f"{one_line(bar.label)}: {'left open' if bar.now is None else bar.now}"
        part = f"{now}, before {bar.before}." if bar.before is not None else f"{now}."
        if length(f"{said} {part}") > PLOT_ALT:
            break
        said = f"{said} {part}".strip()
    return said


def _short(words: str, most: int) -> str:
    flat = one_line(words)
    while length(flat) > most:
        flat = f"{flat[:-2].rstrip()}…"
    return flat


def _signs(context: Context, template: Template, checkin: CheckIn) -> Back:
    here = signals_sum(template, checkin.track, checkin.answers)
    if here is None:
        return Back()
    items = items_for(context.stores, checkin.member, template, context.now)
    every = max(sum(len(items.get(about.key, ())) for about in template.lists if about.least_areas), here)
    found = context.stores.checkins.since(checkin.member, context.now - _BACK)
    days = sorted((one for one in found if one.template == template.key), key=lambda one: (one.day, one.written_at))
    sums = [count for one in days if (count := signals_sum(template, one.track, one.answers)) is not None]
    if len(sums) < ENOUGH:
        return Back((words.signs(here, every, None, tilting=False),))
    usual = median(sums)
    return Back((words.signs(here, every, usual, tilting=fmean(sums[-LAST:]) > usual + TILTING),))


def _remedies(context: Context, template: Template, checkin: CheckIn) -> Back:
    highest = highest_needs(template, checkin.track, checkin.answers)
    items = items_for(context.stores, checkin.member, template, context.now)
    keys = [remedy_list_of(question.key) for question in highest]
    said = tuple(words.remedies(question, items.get(key, ())) for question, key in zip(highest, keys, strict=True))
    return Back(said, (words.remedy_button(keys[0]),) if keys else ())
