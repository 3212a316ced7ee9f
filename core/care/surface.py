"""Help now, as steps: from memory, for everybody, in every state."""

from __future__ import annotations

from core.care import words
from core.feature import Action, Command, Feature
from core.surface import Message, Step
from core.turn import Library, Turn
from core.values import Role


def _help(turn: Turn, library: Library) -> Message:
    return _card(library.countries.of(turn.who, turn.place), turn, library)


def _fear(turn: Turn, library: Library) -> Message:
    country = library.countries.of(turn.who, turn.place)
    found = library.lines.for_country(country) if country else None
    return words.fear(found, library.lines.directories, turn.now.date())


def _elsewhere(turn: Turn, library: Library) -> Message:
    return _card(library.gazetteer.country(str((turn.answers or {}).get("country", ""))), turn, library)


def _card(country: str | None, turn: Turn, library: Library) -> Message:
    found = library.lines.for_country(country) if country else None
    return words.card(found, library.lines.directories, turn.now.date())


FEATURE = Feature(
    "care",
    commands=(
        Command(
            "help-now", "Steadying words and numbers to call, at once; nobody is told", Step("care.help"), "Help now"
        ),
    ),
    actions=(
        Action("care.help", shows=_help, needs=Role.ANYONE),
        Action("care.fear", shows=_fear, needs=Role.ANYONE),
        Action("care.country", form=words.COUNTRY, shows=_elsewhere, needs=Role.ANYONE),
    ),
)
