"""What is said when a boundary was crossed: the same words whoever crossed it, then care, or a repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.boundaries.crossed import DID, WHO, Crossing, Repair
from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE, day_of, quoted
from core.paging import page_of
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step, scale
from core.text import Text, lines, text
from core.values import Said
from core.words import HELP, START

NOTE_LONGEST = 500
PAGE = 23

CROSSED = Form(
    "It was crossed",
    (
        Field("day", "On which day?", Ask.DATE, hint="The day is enough. Within the last 60 days."),
        Field("by", "By whom?", Ask.CHOICE, tuple(Choice(key, label) for key, label in WHO)),
        Field("did", "What became of my own action?", Ask.CHOICE, tuple(Choice(key, label) for key, label in DID)),
        Field(
            "steadiness",
            "How steady am I now?",
            Ask.SCALE,
            scale(0, 10, "not at all", "steady"),
            required=False,
        ),
        Field(
            "note",
            "Anything for myself?",
            Ask.PARAGRAPH,
            hint="Only you see it. No names are needed.",
            required=False,
            most=NOTE_LONGEST,
        ),
    ),
)
REPAIR = Form(
    "A repair",
    (
        Field(
            "own", "What I own", Ask.PARAGRAPH, hint="Plainly, and without a but.", required=False, most=NOTE_LONGEST
        ),
        Field(
            "impact",
            "What it may have meant for others",
            Ask.PARAGRAPH,
            hint="As far as you know. You need not guess.",
            required=False,
            most=NOTE_LONGEST,
        ),
        Field(
            "right",
            "How I make it right",
            Ask.PARAGRAPH,
            hint="Something you can do yourself, if it is wanted.",
            required=False,
            most=NOTE_LONGEST,
        ),
        Field(
            "plan",
            "What I do next time",
            Ask.PARAGRAPH,
            hint="Such as: if I am tired and alone, then I call first.",
            required=False,
            most=NOTE_LONGEST,
        ),
    ),
)


def day_ahead() -> str:
    """A day that has not come."""
    return "That day is still to come. Today, or one before it?"


def day_long_ago() -> str:
    """A day before the last sixty."""
    return "That is more than 60 days ago, which I don't keep. A later day?"


def written(one: Crossing, of: Boundary, *, too_big: bool, asked: bool) -> Message:
    """Written down: care first, or a repair where it is one's own to make. `asked`: whether a question follows."""
    if one.by == "me":
        main = Button("Write a repair", Step("boundary.repair", one.id), main=not too_big)
        next_thing = text("If you like, a repair comes next: what you own, what it meant, and what you do now.")
    else:
        main = Button("Reminders", Step("boundary.reminders", of.id))
        next_thing = lines(
            text("**What steadies you now?** Water, air, a wall behind your back."),
            text("**What was your own action?** It is still yours to take."),
            quoted(of.own_action),
            text("**Who can be with you?** A friend, somebody of your group, or a number behind Help now."),
        )
    smaller = Button("Make it smaller", Step("boundary.say", of.id), main=True) if too_big else None
    buttons = [smaller, main, Button("Look at what I wrote", Step("boundary.crossing", one.id)), LIST, HELP]
    return Message(
        lines(
            text("Written down, for you alone. What did you do to take care of yourself?"),
            next_thing,
            text("In a few hours I ask whether you still want to do what you planned.") if asked else None,
            text("Is this one too big right now? It could be smaller.") if too_big else None,
            gap=True,
        ),
        tuple(button for button in buttons if button),
    )


def shown(one: Crossing, of: Boundary, repaired: Repair | None) -> Message:
    """One crossing, as its owner wrote it."""
    mended: list[Text | None] = []
    if repaired is not None:
        parts = (
            ("What I own", repaired.own),
            ("What it may have meant", repaired.impact),
            ("How I make it right", repaired.right),
            ("What I do next time", repaired.plan),
        )
        mended = [text("{label}: {said}", label=label, said=_brief(said)) for label, said in parts if said]
        if repaired.done_on:
            mended.append(text("You made it right on {day}.", day=day_of(repaired.done_on)))
    repair = [Button("Change the repair" if repaired else "Write a repair", Step("boundary.repair", one.id))]
    if repaired is not None:
        said = "Not made right yet" if repaired.done_on else "I made it right"
        repair.append(Button(said, Step("boundary.made-right", one.id)))
    return Message(
        lines(
            text("**{day}** · {by} · {did}", day=day_of(one.day), by=dict(WHO)[one.by], did=dict(DID)[one.did]),
            text("Steadiness {number} of 10.", number=one.steadiness) if one.steadiness is not None else None,
            quoted(_brief(one.note) if one.note else None),
            *mended,
        ),
        (
            Button("Change it", Step("boundary.cross-edit", one.id)),
            *(repair if one.by == "me" else []),
            Button("Delete it", Step("boundary.cross-delete", one.id)),
            *([] if repaired else [Button("All of them", Step("boundary.crossings", of.id))]),
            HELP,
        ),
        Menu("More", (Button("All of them", Step("boundary.crossings", of.id)), LIST)) if repaired else None,
    )


def _brief(said: Said) -> Said:
    """Enough to know it by; all of it stands in its form and in the export."""
    return said if len(said) <= 240 else Said(said.words[:239].rstrip() + "…")


def listed(of: Boundary, found: Sequence[Crossing], *, page: int = 0) -> Message:
    """The days on which it was crossed, newest first. Nobody is counted but oneself, and nothing is added up."""
    back = Button("Back to it", Step("boundary.show", of.id))
    if not found:
        return Message(text("Nothing is written down for this one."), (back, LIST, START, HELP))
    every = sorted(found, key=lambda one: (one.day, one.written_at), reverse=True)
    options = [Button(f"{day_of(one.day)} · {dict(DID)[one.did]}", Step("boundary.crossing", one.id)) for one in every]
    return Message(
        text("What you wrote, newest first, kept for 180 days. It is for you alone."),
        (back, LIST, HELP),
        Menu("Look at one", page_of(options, page, lambda to: Step("boundary.crossings", f"{of.id}~{to}"))),
    )


def deleted(of: Boundary) -> Message:
    """Gone."""
    return Message(text("It is deleted."), (Button("Back to it", Step("boundary.show", of.id)), LIST, START, HELP))


def no_log(of: Boundary) -> Message:
    """A request is not crossed."""
    return Message(
        text("This is something you ask for, and others may say no. There is nothing to cross in it."),
        (Button("Look at it", Step("boundary.show", of.id), main=True), LIST, HELP),
    )


def repair_kept(one: Crossing, *, but: bool) -> Message:
    """The repair is kept."""
    hint = text("There is a **but** in what you own. Read it once without the words after it; it is yours to leave.")
    return Message(
        lines(
            text("Kept, for you alone. What you do with it, and when, is yours to choose."),
            hint if but else None,
        ),
        (
            *([Button("Change it", Step("boundary.repair", one.id), main=True)] if but else []),
            Button("Look at what I wrote", Step("boundary.crossing", one.id)),
            Button("Make a plan: if … then …", Step("boundary.plan", one.boundary)),
            LIST,
            HELP,
        ),
    )


_CROSSING = Crossing(
    "YSBkYXkgb2Ygb3Vycw",
    ONE.id,
    date(2026, 5, 30),
    "me",
    "partly",
    4,
    Said("It was late and I was tired."),
    NOW,
)
_REPAIR = Repair(_CROSSING.id, Said("I stayed and listened."), None, Said("I say the time I agreed to."), None, NOW)

EXAMPLES: Mapping[str, Message | Form] = {
    "crossed": CROSSED,
    "repair": REPAIR,
    "crossing-written": written(_CROSSING, ONE, too_big=False, asked=False),
    "crossing-by-other": written(replace(_CROSSING, by="other", did="not-yet"), ONE, too_big=False, asked=True),
    "crossing-too-big": written(replace(_CROSSING, by="unclear", did="not-yet"), ONE, too_big=True, asked=True),
    "crossing": shown(_CROSSING, ONE, _REPAIR),
    "crossing-made-right": shown(_CROSSING, ONE, replace(_REPAIR, done_on=date(2026, 6, 1))),
    "crossing-unrepaired": shown(_CROSSING, ONE, None),
    "crossing-by-other-shown": shown(replace(_CROSSING, by="other"), ONE, None),
    "crossings": listed(ONE, [_CROSSING]),
    "crossings-none": listed(ONE, []),
    "crossing-deleted": deleted(ONE),
    "no-log": no_log(ONE),
    "repair-kept": repair_kept(_CROSSING, but=False),
    "repair-kept-but": repair_kept(_CROSSING, but=True),
}
