"""What is said when a boundary is shown to the group, and taken back from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE, quoted
from core.surface import Button, Form, Message, Step
from core.text import When, lines, text
from core.values import Said
from core.words import HELP, START


def preview(post: Message, one: Boundary) -> Message:
    """Exactly what the group would see."""
    return Message(
        lines(
            "Posted, the group would see exactly this, until you take it back. The need behind it is not in it.",
            post.body,
            gap=True,
        ),
        (
            Button("Post it to my group", Step("boundary.post", one.id), main=True),
            Button("Keep it to myself", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def post(handle: Said, one: Boundary) -> Message:
    """A boundary as the group sees it."""
    return Message(
        lines(text("**A boundary** of {handle}", handle=handle), quoted(one.statement), quoted(one.own_action)),
        head="Somebody shared something.",
    )


def held(one: Boundary, until: datetime) -> Message:
    """Promised, in a minute."""
    return Message(
        text(
            "It will be in the channel in a minute ({until}). Until then you can undo it without a trace.",
            until=When(until),
        ),
        (
            Button("Undo", Step("boundary.unpost", one.id), main=True),
            Button("Post now", Step("boundary.now", one.id)),
            HELP,
        ),
    )


def on_its_way(one: Boundary) -> Message:
    """Being posted."""
    return Message(
        text("It is on its way to the channel."), (Button("Take it back", Step("boundary.unpost", one.id)), START)
    )


def unposted(*, posted: bool) -> Message:
    """Taken back."""
    if posted:
        return Message(text("I am taking it out of the channel. What was read there cannot be unread."), (LIST, START))
    return Message(text("Undone. Nothing was posted."), (LIST, START))


def not_posted(one: Boundary, *, maybe: bool) -> Message:
    """To its owner: it may not be in the channel."""
    said = (
        "The connection ended while something of yours was being posted, so it may be in the channel or not. Please look."
        if maybe
        else "What you wanted to post could not be posted. Nothing of it is in the channel."
    )
    return Message(text("{said}", said=said), (Button("Look at it", Step("boundary.show", one.id), main=True), START))


def no_place() -> Message:
    """There is no channel to post to, or it may not be shared."""
    return Message(text("It can't be posted at the moment, so I posted nothing. It stays yours."), (LIST, START))


_POST = post(Said("Ann"), ONE)

EXAMPLES: Mapping[str, Message | Form] = {
    "preview": preview(_POST, ONE),
    "post": _POST,
    "held": held(ONE, NOW),
    "on-its-way": on_its_way(ONE),
    "unposted": unposted(posted=False),
    "unposted-posted": unposted(posted=True),
    "not-posted": not_posted(ONE, maybe=False),
    "maybe-posted": not_posted(ONE, maybe=True),
    "no-place": no_place(),
}
