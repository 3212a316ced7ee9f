"""Whose a boundary is, keeping it, and what follows by itself: a copy in the group goes, reminders fall silent.

Not here: what its owner answers (`wizard`, `state`), and posting it (`posting`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from core.boundaries import shown_words
from core.boundaries.crossed import crossings, kept_of
from core.boundaries.model import (
    KIND,
    MOST_NON_NEGOTIABLE,
    REVIEWED_AFTER,
    Boundary,
    boundaries,
    boundary,
    boundary_of,
    keep,
)
from core.boundaries.planning import about, follow, plans_of, reminders_of
from core.boundaries.reminder import KIND as REMINDER
from core.boundaries.reminder import MOST_PLANS, Reminder, reminder_of
from core.errors import Refusal
from core.groups.actions import home_group
from core.groups.model import Group
from core.people.consents import revoke
from core.people.model import Member
from core.people.own import me, own_record
from core.posts import held
from core.posts.held import Held
from core.rhythm import local_day
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId


def own(context: Context) -> Boundary:
    """The boundary a step is about; anybody else's is as good as not there."""
    return boundary_of(own_record(context, KIND, shown_words.gone()))


def own_written(context: Context) -> Boundary:
    """The boundary a step writes on; one that was let go is brought back first."""
    one = own(context)
    if one.status == "retired":
        raise Refusal(shown_words.in_the_bin(one))
    return one


def own_reminder(context: Context) -> tuple[Reminder, Boundary]:
    """The reminder a step is about, and its boundary; anybody else's is as good as not there."""
    one = reminder_of(own_record(context, REMINDER, shown_words.gone()))
    of = boundary(context.stores, me(context).id, one.boundary)
    if of is None:
        raise Refusal(shown_words.gone())
    return one, of


def put_away(context: Context, one: Reminder) -> None:
    """Keep the note of a reminder no longer."""
    context.stores.people.drop_note(me(context).id, about(one))


def answer(context: Context) -> str:
    """What was chosen by a press: what follows the boundary's id."""
    return context.subject.partition("~")[2]


def save(context: Context, one: Boundary) -> Boundary:
    """Keep a boundary of the member who acts."""
    return settle(context.stores, me(context), one, context.now)


def settle(stores: Stores, member: Member, one: Boundary, now: datetime) -> Boundary:
    """Keep a boundary. One that lacks something is a draft, and only what is in force is shown or reminds."""
    if one.status == "active" and one.missing:
        one = replace(one, status="draft")
    if one.group is not None and not may_be_shown(one):
        take_back(stores, member.id, one, now)
        one = replace(one, group=None)
    keep(stores, member.id, one, now)
    follow(stores, member, one, now)
    return one


def full_of(context: Context, one: Boundary) -> list[Boundary]:
    """The others that are not negotiable, once there are as many in force as anybody can hold; else none."""
    every = boundaries(context.stores, me(context).id)
    held = [each for each in every if each.id != one.id and each.status == "active" and each.not_negotiable]
    return held if len(held) >= MOST_NON_NEGOTIABLE else []


def standing(context: Context) -> list[Boundary]:
    """Those whose days and plans count; words that are being changed free none of them."""
    return [one for one in boundaries(context.stores, me(context).id) if one.status in ("active", "paused", "draft")]


def plans_held(context: Context) -> list[Reminder]:
    """The if-then plans that count."""
    there = {one.id for one in standing(context)}
    every = reminders_of(context.stores, me(context).id)
    return [one for one in every if one.kind == "if-then" and one.boundary in there]


def too_many_plans(context: Context, one: Boundary) -> list[Reminder]:
    """All plans, where with those of this one there are more than anybody can hold in mind; else none."""
    its = plans_of(context.stores, me(context).id, one.id)
    together = [*its, *(each for each in plans_held(context) if each.boundary != one.id)]
    return together if its and len(together) > MOST_PLANS else []


def may_be_shown(one: Boundary) -> bool:
    """Whether others may see it at all: in force, and nothing keeps it with its owner."""
    return one.status == "active" and not one.missing and one.locked_at is None and one.statement is not None


def take_back(stores: Stores, member: MemberId, one: Boundary, now: datetime) -> bool:
    """Take it back from the group, and note that the consent is over; whether nothing of it was ever shown."""
    revoke(stores, member, post_of(one.id), now)
    return held.take_back(stores, held_of(stores, member, one), now)


def post_of(one: str) -> str:
    """The subject under which a boundary's message is kept; its consent goes by the same name."""
    return f"boundary~{one}"


def held_of(stores: Stores, member: MemberId, one: Boundary) -> Held:
    """Its way to the group it is posted to."""
    group = stores.groups.find(one.group) if one.group else None
    return Held("boundary.post", one.id, post_of(one.id), member, group.places if group else ())


def group_for(context: Context, one: Boundary) -> Group | None:
    """The group it could be posted to; None while it is no more than a draft, or locked to its owner."""
    if not may_be_shown(one):
        return None
    group = home_group(context.stores, me(context).id)
    return group if group is not None and group.reachable else None


def next_look(context: Context, one: Boundary) -> date:
    """The day they chose; once it has come, four weeks from today, where the member lives."""
    today = local_day(context.now, me(context).zone)
    return one.review_on if one.review_on and one.review_on > today else today + REVIEWED_AFTER


def look(context: Context, one: Boundary) -> Message:
    """One of the member's boundaries, whole; a day to look again that has come is not announced any more."""
    stores, member = context.stores, me(context).id
    if one.review_on and one.review_on <= local_day(context.now, me(context).zone):
        one = replace(one, review_on=None)
    found = crossings(stores, member, one.id)
    return shown_words.shown(
        one,
        kept_of(found),
        written=len(found),
        plans=len(plans_of(stores, member, one.id)),
        can_post=group_for(context, one) is not None,
    )
