"""Help now: steadying words and the numbers of a country. Shown at once, from memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.care.lines import CountryLines, Line, Lines, stale
from core.surface import Ask, Button, Field, Form, Message, Step
from core.text import Text, lines, text
from core.words import START

COUNTRY = Form(
    "Another country",
    (Field("country", "Which country?", Ask.LINE, hint="Write it any way you like.", most=60),),
    submit="Show its lines",
)
_ANOTHER = Button("Another country", Step("care.country"))
_FEAR = Button("Afraid of someone", Step("care.fear"))
_ALL = Button("All help lines", Step("care.help"))

_STEADY = lines(
    text("**For the next minute**"),
    text("Both feet on the floor. Breathe out slowly, longer than you breathe in, five times."),
    text("Name five things you can see, and three you can hear."),
    text("If something near you could hurt you, move away from it. Being with someone helps, even in silence."),
)
_HONEST = text("I am a bot. Nobody is told that you opened this, and I can't call anyone for you.")


_FEARED = lines(
    text("**You are not to blame for being afraid**"),
    text("Nobody has the right to hurt, force or frighten you. You need not decide anything now."),
)
_UNSEEN = lines(
    text("**If somebody may look at this phone or account**"),
    text("A device they never hold is safer for calling and reading: at a library, at work, at a friend's."),
    text("Calls stay in the list of calls, and pages in the browser's history."),
    text("A sudden change, such as a new password or everything deleted, can be noticed. Do what is safest for you."),
)


def card(found: CountryLines | None, directories: Iterable[str], today: date) -> Message:
    """The help card for a country, or with the directories where none is known."""
    where = _country(found, today) if found else _anywhere()
    more = text("Find more: {directories}", directories=", ".join(directories))
    return Message(lines(_STEADY, where, more, _HONEST, gap=True), (_FEAR, _ANOTHER, START), head="Here it is.")


def fear(found: CountryLines | None, directories: Iterable[str], today: date) -> Message:
    """The card for somebody who is afraid of a person: those lines first, then how to read this unseen."""
    where = _afraid(found, today) if found and (found.domestic_violence or found.emergency) else _anywhere()
    more = text("Find more: {directories}", directories=", ".join(directories))
    return Message(lines(_FEARED, where, _UNSEEN, more, _HONEST, gap=True), (_ALL, _ANOTHER, START), head="Here it is.")


def _afraid(found: CountryLines, today: date) -> Text:
    rows = (("Afraid of someone", found.domestic_violence), ("In danger right now", found.emergency))
    return lines(
        text("**{name}**", name=found.name),
        *(text("{kind}: {numbers}", kind=kind, numbers=_numbers(of, today)) for kind, of in rows if of),
    )


def _country(found: CountryLines, today: date) -> Text:
    rows = (
        ("Emergency", found.emergency),
        ("Someone to talk to, in a crisis", found.crisis),
        ("Afraid of someone", found.domestic_violence),
    )
    return lines(
        text("**{name}**", name=found.name),
        *(text("{kind}: {numbers}", kind=kind, numbers=_numbers(of, today)) for kind, of in rows if of),
    )


def _numbers(of: tuple[Line, ...], today: date) -> str:
    return "; ".join(
        f"{line.number}{f' ({line.note})' if line.note else ''}{' · please check' if stale(line, today) else ''}"
        for line in of
    )


def _anywhere() -> Text:
    return lines(
        text("**Where you are**"),
        text("Your local emergency number is the fastest when somebody is in danger."),
        text("I don't know your country yet. **Another country** shows its numbers."),
    )


_LINES = Lines(
    (
        CountryLines(
            "PT",
            "Portugal",
            (Line("112", verified_on=date(2026, 5, 1)),),
            (Line("808 24 24 24", "SNS 24", verified_on=date(2026, 5, 1)),),
            (Line("800 202 148"),),
        ),
    ),
    ("findahelpline.com", "befrienders.org"),
)
_TODAY = date(2026, 5, 31)

EXAMPLES: dict[str, Message | Form] = {
    "country": COUNTRY,
    "card": card(_LINES.countries[0], _LINES.directories, _TODAY),
    "card-anywhere": card(None, _LINES.directories, _TODAY),
    "fear": fear(_LINES.countries[0], _LINES.directories, _TODAY),
    "fear-anywhere": fear(None, _LINES.directories, _TODAY),
}
