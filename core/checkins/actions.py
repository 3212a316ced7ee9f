"""Whose a check-in is, what a group sees of it, sharing it after its minute for undo, and taking it back.

Not here: writing one (`writing`), what others answer it with (`company`), and the sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.checkins import share_words, words
from core.checkins.asking import with_choices
from core.checkins.keys import (
    consent_key,
    expire_key,
    post_of,
    response_of,
    unanswered_key,
)
from core.checkins.lists import items_for
from core.checkins.model import CheckIn, Response
from core.checkins.template import Question, Template
from core.errors import Refusal
from core.groups.actions import home_group
from core.groups.model import Group
from core.people.consents import agree, revoke
from core.posts import held
from core.posts import words as post_words
from core.posts.held import POST_LATE, Held
from core.surface import Message, Step
from core.text import Text
from core.turn import Context, Library, Stores
from core.values import MemberId, Said, new_id

EXPIRE_LATE: Final = timedelta(days=365)
SETTLES: Final = timedelta(hours=24)
"""For how long a share can be edited where it stands."""
DEFAULT: Final = "daily-brief"


def me(context: Context) -> MemberId:
    """The member who acts; the desk lets only members come here."""
    if context.member is None:
        raise Refusal(words.gone())
    return context.member.id


def own(context: Context, checkin: str) -> CheckIn:
    """A check-in of the member who acts; anybody else's is as good as not there."""
    found = context.stores.checkins.find(checkin)
    if found is None or found.member != me(context):
        raise Refusal(words.gone())
    return found


def template_of(library: Library, key: str) -> Template:
    """A template by key; one that was withdrawn reads as an empty check-in's would."""
    found = library.templates.get(key)
    if found is None:
        raise Refusal(words.gone())
    return found


def questions_of(library: Library, checkin: CheckIn) -> tuple[Question, ...]:
    """The questions a check-in answered, in the words its author read; lists of their own without their entries."""
    template = library.templates.get(checkin.template)
    return template.questions_for(checkin.track) if template else ()


def questions_read(context: Context, checkin: CheckIn) -> tuple[Question, ...]:
    """The same with the entries of their own lists, for the author alone."""
    template = context.library.templates.get(checkin.template)
    if template is None:
        return ()
    items = items_for(context.stores, checkin.member, template, context.now)
    return tuple(with_choices(question, items) for question in template.questions_for(checkin.track))


def track_of(context: Context) -> str:
    """Which track's questions this person is asked: what they chose, else their group's."""
    if context.member is not None and context.member.track:
        return context.member.track
    group = home_group(context.stores, me(context)) if context.member else context.stores.groups.first()
    return group.track if group else "general"


def shared_message(stores: Stores, library: Library, checkin: CheckIn) -> Message | None:
    """A check-in as the group sees it now; None when nothing in it is for a group, or there is no group."""
    questions = questions_of(library, checkin)
    author = stores.people.member(checkin.member)
    anything = any(question.key in checkin.answers for question in questions if sees(checkin, question))
    if author is None or author.handle is None or not anything or stores.groups.first() is None:
        return None
    shown = [question for question in questions if sees(checkin, question)]
    return share_words.shared(author.handle, checkin, shown, handles(stores, stores.checkins.company(checkin.id)))


def sees(checkin: CheckIn, question: Question) -> bool:
    """Whether a group would see the answer to this question."""
    return question.shareable and (checkin.shown is None or question.key in checkin.shown)


def handles(stores: Stores, members: Sequence[MemberId]) -> list[Said]:
    """The handles of those who are still here."""
    return [found.handle for member in members if (found := stores.people.member(member)) and found.handle]


def share(context: Context, checkin: CheckIn, chosen: str = "") -> Message:
    """Promise the group's copy, after a minute in which it can be undone. `chosen`: one of the author's groups."""
    stores = context.stores
    group = _chosen_group(context, checkin, chosen)
    if group is None or not group.reachable or shared_message(stores, context.library, checkin) is None:
        raise Refusal(post_words.no_place())
    undo = share_words.undo(checkin.id)
    if stores.posts.find(post_of(checkin.id)):
        return post_words.stands(undo)
    if checkin.group is None:
        checkin = replace(checkin, group=group.id, shared_at=context.now)
        stores.checkins.save(checkin)
    held.hold(stores, held_of(stores, checkin), group.open_places, context.now)
    note_share(stores, checkin, group, context.now)
    until = held.held_until(stores, held_of(stores, checkin))
    return post_words.held(undo, Step("checkin.now", checkin.id), until) if until else post_words.on_its_way(undo)


def _chosen_group(context: Context, checkin: CheckIn, chosen: str) -> Group | None:
    if checkin.group is None and checkin.round:
        found = group_of(context.stores, checkin)
        if found is None:
            raise Refusal(share_words.round_over(checkin.id))
        return found
    if checkin.group is not None or not chosen:
        return group_of(context.stores, checkin)
    return next((one for one in groups_of(context.stores, checkin.member) if one.id == chosen), None)


def note_share(stores: Stores, checkin: CheckIn, group: Group, now: datetime) -> None:
    """Note the consent, and promise the day on which the copy goes by itself."""
    until = stands_until(checkin)
    agree(stores, checkin.member, consent_key(checkin.id), "a check-in", _called(group), now, until)
    stores.jobs.cancel(expire_key(checkin.id))
    if until is not None:
        stores.jobs.promise(
            "checkin.expire",
            checkin.id,
            key=expire_key(checkin.id),
            due_at=until,
            expires_at=until + EXPIRE_LATE,
            owner=checkin.member,
        )


def _called(group: Group) -> str:
    return f"the group {group.name}" if group.name else "the group"


def stands_until(checkin: CheckIn) -> datetime | None:
    """When the group's copy goes by itself; None = when its author takes it back, or it is not shared."""
    if checkin.group is None or not checkin.stands:
        return None
    return (checkin.shared_at or checkin.written_at) + timedelta(days=checkin.stands)


def settled(checkin: CheckIn, now: datetime) -> bool:
    """Whether it has been shared for so long that it is read and answered as it is."""
    return checkin.group is not None and (checkin.shared_at or checkin.written_at) + SETTLES <= now


def unshared(stores: Stores, checkin: CheckIn, now: datetime) -> None:
    """Keep it as its author's alone again, and note that the consent is over."""
    stores.checkins.save(checkin.alone())
    _over(stores, checkin, now)


def _over(stores: Stores, checkin: CheckIn, now: datetime) -> None:
    revoke(stores, checkin.member, consent_key(checkin.id), now)
    stores.jobs.cancel(expire_key(checkin.id))
    stores.jobs.cancel(unanswered_key(checkin.id))


def groups_of(stores: Stores, member: MemberId) -> list[Group]:
    """The groups a member may share with."""
    found = list(stores.groups.of(member))
    first = stores.groups.first()
    return found or ([first] if first else [])


def group_of(stores: Stores, checkin: CheckIn) -> Group | None:
    """The group a check-in is shared with, or would be."""
    if checkin.group is not None:
        return stores.groups.find(checkin.group)
    if checkin.round:
        return next((one for one in stores.groups.every() if one.open_round == checkin.round), None)
    return home_group(stores, checkin.member)


def held_of(stores: Stores, checkin: CheckIn) -> Held:
    """A share's way to its group."""
    group = group_of(stores, checkin)
    return Held("checkin.post", checkin.id, post_of(checkin.id), checkin.member, group.places if group else ())


def response_held(stores: Stores, response: Response) -> Held:
    """A response's way to where the share stands."""
    found = stores.checkins.find(response.checkin)
    group = group_of(stores, found) if found else None
    places = group.places if group else ()
    return Held("checkin.answer", response.id, response_of(response.id), response.member, places)


def take_back(context: Context, checkin: CheckIn) -> Message:
    """Undo a share: without a trace while it waits, else by removing what was posted and the answers beneath it."""
    unseen = unpost(context.stores, checkin, context.now)
    unshared(context.stores, checkin, context.now)
    return share_words.undone(checkin.id) if unseen else post_words.taken_back(share_words.edit(checkin.id))


def unpost(stores: Stores, checkin: CheckIn, now: datetime) -> bool:
    """Take back a share and everything beneath it; whether nothing of it was ever shown."""
    unseen = held.take_back(stores, held_of(stores, checkin), now)
    for response in stores.checkins.responses(checkin.id):
        end_response(stores, response, now)
    return unseen


def end_response(stores: Stores, response: Response, now: datetime) -> bool:
    """Take back a response and forget it; whether nothing of it was ever shown."""
    unseen = held.take_back(stores, response_held(stores, response), now)
    stores.checkins.withdraw(response.id)
    return unseen


def redraw(stores: Stores, checkin: str, now: datetime) -> None:
    """Promise to bring a posted copy up to date; many changes make one edit, one on its way is followed by another."""
    due = now + timedelta(seconds=2)
    for ref in stores.posts.standing(post_of(checkin)):
        key = f"redraw~{checkin}~{ref.place.platform}"
        if stores.jobs.pending(key):
            continue
        for each in (key, f"{key}~{new_id()}"):
            if stores.jobs.promise_anew(
                "checkin.redraw",
                checkin,
                key=each,
                due_at=due,
                expires_at=due + POST_LATE,
                platform=ref.place.platform,
                collapse=key,
            ):
                break


def delete(context: Context, checkin: CheckIn) -> Message:
    """Delete a check-in, its copy and what stands beneath it."""
    was_shared = checkin.group is not None
    unpost(context.stores, checkin, context.now)
    _over(context.stores, checkin, context.now)
    context.stores.checkins.remove(checkin.id)
    return words.deleted(shared=was_shared)


def where(stores: Stores, checkin: CheckIn) -> str | Text:
    """Who can see a check-in now, in a sentence."""
    if checkin.group is None:
        return share_words.WHERE_ONLY_YOU
    if stores.posts.find(post_of(checkin.id)):
        until = stands_until(checkin)
        return share_words.where_until(until) if until else share_words.WHERE_STANDS
    return share_words.WHERE_HELD if held.held_until(stores, held_of(stores, checkin)) else share_words.WHERE_UNSURE
