"""What is said after a hard moment. No shame, no counting, one step at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from core.paging import page_of
from core.slips.model import BEFORE, FIRST, HOURS, OWN_WORDS, WHEN, Agreement, Slip
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Quote, Text, lines, text
from core.values import Said
from core.words import HELP, START

_NO_PICTURE = "No details that would paint a picture. No names."
_THANKS = "Thank you for writing it down. One step at a time."


def opening() -> Message:
    """The first thing anybody reads here."""
    return Message(
        lines(
            _THANKS,
            text("Are you safe right now? If not, or if you are not sure, **Help now** comes first; this can wait."),
            "What you write is for you alone. Please leave out names and crimes: the law does not protect this as it may "
            "protect a talk with a lawyer or doctor.",
            gap=True,
        ),
        (
            Button("I am safe, go on", Step("slip.what"), main=True),
            HELP,
            Button("An agreement with myself", Step("slip.agreement")),
            Button("What I wrote before", Step("slip.list")),
            START,
        ),
    )


WHAT = Form(
    "After a hard moment",
    (
        Field("word", "Your own word for it", Ask.CHOICE, tuple(Choice(key, label) for key, label in OWN_WORDS)),
        Field("when", "When was it?", Ask.CHOICE, tuple(Choice(key, label) for key, label in WHEN)),
        Field(
            "before",
            "What came before?",
            Ask.CHOICES,
            tuple(Choice(key, label) for key, label in BEFORE),
            hint="Whatever fits. It may stay empty.",
            required=False,
        ),
        Field("helped", "What helped you stop?", hint=_NO_PICTURE, required=False, most=140),
        Field("need", "What do you need today?", hint=_NO_PICTURE, required=False, most=140),
    ),
)


def saved(slip: Slip) -> Message:
    """Written down; who could know first?"""
    return Message(
        lines(
            "It is written down, for you alone. You came here, and that counts.",
            "Who is the first safe person who could know? Somebody on the same road, a mentor or a professional comes "
            "before the other person of a relationship: they deserve to hear it from you, when you have found your feet.",
            gap=True,
        ),
        (Button("Not now", Step("slip.plan", slip.id)), Button("Change it", Step("slip.edit", slip.id)), HELP),
        Menu(
            "Who could know first?",
            tuple(Button(label, Step("slip.first", f"{slip.id}~{key}")) for key, label in FIRST),
        ),
    )


def chosen(slip: Slip, agreement: Agreement | None) -> Message:
    """They chose who could know first."""
    own: Text | None = None
    if agreement is not None:
        own = lines(
            text("Your own agreement: you tell within {hours} hours.", hours=agreement.hours),
            text("First talk to: {said}", said=agreement.talk_to) if agreement.talk_to else None,
            text("Where: {said}", said=agreement.where) if agreement.where else None,
            text("I remind only you, once. I tell nobody else, whatever happens."),
        )
    if slip.first == "nobody":
        return Message(
            lines(
                "That is an honest answer. Who could it be one day? Until then, the help lines listen too.",
                own,
                gap=True,
            ),
            (Button("Go on", Step("slip.plan", slip.id), main=True), HELP),
        )
    return Message(
        lines("A short message is enough: “I had a hard moment. Can we talk?”", own, gap=True),
        (
            Button("I told them", Step("slip.told", slip.id), main=True),
            Button("Go on", Step("slip.plan", slip.id)),
            HELP,
        ),
    )


def told(slip: Slip) -> Message:
    """Somebody safe knows."""
    return Message(
        text("You told somebody. That takes courage."),
        (Button("Go on", Step("slip.plan", slip.id), main=True), START, HELP),
    )


def plan(slip: Slip, *, circles: bool, own_date: bool) -> Message:
    """One change of plan, or none; and what becomes of a date, where there is one."""
    buttons = [
        Button("Leave things as they are", Step("slip.done", slip.id), main=True),
        Button("An if … then … plan", Step("boundary.list")),
    ]
    if circles:
        buttons.append(Button("Move a circle item", Step("checkin.lists", "middle-circle")))
    date_line = text("And your date: keep, change or hide it. All are fine; I never change it.") if own_date else None
    about_date = (Button("Change my date", Step("history.date")), Button("Hide my date", Step("history.hide")))
    return Message(
        lines(
            "Is there one thing you would like to change in your plan? Nothing is an answer too.", date_line, gap=True
        ),
        (*buttons, HELP),
        Menu("Your date", about_date) if own_date else None,
    )


def done() -> Message:
    """Through."""
    return Message(
        text("That was a lot of honesty. Tomorrow I have one small question for you. Be kind to yourself until then."),
        (START, HELP),
    )


def next_day(slip: str) -> Message:
    """The day after, once."""
    return Message(
        text("You came back. What was one thing that went right?"),
        (Button("Write it down", Step("slip.right", slip), main=True), START, HELP),
    )


RIGHT = Form(
    "What went right",
    (Field("right", "What went right?", Ask.PARAGRAPH, hint="Small counts.", most=300),),
)


def right_kept() -> Message:
    """It stands beside the rest."""
    return Message(text("Kept beside what you wrote. Thank you."), (START, HELP))


AGREEMENT = Form(
    "An agreement with myself",
    (
        Field(
            "hours", "I tell, from when I write it down", Ask.CHOICE, tuple(Choice(key, label) for key, label in HOURS)
        ),
        Field(
            "talk_to", "Whom I talk to first", hint="A role is enough, such as: my mentor.", required=False, most=140
        ),
        Field(
            "where", "Where I tell", hint="A calm place. No graphic detail, not in passing.", required=False, most=140
        ),
    ),
    note=text(
        "For calm days. If there is another hard moment, I remind you, and only you, of what you decided here. "
        "I never tell anybody, and I never send anything for you."
    ),
)


def agreed(agreement: Agreement) -> Message:
    """The agreement stands."""
    return Message(
        text(
            "Kept. Within {hours} hours, and only if you write a hard moment down, I remind you once.",
            hours=agreement.hours,
        ),
        (Button("Change it", Step("slip.agreement")), Button("End it", Step("slip.no-agreement")), START),
    )


def no_agreement() -> Message:
    """The agreement is over."""
    return Message(text("The agreement is over. I remind you of nothing."), (START,))


def remember(agreement: Agreement) -> Message:
    """The reminder of an agreement, to its author alone."""
    return Message(
        lines(
            text(
                "A while ago you agreed with yourself to tell within {hours} hours of writing it down.",
                hours=agreement.hours,
            ),
            text("First talk to: {said}", said=agreement.talk_to) if agreement.talk_to else None,
            text("Where: {said}", said=agreement.where) if agreement.where else None,
            text("If it is not the day for it, you can change or end the agreement. Nobody is told either way."),
        ),
        (Button("Change it", Step("slip.agreement")), Button("End it", Step("slip.no-agreement")), HELP),
    )


def listed(slips: Sequence[Slip], page: int = 0) -> Message:
    """What was written before, newest first."""
    if not slips:
        return Message(
            text("Nothing is written down here."), (Button("Write something down", Step("slip.write")), START, HELP)
        )
    options = [Button(_option(slip), Step("slip.show", slip.id)) for slip in slips]
    return Message(
        text("What you wrote after hard moments, newest first. Only you see it; each goes by itself after 90 days."),
        (START, HELP),
        Menu("Open one", page_of(options, page, lambda to: Step("slip.list", str(to)))),
    )


def shown(slip: Slip) -> Message:
    """One of them, whole."""
    labels = dict(BEFORE)
    parts = [
        text("**{word}**, {day}", word=dict(OWN_WORDS).get(slip.word, slip.word), day=_day(slip)),
        text("Before: {before}", before=", ".join(labels.get(key, key) for key in slip.before))
        if slip.before
        else None,
        _quoted("What helped:", slip.helped),
        _quoted("What you needed:", slip.need),
        text("First to know: {who}", who=dict(FIRST).get(slip.first, slip.first)) if slip.first else None,
        text("You told somebody.") if slip.told_at else None,
        _quoted("What went right:", slip.right),
    ]
    buttons = [Button("Change it", Step("slip.edit", slip.id)), Button("Delete", Step("slip.delete", slip.id))]
    if not slip.told_at:
        buttons.insert(0, Button("I told somebody", Step("slip.told", slip.id), main=True))
    return Message(lines(*parts), (*buttons, START, HELP))


def sure_to_delete(slip: Slip) -> Message:
    """Before it goes."""
    return Message(
        text("Delete what you wrote on {day}? It cannot be brought back.", day=_written(slip)),
        (
            Button("Delete it", Step("slip.remove", slip.id)),
            Button("Keep it", Step("slip.show", slip.id), main=True),
        ),
    )


def deleted() -> Message:
    """It is gone."""
    return Message(text("Deleted."), (START, HELP))


def gone() -> Message:
    """It was deleted meanwhile."""
    return Message(text("That is no longer there. Nothing was changed."), (START, HELP))


def _quoted(label: str, said: Said | None) -> Text | None:
    return text("{label}\n{said}", label=label, said=Quote(said)) if said else None


def _option(slip: Slip) -> str:
    return f"{_written(slip)} · {dict(OWN_WORDS).get(slip.word, slip.word)}"


def _day(slip: Slip) -> str:
    return f"{slip.day.day} {slip.day:%B}" if slip.day else "earlier"


def _written(slip: Slip) -> str:
    return f"{slip.written_at.day} {slip.written_at:%B}"


_SLIP = Slip(
    "bW9yZSB0aGFuIGVub3VnaA",
    "slip",
    date(2026, 5, 31),
    ("tired", "device"),
    Said("I went for a walk."),
    Said("An early night."),
    datetime(2026, 5, 31, 18, 0, tzinfo=UTC),
    "mentor",
    None,
    Said("I called."),
)
_AGREEMENT = Agreement(24, Said("my mentor"), Said("at the kitchen table"))

EXAMPLES: Mapping[str, Message | Form] = {
    "opening": opening(),
    "what": WHAT,
    "saved": saved(_SLIP),
    "chosen": chosen(_SLIP, None),
    "chosen-with-an-agreement": chosen(_SLIP, _AGREEMENT),
    "told": told(_SLIP),
    "plan": plan(_SLIP, circles=False, own_date=False),
    "plan-with-a-date": plan(_SLIP, circles=True, own_date=True),
    "done": done(),
    "next-day": next_day(_SLIP.id),
    "right": RIGHT,
    "right-kept": right_kept(),
    "agreement": AGREEMENT,
    "agreed": agreed(_AGREEMENT),
    "no-agreement": no_agreement(),
    "remember": remember(_AGREEMENT),
    "listed": listed([_SLIP]),
    "listed-empty": listed([]),
    "shown": shown(_SLIP),
    "sure-to-delete": sure_to_delete(_SLIP),
    "deleted": deleted(),
    "gone": gone(),
}
