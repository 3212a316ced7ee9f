"""Opening a group round, taking part in it, closing it, and calling it off.

Not here: what is written in one; each entry is its author's own check-in, shared like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.checkins.actions import groups_of, held_of, me, questions_read, unshared, where
from core.checkins.asked import Asked
from core.checkins.keys import round_of
from core.checkins.model import CheckIn
from core.checkins.writing import write, write_form
from core.errors import Refusal
from core.groups.model import Group
from core.groups.rounds import ROUND
from core.people.actions import tell
from core.posts.actions import take_down
from core.posts.held import held_until, hold_back
from core.rounds import words
from core.surface import Button, Form, Message, Step
from core.turn import Context, Stores
from core.values import MemberId, Role, new_id

USUAL: Final = 48
"""Hours a round is open unless somebody chooses."""
SHORTEST: Final = 12
LONGEST: Final = 72
POST_LATE: Final = timedelta(hours=6)
EDIT_LATE: Final = timedelta(days=7)
CLOSE_LATE: Final = timedelta(days=365)


def open_form(context: Context) -> Form | Message:
    """For how long, and for which group; or the rounds that are open already."""
    groups = led(context)
    free = [group for group in groups if not group.open_round]
    open_now = [group for group in groups if group.open_round]
    if not groups:
        return words.no_group()
    if open_now and not (context.subject == "more" and free):
        return _running(open_now, more=bool(free))
    return words.open_form([(group.id, group.label) for group in free])


def open_now(context: Context) -> Message:
    """Open a round for a group that has none open."""
    free = [group for group in led(context) if not group.open_round]
    chosen, hours = context.values.get("group"), context.values.get("hours")
    group = next((one for one in free if one.id == chosen), free[0])
    opened = open_round(context.stores, group, int(hours) if isinstance(hours, str) else USUAL, context.now)
    return words.opened(opened.open_round, _until(opened))


def look(context: Context) -> Message:
    """One open round, for somebody who looks after its group."""
    group = _led_round(context)
    moderator = context.member is not None and context.member.may(Role.MODERATOR)
    return words.looked_at(group.open_round, _until(group), moderator=moderator)


def close_now(context: Context) -> Message:
    """Close a round before its time."""
    close_round(context.stores, _led_round(context), context.now)
    return words.closed_now()


def call_off(context: Context) -> Message:
    """Take a round's post down. What waited is not posted; what stands is its authors' to take back."""
    stores, group, now = context.stores, _led_round(context), context.now
    for checkin in stores.checkins.shared_in(group.id):
        if checkin.round == group.open_round and held_until(stores, held_of(stores, checkin)):
            hold_back(stores, held_of(stores, checkin))
            unshared(stores, checkin, now)
            tell(stores, checkin.member, words.not_posted(checkin.id), now)
    stores.jobs.cancel(close_key(group.open_round))
    for place in group.places:
        stores.jobs.cancel(post_key(group.open_round, place.platform))
    take_down(stores, round_of(group.open_round), now)
    stores.groups.save(replace(group, open_round="", round_until=None))
    return words.called_off()


def answer_form(context: Context) -> Form | Message:
    """The three lines; or what this member wrote in the round already."""
    asked = _asked(context)
    if earlier := own_in(context.stores, me(context), asked.round, context.now):
        return words.yours(earlier, questions_read(context, earlier), where(context.stores, earlier))
    return write_form(context, asked)


def answer(context: Context) -> Message:
    """Keep the lines as the member's own entry; sharing them is a second step, with its preview."""
    return write(context, _asked(context))


def invitations(context: Context) -> list[Button]:
    """Ways into the rounds that are open for this member."""
    if context.member is None:
        return []
    open_now = [group for group in groups_of(context.stores, context.member.id) if group.open_round]
    several = len(open_now) > 1
    return [
        Button(
            f"The round: {group.label}"[:34] if several else "The open round", Step("round.answer", group.open_round)
        )
        for group in open_now
    ]


def open_round(stores: Stores, group: Group, hours: int, now: datetime) -> Group:
    """Open a round: its post on each of the group's platforms, and the promise to close it."""
    until = now + timedelta(hours=min(max(hours, SHORTEST), LONGEST))
    opened = replace(group, open_round=new_id(), round_until=until)
    stores.groups.save(opened)
    for place in opened.open_places:
        stores.jobs.promise(
            "round.post",
            opened.open_round,
            key=post_key(opened.open_round, place.platform),
            due_at=now,
            expires_at=now + POST_LATE,
            platform=place.platform,
        )
    stores.jobs.promise(
        "round.close",
        opened.open_round,
        key=close_key(opened.open_round),
        due_at=until,
        expires_at=until + CLOSE_LATE,
    )
    return opened


def close_round(stores: Stores, group: Group, now: datetime) -> None:
    """Close a group's open round: nobody takes part any more, and its post says so."""
    number = group.open_round
    stores.jobs.cancel(close_key(number))
    for ref in stores.posts.standing(round_of(number)):
        stores.jobs.promise(
            "round.redraw",
            number,
            key=f"round-closed~{number}~{ref.place.platform}",
            due_at=now,
            expires_at=now + EDIT_LATE,
            platform=ref.place.platform,
        )
    stores.groups.save(replace(group, open_round="", round_until=None))


def group_with(stores: Stores, number: str) -> Group | None:
    """The group whose open round this is; None once it is closed."""
    return next((group for group in stores.groups.every() if number and group.open_round == number), None)


def own_in(stores: Stores, member: MemberId, number: str, now: datetime) -> CheckIn | None:
    """What a member wrote in a round."""
    since = stores.checkins.since(member, now - timedelta(hours=LONGEST))
    return next((one for one in since if one.round == number), None)


def led(context: Context) -> list[Group]:
    """The groups this person may open a round for: a moderator any, a facilitator those they belong to."""
    if context.member is None:
        return []
    if context.member.may(Role.MODERATOR):
        return list(context.stores.groups.every())
    return groups_of(context.stores, context.member.id) if context.member.may(Role.FACILITATOR) else []


def facilitators(stores: Stores, group: Group) -> list[MemberId]:
    """Those who look after a group's rounds and belong to it; where none of them does, all of the community's."""
    everybody = stores.people.with_role(Role.FACILITATOR)
    here = set(stores.groups.members(group.id))
    return [member for member in everybody if member in here] or list(everybody)


def post_key(number: str, platform: str) -> str:
    """The key of the promise of a round's post on a platform."""
    return f"round-post~{number}~{platform}"


def close_key(number: str) -> str:
    """The key of the promise to close a round."""
    return f"round-close~{number}"


def _asked(context: Context) -> Asked:
    number, _, page = context.subject.partition("~")
    group = group_with(context.stores, number)
    if group is None:
        raise Refusal(words.closed())
    if group.id not in {one.id for one in groups_of(context.stores, me(context))}:
        raise Refusal(words.elsewhere())
    return Asked(ROUND, int(page) if page.isdecimal() and len(page) < 3 else 0, round=number)


def _led_round(context: Context) -> Group:
    group = group_with(context.stores, context.subject)
    if group is None or group.id not in {one.id for one in led(context)}:
        raise Refusal(words.closed())
    return group


def _running(groups: Sequence[Group], *, more: bool) -> Message:
    return words.running([(group.open_round, group.label, _until(group)) for group in groups], more=more)


def _until(group: Group) -> datetime:
    if group.round_until is None:
        raise ValueError("an open round has an end")
    return group.round_until
