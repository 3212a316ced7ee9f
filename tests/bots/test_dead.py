"""`handrail jobs`: what was given up is said without a word of anybody's, and tried again when asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from adapters.clock import SystemClock
from bots.dead import replay, shown
from bots.running import NotDone
from config.settings import Settings
from core.values import Place
from tests.core.home import Home

WORDS = "canary: words that nobody reads here"
NOW = SystemClock().now()


async def give_up(home: Home, key: str, name: str = "probe.say", *, why: str, late: float = 60) -> str:
    """A piece of work that was given up, and its id."""
    until = NOW + timedelta(minutes=late)

    def promise(tx):  # type: ignore[no-untyped-def]
        jobs = tx.within((tx.communities() or [tx.found(Place("web", "house"), NOW)])[0]).jobs
        jobs.promise(name, key, key=key, due_at=NOW, expires_at=until, platform="web", payload=WORDS.encode())

    await home.handrail.database.write(promise)
    later = NOW + timedelta(minutes=1)
    held = await home.handrail.database.write(lambda tx: tx.claim(later, ["web"], 9, timedelta(seconds=60)))
    for each in held:
        await home.handrail.database.write(lambda tx, each=each: tx.finish(each, "dead", NOW, why))  # type: ignore[misc]
    return next(each.id for each in held if each.key == key)


def settings_of(home: Home) -> Settings:
    """Settings for this house."""
    return Settings(database_url=SecretStr(home.places.database), key_file=home.places.key)


async def tried(home: Home, *ids: str, name: str | None = None, everything: bool = False) -> str:
    """What the command says; it has an event loop of its own."""
    return await asyncio.to_thread(
        lambda: "\n".join(replay(settings_of(home), home.places, ids, name, everything=everything))
    )


async def test_nothing_given_up_is_said_in_a_line(home: Home) -> None:
    assert list(shown(settings_of(home))) == ["Nothing was given up."]
    assert await tried(home, everything=True) == "Nothing was given up."


async def test_counts_reasons_ids_and_ages_are_shown_and_no_content(home: Home) -> None:
    job = await give_up(home, "canary-key", why="a fault of ours, incident 3fa9c1")
    await give_up(home, "late", why="the platform could not be reached in 8 tries", late=-5)
    told = "\n".join(shown(settings_of(home)))
    assert "2 pieces of work were given up" in told and "incident 3fa9c1" in told and job in told
    assert "probe.say: 1 (a fault of ours; each has its incident)" in told
    assert "its time has passed" in told and "1 can be tried again" in told
    assert "canary" not in told


async def test_what_is_tried_again_is_given_back_and_what_is_too_late_is_not(home: Home) -> None:
    job = await give_up(home, "a", why="x")
    await give_up(home, "late", "probe.other", why="x", late=-5)
    told = await tried(home, job)
    assert "probe.say: 1 piece of work was tried again" in told
    told = await tried(home, everything=True)
    assert "left alone: the time for it has passed" in told
    told = "\n".join(shown(settings_of(home)))
    assert "None can be tried again" in told and job not in told and "late" not in told


async def test_a_machine_whose_clock_is_a_day_off_tries_again_all_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await give_up(home, "a", why="the platform could not be reached in 8 tries")
    right = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: right(clock) + timedelta(days=1))
    assert "can be tried again for" in "\n".join(shown(settings_of(home)))
    assert "1 piece of work was tried again" in await tried(home, job)
    soon = right(SystemClock()) + timedelta(seconds=5)
    held = await home.handrail.database.write(lambda tx: tx.claim(soon, ["web"], 9, timedelta(minutes=1)))
    assert [each.id for each in held] == [job]


async def test_it_asks_which_and_knows_its_ids(home: Home) -> None:
    with pytest.raises(NotDone, match="Say which"):
        await tried(home)
    with pytest.raises(NotDone, match="Say which"):
        await tried(home, "x", name="probe.say")
    with pytest.raises(NotDone, match="has the id x"):
        await tried(home, "x")
