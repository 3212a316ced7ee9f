"""What the notes say that somebody left for themselves, or that ask about a boundary; each opens on a press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Final

from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE, day_of, quoted
from core.boundaries.reminder import Reminder
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import Said
from core.words import HELP, START

SCAN: Final = "needs-scan"
"""The kind of check-in that looks at needs; whoever runs the bot may have withdrawn it."""


def left(one: Reminder, of: Boundary, plans: Sequence[Reminder]) -> Message:
    """A note at a time of their own."""
    return _note(
        one, of, [text("A note you left for yourself:"), quoted(of.statement), quoted(of.own_action), *_said(plans)]
    )


def before(one: Reminder, of: Boundary, plans: Sequence[Reminder], *, scan: bool) -> Message:
    """A note before a time that is not easy. `scan`: whether there is a short check-in for needs."""
    needs = text("**What do you need for the next hours?** Food, rest, company, a way out, a call before.")
    look = [Button("A quick look at my needs", Step("checkin.write", SCAN))] if scan else []
    return _note(one, of, [needs, quoted(of.statement), quoted(of.own_action), *_said(plans)], *look)


def begins(one: Reminder, of: Boundary, plans: Sequence[Reminder]) -> Message:
    """A note as such a time begins: what was decided for it on a calm day."""
    return _note(one, of, [text("**You decided this on a calm day:**"), *_said(plans), quoted(of.own_action)])


def _note(one: Reminder, of: Boundary, said: Sequence[Text | None], *look: Button) -> Message:
    more = [
        *look,
        Button("It was crossed", Step("boundary.cross", of.id)) if of.sort != "request" else None,
        Button("Look at it", Step("boundary.show", of.id)),
        Button("Help now", HELP.step),
    ]
    return Message(
        lines(*said),
        (
            Button("Done", Step("boundary.done", one.id), main=True),
            Button("Later", Step("boundary.later", one.id)),
            Button("Change it", Step("boundary.remind-change", one.id)),
            Button("Stop this reminder", Step("boundary.stop", one.id)),
        ),
        Menu("More", tuple(button for button in more if button)),
    )


def _said(plans: Sequence[Reminder]) -> list[Text]:
    return [
        text("If {cue}, then {response}.", cue=one.cue, response=one.response)
        for one in plans
        if one.cue and one.response
    ]


def still_fits(one: Reminder) -> Message:
    """Every four weeks: does a plan still fit?"""
    return Message(
        lines(text("You made this plan a while ago. Does it still fit?"), *_said([one])),
        (
            Button("It still fits", Step("boundary.done", one.id), main=True),
            Button("Later", Step("boundary.later", one.id)),
            Button("Change it", Step("boundary.remind-change", one.id)),
            Button("Stop this plan", Step("boundary.stop", one.id)),
        ),
        Menu("More", (Button("Help now", HELP.step),)),
    )


def follow_through(one: Reminder, of: Boundary) -> Message:
    """Hours after `not yet`."""
    return Message(
        lines(text("Still want to do what you planned?"), quoted(of.own_action)),
        (
            Button("Yes", Step("boundary.follow", one.id), main=True),
            Button("Change it", Step("boundary.say", of.id)),
            Button("Later", Step("boundary.later", one.id)),
            Button("Not now", Step("boundary.done", one.id)),
        ),
        _more(one, of),
    )


def _more(one: Reminder, of: Boundary) -> Menu:
    stop = Button("Stop this reminder", Step("boundary.stop", one.id))
    return Menu("More", (Button("Look at it", Step("boundary.show", of.id)), stop, Button("Help now", HELP.step)))


def review(one: Reminder, of: Boundary) -> Message:
    """On the day its owner chose."""
    return Message(
        lines(
            text("You wanted to look at this one again. Keep it, change it, or let it go?"),
            quoted(of.statement),
            quoted(of.own_action),
        ),
        (
            Button("Keep it", Step("boundary.keep", of.id), main=True),
            Button("Change it", Step("boundary.say", of.id)),
            Button("Let it go", Step("boundary.retire", of.id)),
            Button("Later", Step("boundary.later", one.id)),
        ),
        _more(one, of),
    )


def renewal(one: Reminder, of: Boundary) -> Message:
    """Every three months: is it still yours?"""
    return Message(
        lines(text("Is this one still yours?"), quoted(of.statement), quoted(of.own_action)),
        (
            Button("Keep it", Step("boundary.renew", of.id), main=True),
            Button("Change it", Step("boundary.say", of.id)),
            Button("Pause it", Step("boundary.pause", of.id)),
            Button("Later", Step("boundary.later", one.id)),
        ),
        _more(one, of),
    )


def affirm(one: Reminder, of: Boundary, kept: int, since: date) -> Message:
    """What was kept, once a week."""
    times = "once" if kept == 1 else f"{kept} times"
    return Message(
        lines(quoted(of.statement), text("Kept {times} since {day}.", times=times, day=day_of(since))),
        (
            Button("Good to know", Step("boundary.done", one.id), main=True),
            Button("Later", Step("boundary.later", one.id)),
            Button("Change it", Step("boundary.remind-change", one.id)),
            Button("Stop this reminder", Step("boundary.stop", one.id)),
        ),
        Menu("More", (Button("Look at it", Step("boundary.show", of.id)), Button("Help now", HELP.step))),
    )


def done(of: Boundary) -> Message:
    """Read and done."""
    return Message(text("Good. It stays as it is."), (Button("Look at it", Step("boundary.show", of.id)), START, HELP))


def not_now(of: Boundary) -> Message:
    """What was planned is not for now."""
    return Message(
        text("That is all right. What you planned stays yours, for when you want it."),
        (Button("Look at it", Step("boundary.show", of.id)), START, HELP),
    )


def go_on(one: Reminder, of: Boundary) -> Message:
    """They still want to do it."""
    return Message(
        lines(text("Then this is the next right-sized thing:"), quoted(of.own_action)),
        (Button("I did it", Step("boundary.cross-edit", one.id), main=True), LIST, HELP),
    )


def later(one: Reminder, *, tonight: bool) -> Message:
    """Three later times."""
    return Message(
        text("When should it come again?"),
        tuple(
            button
            for button in (
                Button("In one hour", Step("boundary.snooze", f"{one.id}~hour"), main=True),
                Button("Tonight at 20:00", Step("boundary.snooze", f"{one.id}~tonight")) if tonight else None,
                Button("Tomorrow at this time", Step("boundary.snooze", f"{one.id}~tomorrow")),
                HELP,
            )
            if button
        ),
    )


def snoozed(at: str) -> Message:
    """It comes again."""
    return Message(text("It comes again {at}.", at=at), (LIST, START, HELP))


def kept(of: Boundary, day: date) -> Message:
    """It stays; the next look is on a day."""
    return Message(
        text("It stays as it is. The next look is on {day}.", day=day_of(day)),
        (
            Button("Another day", Step("boundary.review", of.id)),
            Button("Look at it", Step("boundary.show", of.id)),
            START,
            HELP,
        ),
    )


def renewed(of: Boundary) -> Message:
    """It is still theirs."""
    return Message(
        text("It stays yours. I ask again in three months."),
        (Button("Look at it", Step("boundary.show", of.id)), START, HELP),
    )


_LEFT = Reminder("YSByZW1pbmRlciBvdXJz", ONE.id, "scheduled", NOW, "week", time(20, 30), 0, (4, 5))
_PLAN = Reminder(
    "YSBwbGFuIG9mIG91cnM",
    ONE.id,
    "if-then",
    NOW,
    "from",
    first=date(2026, 6, 28),
    cue=Said("I am tired and it is late"),
    response=Said("I go to bed"),
)

EXAMPLES: Mapping[str, Message | Form] = {
    "note-left": left(_LEFT, ONE, [_PLAN]),
    "note-before": before(_LEFT, ONE, [], scan=True),
    "note-begins": begins(_LEFT, ONE, [_PLAN]),
    "note-still-fits": still_fits(_PLAN),
    "note-follow-through": follow_through(_LEFT, ONE),
    "note-review": review(_LEFT, ONE),
    "note-renewal": renewal(_LEFT, ONE),
    "note-affirm": affirm(_LEFT, ONE, 5, date(2026, 4, 2)),
    "note-done": done(ONE),
    "note-not-now": not_now(ONE),
    "note-go-on": go_on(_LEFT, ONE),
    "note-later": later(_LEFT, tonight=True),
    "note-later-at-night": later(_LEFT, tonight=False),
    "note-snoozed": snoozed("tomorrow at 20:30"),
    "note-kept": kept(ONE, date(2026, 6, 28)),
    "note-renewed": renewed(ONE),
}
