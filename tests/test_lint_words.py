"""The words lint finds what it should, where it is, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint_words import ALLOWED, EVERYWHERE, SHOWN, Allowed, Finding, lint


def found(root: Path, file: str, text: str, *allowed: Allowed) -> list[tuple[int, str]]:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    findings = lint(root, allowed)
    assert all(finding.file == file for finding in findings)
    return [(finding.line, finding.word) for finding in findings]


@pytest.mark.parametrize(
    "word",
    [
        "relapse", "Relapsed", "reset", "failed", "failure", "clean", "dirty", "streak", "broken", "missed",
        "leaderboard", "addict", "co-addict", "codependent", "co-dependency", "monitoring", "proof", "catch",
        "caught", "surveillance", "partner", "partners", "violation", "committed suicide", "💔", ":sob:", "!",
    ],
)  # fmt: skip
def test_each_word_is_found_in_words_templates_pages_and_tables(tmp_path: Path, word: str) -> None:
    assert found(tmp_path, "core/checkins/words.py", f'x = "So {word} here"\n') == [(1, word)]
    (tmp_path / "core/checkins/words.py").unlink()
    assert found(tmp_path, "adapters/web/pages/a.html", f"<p>\nSo {word} here</p>\n") == [(2, word)]
    (tmp_path / "adapters/web/pages/a.html").unlink()
    assert found(tmp_path, "config/checkins/a.toml", f'a = 1\n[[b]]\nc = "So {word} here"\n') == [(3, word)]


def test_the_line_is_that_of_the_word_not_of_the_string(tmp_path: Path) -> None:
    source = 'def thanks(n):\n    return (\n        "Thank you. "\n        f"You missed {n} days."\n    )\n'
    assert found(tmp_path, "core/words.py", source) == [(4, "missed")]


def test_docstrings_keys_and_slots_are_not_read_by_members(tmp_path: Path) -> None:
    source = '"""A broken streak."""\nkey = "checkin.missed"\nx = "With {partner}"\n"""No streak."""\n'
    assert found(tmp_path, "core/checkins/surface.py", source) == []


@pytest.mark.parametrize(
    "fine",
    [
        "A betrayed partner is welcome",
        "Your accountability partner",
        "A cleaning day, a missing word, approved by nobody",
    ],
)
def test_near_words_pass(tmp_path: Path, fine: str) -> None:
    assert found(tmp_path, "core/words.py", f"x = {fine!r}\n") == []


def test_documents_may_name_commands_but_not_watch_anybody(tmp_path: Path) -> None:
    text = "Run `make clean`.\n```\nmonitor partner\n```\nA job that failed returns. Monitoring is not done.\n"
    assert found(tmp_path, "docs/operate.md", text) == [(5, "Monitoring")]


def test_code_on_a_page_is_not_read(tmp_path: Path) -> None:
    page = "<!doctype html>\n<script>if (a != b) reset()</script>\n{% if not failed %}\n<input title='Reset'>\n"
    assert found(tmp_path, "adapters/web/a.html", page) == [(4, "Reset")]


def test_an_exception_holds_for_its_words_only_and_ends_with_them(tmp_path: Path) -> None:
    exception = Allowed("core/words.py", "clean water", "about water")
    assert found(tmp_path, "core/words.py", 'x = "clean water, clean hands"\n', exception) == [(1, "clean")]
    assert lint(tmp_path, ()) != []
    (tmp_path / "core/words.py").write_text('x = "water"\n')
    assert lint(tmp_path, (exception,)) == [
        Finding("core/words.py", 1, "clean water", "no longer there; remove the exception")
    ]


def test_every_exception_has_a_reason_and_every_rule_another_way_to_say_it() -> None:
    assert all(one.reason for one in ALLOWED)
    assert all(SHOWN.values())
    assert EVERYWHERE.items() <= SHOWN.items()


def test_what_handrail_says_today_passes() -> None:
    assert lint() == []
