"""Homes for tests of the core: one people live in already, and one that nobody has claimed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.values import Role
from tests.core.checkins import id_of
from tests.core.home import CHANNEL, Home, plant


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a group, ann and ben."""
    return plant(tmp_path_factory.mktemp("lived-in"))


@pytest.fixture
async def home(tmp_path: Path, lived_in: Path) -> AsyncIterator[Home]:
    """A home with mo, who set the group up, and ann and ben, who joined."""
    made = Home(tmp_path, lived_in)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def empty(tmp_path: Path, bare_house: Path) -> AsyncIterator[Home]:
    """A home that nobody has claimed."""
    made = Home(tmp_path, bare_house)
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


@pytest.fixture
async def circle(home: Home) -> AsyncIterator[Home]:
    """A home in which ben is a facilitator, and everybody belongs to the group."""

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(home.room.place(CHANNEL)))
        group = stores.groups.first()
        for who in ("ann", "ben"):
            stores.groups.enter(group.id, id_of(stores, who), home.clock.now())
        stores.people.promote(id_of(stores, "ben"), Role.FACILITATOR)

    await home.handrail.database.write(change)
    yield home
