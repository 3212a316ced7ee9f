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

_STEADY = lines(
    text("**For the next minute**"),
    text("Both feet on the floor. Breathe out slowly, longer than you breathe in, five times."),
    text("Name five things you can see, and three you can hear."),
    text("If something near you could hurt you, move away from it. Being with someone helps, even in silence."),
)
_HONEST = text("I am a bot. Nobody is told that you opened this, and I can't call anyone for you.")


def card(found: CountryLines | None, directories: Iterable[str], today: date) -> Message:
    """The help card for a country, or with the directories where none is known."""
    where = _country(found, today) if found else _anywhere()
    more = text("Find more: {directories}", directories=", ".join(directories))
    return Message(lines(_STEADY, where, more, _HONEST, gap=True), (_ANOTHER, START), head="Here it is.")


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
}
