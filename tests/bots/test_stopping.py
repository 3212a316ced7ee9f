"""How programs stop: what was begun is finished, nothing new is begun, and whoever insists is obeyed at once."""

from __future__ import annotations

import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.clock import SystemClock
from adapters.discord import draw
from adapters.discord.gateway import sync
from adapters.slack.gateway import SlackGateway
from core.desk import Desk
from tests.adapters.discord.bench import Bench
from tests.adapters.discord.desk import SUITE, ScriptedDesk
from tests.bots.programs import ROOT, Program, environment, run, running, started
from tests.bots.workspace import workspace

STOPPING = """
import asyncio, time
from bots.assemble import stopped

async def main():
    stop = await stopped()
    print("waiting", flush=True)
    await stop.wait()
    print("stopping", flush=True)
    {hang}

asyncio.run(main())
"""


@pytest.mark.parametrize("hang", ["await asyncio.sleep(3600)", "time.sleep(3600)"])
def test_asked_a_second_time_a_program_ends_at_once_whatever_it_is_doing(tmp_path: Path, hang: str) -> None:
    script = [sys.executable, "-c", STOPPING.format(hang=hang)]
    with started(script, ROOT, environment(tmp_path)) as process:
        program = Program(process)
        program.says("waiting")
        process.terminate()
        program.says("stopping")
        assert program.stop() == 130


@contextmanager
def silent() -> Iterator[tuple[socket.socket, str]]:
    """A server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(60)
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and tables."""
    folder = tmp_path_factory.mktemp("ready")
    for arguments in (("keys", "init"), ("migrate",)):
        assert run(folder, *arguments).returncode == 0
    return folder


@pytest.mark.parametrize("platform", ["slack", "discord"])
def test_a_program_that_is_still_connecting_stops_when_asked(ready: Path, platform: str) -> None:
    with silent() as (server, address):
        if platform == "slack":
            settings = {"HANDRAIL_SLACK_API_URL": f"{address}/api/", "HANDRAIL_SLACK_BOT_TOKEN": "xoxb-1"}
            settings["HANDRAIL_SLACK_APP_TOKEN"] = "xapp-1"
        else:
            settings = {"HANDRAIL_DISCORD_API_URL": address, "HANDRAIL_DISCORD_TOKEN": "a.b.c"}
        with running(ready, "run", **settings) as program:
            connection, _ = server.accept()
            with connection:
                assert program.stop() == 0, program.lines
        assert not any("ready" in line or "Traceback" in line or "ERROR" in line for line in program.lines)


def test_a_program_that_has_hardly_begun_stops_when_asked(ready: Path) -> None:
    settings = {"HANDRAIL_DISCORD_TOKEN": "a.b.c", "HANDRAIL_DISCORD_API_URL": "http://127.0.0.1:9"}
    with running(ready, "run", **settings, PYTHONVERBOSE="1") as program:
        program.says("import 'config'")
        assert program.stop() == 0
        assert not any("Traceback" in line for line in program.lines)


def test_a_turn_that_was_begun_is_finished_and_committed(tmp_path: Path) -> None:
    answers = '"The channel for check-ins=general" "What the group is for=Any group of people with a similar road"'
    with workspace(tmp_path) as slack:
        settings = slack.settings
        for arguments in (("keys", "init"), ("migrate",)):
            assert run(tmp_path, *arguments, **settings).returncode == 0
        code = run(tmp_path, "claim", **settings).stdout.split()[0]
        with running(tmp_path, "run", **settings) as program:
            program.says("ready: slack")
            slack.does("mo /group setup", "One-time code")
            with sqlite3.connect(tmp_path / "data" / "handrail.db", isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")
                # The form says so after two and a half seconds; the turn waits for the file that we hold.
                slack.does(f'mo submit "One-time code={code}" {answers} "The group\'s main country=Portugal"', "slow")
                program.process.terminate()
                other.execute("ROLLBACK")
            assert program.process.wait(60) == 0, program.lines
        assert not any("Traceback" in line or "incident" in line for line in program.lines), program.lines
    with sqlite3.connect(tmp_path / "data" / "handrail.db") as database:
        assert database.execute("SELECT count(*) FROM groups").fetchone() == (1,)


async def test_on_discord_nothing_new_is_begun_once_it_stops() -> None:
    bench = Bench()
    await bench.world.open(bench.gateway)
    await sync(bench.gateway, draw.commands(SUITE), "")
    ann = bench.world.people["ann"]
    await ann.slash(bench.world.channel, "example do")
    assert len(bench.desk.turns) == 1
    bench.gateway.pause()
    await bench.world.deliver_again()
    assert len(bench.desk.turns) == 1
    await bench.world.close()


async def test_on_slack_nothing_new_is_begun_or_acknowledged_once_it_stops() -> None:
    desk: Any = ScriptedDesk()
    gateway = SlackGateway(cast(Desk, desk), SystemClock(), cast(Any, None))
    assert await gateway.door({"type": "none of ours"}) == {}
    gateway.pause()
    assert await gateway.door({"type": "none of ours"}) is None
