"""The pace of one process and of several that share a token, with Redis and while it comes and goes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable

import pytest
import redis

from adapters.local import LocalPace
from adapters.redis import RedisPace
from adapters.vault import Vault
from core.errors import Temporary
from core.pace import Lane, Limit, enter
from core.ports import Pace
from tests.valkey import Server

TOKEN = Lane("discord/secret-token", Limit(5, 0.1), brief=True)
HALL = Lane("discord/secret-token/987654321098765432", Limit(4, 0.4))


@pytest.fixture
async def processes(server: Server, vault: Vault) -> AsyncIterator[list[RedisPace]]:
    """The paces of four processes with the same token."""
    made = [RedisPace(server.url, vault.person_ref) for _ in range(4)]
    yield made
    for each in made:
        await each.close_client()


async def flood(paces: list[RedisPace] | list[LocalPace], lanes: tuple[Lane, ...], each: int) -> list[float]:
    """Send so much from each process at once, each coming back when it is told; return when everything was sent."""
    sent: list[float] = []

    async def one(pace: Pace) -> None:
        while True:
            try:
                await enter(pace, lanes)
            except Temporary as later:
                await asyncio.sleep(later.after or 0.0)
            else:
                sent.append(time.monotonic())
                return

    await asyncio.gather(*(one(pace) for pace in paces for _ in range(each)))
    return sorted(sent)


def spans(sent: list[float], most: int) -> float:
    """The shortest time in which one more than `most` were sent."""
    return min((later - sooner for sooner, later in zip(sent, sent[most:], strict=False)), default=1e9)


@pytest.fixture(params=["local", "redis"])
async def alone(request: pytest.FixtureRequest, vault: Vault) -> AsyncIterator[Pace]:
    """The pace of a process that has the token to itself, by either way of keeping it."""
    if request.param == "local":
        yield LocalPace()
        return
    made = RedisPace(request.getfixturevalue("server").url, vault.person_ref)
    yield made
    await made.close_client()


async def test_alone_the_limit_is_used_and_kept(alone: LocalPace | RedisPace) -> None:
    sent = await flood([alone], (TOKEN,), 40)  # type: ignore[list-item]
    assert spans(sent, 5) > 0.05 and sent[-1] - sent[0] < 1.5


async def test_alone_a_closed_lane_lets_nobody_in_until_it_opens(alone: Pace) -> None:
    await alone.rest(HALL, 0.3)
    with pytest.raises(Temporary) as later:
        await enter(alone, (TOKEN, HALL))
    assert later.value.after is not None and 0.2 < later.value.after <= 0.3 and alone.resting((TOKEN, HALL)) > 0
    await asyncio.sleep(later.value.after + 0.02)
    await enter(alone, (TOKEN, HALL))


async def test_four_processes_share_one_limit_and_use_all_of_it(processes: list[RedisPace]) -> None:
    sent = await flood(processes, (TOKEN,), 10)
    assert spans(sent, 5) > 0.05, "a moment less than the window: they wake when they wake"
    assert sent[-1] - sent[0] < 1.6, "40 at 49 a second"


async def test_a_channel_is_shared_too_and_what_it_refuses_costs_the_token_nothing(processes: list[RedisPace]) -> None:
    sent = await flood(processes, (TOKEN, HALL), 3)
    assert spans(sent, 4) > 0.35
    assert sent[-1] - sent[0] < 2.5


async def test_who_is_turned_away_by_all_keeps_no_place_of_its_own(processes: list[RedisPace]) -> None:
    one, other = processes[:2]
    busy, hall = Lane("discord/secret-token/busy", Limit(1, 5.0)), Lane("discord/secret-token/hall", Limit(2, 60.0))
    await enter(other, (TOKEN, busy))
    for _ in range(3):
        turn = one.ask((TOKEN, busy, hall), put_back=True)
        assert turn.taken, "its own log knows of no other process"
        with pytest.raises(Temporary):
            await enter(one, (TOKEN, busy, hall), turn)
    await enter(one, (TOKEN, hall))


async def test_what_one_process_is_told_all_keep_to(processes: list[RedisPace]) -> None:
    await processes[0].rest(TOKEN, 5.0)
    await processes[0].rest(TOKEN, 0.5)
    for pace in processes:
        with pytest.raises(Temporary) as later:
            await enter(pace, (TOKEN, HALL))
        assert later.value.after is not None and 4.0 < later.value.after <= 5.0


async def test_redis_holds_no_token_no_platform_id_and_nothing_for_good(
    server: Server, processes: list[RedisPace]
) -> None:
    for pace in processes:
        await enter(pace, (TOKEN, HALL))
    await processes[0].rest(HALL, 1.0)
    with redis.Redis.from_url(server.url) as client:
        keys = [key.decode() for key in client.scan_iter()]
        assert len(keys) == 4, "a log of each lane, a closed one, and who shares"
        for key in keys:
            assert 0 < client.pttl(key) <= 121_000
            assert "secret" not in key and "9876543" not in key


@pytest.mark.parametrize("trouble", [Server.stop, lambda server: redis.Redis.from_url(server.url).flushall()])
async def test_while_redis_is_away_each_process_uses_its_part(
    server: Server, processes: list[RedisPace], trouble: Callable[[Server], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.redis.pace._AWAY_SECONDS", 0.3)
    await flood(processes, (TOKEN,), 5)
    await asyncio.to_thread(trouble, server)
    sent = await flood(processes, (TOKEN,), 6)
    lost = trouble is Server.stop
    worst = max(sum(at <= other < at + 1.0 for other in sent) for at in sent)
    assert worst <= 50 + 4 * 5, "never more than the limit by much: at most a moment's worth for each"
    assert sent[-1] - sent[0] < 6.0
    if lost:
        assert sum(pace.part for pace in processes) < 1.5
        await asyncio.to_thread(server.start)
        await asyncio.sleep(0.4)
        for pace in processes:
            await enter(pace, (TOKEN,))
            assert pace.part == 1.0


async def _once(pace: RedisPace) -> None:
    await enter(pace, (TOKEN,))


def crashes(url: str, vault: Vault) -> None:
    """A process that sends once, and is killed before it can say that it goes."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        asyncio.run(_once(RedisPace(url, vault.person_ref)))
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


async def test_processes_that_crash_again_and_again_slow_nobody_who_lives(
    server: Server, processes: list[RedisPace], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.redis.pace.BEAT_SECONDS", 0.1)
    monkeypatch.setattr("adapters.redis.pace.PRESENT_SECONDS", 0.6)
    living = processes[:2]
    for pace in living:
        await enter(pace, (TOKEN,))
    for _ in range(5):
        await asyncio.to_thread(crashes, server.url, vault)
    await asyncio.sleep(0.9)
    await asyncio.to_thread(server.stop)
    try:
        await asyncio.sleep(0.3)
        assert [round(pace.part, 1) for pace in living] == [0.5, 0.5], (
            "the two that live share, though neither sent since"
        )
    finally:
        await asyncio.to_thread(server.start)


async def test_who_stops_shares_no_more_from_then_on(processes: list[RedisPace]) -> None:
    one, *others = processes
    await flood(processes, (TOKEN,), 1)
    for pace in others:
        await pace.close_client()
    await enter(one, (TOKEN,))
    one.share(1.0 / one._sharing)
    assert one.part == 1.0


async def test_a_redis_that_hangs_costs_a_moment_once(vault: Vault) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    pace = RedisPace(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", vault.person_ref)
    began = time.perf_counter()
    await flood([pace], (Lane("other", Limit(100, 1.0), brief=True),), 50)
    await pace.rest(HALL, 1.0)
    assert time.perf_counter() - began < 1.5
    await pace.close_client()
    silent.close()


async def test_who_is_told_off_alone_shares_unknowingly_and_slows_down() -> None:
    pace = LocalPace()
    await pace.rest(HALL, 0.01)
    assert pace.part == 1.0, "one channel's wait says nothing about the token"
    await pace.rest(TOKEN, 0.01)
    assert 0.49 < pace.part < 0.51


async def test_leaving_ends_though_a_request_that_runs_out_of_time_swallows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pace, asked = RedisPace("redis://127.0.0.1:9/0", lambda _, name: name), asyncio.Event()

    async def lives(*_: object) -> int:
        asked.set()
        try:
            return await asyncio.sleep(60, 1)
        except asyncio.CancelledError:
            raise redis.TimeoutError from None  # as the client does when both come at once

    monkeypatch.setattr("adapters.redis.pace.BEAT_SECONDS", 0)
    monkeypatch.setattr(pace, "_lives", lives)
    await pace.agree([Lane("web/bot/all", Limit(5, 1.0))])
    await asyncio.wait_for(asked.wait(), 5)
    await asyncio.wait_for(pace.close_client(), 5)
