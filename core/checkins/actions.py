"""Writing a check-in, sharing it after its minute for undo, and taking it back.

Not here: what others answer it with (`company`), and the sentences (`words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.checkins import words
from core.checkins.forms import kept, page
from core.checkins.model import CheckIn, Given, Response
from core.checkins.template import Question, Template
from core.errors import Refusal
from core.groups.actions import home_group
from core.groups.model import Group
from core.posts.actions import take_down
from core.rhythm import local_day
from core.surface import Answer, Button, Message, Step
from core.turn import Context, Library, Stores
from core.values import MemberId, Said, new_id

HOLD: Final = timedelta(seconds=60)
"""How long a share waits, so that it can be undone without a trace."""
POST_LATE: Final = timedelta(hours=20)
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
    """The questions a check-in answered, in the words its author read."""
    template = library.templates.get(checkin.template)
    return template.questions_for(checkin.track) if template else ()


def record_check_in(context: Context, template: Template, answers: dict[str, Answer], extra: bool) -> CheckIn | None:
    """Save a new check-in from all its pages; None when nothing was filled in.

    Without `extra`, a member who has one today already is kindly refused (their words go back to them).
    """
    member, track = me(context), track_of(context)
    day = local_day(context.now, context.member.zone if context.member else None)
    if not extra and (earlier := earlier_today(context, template.key)):
        raise Refusal(today(context.stores, context.library, earlier))
    given: dict[str, Given] = {}
    for number in range(len(template.pages_for(track))):
        values, problems = page(template, track, number).check(answers)
        if problems:
            raise Refusal(words.draft_gone())
        given |= kept(template.page_for(track, number), values)
    if not given:
        return None
    checkin = CheckIn(new_id(), member, template.key, track, day, given, context.now)
    context.stores.checkins.save(checkin)
    return checkin


def earlier_today(context: Context, template: str) -> CheckIn | None:
    """The member's newest check-in of this kind on their own calendar day."""
    day = local_day(context.now, context.member.zone if context.member else None)
    found = [one for one in context.stores.checkins.on_day(me(context), day) if one.template == template]
    return found[-1] if found else None


def other_kinds(context: Context) -> list[Button]:
    """The other kinds of check-in there are for this group, such as an operator's own."""
    track = track_of(context)
    others = [one for one in context.library.templates.values() if one.key != DEFAULT and one.is_for(track)]
    return [Button(one.title, Step("checkin.write", f"{one.key}~0")) for one in others]


def track_of(context: Context) -> str:
    """Which track's questions this person is asked: what they chose, else their group's."""
    if context.member is not None and context.member.track:
        return context.member.track
    group = home_group(context.stores, me(context)) if context.member else context.stores.groups.first()
    return group.track if group else "general"


def change(context: Context, checkin: CheckIn) -> tuple[CheckIn, bool]:
    """Save a changed check-in and let its copy follow; one with nothing left for the group is taken back.

    Returns the check-in as it is then, and whether a copy of it is being taken away.
    """
    stores = context.stores
    stores.checkins.save(checkin)
    if checkin.group is None or shared_message(stores, context.library, checkin) is not None:
        redraw(stores, checkin.id, context.now)
        return checkin, False
    held = held_until(stores, checkin.id) is not None
    take_back(context, checkin)
    return checkin.alone(), not held


def after_saving(context: Context, checkin: CheckIn, *, taken: bool = False) -> Message:
    """Saved: exactly what the group would see, or does see."""
    questions = questions_of(context.library, checkin)
    heavy = any(
        isinstance(given := checkin.answers.get(question.key), int) and question.offers_help(given)
        for question in questions
    )
    preview = shared_message(context.stores, context.library, checkin)
    return words.saved(preview, checkin, heavy=heavy, standing=checkin.group is not None, taken=taken)


def shared_message(stores: Stores, library: Library, checkin: CheckIn) -> Message | None:
    """A check-in as the group sees it now; None when nothing in it is for a group, or there is no group."""
    questions = questions_of(library, checkin)
    author = stores.people.member(checkin.member)
    anything = any(question.key in checkin.answers for question in questions if sees(checkin, question))
    if author is None or author.handle is None or not anything or stores.groups.first() is None:
        return None
    shown = [question for question in questions if sees(checkin, question)]
    return words.shared(author.handle, checkin, shown, handles(stores, stores.checkins.company(checkin.id)))


def sees(checkin: CheckIn, question: Question) -> bool:
    """Whether a group would see the answer to this question."""
    return question.shareable and (checkin.shown is None or question.key in checkin.shown)


def handles(stores: Stores, members: Sequence[MemberId]) -> list[Said]:
    """The handles of those who are still here."""
    return [found.handle for member in members if (found := stores.people.member(member)) and found.handle]


def share(context: Context, checkin: CheckIn) -> Message:
    """Promise the group's copy, after a minute in which it can be undone."""
    group = group_of(context.stores, checkin)
    if group is None or not group.reachable or shared_message(context.stores, context.library, checkin) is None:
        raise Refusal(words.no_place())
    if context.stores.posts.find(post_of(checkin.id)):
        return words.stands(checkin.id)
    until = context.now + HOLD
    for place in group.open_places:
        context.stores.jobs.promise(
            "checkin.post",
            checkin.id,
            key=post_key(checkin.id, place.platform),
            due_at=until,
            expires_at=until + POST_LATE,
            platform=place.platform,
            owner=checkin.member,
        )
    if checkin.group is None:
        context.stores.checkins.save(replace(checkin, group=group.id))
    pending = held_until(context.stores, checkin.id)
    return words.held(checkin.id, pending) if pending else words.on_its_way(checkin.id)


def group_of(stores: Stores, checkin: CheckIn) -> Group | None:
    """The group a check-in is shared with, or would be."""
    if checkin.group is not None:
        return stores.groups.find(checkin.group)
    return home_group(stores, checkin.member)


def post_keys(stores: Stores, checkin: str) -> list[str]:
    """The keys of a share's promises, a platform each."""
    found = stores.checkins.find(checkin)
    group = group_of(stores, found) if found else None
    return [post_key(checkin, place.platform) for place in (group.places if group else ())]


def held_until(stores: Stores, checkin: str) -> datetime | None:
    """When a share is posted that still waits; None when nothing of it waits."""
    return next((due for key in post_keys(stores, checkin) if (due := stores.jobs.pending(key))), None)


def hold_back(stores: Stores, checkin: str) -> bool:
    """Cancel what of a share still waits; whether that was all of it."""
    return all([stores.jobs.cancel(key) for key in post_keys(stores, checkin)])


def take_back(context: Context, checkin: CheckIn) -> Message:
    """Undo a share: without a trace while it waits, else by removing what was posted and the answers beneath it."""
    stores = context.stores
    all_held = hold_back(stores, checkin.id) and not stores.posts.standing(post_of(checkin.id))
    unpost(stores, checkin.id, context.now)
    stores.checkins.save(checkin.alone())
    return words.undone(checkin.id) if all_held else words.taken_back(checkin.id)


def unpost(stores: Stores, checkin: str, now: datetime) -> None:
    """Take down a share and everything beneath it. One being sent this moment is taken down as it settles."""
    hold_back(stores, checkin)
    take_down(stores, post_of(checkin), now)
    for response in stores.checkins.responses(checkin):
        hold_response_back(stores, response)
        take_down(stores, response_of(response.id), now)
        stores.checkins.withdraw(response.id)


def response_keys(stores: Stores, response: Response) -> list[str]:
    """The keys of a response's promises, a platform each."""
    found = stores.checkins.find(response.checkin)
    group = group_of(stores, found) if found else None
    return [response_key(response.id, place.platform) for place in (group.places if group else ())]


def hold_response_back(stores: Stores, response: Response) -> bool:
    """Cancel what of a response still waits; whether anything did."""
    return any([stores.jobs.cancel(key) for key in response_keys(stores, response)])


def redraw(stores: Stores, checkin: str, now: datetime) -> None:
    """Promise to bring a posted copy up to date; many changes make one edit, one on its way is followed by another."""
    due = now + timedelta(seconds=2)
    for ref in stores.posts.standing(post_of(checkin)):
        key = f"redraw~{checkin}~{ref.place.platform}"
        if stores.jobs.pending(key):
            continue
        for each in (key, f"{key}~{new_id()}"):
            if stores.jobs.promise(
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
    unpost(context.stores, checkin.id, context.now)
    context.stores.checkins.remove(checkin.id)
    return words.deleted(shared=was_shared)


def today(stores: Stores, library: Library, checkin: CheckIn) -> Message:
    """There is one today already: edit it, or write another."""
    return words.today(checkin, questions_of(library, checkin), where=where(stores, checkin))


def where(stores: Stores, checkin: CheckIn) -> str:
    """Who can see a check-in now, in a sentence."""
    if checkin.group is None:
        return words.WHERE_ONLY_YOU
    if stores.posts.find(post_of(checkin.id)):
        return words.WHERE_STANDS
    return words.WHERE_HELD if held_until(stores, checkin.id) else words.WHERE_UNSURE


def post_of(checkin: str) -> str:
    """The subject under which a share's message is kept."""
    return f"checkin~{checkin}"


def post_key(checkin: str, platform: str) -> str:
    """The key of a share's promise on a platform."""
    return f"share~{checkin}~{platform}"


def response_of(response: str) -> str:
    """The subject under which a response's message is kept."""
    return f"answer~{response}"


def response_key(response: str, platform: str) -> str:
    """The key of a response's promise on a platform."""
    return f"answer~{response}~{platform}"
