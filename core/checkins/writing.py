"""Writing a check-in, page by page, and correcting one: for today, or for a day that is not long ago.

Not here: sharing it (`actions`), and what it says back to its author (`noticing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from core.checkins import kind_words, share_words, words
from core.checkins.actions import (
    held_of,
    me,
    own,
    questions_read,
    settled,
    shared_message,
    take_back,
    template_of,
    track_of,
    where,
)
from core.checkins.actions import redraw as redraw_copy
from core.checkins.asked import Asked
from core.checkins.asking import doors, empty_lists, next_page, pages_asked
from core.checkins.forms import as_typed, kept, page_asked
from core.checkins.keeping import with_days
from core.checkins.lists import declared, items_for
from core.checkins.model import CheckIn, Given
from core.checkins.noticing import said_back
from core.checkins.template import Door, Question, Template
from core.errors import Refusal
from core.posts.held import held_until
from core.rhythm import day_for, instant, local_day, prompt_of
from core.surface import Answer, Button, Form, Message, Step
from core.turn import Context
from core.values import new_id

BACK: Final = 2
"""For how many days back an entry can be written: its day is over for less than 48 hours."""


def write_form(context: Context, asked: Asked) -> Form | Message:
    """A page of a new check-in, or what stands in its way."""
    template, track = template_of(context.library, asked.template), track_of(context)
    asked = _on_its_day(context, asked)
    if not asked.add and not asked.page and not asked.round and (earlier := same_day(context, asked)):
        return _today(context, earlier)
    pages = _pages(context, template, track, _earlier_pages(context, asked) or {})
    if asked.page == 0 and not asked.go and (first := _list_first(context, asked, template, track, pages)):
        return first
    if asked.page >= len(pages) or not pages[asked.page]:
        raise Refusal(words.gone())
    return page_asked(template, track, pages, asked.page)


def write(context: Context, asked: Asked) -> Message:
    """Keep a page, and once it is the last one, the check-in."""
    template, track = template_of(context.library, asked.template), track_of(context)
    asked = _on_its_day(context, asked)
    answers: dict[str, Answer] = dict(context.turn.answers or {})
    drafts, who = context.stores.drafts, context.turn.who
    if asked.page:
        earlier = _earlier_pages(context, asked)
        if earlier is None:
            raise Refusal(words.draft_gone())
        answers = earlier | answers
    pages = _pages(context, template, track, answers)
    following = next_page(pages, asked.page)
    if following is not None:
        drafts.save(who, asked.draft, answers, context.now)
        asking = [number for number, questions in enumerate(pages) if questions]
        return words.next_page(template.title, asked.step(following), asking.index(following), len(asking))
    checkin = _record(context, template, pages, answers, asked)
    drafts.drop(who, asked.draft)
    led = doors_to(template, doors(pages, answers))
    if checkin is None:
        return words.empty(led)
    return after_saving(context, checkin, led=led, offers=_rhythm(context, checkin))


def edit_form(context: Context) -> Form | Message:
    """A page of a check-in that was written before, as it stands."""
    checkin, number = edited(context)
    if settled(checkin, context.now):
        return share_words.settled(checkin.id)
    template = template_of(context.library, checkin.template)
    pages = _pages(context, template, checkin.track, checkin.answers)
    number = number if number else next_page(pages) or 0
    if number >= len(pages) or not pages[number]:
        return _list_first(context, Asked(template.key), template, checkin.track, pages) or words.gone()
    return page_asked(template, checkin.track, pages, number).filled(as_typed(checkin.answers))


def edit(context: Context) -> Message:
    """Keep a changed page; the group's copy follows."""
    checkin, number = edited(context)
    template = template_of(context.library, checkin.template)
    before = _pages(context, template, checkin.track, checkin.answers)
    number = number if number else next_page(before) or 0
    asked = before[number]
    others = {key: given for key, given in checkin.answers.items() if key not in {question.key for question in asked}}
    answers = others | kept(asked, context.values)
    pages = _pages(context, template, checkin.track, answers)
    answers = _without_unasked(template, checkin.track, pages, answers)
    changed, taken = change(context, replace(checkin, answers=answers))
    following = next_page(pages, number)
    if following is not None:
        step = Step("checkin.edit", f"{checkin.id}~{following}")
        asking = [at for at, questions in enumerate(pages) if questions]
        return words.next_page(template.title, step, asking.index(following), len(asking))
    led = doors_to(template, doors([asked], context.turn.answers or {}))
    return after_saving(context, changed, taken=taken, led=led)


def edited(context: Context) -> tuple[CheckIn, int]:
    """The member's check-in that a step names, and a number with it."""
    checkin, _, number = context.subject.partition("~")
    return own(context, checkin), int(number) if number.isdecimal() and len(number) < 5 else 0


def same_day(context: Context, asked: Asked) -> CheckIn | None:
    """The member's newest check-in of this kind on that day of theirs."""
    day = asked.day or _today_of(context)
    found = [one for one in context.stores.checkins.on_day(me(context), day) if one.template == asked.template]
    return found[-1] if found else None


def change(context: Context, checkin: CheckIn) -> tuple[CheckIn, bool]:
    """Save a changed check-in and let its copy follow; one with nothing left for the group is taken back.

    Returns the check-in as it is then, and whether a copy of it is being taken away.
    """
    stores = context.stores
    checkin = with_days(stores, checkin, context.now)
    stores.checkins.save(checkin)
    if checkin.group is None or shared_message(stores, context.library, checkin) is not None:
        redraw_copy(stores, checkin.id, context.now)
        return checkin, False
    waits = held_until(stores, held_of(stores, checkin)) is not None
    take_back(context, checkin)
    return checkin.alone(), not waits


def after_saving(
    context: Context,
    checkin: CheckIn,
    *,
    taken: bool = False,
    led: Sequence[Button] = (),
    offers: Sequence[Button] = (),
) -> Message:
    """Saved: exactly what the group would see, or does see; what it says back to its author; where it leads."""
    questions = questions_read(context, checkin)
    heavy = any(
        isinstance(given := checkin.answers.get(question.key), int) and question.offers_help(given)
        for question in questions
    )
    back = said_back(context, checkin)
    return words.saved(
        shared_message(context.stores, context.library, checkin),
        checkin,
        heavy=heavy,
        standing=checkin.group is not None,
        taken=taken,
        back=back.lines,
        doors=(*led, *back.buttons),
        offers=offers,
        plot=back.plot,
    )


def doors_to(template: Template, found: Sequence[Door]) -> list[Button]:
    """Buttons to where answers lead. Help is on every message, so it needs none of its own."""
    known: dict[Door, Button] = {
        "slip": words.SLIP,
        "help-fear": words.FEAR,
        "lists": words.move(template.key),
        "boundary": words.BOUNDARIES,
    }
    return [known[door] for door in found if door in known]


def _record(
    context: Context,
    template: Template,
    pages: Sequence[Sequence[Question]],
    answers: Mapping[str, Answer],
    asked: Asked,
) -> CheckIn | None:
    """Save a new check-in from all its pages; None when nothing of it is kept.

    A member who has one of that day already is kindly refused unless they asked for another (words go back to them).
    """
    if not asked.add and not asked.round and (earlier := same_day(context, asked)):
        raise Refusal(_today(context, earlier))
    track, given = track_of(context), dict[str, Given]()
    for number, questions in enumerate(pages):
        if not questions:
            continue
        values, problems = page_asked(template, track, pages, number).check(answers)
        if problems:
            raise Refusal(words.draft_gone())
        given |= kept(questions, values)
    if not given:
        return None
    day = asked.day or _today_of(context)
    checkin = CheckIn(
        new_id(),
        me(context),
        template.key,
        track,
        day,
        given,
        context.now,
        later=_late(context, template.key, day),
        round=asked.round,
    )
    checkin = with_days(context.stores, checkin, context.now)
    context.stores.checkins.save(checkin)
    if context.member and context.member.notes:
        context.stores.people.drop_note(checkin.member, prompt_of(template.key))
    return checkin


def _late(context: Context, template: str, day: date) -> bool:
    """Whether that day's window has closed: with its day, or for who is asked at some hour, 20 hours after that."""
    if day >= _today_of(context):
        return False
    asked = context.stores.records.find(me(context), "rhythm", template)
    at, zone = (str(asked.body.get("at")) if asked else ""), context.member.zone if context.member else None
    if not at or not zone:
        return True
    return day_for(context.now, zone, instant(day, time.fromisoformat(at), zone)).later


def _rhythm(context: Context, checkin: CheckIn) -> list[Button]:
    """The offer to be asked for it from now on, after the very first check-in."""
    if checkin.round or context.stores.checkins.latest(checkin.member, 1, before=checkin.written_at):
        return []
    return [] if context.stores.records.of_kind(checkin.member, "rhythm") else [words.rhythm(checkin.template)]


def _pages(
    context: Context, template: Template, track: str, answers: Mapping[str, Given] | Mapping[str, Answer]
) -> tuple[tuple[Question, ...], ...]:
    """The pages this member is asked, given these answers."""
    return pages_asked(template, track, answers, items_for(context.stores, me(context), template, context.now))


def _earlier_pages(context: Context, asked: Asked) -> dict[str, Answer] | None:
    return context.stores.drafts.find(context.turn.who, asked.draft, context.now) if asked.page else None


def _list_first(
    context: Context, asked: Asked, template: Template, track: str, pages: Sequence[Sequence[Question]]
) -> Message | None:
    """What to say when a list that a page draws on is empty."""
    if not template.varies:
        return None
    items = items_for(context.stores, me(context), template, context.now)
    missing = empty_lists(template, track, items)
    if not missing:
        return None
    lists = declared([template])
    first = next_page(pages)
    go = asked.step(first, go=True) if first is not None else None
    return kind_words.list_first(template, [lists[key] for key in missing], go)


def _without_unasked(
    template: Template, track: str, pages: Sequence[Sequence[Question]], answers: Mapping[str, Given]
) -> dict[str, Given]:
    """The answers without those to follow-ups that are not asked any more."""
    asked = {question.key for page in pages for question in page}
    unasked = {question.key for question in template.questions_for(track) if question.ask_if} - asked
    return {key: given for key, given in answers.items() if key not in unasked}


def _on_its_day(context: Context, asked: Asked) -> Asked:
    """Refuse a day that is too long ago or has not come; today needs no saying."""
    if asked.day is None:
        return asked
    today = _today_of(context)
    if not today - timedelta(days=BACK) <= asked.day <= today:
        raise Refusal(words.other_day(asked.day, ahead=asked.day > today))
    return replace(asked, day=None) if asked.day == today else asked


def _today(context: Context, earlier: CheckIn) -> Message:
    questions = questions_read(context, earlier)
    return words.today(earlier, questions, _today_of(context), where=where(context.stores, earlier))


def _today_of(context: Context) -> date:
    return local_day(context.now, context.member.zone if context.member else None)
