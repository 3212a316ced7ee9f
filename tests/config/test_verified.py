"""Days are written beside the lines that were verified, and everything else in the operator's file stays as it was."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from config.content import ContentError
from config.helplines import load_lines
from config.verified import lines_of, write_verified
from core.care.lines import CountryLines, Line, open_for

DAY = date(2026, 5, 31)
OWN = """\
# Ours, gathered by Ruth.
directories = ["example.org"]  # ours

[[country]]
code = "IE"   # and the north
name = "Ireland"
emergency = [{ number = "112", source = "called it", verified_on = 2025-01-31 }]
crisis = [
    # the first is answered at night
    { number = "116 123", source = "called it" },
    { number = "116 123", note = "in Irish", source = "called it", verified_on = "" },
]

[[country.domestic_violence]]
number = "1800 341 900"
source = "its page"
"""


def country(code: str = "IE", own: Path | None = None) -> CountryLines:
    found = load_lines(own).for_country(code)
    assert found is not None
    return found


def days(own: Path, code: str = "IE") -> list[date | None]:
    return [line.verified_on for _, line in lines_of(country(code, own))]


def test_days_are_written_in_every_way_a_line_can_be_written_and_all_else_stays(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    here = country(own=own)
    assert write_verified(own, here, lines_of(here), DAY) == 4
    assert days(own) == [DAY] * 4
    text = own.read_text()
    for kept in ("# Ours, gathered by Ruth.", "# ours", "# and the north", "# the first is answered at night"):
        assert kept in text
    before = [line for line in OWN.splitlines() if "number" not in line]
    assert [line for line in text.splitlines() if line in before] == before


def test_only_the_lines_that_were_verified_get_a_day(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    here = country(own=own)
    assert write_verified(own, here, [("crisis", here.crisis[1])], DAY) == 1
    assert days(own) == [date(2025, 1, 31), None, DAY, None]


def test_a_file_is_made_with_the_country_whole_and_others_join_it(tmp_path: Path) -> None:
    own = tmp_path / "data" / "helplines.toml"
    ireland, portugal = country("IE"), country("PT")
    write_verified(own, ireland, [("emergency", ireland.emergency[0])], DAY)
    write_verified(own, portugal, lines_of(portugal), DAY)
    again = country("IE", own)
    assert [(line.number, line.note, line.source) for line in again.all] == [
        (line.number, line.note, line.source) for line in ireland.all
    ]
    assert days(own, "IE") == [DAY, *[None] * (len(ireland.all) - 1)]
    assert days(own, "PT") == [DAY] * len(portugal.all)
    assert own.read_text().startswith("#")


def test_a_country_joins_a_list_that_is_written_on_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    line = '[{ number = "1", source = "x" }]'
    own.write_text(
        f'country = [{{ code = "XX", name = "X", emergency = {line}, crisis = {line}, domestic_violence = {line} }}]\n'
    )
    ireland = country("IE")
    assert write_verified(own, ireland, lines_of(ireland), DAY) == len(ireland.all)
    assert days(own, "IE") == [DAY] * len(ireland.all) and days(own, "XX") == [None] * 3


def test_what_was_changed_in_the_file_meanwhile_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    here = country(own=own)
    own.write_text(OWN.replace('"112"', '"999"'))
    assert write_verified(own, here, lines_of(here), DAY) == 3
    assert days(own) == [date(2025, 1, 31), DAY, DAY, DAY]


def test_a_file_that_could_not_be_read_again_is_not_put_in_place(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    here = country(own=own)
    broken = OWN.replace('name = "Ireland"', "name = 5")
    own.write_text(broken)
    with pytest.raises(ContentError):
        write_verified(own, here, lines_of(here), DAY)
    assert own.read_text() == broken and [path.name for path in tmp_path.iterdir()] == ["own.toml"]


def test_who_may_read_the_file_stays_as_it_was(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    own.chmod(0o640)
    here = country(own=own)
    write_verified(own, here, lines_of(here), DAY)
    assert stat.S_IMODE(own.stat().st_mode) == 0o640


def test_people_are_let_in_when_every_emergency_and_crisis_line_is_verified() -> None:
    fresh, old = Line("1", verified_on=DAY), Line("2")
    assert open_for(CountryLines("XX", "X", (fresh,), (fresh,), (old,)), DAY)
    assert not open_for(CountryLines("XX", "X", (fresh, old), (fresh,), (fresh,)), DAY)
    assert not open_for(CountryLines("XX", "X", (fresh,), (old,), (fresh,)), DAY)
    assert not open_for(CountryLines("XX", "X", (fresh,), (fresh,), ()), date(2026, 11, 28))
    assert open_for(CountryLines("XX", "X", (fresh,), (fresh,), ()), date(2026, 11, 27))
    assert not open_for(None, DAY)
