"""What is said while a reminder of a boundary is set, changed and stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from core.boundaries import time_words
from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE, body, day_of
from core.boundaries.reminder import ADDED, MOST_PLANS, Kind, Reminder
from core.surface import Button, Form, Menu, Message, Step
from core.text import lines, text
from core.values import Said
from core.words import HELP, START


def page(one: Boundary, found: Sequence[Reminder], *, affirms: bool, plans: bool) -> Message:
    """The reminders of a boundary, and those that could be added."""
    own = [each for each in found if each.kind in ADDED]
    listed = [text("· {what}", what=in_words(each)) for each in own[:12]]
    options = [Button(f"Change: {in_words(each)}"[:75], Step("boundary.reminder", each.id)) for each in own[:16]]
    options += [
        Button("At times of my own", Step("boundary.remind", f"{one.id}~scheduled")),
        Button("Before hours of the week", Step("boundary.remind", f"{one.id}~week")),
        Button("Before days away from home", Step("boundary.remind", f"{one.id}~once")),
        Button("Before a day of the month, such as payday", Step("boundary.remind", f"{one.id}~month")),
        Button("Before a day of the year", Step("boundary.remind", f"{one.id}~year")),
        Button("If … then …: a plan", Step("boundary.plan", one.id)),
        Button(
            "What I kept, once a week: off" if affirms else "What I kept, once a week: on",
            Step("boundary.affirm", one.id),
        ),
    ]
    happening = [Button("It is happening", Step("boundary.happening", one.id))] if plans else []
    return Message(
        lines(
            *body(one)[1:2],
            text("**Reminders you leave for yourself.** The line in your inbox never says what it is about."),
            *(listed or [text("There is none yet.")]),
            text("At most one a day at times of your own, over all your boundaries."),
        ),
        (*happening, Button("Back to it", Step("boundary.show", one.id)), LIST, HELP),
        Menu("Add or change one", tuple(options)),
    )


def in_words(one: Reminder) -> str:
    """A reminder in words; only its owner reads them."""
    if one.kind == "if-then" and one.cue and one.response:
        return " ".join(f"If {one.cue.words}, then {one.response.words}".split())
    at = f"{one.at:%H:%M}"
    match one.pattern:
        case "week":
            when = f"{_weekdays(one.days)} at {at}"
        case "month":
            when = f"day {one.days[0]} of the month at {at}"
        case "year" if one.first:
            when = f"{day_of(one.first)} at {at}"
        case "once" if one.first and one.last:
            when = f"{day_of(one.first)} to {day_of(one.last)}, from {at}"
        case _:
            when = at
    match one.kind:
        case "before":
            return f"{one.minutes} min before {when}"
        case "start":
            return f"My plans, as it begins: {when}"
        case _:
            return when


def _weekdays(days: Sequence[int]) -> str:
    if len(days) == len(time_words.WEEKDAYS):
        return "Every day"
    return ", ".join(time_words.WEEKDAYS[day] for day in days)


def one_of_them(one: Reminder, of: Boundary) -> Message:
    """One reminder, with what can be done about it."""
    return Message(
        lines(*body(of)[1:2], text("{what}", what=in_words(one))),
        (
            Button("Change it", Step("boundary.remind-change", one.id), main=True),
            Button("Fewer of these", Step("boundary.fewer", one.id)),
            Button("Stop this reminder", Step("boundary.stop", one.id)),
            Button("All reminders of this one", Step("boundary.reminders", of.id)),
            HELP,
        ),
    )


def set_up(one: Reminder) -> Message:
    """It is kept."""
    said = "I keep it for you" if one.kind == "if-then" else "I remind you"
    shown = text("If {cue}, then {response}.", cue=one.cue, response=one.response) if one.cue and one.response else None
    press = "When it happens, press It is happening; in four weeks I ask whether it still fits."
    begins = "It can also come as a hard time begins: say so where you set that time."
    return Message(
        lines(
            text("Done. {said}: {what}.", said=said, what=in_words(one)) if shown is None else text("Done."),
            shown,
            text("{press} {begins}", press=press, begins=begins) if shown is not None else None,
            text("It comes as one neutral line. You can change or stop it at any time."),
        ),
        (
            Button("Change it", Step("boundary.remind-change", one.id)),
            Button("All reminders of this one", Step("boundary.reminders", one.boundary)),
            START,
            HELP,
        ),
    )


def affirm_set(of: Boundary, *, on: bool) -> Message:
    """What was kept, once a week: switched on or off."""
    said = (
        "On Sundays at 18:00 I tell you how often you did what you had decided, where there is something to tell."
        if on
        else "I no longer send it."
    )
    return Message(
        text("{said}", said=said),
        (Button("All reminders of this one", Step("boundary.reminders", of.id)), LIST, START, HELP),
    )


def fewer(one: Reminder) -> Message:
    """On fewer days."""
    return Message(
        text("Fewer it is: {what}.", what=in_words(one)),
        (
            Button("Change it", Step("boundary.remind-change", one.id)),
            Button("Stop this reminder", Step("boundary.stop", one.id)),
            Button("All reminders of this one", Step("boundary.reminders", one.boundary)),
            HELP,
        ),
    )


def asked_later(of: Boundary, day: date) -> Message:
    """A question comes half as often."""
    return Message(
        text("Fewer it is: I ask again on {day}.", day=day_of(day)),
        (Button("Look at it", Step("boundary.show", of.id)), LIST, START, HELP),
    )


def stopped(one: Reminder) -> Message:
    """It reminds no more."""
    return Message(
        text("Stopped. It does not come again."),
        (Button("All reminders of this one", Step("boundary.reminders", one.boundary)), LIST, START, HELP),
    )


def happening(plans: Sequence[tuple[Reminder, Boundary]]) -> Message:
    """It is happening now: what was decided on a calm day."""
    if not plans:
        return Message(
            text("There is no plan for this yet. Help now has steadying words and numbers."),
            (Button("Help now", HELP.step, main=True), LIST, START),
        )
    said = [
        text("If {cue}, then **{response}**.", cue=one.cue, response=one.response)
        for one, _ in plans
        if one.cue and one.response
    ]
    options = dict.fromkeys(of.id for _, of in plans)
    return Message(
        lines(text("**You decided this on a calm day.** One breath first, longer out than in."), *said),
        (
            HELP,
            *(Button("It was crossed", Step("boundary.cross", of)) for of in list(options)[:1]),
            LIST,
            START,
        ),
    )


def not_in_force(of: Boundary) -> Message:
    """Reminders belong to what is in force."""
    return Message(
        text("Reminders begin once it is in force. Until then it stays silent."),
        (Button("Look at it", Step("boundary.show", of.id), main=True), LIST, START, HELP),
    )


def plans_full(found: Sequence[Reminder]) -> Message:
    """Three plans are there already."""
    options = tuple(Button(in_words(each)[:75], Step("boundary.reminder", each.id)) for each in found[:25])
    return Message(
        text("{count} plans are as many as one can hold in mind. One could make room.", count=MOST_PLANS),
        (LIST, START, HELP),
        Menu("Look at one", options),
    )


def reminders_full(of: Boundary) -> Message:
    """More reminders than anybody needs."""
    return Message(
        text("This one has as many reminders as I can keep. One could make room."),
        (Button("All reminders of this one", Step("boundary.reminders", of.id), main=True), LIST, START, HELP),
    )


def _made(kind: Kind = "scheduled", minutes: int = 0) -> Reminder:
    return Reminder("YSByZW1pbmRlciBvdXJz", ONE.id, kind, NOW, "week", time(20, 30), minutes, (4, 5))


_PLAN = Reminder(
    "YSBwbGFuIG9mIG91cnM", ONE.id, "if-then", NOW, "from", first=date(2026, 6, 28),
    cue=Said("I am tired and it is late"), response=Said("I go to bed"),
)  # fmt: skip

EXAMPLES: Mapping[str, Message | Form] = {
    **time_words.EXAMPLES,
    "reminders": page(ONE, [_made(), _PLAN], affirms=False, plans=True),
    "reminders-none": page(ONE, [], affirms=True, plans=False),
    "reminder": one_of_them(_made("before", 30), ONE),
    "reminder-set": set_up(_made()),
    "plan-set": set_up(_PLAN),
    "affirm-on": affirm_set(ONE, on=True),
    "affirm-off": affirm_set(ONE, on=False),
    "reminder-fewer": fewer(_made()),
    "asked-later": asked_later(ONE, date(2026, 9, 28)),
    "reminder-stopped": stopped(_made()),
    "happening": happening([(_PLAN, ONE)]),
    "happening-none": happening([]),
    "reminders-later": not_in_force(ONE),
    "plans-full": plans_full([_PLAN]),
    "reminders-full": reminders_full(ONE),
}
