"""What is said when a boundary is looked at, listed, paused, let go and brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.boundaries.model import STATES, Boundary
from core.boundaries.pieces import LIST, NEW, ONE, body, day_of, short
from core.surface import Button, Form, Menu, Message, Step
from core.text import lines, text
from core.words import HELP, START


def shown(one: Boundary, kept: tuple[int, int] | None, *, posted: bool, can_post: bool) -> Message:
    """One of them, whole, with all that can be done with it."""
    measure = text("You did what you had decided {part} of {n} times.", part=kept[0], n=kept[1]) if kept else None
    dates = (
        text("Looked at again on {day}.", day=day_of(one.review_on)) if one.review_on and one.status == "active" else None
    )
    where = text("It is posted to your group.") if posted else text("Only you see it.")
    options = [
        Button("Change the words", Step("boundary.say", one.id)),
        Button("The need behind it", Step("boundary.need", one.id)),
        Button("Another day to look again", Step("boundary.review", one.id)),
        Button("Somebody outside knows", Step("boundary.outside", one.id)),
        Button("Make a copy", Step("boundary.copy", one.id)),
    ]
    if one.status == "active":
        options += [
            Button("Pause it", Step("boundary.pause", one.id)),
            Button("It is kept and can close", Step("boundary.close", one.id)),
        ]
    if posted:
        options.append(Button("Take it back from the group", Step("boundary.unpost", one.id)))
    elif can_post:
        options.append(Button("Post it to my group", Step("boundary.preview", one.id)))
    options.append(Button("Let it go", Step("boundary.retire", one.id)))
    state = Button("It was crossed", Step("boundary.cross", one.id), main=True)
    buttons = (
        (state, Button("Reminders", Step("boundary.reminders", one.id)))
        if one.status == "active"
        else (Button("Put it in force", Step("boundary.on", one.id), main=True),)
    )
    return Message(
        lines(
            *body(one),
            text("Because: {said}", said=one.because) if one.because else None,
            text("Outside, this person knows: {said}", said=one.outside) if one.outside else None,
            measure,
            dates,
            text("It is {state}. {where}", state=STATES[one.status], where=where),
        ),
        (*buttons, LIST, HELP),
        Menu("More for this one", tuple(options)),
    )


def listed(found: Sequence[Boundary], *, page: int = 0) -> Message:
    """All of them; those in force first."""
    if not found:
        return Message(
            text("You have written no boundaries yet. An example is a good way to begin."),
            (Button("Write one", Step("boundary.new"), main=True), START, HELP),
        )
    order = ("active", "draft", "paused", "closed", "retired")
    every = sorted(found, key=lambda one: order.index(one.status))
    here = every[page * 24 : page * 24 + 24]
    options = [Button(short(one), Step("boundary.show", one.id)) for one in here]
    if len(every) > (page + 1) * 24:
        options.append(Button("More", Step("boundary.list", str(page + 1))))
    active = sum(one.status == "active" for one in found)
    pause = (Button("Pause all", Step("boundary.pause-all")),) if active else ()
    return Message(
        text(
            "Your boundaries: {active} in force, {all} altogether. Only you see this list.",
            active=active,
            all=len(found),
        ),
        (NEW, *pause, START, HELP),
        Menu("Open one", tuple(options)),
    )


def paused_all(count: int) -> Message:
    """All are paused."""
    return Message(
        text("Paused: {count}. No reminder comes until you put one in force again.", count=count),
        (Button("Undo", Step("boundary.resume-all"), main=True), LIST),
    )


def resumed_all(count: int) -> Message:
    """The pause is undone."""
    return Message(text("In force again: {count}.", count=count), (LIST, START))


def paused(one: Boundary) -> Message:
    """Paused."""
    return Message(
        text("Paused. It reminds you of nothing until you put it in force again."),
        (Button("Put it in force", Step("boundary.on", one.id), main=True), LIST),
    )


def closed(one: Boundary) -> Message:
    """Kept and closed."""
    return Message(
        text("Kept and closed. That one did its work."), (Button("Open it again", Step("boundary.on", one.id)), LIST)
    )


def retired(one: Boundary) -> Message:
    """Let go; a month in the bin."""
    return Message(
        text("Let go. It can be brought back for 30 days; after that it is gone."),
        (Button("Bring it back", Step("boundary.restore", one.id)), LIST),
    )


def restored(one: Boundary) -> Message:
    """Back as a draft."""
    return Message(text("Back, as a draft."), (Button("Look at it", Step("boundary.show", one.id), main=True), LIST))


def gone() -> Message:
    """It is no longer there."""
    return Message(text("That is no longer there. Nothing was changed."), (LIST, START, HELP))


EXAMPLES: Mapping[str, Message | Form] = {}
