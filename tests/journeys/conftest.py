"""Every journey on every stage: Discord, Slack and the page on SQLite, and what can go wrong on PostgreSQL too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.house import House
from tests.journeys.stage import Stage
from tests.journeys.stages import stage_of

STAGES = ("discord", "slack", "web")
ON_POSTGRES = pytest.param("web-postgres", marks=pytest.mark.postgres)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play each journey on every stage; what can go wrong also on PostgreSQL (its contract holds the rest).

    A journey that names its stages, because a platform has words of its own, is played on those.
    """
    named = any("stage" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "stage" in metafunc.fixturenames and not named:
        trouble = metafunc.module.__name__.endswith("test_trouble")
        metafunc.parametrize("stage", (*STAGES, ON_POSTGRES) if trouble else STAGES, indirect=True)


@pytest.fixture
async def stage(request: pytest.FixtureRequest, tmp_path: Path, bare_house: Path) -> AsyncIterator[Stage]:
    """A stage with its house open."""
    kind, _, store = str(request.param).partition("-")
    database = request.getfixturevalue("postgres_store").url if store else ""
    house = House(tmp_path, database, None if store else bare_house)
    await house.open()
    made = stage_of(kind, house)
    await made.open()
    try:
        yield made
    finally:
        await made.close()
        await house.close()
