"""Which country's help lines to show, kept in memory so that help needs no database.

Not here: the lines themselves, and where a choice is stored; this only remembers what was read or chosen.
"""

from __future__ import annotations

from core.values import Person, Place


class Countries:
    """The countries people chose and the main countries of homes. One in each process; safe to lose."""

    def __init__(self) -> None:
        self._people: dict[Person, str] = {}
        self._homes: dict[tuple[str, str], str] = {}

    def remember(self, person: Person, country: str | None) -> None:
        """Note (or, with None, forget) the country of a person."""
        if country is None:
            self._people.pop(person, None)
        else:
            self._people[person] = country

    def remember_home(self, place: Place, country: str | None) -> None:
        """Note (or, with None, forget) the main country of a home."""
        if country is None:
            self._homes.pop((place.platform, place.home), None)
        else:
            self._homes[place.platform, place.home] = country

    def of(self, person: Person, place: Place) -> str | None:
        """The person's country, else that of the home they speak from, else None."""
        return self._people.get(person) or self._homes.get((place.platform, place.home))
