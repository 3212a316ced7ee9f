"""Writing a boundary page by page, each page kept as it is answered, and putting it in force.

Not here: reminding of it (`reminding`), crossing it (`crossing`), and showing it to a group (`posting`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, cast

from core.boundaries import words
from core.boundaries.lint import asks_another, harms
from core.boundaries.model import (
    CATEGORIES,
    MOST_NON_NEGOTIABLE,
    RENEWED_AFTER,
    REVIEWED_AFTER,
    SORTS,
    STRENGTHS,
    UNLOCKED_AFTER,
    Boundary,
    Sort,
    Strength,
    as_draft,
    boundaries,
    boundary,
    keep,
)
from core.boundaries.starters import Starter
from core.errors import LookAgain, Refusal
from core.people.model import Member
from core.rhythm import local_day
from core.surface import Message
from core.turn import Context
from core.values import Said, new_id

FARTHEST: Final = timedelta(days=730)


def member_of(context: Context) -> Member:
    """The member who acts; the desk lets only members come here."""
    if context.member is None:
        raise Refusal(words.gone())
    return context.member


def own(context: Context) -> Boundary:
    """The boundary a step is about; anybody else's is as good as not there."""
    found = boundary(context.stores, member_of(context).id, context.subject.partition("~")[0])
    if found is None:
        raise Refusal(words.gone())
    return found


def answer(context: Context) -> str:
    """What was chosen by a press: what follows the boundary's id."""
    return context.subject.partition("~")[2]


def save(context: Context, one: Boundary) -> Boundary:
    """Keep a boundary as it is now."""
    keep(context.stores, member_of(context).id, one, context.now)
    return one


def begin(context: Context, starter: Starter | None = None) -> Message:
    """A draft, from an example or empty."""
    one = Boundary(new_id(), context.now)
    if starter is not None:
        said = Said(starter.statement), Said(starter.action)
        one = replace(one, sort=starter.sort, category=starter.category, statement=said[0], action=said[1])
    return words.begun(save(context, one))


def copy(context: Context) -> Message:
    """A draft that begins as another boundary is."""
    return words.begun(save(context, as_draft(own(context), new_id(), context.now)))


def take_need(context: Context) -> Message:
    """The need behind it."""
    one, because, category = own(context), context.values.get("because"), str(context.values.get("category"))
    if category not in dict(CATEGORIES):
        raise Refusal(words.gone())
    one = save(context, replace(one, because=because if isinstance(because, Said) else None, category=category))
    return words.power(one) if one.status == "draft" else look(context, one)


def take_sort(context: Context) -> Message:
    """What kind it is; another kind has to be answered for anew."""
    one, sort = own(context), answer(context)
    if sort not in dict(SORTS):
        raise Refusal(words.gone())
    if sort != one.sort:
        one = save(context, replace(one, sort=sort, in_my_control=None, safe=False))
    return _next(context, one) if one.statement is not None and sort == "request" else words.next_say(one)


def take_words(context: Context) -> Message:
    """The sentence and the action. What would harm somebody is not taken; what asks another to change is asked about."""
    one, statement, action = own(context), context.values.get("statement"), context.values.get("action")
    strength = str(context.values.get("strength"))
    if strength not in dict(STRENGTHS) or not isinstance(statement, Said):
        raise Refusal(words.gone())
    problems = {
        key: words.would_harm(kind)
        for key, said in (("statement", statement), ("action", action))
        if isinstance(said, Said) and (kind := harms(said.words))
    }
    if problems:
        raise LookAgain(problems)
    changed = (one.statement, one.action) != (statement, action)
    one = replace(
        one,
        statement=statement,
        action=action if isinstance(action, Said) else None,
        strength=strength,
        in_my_control=None if changed else one.in_my_control,
    )
    if changed and one.status == "active" and one.missing:
        one = replace(one, status="draft")
    save(context, one)
    asks = one.sort != "request" and any(asks_another(said.words) for said in (one.statement, one.action) if said)
    return words.asks_another(one) if asks else _next(context, one)


def leave_as_it_is(context: Context) -> Message:
    """Its owner knows better than a hint."""
    return _next(context, own(context))


def take_control(context: Context) -> Message:
    """Whether it can really be done."""
    one, can = own(context), answer(context) == "yes"
    one = save(context, replace(one, in_my_control=can))
    return _next(context, one) if can else words.smaller(one)


def ask_safety(context: Context) -> Message:
    """Ask about safety, again only a day after there was doubt."""
    one = own(context)
    if one.locked_at is not None and context.now < one.locked_at + UNLOCKED_AFTER:
        return words.still_locked(one.locked_at + UNLOCKED_AFTER)
    return words.safety(one)


def take_safety(context: Context) -> Message:
    """Doubt locks it to its owner for at least a day; the answer itself is not kept."""
    one = own(context)
    if one.locked_at is not None and context.now < one.locked_at + UNLOCKED_AFTER:
        return words.still_locked(one.locked_at + UNLOCKED_AFTER)
    if answer(context) != "no":
        return words.locked(save(context, replace(one, safe=False, locked_at=context.now)))
    return words.who(save(context, replace(one, safe=True, locked_at=None)))


def take_outside(context: Context) -> Message:
    """Who else knows, in its owner's words."""
    outside = context.values.get("outside")
    one = save(context, replace(own(context), outside=outside if isinstance(outside, Said) else None))
    return _next(context, one) if one.status == "draft" else look(context, one)


def default_review(context: Context) -> date:
    """Four weeks from today, where the member lives."""
    return local_day(context.now, member_of(context).zone) + REVIEWED_AFTER


def take_review(context: Context) -> Message:
    """The day on which it is looked at again."""
    one, day, today = own(context), context.values.get("review"), local_day(context.now, member_of(context).zone)
    if not isinstance(day, date) or day <= today:
        raise LookAgain({"review": words.day_past()})
    if day > today + FARTHEST:
        raise LookAgain({"review": words.day_far()})
    one = save(context, replace(one, review_on=day))
    if one.status != "draft":
        return look(context, one)
    return words.missing(one) if one.missing else words.ready(one)


def put_in_force(context: Context) -> Message:
    """Put it in force, when nothing is missing and not more than three are not negotiable."""
    one, member = own(context), member_of(context).id
    if one.missing:
        return words.missing(one)
    if one.status == "active":
        return words.in_force(one)
    others = [other for other in boundaries(context.stores, member) if other.status == "active"]
    held = [other for other in others if other.strength == "non-negotiable"]
    if one.strength == "non-negotiable" and len(held) >= MOST_NON_NEGOTIABLE:
        return words.too_many(held)
    today = local_day(context.now, member_of(context).zone)
    review = one.review_on if one.review_on and one.review_on > today else today + REVIEWED_AFTER
    one = replace(one, status="active", review_on=review, renew_on=today + RENEWED_AFTER, renewals_unanswered=0)
    return words.in_force(save(context, one))


def pause_all(context: Context) -> Message:
    """Pause everything in force."""
    return words.paused_all(_change_all(context, "active", "paused"))


def resume_all(context: Context) -> Message:
    """Put everything that is paused in force again."""
    return words.resumed_all(_change_all(context, "paused", "active"))


def look(context: Context, one: Boundary) -> Message:
    """One of them, as it is now."""
    from core.boundaries.posting import shown  # the two show one another

    return shown(context, one)


def since(one: Boundary, now: datetime) -> timedelta:
    """How long ago it was written."""
    return now - one.written_at


def _change_all(context: Context, before: str, after: str) -> int:
    member, count = member_of(context).id, 0
    for one in boundaries(context.stores, member):
        if one.status == before:
            keep(context.stores, member, replace(one, status=after), context.now)  # type: ignore[arg-type]
            count += 1
    return count


def _next(context: Context, one: Boundary) -> Message:
    """The next open question, or the last page."""
    if one.status not in ("draft",):
        return look(context, one)
    match one.missing:
        case "say":
            return words.next_say(one)
        case "control":
            return words.control(one)
        case "safety":
            return words.safety(one)
        case _:
            return words.ready(one) if one.review_on else words.who(one)
