"""Looking back on one's own entries, keeping a date, and sharing a milestone by one's own press.

Not here: announcing anything. No milestone leaves without the press of its owner.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Final

from core.errors import LookAgain, Refusal
from core.groups.actions import home_group
from core.groups.model import Group
from core.history import measures, words
from core.history.measures import FEWEST, SERIES, Facts
from core.history.model import (
    DATE,
    MILESTONE,
    Milestone,
    OwnDate,
    earlier_days,
    keep_date,
    keep_milestone,
    milestone,
    own_date,
)
from core.people.consents import agree, revoke
from core.people.own import me
from core.posts import held
from core.posts import words as post_words
from core.posts.held import Held
from core.rhythm import local_day
from core.slips.actions import slips_of
from core.surface import Message
from core.text import Text
from core.turn import Context, Stores
from core.values import MemberId, Said, new_id

STANDS: Final = timedelta(days=30)
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


def facts_of(context: Context) -> Facts:
    """All of the acting member's own entries."""
    member, stores = me(context), context.stores
    return Facts(
        stores.checkins.since(member.id, _BEGINNING),
        slips_of(stores, member.id),
        local_day(context.now, member.zone),
        earlier_days(stores, member.id),
    )


def look_back(context: Context) -> Message:
    """Every measure that rests on enough entries."""
    facts = facts_of(context)
    work = measures.days_in_recovery_work(facts)
    if len(facts.checkins) < FEWEST:
        return words.too_early(len(facts.checkins))
    own = own_date(context.stores, me(context).id)
    if own is None or own.hidden:
        first = words.work_days(work)
    else:
        first = words.work_days_with_date(work, own, (facts.today - own.day).days)
    seen = [one for one in SERIES if len(_window(facts, one.key)) >= FEWEST]
    said: list[Text] = [first]
    if (aligned := measures.aligned_days(facts)) is not None:
        said.append(words.aligned(aligned))
    if (hours := measures.reaching_out(facts)) is not None:
        said.append(words.reached_out(hours))
    if (urges := measures.urges_ridden_out(facts)) is not None:
        said.append(words.ridden_out(urges))
    said += [words.week(one, measures.weekly(facts, one), measures.direction(facts, one)) for one in seen]
    if (contact := measures.contact_days(facts)) is not None:
        said.append(words.contact(contact))
    if (outer := measures.outer_circle(facts)) is not None:
        said.append(words.outer(outer))
    return words.shown(said, seen)


def draw(context: Context) -> Message:
    """Four weeks of one series."""
    wanted = next((one for one in SERIES if one.key == context.subject), None)
    facts = facts_of(context)
    if wanted is None or len(values := _window(facts, wanted.key)) < FEWEST:
        return words.nothing_to_draw()
    return words.drawn(wanted, measures.daily(facts, wanted), median(values))


def show_date(context: Context) -> Message:
    """The member's date, where there is one."""
    member = me(context)
    own = own_date(context.stores, member.id)
    if own is None:
        return words.no_date()
    facts = facts_of(context)
    group = home_group(context.stores, member.id)
    return words.my_date(
        own,
        (facts.today - own.day).days,
        measures.days_in_recovery_work(facts),
        group=group is not None and group.reachable,
    )


def set_date(context: Context) -> Message:
    """Keep a date, in place of an earlier one."""
    member, day = me(context), context.values.get("day")
    if not isinstance(day, date) or day > local_day(context.now, member.zone):
        raise LookAgain({"day": words.date_ahead()})
    own = OwnDate(day)
    keep_date(context.stores, member.id, own, context.now)
    return words.date_kept(own)


def hide_date(context: Context, *, hidden: bool) -> Message:
    """Hide the date, or show it again; it is kept either way."""
    member = me(context)
    own = own_date(context.stores, member.id)
    if own is None:
        return words.no_date()
    keep_date(context.stores, member.id, replace(own, hidden=hidden), context.now)
    return words.date_hidden() if hidden else words.date_kept(own)


def delete_date(context: Context) -> Message:
    """Forget the date."""
    context.stores.records.remove(me(context).id, DATE)
    return words.date_deleted()


def preview_milestone(context: Context) -> Message:
    """Exactly what the group would see."""
    handle, days, _ = _milestone(context)
    return words.milestone_preview(words.milestone_post(handle, days))


def share_milestone(context: Context) -> Message:
    """Promise the post, after a minute in which it can be undone."""
    _, days, group = _milestone(context)
    stores, member = context.stores, me(context).id
    shared = Milestone(new_id(), days, group.id)
    until = held.hold(stores, held_of(member, shared.id, group), group.open_places, context.now)
    keep_milestone(stores, member, shared, context.now, until + STANDS)
    stores.jobs.promise(
        "history.over",
        shared.id,
        key=f"over~{shared.id}",
        due_at=until + STANDS,
        expires_at=until + 2 * STANDS,
        owner=member,
    )
    agree(stores, member, post_of(shared.id), "a milestone", "the group", context.now, until + STANDS)
    return words.held(shared.id, until)


def hasten_milestone(context: Context) -> Message:
    """Skip what is left of the minute."""
    shared, group = _own_milestone(context)
    held.hasten(context.stores, held_of(me(context).id, shared.id, group), context.now)
    return post_words.on_its_way(words.undo(shared.id))


def unshare_milestone(context: Context) -> Message:
    """Take a milestone back: without a trace while it waits, else by removing what was posted."""
    (shared, group), member = _own_milestone(context), me(context).id
    unseen = held.take_back(context.stores, held_of(member, shared.id, group), context.now)
    end_milestone(context.stores, member, shared.id, context.now)
    return post_words.undone(words.MY_DATE) if unseen else post_words.taken_back(words.MY_DATE)


def end_milestone(stores: Stores, member: MemberId, shared: str, now: datetime) -> None:
    """Forget a milestone and take its post down."""
    found = milestone(stores, member, shared)
    held.take_back(stores, held_of(member, shared, stores.groups.find(found.group) if found else None), now)
    stores.jobs.cancel(f"over~{shared}")
    stores.records.remove(member, MILESTONE, shared)
    revoke(stores, member, post_of(shared), now)


def held_of(member: MemberId, shared: str, group: Group | None) -> Held:
    """A milestone's way to its group."""
    return Held("history.post", shared, post_of(shared), member, group.places if group else ())


def post_of(shared: str) -> str:
    """The subject under which a milestone's message is kept."""
    return f"milestone~{shared}"


def _window(facts: Facts, key: str) -> list[int]:
    wanted = measures.series(key)
    found = (measures.value_of(one, wanted) for one in facts.within(measures.WINDOW))
    return [value for value in found if value is not None]


def _milestone(context: Context) -> tuple[Said, int, Group]:
    member = me(context)
    own, group = own_date(context.stores, member.id), home_group(context.stores, member.id)
    if own is None or own.hidden or member.handle is None:
        raise Refusal(words.no_date())
    if group is None or not group.reachable:
        raise Refusal(post_words.no_place(words.MY_DATE))
    return member.handle, (local_day(context.now, member.zone) - own.day).days, group


def _own_milestone(context: Context) -> tuple[Milestone, Group]:
    found = milestone(context.stores, me(context).id, context.subject)
    group = context.stores.groups.find(found.group) if found else None
    if found is None or group is None:
        raise Refusal(post_words.undone(words.MY_DATE))
    return found, group
