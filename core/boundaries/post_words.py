"""What is said when a boundary is shown to the group.

Not here: holding and taking back (`core.posts.words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE, quoted
from core.posts import words
from core.surface import Button, Form, Message, Step
from core.text import lines, text
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


def undo(one: str) -> Step:
    """Taking it back."""
    return Step("boundary.unpost", one)


def held(one: str, until: datetime) -> Message:
    """Promised, in a minute."""
    return words.held(undo(one), Step("boundary.now", one), until)


def look_at(one: str) -> Button:
    """Where its owner looks at it."""
    return Button("Look at it", Step("boundary.show", one), main=True)


def not_shared() -> Message:
    """There is nothing to take back, or to post."""
    return Message(
        text("It is not shared, and nothing of it is on its way to the channel. It is yours."), (LIST, START, HELP)
    )


def no_place() -> Message:
    """There is no channel to post to, or it may not be shared."""
    return Message(text("It can't be posted at the moment, so I posted nothing. It stays yours."), (LIST, START, HELP))


_POST = post(Said("Ann"), ONE)

EXAMPLES: Mapping[str, Message | Form] = {
    "preview": preview(_POST, ONE),
    "post": _POST,
    "held": held(ONE.id, NOW),
    "not-shared": not_shared(),
    "no-place": no_place(),
}
