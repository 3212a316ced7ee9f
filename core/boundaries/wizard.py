"""Writing a boundary page by page, each page kept as it is answered.

Not here: what happens to it later (`state`), and showing it to a group (`posting`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from core.boundaries import safety_words, shown_words, words
from core.boundaries.keeping import answer, full_of, look, own, own_written, save, take_back
from core.boundaries.lint import asks_another, harms
from core.boundaries.model import (
    CATEGORIES,
    SORTS,
    STRENGTHS,
    UNLOCKED_AFTER,
    Boundary,
    as_draft,
    boundaries,
)
from core.boundaries.starters import Starter
from core.errors import LookAgain, Refusal
from core.people.own import me
from core.rhythm import local_day
from core.surface import Message
from core.turn import Context
from core.values import Said, new_id

FARTHEST: Final = timedelta(days=730)


def begin(context: Context, starter: Starter | None = None) -> Message:
    """A draft, from an example or empty; one begun alike and not written on yet is gone on with."""
    one = Boundary(new_id(), context.now)
    if starter is not None:
        said = Said(starter.statement), Said(starter.action)
        one = replace(one, sort=starter.sort, category=starter.category, statement=said[0], action=said[1])
    every = boundaries(context.stores, me(context).id)
    begun = next((each for each in every if replace(each, id=one.id, written_at=one.written_at) == one), None)
    return words.begun(begun or save(context, one))


def copy(context: Context) -> Message:
    """A draft that begins as another boundary is."""
    return words.begun(save(context, as_draft(own(context), new_id(), context.now)))


def take_need(context: Context) -> Message:
    """The need behind it."""
    one, because, category = own_written(context), context.values.get("because"), str(context.values.get("category"))
    if category not in dict(CATEGORIES):
        raise Refusal(shown_words.gone())
    one = save(context, replace(one, because=because if isinstance(because, Said) else None, category=category))
    return words.power(one) if one.status == "draft" else look(context, one)


def take_sort(context: Context) -> Message:
    """What kind it is; another kind has to be answered for anew."""
    one, sort = own_written(context), answer(context)
    if sort not in dict(SORTS):
        raise Refusal(shown_words.gone())
    before = one
    if sort != one.sort:
        one = save(context, replace(one, sort=sort, in_my_control=None, safe=False))
    known = one.statement is not None and sort == "request"
    return words.told(following(context, one) if known else words.next_say(one), before, one)


def take_words(context: Context) -> Message:
    """The sentence and the action. Harm is not taken; what asks another to change is asked about."""
    one, statement, action = own_written(context), context.values.get("statement"), context.values.get("action")
    strength = str(context.values.get("strength", one.strength))
    if strength not in dict(STRENGTHS) or not isinstance(statement, Said):
        raise Refusal(shown_words.gone())
    problems = {
        key: words.would_harm(kind)
        for key, said in (("statement", statement), ("action", action))
        if isinstance(said, Said) and (kind := harms(said.words))
    }
    if not isinstance(action, Said):
        action = one.action if one.sort == "request" else None
    before, changed = one, (one.statement, one.action) != (statement, action)
    one = replace(
        one,
        statement=statement,
        action=action,
        strength=strength,
        in_my_control=None if changed else one.in_my_control,
        safe=False if changed else one.safe,
    )
    if one.status == "active" and one.not_negotiable and full_of(context, one):
        problems["strength"] = words.three_already()
    if problems:
        raise LookAgain(problems)
    if changed and one.group is not None:
        take_back(context.stores, me(context).id, before, context.now)
        one = replace(one, group=None)
    one = save(context, one)
    asks = one.sort != "request" and any(asks_another(said.words) for said in (one.statement, one.action) if said)
    return words.told(words.asks_another(one) if asks else following(context, one), before, one)


def leave_as_it_is(context: Context) -> Message:
    """Its owner knows better than a hint."""
    return following(context, own_written(context))


def take_control(context: Context) -> Message:
    """Whether it can really be done."""
    before, can = own_written(context), answer(context) == "yes"
    one = save(context, replace(before, in_my_control=can))
    return words.told(following(context, one) if can else words.smaller(one), before, one)


def ask_safety(context: Context) -> Message:
    """Ask about safety, again only a day after there was doubt."""
    one = own_written(context)
    if one.locked_at is not None and context.now < one.locked_at + UNLOCKED_AFTER:
        return safety_words.still_locked(one.locked_at + UNLOCKED_AFTER)
    return safety_words.safety(one, context.now)


def take_safety(context: Context) -> Message:
    """Doubt locks it to its owner for at least a day; the answer itself is not kept."""
    one, (said, _, asked) = own_written(context), answer(context).partition("~")
    if one.locked_at is not None and context.now < one.locked_at + UNLOCKED_AFTER:
        return safety_words.still_locked(one.locked_at + UNLOCKED_AFTER)
    if one.locked_at is not None and not _asked_since(asked, one.locked_at + UNLOCKED_AFTER):
        return safety_words.safety(one, context.now)
    if said != "no":
        kept = save(context, replace(one, safe=False, locked_at=context.now))
        return words.told(safety_words.locked(kept), one, kept)
    one = save(context, replace(one, safe=True, locked_at=None))
    return safety_words.who(one) if one.status == "draft" else look(context, one)


def take_outside(context: Context) -> Message:
    """Who else knows, in its owner's words."""
    outside = context.values.get("outside")
    one = save(context, replace(own_written(context), outside=outside if isinstance(outside, Said) else None))
    return following(context, one) if one.status == "draft" else look(context, one)


def take_review(context: Context) -> Message:
    """The day on which it is looked at again."""
    one, day, today = own_written(context), context.values.get("review"), local_day(context.now, me(context).zone)
    if not isinstance(day, date) or day <= today:
        raise LookAgain({"review": words.day_past()})
    if day > today + FARTHEST:
        raise LookAgain({"review": words.day_far()})
    one = save(context, replace(one, review_on=day))
    if one.status != "draft":
        return look(context, one)
    return words.missing(one) if one.missing else words.ready(one)


def following(context: Context, one: Boundary) -> Message:
    """The next open question, or the last page."""
    if one.status not in ("draft",):
        return look(context, one)
    match one.missing:
        case "say":
            return words.next_say(one)
        case "control":
            return words.control(one)
        case "safety":
            return safety_words.safety(one, context.now)
        case _:
            return words.ready(one) if one.review_on else safety_words.who(one)


def _asked_since(asked: str, at: datetime) -> bool:
    """Whether the question that is answered was asked after an instant: a press of an older one counts for nothing."""
    return asked.isascii() and asked.isdecimal() and len(asked) < 12 and int(asked) >= int(at.timestamp())
