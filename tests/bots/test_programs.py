"""The programs as they run: over the wire, side by side, and stopped as a service manager stops them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import psycopg
import pytest
from aiohttp.web import WebSocketResponse

from tests.bots.programs import run, running
from tests.bots.workspace import Workspace, workspace
from tests.databases import PostgresServer
from tests.standins.discord.loopback import TOKEN, Service


def test_the_demo_says_where_it_is_answers_there_and_stops_when_asked(tmp_path: Path) -> None:
    with running(tmp_path, "demo", "--port", "0", TMPDIR=str(tmp_path)) as program:
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.says("http://"))
        assert address is not None
        with urllib.request.urlopen(address[0], timeout=20) as answer:  # noqa: S310
            assert answer.status == 200 and b"Handrail" in answer.read()
        port = int(address[0].rsplit(":", 1)[1].strip("/"))
        listening = {line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
        assert f"0100007F:{port:04X}" in listening and f"00000000:{port:04X}" not in listening
        assert program.stop() == 0
    assert not any("Traceback" in line for line in program.lines)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("handrail-")] == []


def test_a_port_that_is_taken_is_said_without_a_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(tmp_path, "demo", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2 and "Traceback" not in done.stderr and "cannot start" in done.stderr


def claimed_and_looked_round(slack: Workspace, code: str) -> None:
    """Mo sets the group up over the wire, and opens the menu of everything."""
    slack.does("mo /group setup", "One-time code")
    answers = f'"One-time code={code}" "The channel for check-ins=general"'
    options = '"What the group is for=Any group of people with a similar road" "The group\'s main country=Portugal"'
    slack.does(f"mo submit {answers} {options}", "Set up")
    slack.does("mo close", "")
    slack.does("ann /start", "not open yet")


def test_slack_in_one_process_from_the_code_to_the_menu(tmp_path: Path) -> None:
    with workspace(tmp_path) as slack:
        for arguments in (("keys", "init"), ("migrate",)):
            assert run(tmp_path, *arguments, **slack.settings).returncode == 0
        code = run(tmp_path, "claim", **slack.settings).stdout.split()[0]
        with running(tmp_path, "run", **slack.settings) as program:
            program.says("ready: slack")
            claimed_and_looked_round(slack, code)
            slack.does("mo screen", "A quiet place to check in")
            assert program.stop() == 0
        assert not any("Traceback" in line or "incident" in line for line in program.lines), program.lines
        assert not any(code in line or "xoxb" in line for line in program.lines)


class Slow(Service):
    """A Discord that takes its time to let a bot in."""

    def __init__(self) -> None:
        super().__init__()
        self.knocked, self.opened = asyncio.Event(), asyncio.Event()

    async def _write(self, socket: WebSocketResponse) -> None:
        self.knocked.set()
        await self.opened.wait()
        await super()._write(socket)


async def test_ready_is_said_once_discord_would_bring_what_people_do(tmp_path: Path) -> None:
    discord = Slow()
    await discord.start()
    settings = {
        "HANDRAIL_DISCORD_TOKEN": TOKEN,
        "HANDRAIL_DISCORD_API_URL": f"http://127.0.0.1:{discord.port}/api/v10",
        "HANDRAIL_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{discord.port}/gateway",
    }
    for arguments in (("keys", "init"), ("migrate",)):
        assert (await asyncio.to_thread(run, tmp_path, *arguments, **settings)).returncode == 0
    with running(tmp_path, "run", **settings) as program:
        await asyncio.wait_for(discord.knocked.wait(), 60)
        await asyncio.sleep(0.5)
        assert not any("ready" in line for line in program.lines)
        discord.opened.set()
        await asyncio.to_thread(program.says, "ready: discord")
        assert await asyncio.to_thread(program.stop) == 0


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, redis_url: str) -> dict[str, str]:
    """A folder, a PostgreSQL and a Redis for programs that run apart."""
    folder = tmp_path_factory.mktemp("apart")
    settings = {"HANDRAIL_DATABASE_URL": postgres_server.make(), "HANDRAIL_REDIS_URL": redis_url}
    for arguments in (("keys", "init"), ("migrate",)):
        done = run(folder, *arguments, **settings)
        assert done.returncode == 0, done.stderr
    return settings | {"folder": str(folder)}


def modules_of(process: subprocess.Popen[str]) -> str:
    """The files a process has mapped: a package with compiled parts cannot be imported without them."""
    return Path(f"/proc/{process.pid}/maps").read_text()


@pytest.mark.postgres
def test_a_worker_imports_no_platform_and_stops_when_asked(apart: dict[str, str]) -> None:
    settings = {name: value for name, value in apart.items() if name != "folder"}
    with running(Path(apart["folder"]), "worker", **settings, PYTHONVERBOSE="1", HANDRAIL_LOG_LEVEL="DEBUG") as worker:
        worker.says("ready: worker")
        assert worker.process.poll() is None, worker.lines[-5:]
        loaded = {line.split("'")[1].split(".")[0] for line in worker.lines if line.startswith("import '")}
        assert {"adapters", "core", "sqlalchemy"} <= loaded
        assert not loaded & {"discord", "slack_bolt", "slack_sdk"}
        adapters = {line.split("'")[1] for line in worker.lines if line.startswith("import 'adapters.")}
        assert not any(name.startswith(("adapters.discord", "adapters.slack", "adapters.web")) for name in adapters)
        assert worker.stop() == 0


@pytest.mark.postgres
def test_slack_and_a_worker_apart_share_the_work_and_survive_each_other(apart: dict[str, str]) -> None:
    settings = {name: value for name, value in apart.items() if name != "folder"}
    folder = Path(apart["folder"])
    with workspace(folder) as slack:
        settings |= slack.settings
        code = run(folder, "claim", **settings).stdout.split()[0]
        with running(folder, "worker", **settings) as worker, running(folder, "slack", **settings) as program:
            program.says("ready: slack")
            claimed_and_looked_round(slack, code)
            slack.does("mo screen", "A quiet place to check in")
            os.kill(worker.process.pid, signal.SIGKILL)
            slack.does("ann /help-now", "Breathe out slowly")
            assert program.stop() == 0
        assert not any("Traceback" in line or "incident" in line for line in program.lines), program.lines
    with psycopg.connect(settings["HANDRAIL_DATABASE_URL"]) as connection:
        (unfinished,) = connection.execute("SELECT count(*) FROM jobs WHERE state < 2").fetchone() or (None,)
    assert unfinished == 0
