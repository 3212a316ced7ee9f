"""The menu of everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from core.paging import page_of
from core.surface import Button, Menu, Message, Step
from core.text import Text, When, lines, text
from core.values import Said
from core.words import HELP, NOTES


def member(
    handle: Said, held: Sequence[tuple[Button, datetime]], options: Sequence[Button], page: int = 0, *, notes: int
) -> Message:
    """Everything a member can do; what waits to be posted comes first, with its undo."""
    waiting = [
        text("{what} is posted at {due}.", what=_WAITING[button.step.action], due=When(due)) for button, due in held
    ]
    body: Text = lines(text("**Hello, {handle}**", handle=handle), *waiting, text("Everything here is private to you."))
    undo = tuple(button for button, _ in held[:2])
    more = (NOTES,) if notes else ()
    first = Button("Check in", Step("checkin.write"), main=not undo)
    return Message(
        body,
        (*undo, first, *more, HELP)[:5],
        Menu("Everything there is", page_of(options, page, lambda to: Step("start.menu", str(to)))),
        head="Here is everything.",
    )


_WAITING = {"checkin.undo": "Your check-in", "checkin.unanswer": "Your reply", "boundary.unpost": "Your boundary"}

DETAILS = Button("About you", Step("people.about"))
CHECK_INS = Button("Your check-ins", Step("checkin.list"))
HARD_MOMENT = Button("After a hard moment", Step("slip.write"))

EXAMPLES: dict[str, Message] = {
    "member": member(Said("Ann"), [], [CHECK_INS, DETAILS], notes=0),
    "member-with-a-share-waiting": member(
        Said("Ann"),
        [
            (
                Button("Undo", Step("checkin.undo", "bW9yZSB0aGFuIGVub3VnaA")),
                datetime(2026, 5, 31, 18, 1, tzinfo=UTC),
            )
        ],
        [CHECK_INS, DETAILS],
        notes=1,
    ),
}
