"""Helplines: the whole starter table, the operator's own file over it, and clear complaints.

Not here: how lines are shown to somebody.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.content import ContentError
from config.helplines import load_lines
from core.care.lines import Line, stale, to_check

TODAY = date(2026, 5, 31)
EMERGENCY = 'emergency = [{ number = "112", source = "called it", verified_on = "2026-05-30" }]'
GOOD = f"""\
directories = ["example.org"]

[[country]]
code = "IE"
name = "Ireland"
{EMERGENCY}
crisis = [
    {{ number = "116 123", source = "called it", verified_on = "2026-05-30" }},
    {{ number = "50808", note = "text HELLO", source = "called it", verified_on = 2025-01-31 }},
]
domestic_violence = [{{ number = "womensaid.ie", source = "looked it up", verified_on = "" }}]
"""


def complaints(folder: Path, text: str) -> list[str]:
    file = folder / "own.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        load_lines(file)
    return [f"{one.line}: {one.field}: {one.what}" for one in caught.value.problems]


def test_the_starter_list_holds_every_country_with_all_three_kinds() -> None:
    lines = load_lines()
    assert len(lines.countries) == len({country.code for country in lines.countries}) == 41
    assert all(country.emergency and country.crisis and country.domestic_violence for country in lines.countries)
    assert lines.directories == ("findahelpline.com", "befrienders.org")


def test_no_starter_line_claims_to_be_verified_and_each_names_its_source() -> None:
    every = [line for country in load_lines().countries for line in country.all]
    assert all(line.verified_on is None and stale(line, TODAY) for line in every)
    assert all(len(line.source) > 5 for line in every), "sources are spelt out"


@pytest.mark.parametrize(
    ("code", "kind", "number", "note"),
    [
        ("US", "crisis", "741741", "text HOME"),
        ("DE", "crisis", "0800 111 0 222", ""),
        ("DE", "emergency", "110", "police"),
        ("GB", "domestic_violence", "01823 334 244", "men"),
        ("KE", "crisis", "+254 722 178 177", ""),
        ("CL", "crisis", "*4141", "from mobiles"),
        ("CO", "domestic_violence", "155", ""),
    ],
)
def test_lines_are_as_in_the_table(code: str, kind: str, number: str, note: str) -> None:
    country = load_lines().for_country(code)
    assert (number, note) in [(line.number, line.note) for line in getattr(country, kind)]


def test_numbers_known_to_be_out_of_date_are_not_there() -> None:
    numbers = {line.number for country in load_lines().countries for line in country.all}
    assert not numbers & {"1393", "1800-221-4444"}


def test_a_country_is_found_by_its_code_however_written_and_others_are_none() -> None:
    lines = load_lines()
    ireland = lines.for_country(" ie")
    assert ireland and ireland.name == "Ireland"
    assert lines.for_country("XX") is None
    assert lines.for_country("") is None


def test_a_line_counts_as_checked_for_180_days() -> None:
    def checked(days: int) -> bool:
        return not stale(Line("1", verified_on=TODAY - timedelta(days)), TODAY)

    assert [checked(days) for days in (-1, 0, 180, 181)] == [False, True, True, False]
    assert stale(Line("1"), TODAY)


def test_the_operators_country_replaces_the_starter_one_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD)
    lines = load_lines(tmp_path / "own.toml")
    ireland = lines.for_country("IE")
    assert ireland and [line.number for line in ireland.all] == ["112", "116 123", "50808", "womensaid.ie"]
    assert [line.number for line in to_check(ireland, TODAY)] == ["50808", "womensaid.ie"]
    assert len(lines.countries) == 41
    assert lines.directories == ("example.org",)


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('"IE"', '"ie"', "4: C, code: must be the two capital letters of a country"),
        ('code = "IE"\n', "", "3: C, code: is needed and not there"),
        ('"Ireland"', '""', "5: C, name: is empty"),
        ('"Ireland"', "5", "5: C, name: must be a text in quotes"),
        ('"116 123"', "116123", "8: C, crisis 1, number: must be a text in quotes"),
        ('"116 123"', '"call us"', "8: C, crisis 1, number: must be a number as it is dialled"),
        ('"womensaid.ie"', '"https://womensaid.ie"', "11: C, domestic_violence 1, number: must be a number"),
        ("2025-01-31", '"31.1.2025"', "9: C, crisis 2, verified_on: must be a day such as"),
        ("2025-01-31", "2025", "9: C, crisis 2, verified_on: must be a day such as"),
        ('note = "text HELLO"', 'nota = "text HELLO"', "9: C, crisis 2, nota: is not a field"),
        ('note = "text HELLO"', 'note = "' + "n" * 81 + '"', "9: C, crisis 2, note: is too long: at most"),
        ('source = "looked it up", ', "", "11: C, domestic_violence 1, source: is needed and not there"),
        (EMERGENCY, "emergency = []", "6: C, emergency: needs at least 1 entry"),
        ('["example.org"]', '["not a page"]', "1: directories 1: must be a number as it is dialled"),
        ("[[country]]", "[country]", "3: country: must be a list"),
    ],
)  # fmt: skip
def test_each_wrong_field_is_said_with_its_line(tmp_path: Path, change: str, to: str, said: str) -> None:
    assert change in GOOD
    found = complaints(tmp_path, GOOD.replace(change, to, 1))
    assert len(found) == 1 and found[0].startswith(said.replace("C,", "country 1,")), found


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    again = GOOD.split("\n\n")[1]
    text = GOOD.replace('"Ireland"', "5").replace('"50808"', '"HELLO"') + again
    assert [one.split(": ")[:2] for one in complaints(tmp_path, text)] == [
        ["5", "country 1, name"],
        ["9", "country 1, crisis 2, number"],
        ["13", "country 2, code"],
    ]


def test_a_damaged_or_absent_file_is_said(tmp_path: Path) -> None:
    assert complaints(tmp_path, "[[country]\n")[0].startswith("1: : is damaged here")
    with pytest.raises(ContentError, match="cannot be read"):
        load_lines(tmp_path / "nowhere.toml")
