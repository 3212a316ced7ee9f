"""`outbound-discord` and `outbound-slack`: as much as a platform allows, no more, and fairly.

Discord: 400 messages of one community wait first, then 5 of each of 20 others; a server of ours allows 50 requests a
second and 5 messages in 5 seconds to a channel. Slack: 12 messages to one channel and 2 to each of 20 others; it allows
one a second to a channel, three at once. One, two and four processes on one PostgreSQL share a token through Redis.
Beside them the limit itself, and the bare client. Not here: the servers (`outbound_limits`) and processes that send.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from bots.assemble import Handrail, Places, assembled
from core.values import Place, new_id
from tests.bench.bell import valkey
from tests.bench.harness import Figure
from tests.bench.outbound_limits import Discord, Enforced, Slack, quiet
from tests.bench.turn import postgres

NAME: Final = "bench.say"
LATE: Final = timedelta(hours=1)
WORKERS: Final = (1, 2, 4)
FLOOD: Final = 400
SMALL, EACH = 20, 5
FAIR: Final = (SMALL + 1) * EACH / 50
"""Seconds after which everybody who wants five has five, when all have the same part of 50 a second."""
SLACK_BEST: Final = 9.0
"""Seconds for the twelfth message of a channel that takes three at once and then one a second."""


def bench(name: str, runs: int) -> list[Figure]:
    """Measure one platform with one, two and four processes."""
    which = name.partition("-")[2]
    figures = _figures(which)
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder, postgres() as url, valkey() as redis:
        create_key_file(Path(folder) / "key")
        migrate(url)
        for _ in range(min(runs, 3)):
            asyncio.run(_round(which, figures, url, folder, redis))
    return [*figures.values()]


def _figures(which: str) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for workers in WORKERS:
        title = f"outbound {which}, {workers} sharing"
        if which == "discord":
            found[f"rate {workers}"] = Figure(
                f"{title}: rate", "messages/s", "the limit", "at least 0.95", lambda _, ratio: ratio >= 0.95
            )
            found[f"small {workers}"] = Figure(
                f"{title}: last small community done", "s", "fair share", "at most 1.25", lambda _, ratio: ratio <= 1.25
            )
        else:
            found[f"rate {workers}"] = Figure(
                f"{title}: all shown", "s", "the best possible", "at most 1.1", lambda _, ratio: ratio <= 1.1
            )
        found[f"off {workers}"] = Figure(
            f"{title}: told off, in 1,000", "429s", "the bare client", "at most 1", lambda ours, _: ours <= 1
        )
        found[f"lost {workers}"] = Figure(
            f"{title}: lost", "messages", "the bare client", "none", lambda ours, _: ours == 0
        )
    return found


async def _round(which: str, figures: dict[str, Figure], url: str, folder: str, redis: str) -> None:
    bare = await _bare(which, folder)
    for workers in WORKERS:
        enforced, began, wanted = await _ours(which, workers, url, folder, redis)
        came = {words: at - began for words, (at, _) in enforced.accepted.items()}
        last, total = max(came.values(), default=0.0), len(wanted)
        if which == "discord":
            figures[f"rate {workers}"].add(len(came) / last, 50.0)
            small = [came.get(words, 999.0) for _, channel, words in wanted if not channel.startswith("1")]
            figures[f"small {workers}"].add(max(small), FAIR)
        else:
            figures[f"rate {workers}"].add(last, SLACK_BEST)
        figures[f"off {workers}"].add(enforced.told_off * 1000 / total, bare[0] * 1000 / total)
        figures[f"lost {workers}"].add(total - len(came), bare[1])


def _wanted(which: str) -> list[tuple[int, str, str]]:
    """(community, channel, words) of everything that waits, soonest due first."""
    if which == "discord":
        flood = [(0, f"1{1000 + number % 80}") for number in range(FLOOD)]
        pairs = flood + [(other, f"2{1000 + other}") for other in range(1, SMALL + 1) for _ in range(EACH)]
    else:
        pairs = [(0, "C0")] * 12 + [(0, f"C{other}") for other in range(1, 21) for _ in range(2)]
    return [(community, channel, f"no-{number:03}") for number, (community, channel) in enumerate(pairs)]


def _server(which: str) -> tuple[Enforced, AsyncIterator[None]]:
    made: Discord | Slack = Discord() if which == "discord" else Slack()
    return made, made.serving(made.app())  # type: ignore[return-value]  # entered by whoever asked


async def _bare(which: str, folder: str) -> tuple[int, int]:
    """How often the bare client was told off, and how much it lost."""
    wanted = _wanted(which)
    listed = Path(folder) / "wanted.json"
    listed.write_text(json.dumps([(channel, words) for _, channel, words in wanted]), "utf-8")
    enforced, serving = _server(which)
    async with serving, _process("bare", which, enforced.url, str(listed)) as process:  # type: ignore[attr-defined]
        assert process.stdin and process.stdout
        process.stdin.write(b"go\n")
        lost = int(await asyncio.wait_for(process.stdout.readline(), 120))
    return enforced.told_off, lost


async def _ours(
    which: str, workers: int, url: str, folder: str, redis: str
) -> tuple[Enforced, float, Sequence[tuple[int, str, str]]]:
    enforced, serving = _server(which)
    wanted = _wanted(which)
    places = Places(url, Path(folder) / "key", Path(folder) / "erasures", redis=redis)
    async with serving, assembled(places) as handrail:  # type: ignore[attr-defined]
        workspace = new_id()
        sending = [_process("ours", which, enforced.url, workspace, url, folder, redis) for _ in range(workers)]
        processes = [await each.__aenter__() for each in sending]
        try:
            began = await _promise(handrail, which, wanted)
            handrail.bell.ring()
            await quiet(enforced, len(wanted), 60.0)
            await asyncio.sleep(0.5)
        finally:
            for process in processes:
                assert process.stdin
                process.stdin.write(b"stop\n")
            for each in sending:
                await each.__aexit__(None, None, None)
    return enforced, began, wanted


async def _promise(handrail: Handrail, which: str, wanted: Sequence[tuple[int, str, str]]) -> float:
    """Put everything into the queue at once; return when it was there."""
    now = handrail.clock.now()
    houses = {
        community: await handrail.database.write(lambda tx: tx.found(Place(which, new_id()), now))
        for community in {community for community, _, _ in wanted}
    }

    def promise(tx):  # type: ignore[no-untyped-def]
        for number, (community, channel, words) in enumerate(wanted):
            due = now - timedelta(milliseconds=len(wanted) - number)
            jobs = tx.within(houses[community]).jobs
            jobs.promise(NAME, f"{channel}~{words}", key=words, due_at=due, expires_at=due + LATE, platform=which)

    await handrail.database.write(promise)
    return monotonic()


@asynccontextmanager
async def _process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """One process that sends; yielded when it says that it is ready."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.outbound_worker", *arguments, stdin=pipe, stdout=pipe
    )
    assert process.stdout
    try:
        assert (await asyncio.wait_for(process.stdout.readline(), 60)).strip() == b"ready"
        yield process
        await asyncio.wait_for(process.wait(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
