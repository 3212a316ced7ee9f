"""What a dead process had taken comes back at once; what a living one has stays its own."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable

import psycopg
import pytest

from core.ports import Claim
from tests.contract.world import NOW, claim, found, promise
from tests.databases import Store

SOON = 1.0
"""Seconds within which work of a process that died here is taken by another."""


def in_a_worker_that_dies(store: Store, work: Callable[[Store], object]) -> None:
    """Do it in a process of its own, which is killed once it is done and never gets to tidy up."""
    done, says = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(store)
            os.write(says, b"1")
            time.sleep(60)
        finally:
            os._exit(1)
    os.close(says)
    assert os.read(done, 1) == b"1", "it failed before it could be killed"
    os.close(done)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def taking(store: Store) -> None:
    """Take everything, begin to send it, and go no further."""

    async def work() -> None:
        database = store.open(connections=4)
        for held in await database.write(claim):
            assert await database.write(lambda tx, held=held: tx.sending(held, NOW))  # type: ignore[misc]

    asyncio.run(work())


async def test_what_a_killed_worker_had_taken_is_taken_within_a_second(store: Store) -> None:
    database = store.open(connections=4)
    here = await found(database)
    for key in "abc":
        await here.write(lambda s, k=key: promise(s, k))  # type: ignore[misc]
    await database.close()
    await asyncio.to_thread(in_a_worker_that_dies, store, taking)
    died = time.monotonic()
    database = store.open(connections=4)
    taken: list[Claim] = []
    while len(taken) < 3:
        assert time.monotonic() - died < SOON, taken
        taken += await database.write(claim)
    assert {held.key for held in taken} == {"a", "b", "c"}
    assert {(held.attempts, held.sending_since) for held in taken} == {(1, NOW)}, "that it may have been shown is known"
    assert await database.write(claim) == []
    await database.close()


async def test_a_living_workers_work_is_left_to_it(store: Store) -> None:
    one, other = store.open(connections=4), store.open(connections=4)
    here = await found(one)
    await here.write(promise)
    (held,) = await one.write(claim)
    assert await other.write(claim) == []
    assert await one.write(claim) == [], "nor does it take its own again"
    assert await one.write(lambda tx: tx.finish(held, "done", NOW))
    await one.close()
    await other.close()


async def test_who_stops_in_the_middle_keeps_nothing(store: Store) -> None:
    one, other = store.open(connections=4), store.open(connections=4)
    here = await found(one)
    await here.write(promise)
    (old,) = await one.write(claim)
    await one.close()
    until = time.monotonic() + SOON
    while not (taken := await other.write(claim)):
        assert time.monotonic() < until
    assert taken[0].fence > old.fence
    await other.close()


async def test_a_second_process_on_one_file_waits_for_the_lease(sqlite_store: Store) -> None:
    one, other = sqlite_store.open(), sqlite_store.open()
    here = await found(one)
    await one.write(claim)
    await here.write(lambda s: promise(s, "a"))
    await other.write(lambda tx: claim(tx, lease=0.2))
    assert await one.write(claim) == [], "it carries no number, so nothing says that it died"
    await other.close()
    assert await one.write(claim) == []
    await asyncio.sleep(0.25)
    assert len(await one.write(claim)) == 1
    await one.close()


@pytest.mark.postgres
async def test_a_worker_lives_while_one_of_its_connections_does(postgres_store: Store) -> None:
    one, other = postgres_store.open(connections=4), postgres_store.open(connections=4)
    here = await found(one)
    await here.write(promise)
    (held,) = await one.write(claim)
    await asyncio.gather(*(one.write(lambda tx: time.sleep(0.05)) for _ in range(6)))
    first, *rest = sessions(postgres_store)
    assert rest, "it has several"
    end(postgres_store, [first])
    assert await other.write(claim) == []
    assert await one.write(lambda tx: tx.finish(held, "done", NOW))
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_a_worker_that_lost_every_connection_lost_its_work_and_can_spoil_nothing(postgres_store: Store) -> None:
    one, other = postgres_store.open(connections=4), postgres_store.open(connections=4)
    here = await found(one)
    await here.write(promise)
    (old,) = await one.write(claim)
    end(postgres_store, sessions(postgres_store))
    (new,) = await other.write(claim)
    assert not await one.write(lambda tx: tx.sending(old, NOW))
    assert not await one.write(lambda tx: tx.finish(old, "done", NOW))
    assert await one.write(claim) == [], "it is back under its number, and the other one lives"
    assert await other.write(lambda tx: tx.finish(new, "done", NOW))
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_a_worker_that_is_connected_again_does_not_take_its_own_work_twice(postgres_store: Store) -> None:
    one = postgres_store.open(connections=4)
    here = await found(one)
    await here.write(promise)
    (held,) = await one.write(claim)
    end(postgres_store, sessions(postgres_store))
    assert await one.write(claim) == []
    assert await one.write(lambda tx: tx.finish(held, "done", NOW))
    await one.close()


def sessions(store: Store) -> list[int]:
    """The sessions that say that a worker lives."""
    with psycopg.connect(store.url, autocommit=True) as connection:
        ask = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 ORDER BY pid"
        return [pid for (pid,) in connection.execute(ask).fetchall()]


def end(store: Store, pids: list[int]) -> None:
    """Cut connections, as a restart or a broken network does."""
    with psycopg.connect(store.url, autocommit=True) as connection:
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s, 2000)", (pid,))
