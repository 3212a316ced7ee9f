"""What is said while a boundary is written and put in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.boundaries import crossing_words, note_words, post_words, reminder_words, safety_words, shown_words
from core.boundaries.model import CATEGORIES, LONGEST, SORTS, STRENGTHS, Boundary
from core.boundaries.pieces import LIST, ONE, body, short, taken_out
from core.boundaries.starters import ROLES, Starter
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import lines, text
from core.values import GroupId
from core.words import HELP, START


def new() -> Message:
    """Where to begin."""
    options = tuple(Button(label, Step("boundary.role", key)) for key, label, _ in ROLES)
    return Message(
        lines(
            text("**A boundary says what you will do** to stay safe and true to yourself."),
            text("It can be kept even if nobody else changes. It is neither a punishment nor a demand."),
            text("Begin with an example and make it yours, or with an empty page. Only you see it."),
        ),
        (Button("An empty page", Step("boundary.blank"), main=True), LIST, START, HELP),
        Menu("Examples for somebody like me", options),
    )


def examples(starters: Sequence[Starter]) -> Message:
    """The examples of one role."""
    shown = [
        text("**{label}**\n{statement} {action}", label=one.label, statement=one.statement, action=one.action)
        for one in starters
    ]
    options = tuple(Button(one.label, Step("boundary.start", one.key)) for one in starters)
    return Message(
        lines(*shown, gap=True),
        (Button("An empty page", Step("boundary.blank")), START, HELP),
        Menu("Begin with this one", options),
    )


def begun(one: Boundary) -> Message:
    """A draft is there; first what is needed."""
    return Message(
        lines(*body(one), text("It is a draft, kept as you go. First: what do you need?")),
        (
            Button("What do I need?", Step("boundary.need", one.id), main=True),
            Button("Skip this", Step("boundary.power", one.id)),
            HELP,
        ),
    )


def need_form(one: Boundary) -> Form:
    """What is behind it."""
    form = Form(
        "What do I need?",
        (
            Field(
                "because",
                "The need behind it",
                Ask.PARAGRAPH,
                hint="Only you ever see this. It may stay empty.",
                required=False,
                most=LONGEST,
            ),
            Field("category", "What is it about?", Ask.CHOICE, tuple(Choice(key, label) for key, label in CATEGORIES)),
        ),
        submit="Next",
    )
    return form.filled({"because": one.because.words if one.because else "", "category": one.category})


def power(one: Boundary) -> Message:
    """Where the owner has power."""
    buttons = tuple(
        Button(label, Step("boundary.sort", f"{one.id}~{key}"), main=key == one.sort) for key, label in SORTS
    )
    return Message(
        lines(
            text("**Where do you have power?**"),
            text(
                "You can decide what you do, and what you will do if something happens. You cannot decide for anybody else."
            ),
            text("What kind is this one?"),
        ),
        (*buttons, START, HELP),
    )


def say_form(one: Boundary) -> Form:
    """The sentence itself, and what its owner will do."""
    statement = Field(
        "statement",
        "In one sentence, beginning with I",
        Ask.PARAGRAPH,
        hint="Such as: I don't hear details after 21:00.",
        most=LONGEST,
    )
    action = Field(
        "action",
        "What I will do if it is crossed",
        Ask.PARAGRAPH,
        hint="Something you can do, whoever crosses it.",
        most=LONGEST,
    )
    strength = Field("strength", "How firm is it?", Ask.CHOICE, tuple(Choice(key, label) for key, label in STRENGTHS))
    fields = (statement,) if one.sort == "request" else (statement, action, strength)
    filled = {
        "statement": one.statement.words if one.statement else "",
        "action": one.action.words if one.action else "",
        "strength": one.strength,
    }
    return Form("In my words", fields, submit="Next").filled(filled)


def next_say(one: Boundary) -> Message:
    """The kind is chosen; now the words."""
    return Message(
        text("Now the words. You can change them as often as you like."),
        (Button("Write the sentence", Step("boundary.say", one.id), main=True), START, HELP),
    )


def told(message: Message, before: Boundary, one: Boundary) -> Message:
    """The same, with what followed by itself from a change: it is a draft again, its copy in the group goes."""
    again = text("It is a draft again, and reminds you of nothing until you put it in force.")
    more = (
        again if before.status == "active" and one.status == "draft" else None,
        taken_out(posted=before.group is not None and one.group is None),
    )
    return replace(message, body=lines(message.body, *more))


def asks_another(one: Boundary) -> Message:
    """The words ask somebody else to change."""
    return Message(
        lines(*body(one), text("This asks someone else to change. Save it as a request, or say what **you** will do?")),
        (
            Button("Say what I will do", Step("boundary.say", one.id), main=True),
            Button("Save as a request", Step("boundary.sort", f"{one.id}~request")),
            Button("It is right as it is", Step("boundary.as-is", one.id)),
            HELP,
        ),
    )


def would_harm(kind: str) -> str:
    """An action that is not taken."""
    return {
        "oneself": "I am a bot, and I am glad that you wrote this. Help now, or a person near you, is there for exactly this.",
        "threat": "This would hurt somebody. I can't keep it as a boundary; Help now is there if it is that hard.",
        "exposure": "Telling others to hurt somebody can harm you too. What could you do to be safe instead?",
        "money or children": "Cutting somebody off from money or children needs advice from outside. What can you do yourself?",
        "tracking": "Following or watching somebody is not a boundary. What will you do to look after yourself?",
    }[kind]


def control(one: Boundary) -> Message:
    """Can it really be done?"""
    return Message(
        lines(*body(one), text("**Can you really do it,** whatever anybody else does?")),
        (
            Button("Yes, I can", Step("boundary.control", f"{one.id}~yes"), main=True),
            Button("Not yet, make it smaller", Step("boundary.control", f"{one.id}~no")),
            HELP,
        ),
    )


def smaller(one: Boundary) -> Message:
    """Not yet."""
    return Message(
        text(
            "Then it is too big for now, and that is good to know. What would be a smaller step that is yours to take?"
        ),
        (
            Button("Make it smaller", Step("boundary.say", one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def review_form(day: date) -> Form:
    """When to look at it again."""
    form = Form(
        "When to look again",
        (Field("review", "I look at it again on", Ask.DATE, hint="Four weeks is a good beginning."),),
    )
    return form.filled({"review": day.isoformat()})


def day_past() -> str:
    """A date that is over."""
    return "That day is today or over already. One that is still to come?"


def day_far() -> str:
    """A date years away."""
    return "That is more than two years away. An earlier day?"


def ready(one: Boundary) -> Message:
    """Everything is there."""
    return Message(
        lines(*body(one), text("Everything is there. It comes into force when you say so.")),
        (
            Button("It is in force", Step("boundary.on", one.id), main=True),
            Button("Change the words", Step("boundary.say", one.id)),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def missing(one: Boundary) -> Message:
    """Something is not answered yet."""
    steps = {"say": "boundary.say", "control": "boundary.ask-control", "safety": "boundary.ask-safety"}
    return Message(
        lines(*body(one), text("One question is still open before it can be in force.")),
        (
            Button("Answer it", Step(steps[one.missing], one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def too_many(held: Sequence[Boundary]) -> Message:
    """Three that are not negotiable are in force already."""
    options = tuple(Button(short(one), Step("boundary.show", one.id)) for one in held)
    return Message(
        text("Three are not negotiable already. Which matter most? One of them could become firm, or this one."),
        (LIST, START, HELP),
        Menu("Look at one of them", options),
    )


def three_already() -> str:
    """The same, on the form of one that is in force."""
    return "Three are not negotiable already, as many as one can hold. Firm, for now?"


def in_force(one: Boundary) -> Message:
    """It is in force."""
    return Message(
        lines(*body(one), text("It is in force, and yours. Would a reminder help, left by you for yourself?")),
        (
            Button("Leave myself a reminder", Step("boundary.reminders", one.id), main=True),
            Button("It was crossed", Step("boundary.cross", one.id)),
            LIST,
            START,
            HELP,
        ),
    )


EXAMPLES: Mapping[str, Message | Form] = {
    "new": new(),
    "examples": examples(ROLES[1][2]),
    "begun": begun(ONE),
    "need": need_form(ONE),
    "power": power(ONE),
    "next-say": next_say(ONE),
    "say": say_form(ONE),
    "asks-another": asks_another(ONE),
    "changed": told(control(ONE), replace(ONE, group=GroupId("YSBncm91cA")), replace(ONE, status="draft")),
    "control": control(ONE),
    "smaller": smaller(ONE),
    "review": review_form(date(2026, 6, 28)),
    "ready": ready(ONE),
    "missing-words": missing(replace(ONE, action=None)),
    "missing-control": missing(replace(ONE, in_my_control=None)),
    "missing-safety": missing(replace(ONE, safe=False)),
    "too-many": too_many([ONE]),
    "in-force": in_force(ONE),
    **safety_words.EXAMPLES,
    **shown_words.EXAMPLES,
    **post_words.EXAMPLES,
    **crossing_words.EXAMPLES,
    **reminder_words.EXAMPLES,
    **note_words.EXAMPLES,
}
