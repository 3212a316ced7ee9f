"""What is said about anything of a member's on its way to a channel: held, undone, taken back, not posted.

Not here: how it reads in the channel, and what is shown before; each feature says its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from core.surface import Button, Form, Message, Step
from core.text import When, lines, text
from core.words import HELP, START


def held(undo: Step, now: Step, until: datetime) -> Message:
    """Promised, in a minute."""
    return Message(
        text(
            "It will be in the channel in a minute ({until}). Until then you can undo it without a trace.",
            until=When(until),
        ),
        (Button("Undo", undo, main=True), Button("Post now", now), HELP),
    )


def on_its_way(undo: Step) -> Message:
    """Being posted."""
    return Message(text("It is on its way to the channel."), (Button("Take it back", undo), START))


def stands(undo: Step) -> Message:
    """It stands in the channel already."""
    return Message(text("It is in the channel already."), (Button("Take it back", undo), START))


def undone(*buttons: Button) -> Message:
    """Nothing was posted."""
    return Message(text("Undone. Nothing was posted, and it is still yours."), (*buttons, START))


def taken_back(*buttons: Button) -> Message:
    """A posted copy is being removed."""
    return Message(
        text("I am taking it out of the channel. What was read there cannot be unread; it is still yours."),
        (*buttons, START),
    )


def no_place(*buttons: Button) -> Message:
    """There is no channel to post to."""
    return Message(
        text(
            "I can't reach the group's channel at the moment, so I posted nothing. Those who look after it know. "
            "It stays yours."
        ),
        (*buttons, START),
    )


def not_posted(what: str, *buttons: Button, elsewhere: bool = False) -> Message:
    """To its owner: a channel did not take it. `elsewhere`: another of the group's channels has it, or may yet."""
    where = (
        "One of your group's channels did not take it. It may still be in another; you can look, and take it back."
        if elsewhere
        else "Nothing of it is in the channel, and it is still yours."
    )
    return Message(
        lines(text("{what} could not be posted.", what=f"{what[0].upper()}{what[1:]}"), text("{where}", where=where)),
        (*buttons, START),
    )


def maybe_posted(what: str, *buttons: Button) -> Message:
    """To its owner: nobody can tell whether it was posted."""
    return Message(
        text(
            "The connection ended while {what} was being posted, so it may be in the channel or not. Please look.",
            what=what,
        ),
        (*buttons, START),
    )


def maybe_left() -> Message:
    """To somebody who took something back while nobody could tell whether it was posted."""
    return Message(
        text(
            "You took something back while it was being posted, and the connection ended just then. It may be in the "
            "channel all the same. Please look; those who look after the group can delete it there."
        ),
        (START,),
    )


_UNDO, _NOW = (Step(key, "bW9yZSB0aGFuIGVub3VnaA") for key in ("checkin.undo", "checkin.now"))
_SEE = Button("See it", Step("checkin.show", "bW9yZSB0aGFuIGVub3VnaA"))

EXAMPLES: Mapping[str, Message | Form] = {
    "held": held(_UNDO, _NOW, datetime(2026, 5, 31, 18, 1, tzinfo=UTC)),
    "on-its-way": on_its_way(_UNDO),
    "stands": stands(_UNDO),
    "undone": undone(_SEE),
    "taken-back": taken_back(_SEE),
    "no-place": no_place(_SEE),
    "not-posted": not_posted("your check-in", _SEE),
    "not-posted-elsewhere": not_posted("your check-in", _SEE, elsewhere=True),
    "maybe-posted": maybe_posted("your check-in", _SEE),
    "maybe-left": maybe_left(),
}
