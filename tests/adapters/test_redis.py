"""The bell and the cooldown, with Redis and without, and while Redis comes and goes."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator

import pytest
import redis

from adapters.local import LocalBell, LocalCooldown
from adapters.redis import RedisBell, RedisCooldown, connect
from adapters.vault import Vault
from core.values import Person
from tests.valkey import Server

ANN = Person("discord", "123456789012345678")
BEN = Person("discord", "223456789012345678")


@pytest.fixture
async def bells(server: Server) -> AsyncIterator[tuple[RedisBell, RedisBell]]:
    """The bells of two processes, both listening."""
    one, two = RedisBell(server.url), RedisBell(server.url)
    await asyncio.gather(one.wait(0.01), two.wait(0.01))
    await _listening(server, 2)
    yield one, two
    await one.close()
    await two.close()


async def _listening(server: Server, count: int) -> None:
    client = redis.Redis.from_url(server.url)
    for _ in range(300):
        try:
            if client.pubsub_numsub("handrail:bell")[0][1] == count:
                break
        except redis.RedisError:
            pass
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("nobody listens")
    client.close()


async def _took(bell: RedisBell | LocalBell, seconds: float = 3.0) -> float:
    start = time.perf_counter()
    await bell.wait(seconds)
    return time.perf_counter() - start


async def test_a_ring_in_one_process_is_heard_in_another(bells: tuple[RedisBell, RedisBell]) -> None:
    one, two = bells
    heard = asyncio.create_task(_took(two))
    await asyncio.sleep(0.05)
    one.ring()
    assert await heard < 1
    assert await _took(one) < 0.5, "and in its own"
    assert await _took(one, 0.2) >= 0.19, "once"


async def test_a_ring_may_come_from_any_thread_and_before_anybody_listens(server: Server) -> None:
    bell = RedisBell(server.url)
    threading.Thread(target=bell.ring).start()
    bell.ring()
    waiting = asyncio.create_task(_took(bell))
    await asyncio.sleep(0.05)
    threading.Thread(target=bell.ring).start()
    assert await waiting < 1
    await bell.close()
    bell.ring()


async def test_a_bell_without_redis_still_rings_in_its_own_process() -> None:
    bell = RedisBell("redis://127.0.0.1:1/0")
    waiting = asyncio.create_task(_took(bell))
    await asyncio.sleep(0.05)
    bell.ring()
    assert await waiting < 1
    assert await _took(bell, 0.1) >= 0.09
    await bell.close()


async def test_a_ring_while_another_is_being_told_is_told_too(
    bells: tuple[RedisBell, RedisBell], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = bells
    told, goes_on, publish = asyncio.Event(), asyncio.Event(), one._rings.publish

    async def slow(channel: str, words: str) -> None:
        await publish(channel, words)
        told.set()
        await goes_on.wait()

    monkeypatch.setattr(one._rings, "publish", slow)
    one.ring()
    await told.wait()
    assert await _took(two) < 1
    one.ring()
    await asyncio.sleep(0.05)
    goes_on.set()
    assert await _took(two) < 1, "what was committed meanwhile waits for nobody's poll"
    assert await _took(two, 0.2) >= 0.19, "once"


async def test_a_bell_is_heard_again_after_redis_was_away(server: Server, bells: tuple[RedisBell, RedisBell]) -> None:
    one, two = bells
    await asyncio.to_thread(server.stop)
    one.ring()
    assert await _took(two, 0.2) >= 0.19
    await asyncio.to_thread(server.start)
    await _listening(server, 2)
    heard = asyncio.create_task(_took(two))
    await asyncio.sleep(0.05)
    one.ring()
    assert await heard < 1


@pytest.fixture
async def cooldown(server: Server, vault: Vault) -> AsyncIterator[RedisCooldown]:
    made = RedisCooldown(server.url, vault.person_ref, acts=3, seconds=1)
    yield made
    await made.close()


async def test_a_flood_of_one_person_is_held_and_nobody_elses(cooldown: RedisCooldown) -> None:
    assert [await cooldown.allows(ANN) for _ in range(5)] == [True, True, True, False, False]
    assert await cooldown.allows(BEN)
    await asyncio.sleep(1.1)
    assert await cooldown.allows(ANN)


async def test_redis_holds_no_platform_id_and_nothing_for_good(server: Server, cooldown: RedisCooldown) -> None:
    for person in (ANN, BEN):
        await cooldown.allows(person)
    with redis.Redis.from_url(server.url) as client:
        keys = list(client.scan_iter())
        assert len(keys) == 2
        for key in keys:
            assert 0 < client.pttl(key) <= 1000
            for person in (ANN, BEN):
                assert person.user.encode() not in key + client.get(key)


async def test_everybody_may_act_while_redis_is_away_and_it_is_asked_again_later(
    server: Server, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.redis.cooldown._AWAY_SECONDS", 0.2)
    cooldown = RedisCooldown(server.url, vault.person_ref, acts=1, seconds=30)
    assert await cooldown.allows(ANN)
    assert not await cooldown.allows(ANN)
    await asyncio.to_thread(server.stop)
    start = time.perf_counter()
    assert all([await cooldown.allows(ANN) for _ in range(20)])
    assert time.perf_counter() - start < 1
    await asyncio.to_thread(server.start)
    await asyncio.sleep(0.3)
    assert await cooldown.allows(ANN)
    assert not await cooldown.allows(ANN)
    await cooldown.close()


async def test_a_redis_that_hangs_costs_a_moment_once(vault: Vault) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    cooldown = RedisCooldown(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", vault.person_ref)
    start = time.perf_counter()
    assert all([await cooldown.allows(ANN) for _ in range(50)])
    assert time.perf_counter() - start < 1
    await cooldown.close()
    silent.close()


async def test_both_are_made_and_closed_together(server: Server, vault: Vault) -> None:
    bell, cooldown, _, close = connect(server.url, vault)
    assert await cooldown.allows(ANN)
    await bell.wait(0.01)
    await close()


async def test_a_local_ring_is_never_lost_and_wakes_once() -> None:
    bell = LocalBell()
    bell.ring()
    assert await _took(bell) < 0.5
    assert await _took(bell, 0.1) >= 0.09
    waiting = asyncio.create_task(_took(bell))
    await asyncio.sleep(0.02)
    threading.Thread(target=bell.ring).start()
    assert await waiting < 0.5


async def test_a_local_ring_wakes_everybody_in_every_loop() -> None:
    bell = LocalBell()
    elsewhere = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(_took(bell))))
    here = asyncio.create_task(_took(bell))
    await asyncio.sleep(0.2)
    bell.ring()
    assert max(await asyncio.gather(here, elsewhere)) < 1
    bell.ring()


async def test_a_local_flood_is_held_for_its_window() -> None:
    now = [100.0]
    cooldown = LocalCooldown(acts=2, seconds=10, clock=lambda: now[0])
    assert [await cooldown.allows(ANN) for _ in range(3)] == [True, True, False]
    assert await cooldown.allows(BEN)
    now[0] += 10
    assert await cooldown.allows(ANN)
