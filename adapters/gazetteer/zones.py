"""The zones somebody may mean by a country and a city, best guess first.

Not here: deciding for them; whoever asked shows the local times and lets the person choose.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from adapters.gazetteer.cities import City, cities_elsewhere, cities_of, largest_by_zone, place_of
from adapters.gazetteer.countries import country_codes, country_name
from adapters.gazetteer.folding import fold
from core.ports import ZoneMatch
from core.rhythm import clock_of, is_known

MOST = 10
MOST_ABROAD = 3


def zones(country_code: str, city_text: str, now: datetime) -> tuple[ZoneMatch, ...]:
    """Return at most ten zones for a country and a typed city, best first, with the wall-clock time there.

    The country's cities of that name. Without one, cities a typing slip away or else the country's zones, one
    for each time of day it is there through the year; and behind them cities of that name in other countries.
    """
    code = country_code if country_code in country_codes() else ""
    names = _readings(city_text)
    exact = next((found for name in names if (found := _called(code, name))), [])
    if exact:
        return tuple(_labelled(exact, now)[:MOST])
    close = next((found for name in names if (found := _nearly_called(code, name))), [])
    home = _labelled(close, now) or _by_offset(code, now)
    taken = {match.zone for match in home}
    elsewhere = next((found for name in names if (found := cities_elsewhere(name, code))), [])
    abroad = [match for match in _labelled(elsewhere, now, abroad=True) if match.zone not in taken]
    return (*home[: MOST - len(abroad[:MOST_ABROAD])], *abroad[:MOST_ABROAD])


def _readings(city_text: str) -> list[str]:
    """Return the text and, for "Portland, Maine" or "Berlin (West)", what stands before the rest."""
    first = re.split(r"[,;/(]", city_text, maxsplit=1)[0]
    return [text for text in dict.fromkeys((city_text, first)) if fold(text)]


def _called(code: str, name: str) -> list[City]:
    return cities_of(code).called(name) if code else []


def _nearly_called(code: str, name: str) -> list[City]:
    return cities_of(code).nearly_called(name) if code else []


def _by_offset(code: str, now: datetime) -> list[ZoneMatch]:
    """Return the country's zones, of those with the same time all year only the one with the largest city."""
    matches: dict[tuple[timedelta | None, ...], ZoneMatch] = {}
    seasons = (now, now.replace(month=1, day=1), now.replace(month=7, day=1))
    for zone, city in largest_by_zone(cities_of(code).all if code else ()).items():
        if (local := _local(zone, now)) is not None:
            times = tuple(season.astimezone(clock_of(zone)).utcoffset() for season in seasons)
            matches.setdefault(times, ZoneMatch(zone, city.name, local))
    return list(matches.values())


def _labelled(cities: Iterable[City], now: datetime, abroad: bool = False) -> list[ZoneMatch]:
    """Return each zone once, by its largest city; names that are the same are told apart by zone."""
    labels = {
        zone: f"{city.name}, {country_name(city.country)}" if abroad else city.name
        for zone, city in largest_by_zone(cities).items()
    }
    often = Counter(labels.values())
    return [
        ZoneMatch(zone, label if often[label] == 1 else f"{label} ({place_of(zone)})", local)
        for zone, label in labels.items()
        if (local := _local(zone, now)) is not None
    ]


def _local(zone: str, now: datetime) -> datetime | None:
    """Return the wall-clock time in a zone; None when this machine's time zone data does not know it."""
    return now.astimezone(clock_of(zone)) if is_known(zone) else None
