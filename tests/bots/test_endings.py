"""Every reason for which the core says nothing is explained to whoever runs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import core
from bots.endings import ENDED, SKIPPED, WELL, in_words, not_shown

CORE = Path(core.__file__).parent


def reasons() -> Iterator[str]:
    """Every reason written out in the core: of a `Skip`, and of a verdict that says no."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Skip" | "Verdict" | "_held"), args=[*_, ast.Constant(str(why))]):
                    yield why


def test_every_reason_has_its_words() -> None:
    found = set(reasons())
    assert len(found) > 10, "they were not found"
    assert {reason for reason in found if f"{SKIPPED}{reason}" not in ENDED} == set()


def test_every_way_to_end_has_its_words() -> None:
    from adapters.health.metrics import ENDINGS

    assert {ending for ending in ENDINGS if ending not in ENDED and ending not in WELL} == {"skipped"}


def test_a_reason_of_another_version_is_said_as_it_stands() -> None:
    assert in_words("skipped: full moon") == "full moon" and in_words("") != ""


def test_kinds_are_counted_together_and_what_went_well_is_left_out() -> None:
    ended = (("a", "done", 9), ("a", "expired", 1), ("b", "expired", 4), ("b", "unknown", 2), ("c", "dropped", 1))
    assert not_shown(ended) == [("expired", 5, "b 4, a 1"), ("unknown", 2, "b 2")]
