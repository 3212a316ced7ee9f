"""Homes for tests of the core: one people live in already, and one that nobody has claimed."""

from __future__ import annotations

import functools
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import bots.assemble
from tests.core.home import Home, bare, plant

settings.register_profile("quick", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")


@pytest.fixture(scope="session", autouse=True)
def _content_is_read_once() -> Iterator[None]:
    """Reading and checking every help line takes longer than most of these tests."""
    kept = bots.assemble.load_lines
    bots.assemble.load_lines = functools.cache(kept)
    yield
    bots.assemble.load_lines = kept


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a group, ann and ben."""
    return plant(tmp_path_factory.mktemp("lived-in"))


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tables and keys alone."""
    return bare(tmp_path_factory.mktemp("empty"))


@pytest.fixture
async def home(tmp_path: Path, lived_in: Path) -> AsyncIterator[Home]:
    """A home with mo, who set the group up, and ann and ben, who joined."""
    made = Home(tmp_path, lived_in)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def empty(tmp_path: Path, empty_house: Path) -> AsyncIterator[Home]:
    """A home that nobody has claimed."""
    made = Home(tmp_path, empty_house)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def incidents(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """The faults that were logged meanwhile."""
    caplog.set_level(logging.WARNING)
    found: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "incident" in record.getMessage():
                found.append(record.getMessage())

    listening = Listening()
    logging.getLogger("handrail").addHandler(listening)
    yield found
    logging.getLogger("handrail").removeHandler(listening)
