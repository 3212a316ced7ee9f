"""`handrail lines`: showing the help lines with where they were found, and noting that they were verified.

Not here: what members see of them (`core/care`), and the file (`config`).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from typer import Abort

from adapters.clock import SystemClock
from adapters.gazetteer import OfflineGazetteer
from bots.running import NotDone
from config.helplines import load_lines
from config.verified import KINDS, Which, lines_of, write_verified
from core.care.lines import VERIFIED_FOR, CountryLines, Line, Lines, open_for, stale, to_check

if TYPE_CHECKING:
    from config.settings import Settings


def shown(settings: Settings, code: str | None, today: date | None = None) -> Iterator[str]:
    """Yield every line of one country, or of all, with its source and when it was verified."""
    today = today or SystemClock().now().date()
    lines = load_lines(settings.own_helplines)
    countries = lines.countries if code is None else (_country(lines, code),)
    for country in countries:
        yield f"{country.name} ({country.code})"
        for kind, called in KINDS.items():
            yield f"  {called}"
            yield from (f"    {_told(line, today)}" for line in getattr(country, kind))
        yield ""
    waiting = sum(bool(to_check(country, today)) for country in countries)
    if waiting and code is not None:
        yield f"It has lines to verify: `handrail lines verify {countries[0].code}`."
    elif waiting:
        yield f"{waiting} of {len(countries)} countries have lines to verify: `handrail lines verify CODE`, for yours."


def verify(
    settings: Settings, code: str, ask: Callable[[str], bool], *, on: str | None = None, everything: bool = False
) -> Iterator[str]:
    """Ask about each line of a country and note those that were verified, in the operator's own file."""
    today = SystemClock().now().date()
    day = _day(on, today) if on else today
    country = _country(load_lines(settings.own_helplines), code)
    yield f"{country.name}. Call each line, or look at its own page: is the number right, and for whom and when?"
    checked: list[Which] = []
    try:
        for kind, line in lines_of(country):
            yield f"\n{KINDS[kind]}: {_told(line, today)}"
            if everything or ask(f"Was it called, or seen on its own page, on {day}?"):
                checked.append((kind, line))
    except Abort:
        yield "\nStopped here. What was answered so far is kept."
    if not checked:
        yield "Nothing was written."
        return
    place = settings.helplines_place
    written = write_verified(place, country, checked, day)
    yield f"\n{written} of {len(country.all)} lines of {country.name} are noted as verified on {day}, in {place}."
    if written < len(checked):
        yield "Some were changed in the file meanwhile; please go through them again."
    now = _country(load_lines(place), country.code)
    if open_for(now, today):
        yield f"Its emergency and crisis lines count for {VERIFIED_FOR.days} days. Restart Handrail to show it."
    else:
        yield "Some emergency or crisis lines are still to verify. One that is wrong, correct or remove in that file."


def _told(line: Line, today: date) -> str:
    when = "not verified yet"
    if line.verified_on is not None:
        when = f"verified {line.verified_on}"
        if stale(line, today):
            when += ", too long ago" if line.verified_on <= today else ", which is not today or before"
    return " · ".join(part for part in (line.number, line.note, f"source: {line.source}", when) if part)


def _day(on: str, today: date) -> date:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise NotDone([f"--on takes a day such as {today}."]) from None
    if day > today:
        raise NotDone([f"--on takes today ({today}) or a day before."])
    return day


def _country(lines: Lines, code: str) -> CountryLines:
    """The country with this code; `NotDone` with near ones when there is none."""
    found = lines.for_country(code)
    if found is not None:
        return found
    listed = {country.code: country.name for country in lines.countries}
    names = {name.casefold(): known for known, name in listed.items()}
    called = OfflineGazetteer().country(code)
    near = [called] if called else []
    if called not in listed:
        near += [names[name] for name in difflib.get_close_matches(code.strip().casefold(), names, 2)]
        near += difflib.get_close_matches(code.strip().upper(), listed, 3, cutoff=0.5)
    meant = [f"{known} ({listed[known]})" for known in dict.fromkeys(near) if known in listed]
    asked = f" Is {' or '.join(meant[:4])} meant?" if meant else ""
    raise NotDone(
        [
            f"There are no lines under {code.strip()[:40]!r}.{asked}",
            "`handrail lines list` shows all countries; docs/helplines.md shows how to add one of your own.",
        ]
    )
