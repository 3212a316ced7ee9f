"""What others answer a share with: standing with its author, or words beneath it.

Not here: any message to the author, who sees it where the share stands and is never pinged.
"""

from __future__ import annotations

from core.checkins import words
from core.checkins.actions import (
    HOLD,
    POST_LATE,
    handles,
    hold_response_back,
    me,
    post_of,
    redraw,
    response_key,
    response_keys,
    response_of,
)
from core.checkins.model import CheckIn, Response
from core.errors import Refusal
from core.posts.actions import take_down
from core.surface import Message
from core.turn import Context
from core.values import Said, new_id


def standing(context: Context, checkin: str) -> CheckIn:
    """A share that others can see; refused once it is not."""
    found = context.stores.checkins.find(checkin)
    if found is None or found.group is None or context.stores.posts.find(post_of(checkin)) is None:
        raise Refusal(words.share_gone())
    return found


def author_of(context: Context, checkin: CheckIn) -> Said:
    """The handle of a share's author."""
    (handle,) = handles(context.stores, [checkin.member]) or (None,)
    if handle is None:
        raise Refusal(words.share_gone())
    return handle


def stand_with(context: Context) -> Message:
    """Add the member's handle to the line beneath a share."""
    checkin = standing(context, context.subject)
    if checkin.member == me(context):
        return words.own_share()
    if context.stores.checkins.stand_with(checkin.id, me(context), context.now):
        redraw(context.stores, checkin.id, context.now)
    return words.with_them(author_of(context, checkin), checkin.id)


def step_back(context: Context) -> Message:
    """Take the member's handle away again."""
    if context.stores.checkins.step_back(context.subject, me(context)):
        redraw(context.stores, context.subject, context.now)
    return words.stepped_back()


def respond(context: Context) -> Message:
    """Keep the words and promise them beneath the share, after a minute in which they can be undone."""
    checkin = standing(context, context.subject)
    said = context.values.get("words")
    response = Response(new_id(), checkin.id, me(context), said if isinstance(said, Said) else Said(""), context.now)
    context.stores.checkins.respond(response)
    return _promise(context, response)


def respond_again(context: Context) -> Message:
    """Promise the same words once more, for somebody whose reply may not have arrived."""
    response = _own_response(context)
    if context.stores.posts.find(response_of(response.id)):
        return words.response_on_its_way(response.id)
    return _promise(context, response)


def post_response_now(context: Context) -> Message:
    """Skip what is left of the minute."""
    response = _own_response(context)
    for key in response_keys(context.stores, response):
        context.stores.jobs.hasten(key, context.now)
    return words.response_on_its_way(response.id, stands=bool(context.stores.posts.find(response_of(response.id))))


def withdraw(context: Context) -> Message:
    """Undo a response: without a trace while it waits, else by removing what was posted."""
    response = _own_response(context)
    waiting = hold_response_back(context.stores, response)
    take_down(context.stores, response_of(response.id), context.now)
    context.stores.checkins.withdraw(response.id)
    return words.response_undone(posted=not waiting)


def _own_response(context: Context) -> Response:
    found = context.stores.checkins.response(context.subject)
    if found is None or found.member != me(context):
        raise Refusal(words.share_gone())
    return found


def _promise(context: Context, response: Response) -> Message:
    standing = context.stores.posts.standing(post_of(response.checkin))
    if not standing or context.member is None or context.member.handle is None:
        raise Refusal(words.share_gone())
    until = context.now + HOLD
    for ref in standing:
        context.stores.jobs.promise(
            "checkin.answer",
            response.id,
            key=response_key(response.id, ref.place.platform),
            due_at=until,
            expires_at=until + POST_LATE,
            platform=ref.place.platform,
            owner=response.member,
        )
    return words.response_held(words.response(context.member.handle, response.words), response.id, until)
