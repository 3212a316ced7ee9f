"""Whom to call in which country, and when an entry is too old to be shown without a word of caution.

Not here: the numbers themselves (content an operator edits and verifies) and the words around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

VERIFIED_FOR: Final = timedelta(days=180)
"""How long an operator's check of a line counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number to call or write to, or the page that lists them."""

    number: str
    note: str = ""
    """How or for whom, such as `text HOME` or `English`."""
    source: str = ""
    """Where the number was found."""
    verified_on: date | None = None
    """The day the operator last checked it themselves; None = not yet."""


@dataclass(frozen=True, slots=True)
class CountryLines:
    """The lines of one country, most urgent first within each kind."""

    code: str
    """ISO 3166 alpha-2, capital letters."""
    name: str
    emergency: tuple[Line, ...]
    crisis: tuple[Line, ...]
    domestic_violence: tuple[Line, ...]

    @property
    def all(self) -> tuple[Line, ...]:
        """Every line of the country."""
        return self.emergency + self.crisis + self.domestic_violence


@dataclass(frozen=True, slots=True)
class Lines:
    """All countries, and the directories that help where a country is not among them."""

    countries: tuple[CountryLines, ...]
    directories: tuple[str, ...]

    def for_country(self, code: str) -> CountryLines | None:
        """Return a country's lines by its two-letter code; None = show the directories instead."""
        wanted = code.strip().upper()
        return next((country for country in self.countries if country.code == wanted), None)

    def open_in(self, code: str, today: date, checked: date | None = None) -> bool:
        """Whether people may join where this is the main country; `checked`: the day moderators last looked."""
        country = self.for_country(code)
        if country is None:
            return False
        return (checked is not None and not self.outdated(checked, today)) or open_for(country, today)

    def outdated(self, checked: date, today: date) -> bool:
        """Whether a check of that day counts no longer, or cannot have been yet."""
        return not timedelta(0) <= today - checked <= VERIFIED_FOR


def stale(line: Line, today: date) -> bool:
    """Whether a line is shown with `please check`: never verified, or not in 180 days, or in the future."""
    if line.verified_on is None:
        return True
    return not timedelta(0) <= today - line.verified_on <= VERIFIED_FOR


def to_check(country: CountryLines, today: date) -> tuple[Line, ...]:
    """Return the lines of a country that the operator should verify, for the digest."""
    return tuple(line for line in country.all if stale(line, today))


def open_for(country: CountryLines | None, today: date) -> bool:
    """Whether people of a country may be let in: each of its emergency and crisis lines was verified in time."""
    return country is not None and not any(stale(line, today) for line in country.emergency + country.crisis)
