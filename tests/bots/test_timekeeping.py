"""A machine whose clock is a day wrong does nothing a day early or late: what counts is the database's clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.database.survey import database_clock
from bots import timekeeping
from bots.assemble import Handrail, Places, assembled
from core.errors import NotSaved
from core.jobs import LEASE
from core.ports import Claim, Transaction
from core.values import Place, new_id
from tests.databases import Store

DAY = timedelta(days=1)
CLOSE = timedelta(seconds=1)


def off(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Put this machine's clock wrong."""
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.now(UTC) + by)  # noqa: TID251 - the clock itself


@pytest.fixture
def places(store: Store, bare_house: Path) -> Places:
    return Places(store.url, bare_house / "handrail.key", store.ledger)


async def promise(handrail: Handrail, key: str, due: datetime) -> None:
    """Promise work."""

    def work(tx: Transaction) -> None:
        community = next(iter(tx.communities()), None) or tx.found(Place("web", new_id()), due)
        tx.within(community).jobs.promise("probe", "x", key=key, due_at=due, expires_at=due + DAY)

    await handrail.database.write(work)


async def claimed(handrail: Handrail) -> list[Claim]:
    """Take what is due now, as the job loop does; but for what every community begins with."""
    found = await handrail.database.write(lambda tx: tx.claim(handrail.clock.now(), [""], 50, LEASE))
    return [held for held in found if held.name == "probe"]


@pytest.mark.parametrize("by", [-DAY, DAY])
async def test_work_is_done_at_its_time_by_a_machine_whose_clock_is_a_day_off(
    places: Places, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, by: timedelta
) -> None:
    async with assembled(places) as right:
        now = right.clock.now()
        await promise(right, "now", now - CLOSE)
        await promise(right, "tomorrow", now + DAY - timedelta(minutes=1))
        off(monkeypatch, by)
        async with assembled(places) as wrong:
            assert abs(wrong.clock.now() - right.clock.now()) < CLOSE
            assert [held.key for held in await claimed(wrong)] == ["now"], "neither too early nor too late"
            assert await claimed(right) == [], "its lease holds"
            await promise(wrong, "its own", wrong.clock.now() - CLOSE)
            assert [held.key for held in await claimed(right)] == ["its own"], "and what it promises is due in time"
    assert "seconds from the database's" in caplog.text


async def test_a_clock_that_is_changed_while_a_program_runs_changes_nothing(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeping, "CHECK_SECONDS", 0.05)
    async with assembled(places) as handrail:
        off(monkeypatch, DAY)
        await asyncio.sleep(0.2)
        shown = await handrail.database.read(lambda tx: database_clock(tx.link))
        assert abs(handrail.clock.now() - shown) < CLOSE


async def test_a_database_that_is_away_at_the_start_is_asked_again_soon(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeping, "AGAIN_SECONDS", 0.05)
    off(monkeypatch, DAY)
    asks = [NotSaved(), NotSaved()]

    def asked(link: object) -> datetime:
        if asks:
            raise asks.pop()
        return database_clock(link)  # type: ignore[arg-type]  # it is handed on

    monkeypatch.setattr(timekeeping, "database_clock", asked)
    async with assembled(places) as handrail:
        assert handrail.clock.now() > datetime.now(UTC) + DAY / 2  # noqa: TID251 - the real time
        async with asyncio.timeout(5):
            while handrail.clock.now() > datetime.now(UTC) + CLOSE:  # noqa: TID251, ASYNC110 - as above; nobody tells
                await asyncio.sleep(0.02)
