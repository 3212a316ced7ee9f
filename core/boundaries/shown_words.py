"""What is said when a boundary is looked at, listed, paused, let go and brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.boundaries.model import STATES, Boundary
from core.boundaries.pieces import LIST, NEW, NOW, ONE, body, day_of, how, short, taken_out
from core.paging import page_of
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import GroupId
from core.words import HELP, START


def shown(one: Boundary, kept: tuple[int, int] | None, *, written: int, plans: int, can_post: bool) -> Message:
    """One of them, whole, with all that can be done with it."""
    if one.status == "retired":
        return in_the_bin(one)
    return Message(
        lines(
            *body(one),
            how(one),
            text("Because: {said}", said=one.because) if one.because else None,
            text("Outside, this person knows: {said}", said=one.outside) if one.outside else None,
            _kept(*kept) if kept else None,
            text("You look at it again on {day}.", day=day_of(one.review_on))
            if one.review_on and one.status == "active"
            else None,
            text("It is {state}. {where}", state=STATES[one.status], where=_where(one)),
        ),
        (*_first(one), LIST, HELP),
        Menu("More for this one", tuple(_more(one, written=written, plans=plans, can_post=can_post))),
    )


def _kept(part: int, n: int) -> Text:
    if not part:
        return text(
            "You wrote it down {n} times. What you had decided did not come about in full yet; a smaller step counts, too.",
            n=n,
        )
    return text("You did what you had decided {part} of {n} times.", part=part, n=n)


def _where(one: Boundary) -> str:
    if one.group is not None:
        return "It is posted to your group."
    return "It stays with you alone." if one.locked_at is not None else "Only you see it."


def _first(one: Boundary) -> list[Button]:
    if one.status != "active":
        return [Button("Put it in force", Step("boundary.on", one.id), main=True)]
    crossed = [Button("It was crossed", Step("boundary.cross", one.id), main=True)] if one.sort != "request" else []
    return [*crossed, Button("Reminders", Step("boundary.reminders", one.id))]


def _more(one: Boundary, *, written: int, plans: int, can_post: bool) -> list[Button]:
    options = [
        Button("Change the words", Step("boundary.say", one.id)),
        Button("The need behind it", Step("boundary.need", one.id)),
        Button("What kind it is", Step("boundary.power", one.id)),
        Button("Another day to look again", Step("boundary.review", one.id)),
        Button("Somebody outside knows", Step("boundary.outside", one.id)),
        Button("Make a copy", Step("boundary.copy", one.id)),
    ]
    if written:
        options.insert(0, Button("When it was crossed", Step("boundary.crossings", one.id)))
    if plans and one.status == "active":
        options.insert(0, Button("It is happening", Step("boundary.happening", one.id)))
    if one.status == "active":
        options.append(Button("Pause it", Step("boundary.pause", one.id)))
    if one.status in ("active", "paused"):
        options.append(Button("It is kept and can close", Step("boundary.close", one.id)))
    if one.group is not None:
        options.insert(0, Button("Take it back from the group", Step("boundary.unpost", one.id)))
    elif can_post:
        options.append(Button("Post it to my group", Step("boundary.preview", one.id)))
    elif one.locked_at is not None:
        options.append(Button("The question of safety", Step("boundary.ask-safety", one.id)))
    return [*options, Button("Let it go", Step("boundary.retire", one.id))]


def in_the_bin(one: Boundary) -> Message:
    """One that was let go and can still be brought back."""
    return Message(
        lines(*body(one), text("It was let go, and can be brought back for 30 days from then.")),
        (Button("Bring it back", Step("boundary.restore", one.id), main=True), LIST, HELP),
    )


def listed(found: Sequence[Boundary], *, page: int = 0, plans: bool = False) -> Message:
    """All of them; those in force first."""
    if not found:
        return Message(
            text("You have written no boundaries yet. An example is a good way to begin."),
            (Button("Write one", Step("boundary.new"), main=True), START, HELP),
        )
    order = ("active", "draft", "paused", "closed", "retired")
    every = sorted(found, key=lambda one: order.index(one.status))
    options = [Button(short(one), Step("boundary.show", one.id)) for one in every]
    active = sum(one.status == "active" for one in found)
    buttons = [
        Button("It is happening", Step("boundary.happening"), main=True) if plans else None,
        NEW,
        Button("Pause all", Step("boundary.pause-all")) if active else None,
        START,
        HELP,
    ]
    return Message(
        text(
            "Your boundaries: {active} in force, {all} altogether. Only you see this list.",
            active=active,
            all=len(found),
        ),
        tuple(button for button in buttons if button),
        Menu("Open one", page_of(options, page, lambda to: Step("boundary.list", str(to)))),
    )


def paused_all(count: int, *, posted: bool) -> Message:
    """All are paused."""
    done = "Paused: {count}. No reminder comes until you put one in force again."
    return Message(
        lines(
            text(done, count=count) if count else text("None is in force now, and no reminder comes."),
            taken_out(posted=posted),
        ),
        (Button("Undo", Step("boundary.resume-all"), main=True), LIST, HELP),
    )


def resumed_all(count: int) -> Message:
    """The pause is undone."""
    return Message(text("In force again: {count}.", count=count), (LIST, START, HELP))


def paused(one: Boundary, *, posted: bool) -> Message:
    """Paused."""
    return Message(
        lines(text("Paused. It reminds you of nothing until you put it in force again."), taken_out(posted=posted)),
        (Button("Put it in force", Step("boundary.on", one.id), main=True), LIST, HELP),
    )


def closed(one: Boundary, *, posted: bool) -> Message:
    """Kept and closed."""
    return Message(
        lines(text("Kept and closed. That one did its work."), taken_out(posted=posted)),
        (Button("Open it again", Step("boundary.on", one.id)), LIST, HELP),
    )


def retired(one: Boundary, *, posted: bool) -> Message:
    """Let go; a month in the bin."""
    return Message(
        lines(text("Let go. It can be brought back for 30 days; after that it is gone."), taken_out(posted=posted)),
        (Button("Bring it back", Step("boundary.restore", one.id)), LIST, HELP),
    )


def restored(one: Boundary) -> Message:
    """Back as a draft."""
    return Message(
        text("Back, as a draft."), (Button("Look at it", Step("boundary.show", one.id), main=True), LIST, HELP)
    )


def gone() -> Message:
    """It is no longer there."""
    return Message(text("That is no longer there. Nothing was changed."), (LIST, START, HELP))


def not_in_force(one: Boundary) -> Message:
    """What was pressed is for one in force."""
    return Message(
        text("That is for one that is in force. This one is {state}.", state=STATES[one.status]),
        (Button("Look at it", Step("boundary.show", one.id), main=True), LIST, HELP),
    )


EXAMPLES: Mapping[str, Message | Form] = {
    "shown": shown(ONE, (5, 6), written=6, plans=1, can_post=True),
    "shown-none-kept": shown(ONE, (0, 4), written=4, plans=1, can_post=True),
    "shown-posted": shown(replace(ONE, group=GroupId("YSBncm91cA")), None, written=0, plans=0, can_post=True),
    "shown-locked": shown(replace(ONE, locked_at=NOW, safe=False), None, written=0, plans=0, can_post=False),
    "shown-draft": shown(replace(ONE, status="draft"), None, written=0, plans=0, can_post=False),
    "in-the-bin": in_the_bin(replace(ONE, status="retired")),
    "listed": listed([ONE], plans=True),
    "listed-empty": listed([]),
    "paused-all": paused_all(3, posted=True),
    "paused-none": paused_all(0, posted=False),
    "resumed-all": resumed_all(3),
    "paused": paused(ONE, posted=False),
    "paused-posted": paused(ONE, posted=True),
    "closed": closed(ONE, posted=False),
    "retired": retired(ONE, posted=True),
    "restored": restored(ONE),
    "not-in-force": not_in_force(replace(ONE, status="paused")),
    "gone": gone(),
}
