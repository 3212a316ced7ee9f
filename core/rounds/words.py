"""What is said about group rounds, and how one reads in the channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from core.checkins.answer_words import some
from core.checkins.examples import CHECKIN
from core.checkins.model import CheckIn, Given
from core.checkins.template import Question
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Text, When, lines, text
from core.values import Said
from core.words import HELP, START

HOURS: Final = ((12, "12 hours"), (24, "A day"), (48, "Two days"), (72, "Three days"))
"""How long a round may stay open, and how that is offered."""


def post(number: str, until: datetime) -> Message:
    """A round as it stands in the channel while it is open."""
    return Message(
        lines(
            text("**A round is open**"),
            "Three lines each: two words, one thing, and what you would like back.",
            "You write in private, and see exactly what would stand here before it does.",
            text("Open until {until}.", until=When(until)),
        ),
        (Button("Take part", Step("round.answer", number), main=True), HELP),
        head="A round is open.",
    )


def post_closed() -> Message:
    """The same post, once the round is over."""
    return Message(
        lines(text("**This round is closed**"), "What was shared in it belongs to those who shared it."),
        (START,),
        head="A round is closed.",
    )


def open_form(groups: Sequence[tuple[str, str]]) -> Form:
    """For how long, and for which group where there are several."""
    hours = tuple(Choice(str(count), label) for count, label in HOURS)
    which = tuple(Choice(key, name) for key, name in groups)
    fields = [
        *([Field("group", "Which group?", Ask.CHOICE, which)] if len(groups) > 1 else []),
        Field("hours", "For how long?", Ask.CHOICE, hours, hint="Two days unless you choose.", required=False),
    ]
    return Form("Open a round", tuple(fields), submit="Open it")


def opened(number: str, until: datetime) -> Message:
    """It is open; its post is on the way."""
    return Message(
        text("The round is open until {until}. Its post will be in the channel in a moment.", until=When(until)),
        (Button("Look at it", Step("round.look", number)), START, HELP),
    )


def running(rounds: Sequence[tuple[str, str, datetime]], *, more: bool) -> Message:
    """Rounds that are open now: the number, the group's name and the end of each. `more`: another could be opened."""
    said = (text("{name}: open until {until}.", name=name, until=When(until)) for _, name, until in rounds)
    another = (Button("Open another", Step("round.open", "more")),) if more else ()
    return Message(
        lines("These rounds are open:", *said),
        (*another, START, HELP),
        Menu("Look at one", tuple(Button(name, Step("round.look", number)) for number, name, _ in rounds)),
    )


def looked_at(number: str, until: datetime, *, moderator: bool) -> Message:
    """One open round, for somebody who looks after the group."""
    away = (Button("Call it off", Step("round.cancel", number)),) if moderator else ()
    return Message(
        lines(
            text("The round is open until {until}.", until=When(until)),
            "Nobody is shown who took part and who did not; what is in the channel is all there is to see.",
        ),
        (Button("Close it now", Step("round.close", number)), *away, START, HELP),
    )


def closed_now() -> Message:
    """A facilitator closed it."""
    return Message(text("The round is closed. Its post says so in a moment."), (START,))


def called_off() -> Message:
    """A moderator called it off."""
    return Message(
        text("The round is called off, and its post goes. What people wrote stays theirs."),
        (START,),
    )


def not_posted(checkin: str) -> Message:
    """To somebody whose share waited when the round was called off."""
    return Message(
        text(
            "The round was called off before your lines were in the channel, so they were not posted. They are yours."
        ),
        (Button("See them", Step("checkin.show", checkin), main=True), START),
    )


def closed() -> Message:
    """Somebody wants to take part in a round that is over."""
    return Message(
        text("This round is closed. There will be others, and a check-in of your own is open at any time."),
        (Button("Check in", Step("checkin.write")), START, HELP),
    )


def elsewhere() -> Message:
    """It is a round of a group this member does not belong to."""
    return Message(text("This round belongs to a group you are not in. Nothing was changed."), (START, HELP))


def yours(checkin: CheckIn, questions: Sequence[Question], where: str | Text) -> Message:
    """They wrote in this round already."""
    return Message(
        lines("You wrote in this round already:", *some(questions, checkin.answers, 0)[0], where),
        (
            Button("Edit", Step("checkin.edit", checkin.id), main=True),
            Button("More for this one", Step("checkin.show", checkin.id)),
            START,
            HELP,
        ),
    )


def no_group() -> Message:
    """Nobody set a group up, or they look after none."""
    return Message(text("There is no group of yours to open a round for."), (START, HELP))


def unanswered(name: str) -> Message:
    """To those who look after a group's rounds: a share without an answer; no word of it and no name."""
    where = text("In {name}, one share is unanswered.", name=name) if name else text("One share is unanswered.")
    return Message(
        lines(where, text("It is in the round in the group's channel. A few words, or **With you**, can be enough.")),
        (START,),
    )


_ID: Final = "cm91bmQgb2Ygb3Vyc2Vsdg"
_UNTIL: Final = datetime(2026, 6, 2, 18, 0, tzinfo=UTC)
_QUESTIONS: Final = (
    Question("words", "Two words for now", "pick", (Choice("calm", "calm"), Choice("tired", "tired")), 2),
    Question("thing", "One win or one struggle, in general terms", "text", most=300),
)
_GIVEN: Final[dict[str, Given]] = {"words": ("calm", "tired"), "thing": Said("I asked for help.")}


_CHECKIN: Final = replace(CHECKIN, template="group-round", answers=_GIVEN, round=_ID)

EXAMPLES: dict[str, Message | Form] = {
    "post": post(_ID, _UNTIL),
    "post-closed": post_closed(),
    "open": open_form([]),
    "open-with-groups": open_form([("Z3JvdXAgb25l", "Tuesday"), ("Z3JvdXAgdHdv", "Quiet room")]),
    "opened": opened(_ID, _UNTIL),
    "running": running([(_ID, "Tuesday", _UNTIL)], more=True),
    "looked-at": looked_at(_ID, _UNTIL, moderator=False),
    "looked-at-by-moderators": looked_at(_ID, _UNTIL, moderator=True),
    "closed-now": closed_now(),
    "called-off": called_off(),
    "not-posted": not_posted(_CHECKIN.id),
    "closed": closed(),
    "elsewhere": elsewhere(),
    "yours": yours(_CHECKIN, _QUESTIONS, "Only you can see it."),
    "no-group": no_group(),
    "unanswered": unanswered(""),
    "unanswered-in-a-named-group": unanswered("Tuesday"),
}
