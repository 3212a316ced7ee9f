"""What others answer a share with: standing with its author, or words beneath it.

Not here: any message to the author, who sees it where the share stands and is never pinged.
"""

from __future__ import annotations

from typing import Final

from core.checkins import company_words as words
from core.checkins.actions import (
    end_response,
    handles,
    me,
    questions_of,
    redraw,
    response_held,
    sees,
)
from core.checkins.keys import post_of, response_of
from core.checkins.model import CheckIn, Response
from core.errors import Refusal
from core.groups.rounds import ROUND
from core.posts import held
from core.posts import words as post_words
from core.surface import Form, Message
from core.turn import Context, Stores
from core.values import Said, new_id

WISH: Final = "wish"
"""The question of a round that says what its author would like back."""


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


def reply_form(context: Context) -> Form:
    """Words for a share. What its author wished for, where they let the group see it, comes before any typing."""
    checkin = standing(context, context.subject)
    wish = next((q for q in questions_of(context.library, checkin) if q.key == WISH and sees(checkin, q)), None)
    given = checkin.answers.get(WISH) if wish and checkin.template == ROUND else None
    return words.reply_form(author_of(context, checkin), given if isinstance(given, str) else "")


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
        return post_words.stands(words.undo(response.id))
    return _promise(context, response)


def post_response_now(context: Context) -> Message:
    """Skip what is left of the minute."""
    response = _own_response(context)
    held.hasten(context.stores, response_held(context.stores, response), context.now)
    stands = context.stores.posts.find(response_of(response.id)) is not None
    return post_words.stands(words.undo(response.id)) if stands else post_words.on_its_way(words.undo(response.id))


def withdraw(context: Context) -> Message:
    """Undo a response: without a trace while it waits, else by removing what was posted."""
    response = _own_response(context)
    return words.response_undone(posted=not end_response(context.stores, response, context.now))


def _own_response(context: Context) -> Response:
    found = context.stores.checkins.response(context.subject)
    if found is None or found.member != me(context):
        raise Refusal(words.share_gone())
    return found


def _promise(context: Context, response: Response) -> Message:
    standing = context.stores.posts.standing(post_of(response.checkin))
    if not standing or context.member is None or context.member.handle is None:
        raise Refusal(words.share_gone())
    places = [ref.place for ref in standing]
    until = held.hold(context.stores, response_held(context.stores, response), places, context.now)
    preview = response_message(context.stores, response, context.member.handle)
    return words.response_held(preview, response.id, until)


def response_message(stores: Stores, response: Response, handle: Said) -> Message:
    """A response as the group sees it; in a round it says whom it is for, as it stands beneath the round's post."""
    checkin = stores.checkins.find(response.checkin)
    to = handles(stores, [checkin.member]) if checkin and checkin.round else []
    return words.response(handle, response.words, to[0] if to else None)
