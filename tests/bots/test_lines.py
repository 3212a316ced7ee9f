"""Going through help lines on the command line: shown with their source, verified one by one, never half written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from tests.bots.programs import run


def test_lines_are_shown_with_their_source_and_day(tmp_path: Path) -> None:
    done = run(tmp_path, "lines", "list", "ie")
    assert done.returncode == 0 and "Ireland (IE)" in done.stdout, done.stderr
    assert "50808 · text HELLO · source: " in done.stdout and "not verified yet" in done.stdout
    assert "Portugal" not in done.stdout
    every = run(tmp_path, "lines", "list")
    assert "Portugal (PT)" in every.stdout and "41 of 41 countries have lines to verify" in every.stdout


def test_each_line_is_asked_about_and_those_verified_are_read_from_then_on(tmp_path: Path) -> None:
    done = run(tmp_path, "lines", "verify", "PT", typed="y\nn\ny\n")
    assert done.returncode == 0 and "2 of 3 lines of Portugal are noted" in done.stdout, done.stderr
    assert "still to verify" in done.stdout
    assert (tmp_path / "data" / "helplines.toml").is_file()
    shown = run(tmp_path, "lines", "list", "PT").stdout
    today = SystemClock().now().date()
    days = {f"verified {today - timedelta(days=ago)}" for ago in (0, 1)}
    assert sum(shown.count(day) for day in days) == 2 and shown.count("not verified yet") == 1
    again = run(tmp_path, "lines", "verify", "PT", typed="n\ny\nn\n")
    assert "1 of 3 lines" in again.stdout and "count for 180 days" in again.stdout


def test_all_at_once_on_a_day_in_the_past(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    done = run(tmp_path, "lines", "verify", "pt", "--yes", "--on", "2025-01-31", HANDRAIL_HELPLINES=str(own))
    assert done.returncode == 0 and "3 of 3" in done.stdout, done.stderr
    assert own.read_text().count('verified_on = "2025-01-31"') == 3
    shown = run(tmp_path, "lines", "list", "PT", HANDRAIL_HELPLINES=str(own)).stdout
    assert shown.count("verified 2025-01-31, too long ago") == 3


def test_stopping_in_the_middle_keeps_what_was_answered(tmp_path: Path) -> None:
    done = run(tmp_path, "lines", "verify", "PT", typed="y\n")
    assert done.returncode == 0 and "answered so far is kept" in done.stdout and "1 of 3" in done.stdout
    other = tmp_path / "other"
    other.mkdir()
    done = run(other, "lines", "verify", "PT", typed="n\n")
    assert "Nothing was written" in done.stdout and not (other / "data" / "helplines.toml").exists()


@pytest.mark.parametrize(("typed", "meant"), [("uk", "GB (United Kingdom)"), ("irland", "IE (Ireland)"), ("P", "PT")])
def test_a_code_that_is_none_is_answered_with_near_ones(tmp_path: Path, typed: str, meant: str) -> None:
    for words in ("list", "verify"):
        done = run(tmp_path, "lines", words, typed)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert "no lines under" in done.stderr and meant in done.stderr and "lines list" in done.stderr
    assert not (tmp_path / "data" / "helplines.toml").exists()


@pytest.mark.parametrize("day", ["31.5.2026", "2999-01-01"])
def test_a_day_that_cannot_be_is_answered_kindly(tmp_path: Path, day: str) -> None:
    done = run(tmp_path, "lines", "verify", "PT", "--yes", "--on", day)
    assert done.returncode == 2 and "--on takes" in done.stderr and "Traceback" not in done.stderr


def test_a_damaged_file_is_said_with_its_line_and_left_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text("[[country]\n")
    done = run(tmp_path, "lines", "verify", "PT", "--yes", HANDRAIL_HELPLINES=str(own))
    assert done.returncode == 2 and "mine.toml:1" in done.stderr and "Traceback" not in done.stderr
    assert own.read_text() == "[[country]\n"
