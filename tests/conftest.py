"""What all tests share: golden files, recorded anew with `--record`, and how many examples a property is tried with."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import bots.assemble

pytest_plugins = ["tests.databases", "tests.valkey"]

settings.register_profile("everyday", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("everyday"), max_examples=400)  # --hypothesis-profile
settings.load_profile("everyday")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="record the golden files anew")


@pytest.fixture(scope="session", autouse=True)
def _content_is_read_once() -> Iterator[None]:
    """Reading and checking every help line takes longer than most of the tests that open a house."""
    kept = bots.assemble.load_lines
    bots.assemble.load_lines = functools.cache(kept)
    yield
    bots.assemble.load_lines = kept


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Compare a JSON value with `golden/<name>.json`, or record it."""

    def compare(name: str, value: Any) -> None:
        path = GOLDEN / f"{name}.json"
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        if request.config.getoption("--record"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {name}; record it with --record"
        assert text == path.read_text(encoding="utf-8")

    return compare
