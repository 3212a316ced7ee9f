"""Everything people typed on a long, bad day is looked for wherever it must not be. The scanner is shown to find it."""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import string
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis as redis_client

from adapters.database.migrations import migrate
from tests.canaries.scan import leaks, leaks_below, shapes_of, shapes_of_id
from tests.databases import PostgresServer

ROOT = Path(__file__).parents[2]


@dataclass
class Lived:
    """What a day left behind."""

    folder: Path
    token: str
    facts: dict[str, Any]
    output: dict[str, bytes]
    extra: dict[str, bytes] = field(default_factory=dict)

    @property
    def shapes(self) -> dict[bytes, str]:
        """What to look for."""
        found = shapes_of("a member's word", self.token) | shapes_of("a fault's text", f"bug{self.token}")
        for name, platform_id in self.facts["ids"].items():
            found |= shapes_of_id(name, platform_id)
        return found


def live(folder: Path, database: str, redis: str, *stages: str) -> Lived:
    """Live a day in a process of its own, with temporary and cache folders that can be looked through."""
    token = "zq" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))
    for name in ("tmp", "home"):
        (folder / name).mkdir(parents=True)
    environment = {
        **os.environ,
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.canaries.day", str(folder), database, redis, token, *stages],
        capture_output=True,
        env=environment,
        cwd=ROOT,
        timeout=110,
        check=False,
    )
    facts = json.loads((folder / "facts.json").read_text())
    (folder / "facts.json").unlink()
    assert not facts["problem"], facts["problem"]
    return Lived(folder, token, facts, {"standard output": done.stdout, "logs": done.stderr})


class Listener:
    """Writes down every command that reaches Redis, and at the end everything it holds."""

    def __init__(self, url: str) -> None:
        self._client = redis_client.Redis.from_url(url)
        self.heard: list[bytes] = []
        self._line = socket.create_connection(("127.0.0.1", urlsplit(url).port or 0))
        self._line.sendall(b"MONITOR\r\n")
        assert self._line.recv(16).startswith(b"+OK")
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while heard := self._line.recv(65536):
            self.heard.append(heard)

    def dump(self) -> bytes:
        """Every key with its value and how long it lives."""
        kept = []
        for key in self._client.scan_iter():
            kept.append(key + b" " + (self._client.dump(key) or b"") + str(self._client.ttl(key)).encode())
        return b"\n".join(kept)

    def forever(self) -> list[bytes]:
        """Keys that would never go away."""
        return [key for key in self._client.scan_iter() if self._client.ttl(key) == -1]


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """A day on Slack, Discord and the page, on one SQLite file."""
    folder = tmp_path_factory.mktemp("canaries-sqlite")
    return live(folder, f"sqlite:///{folder / 'handrail.db'}", "", "slack", "discord", "web")


@pytest.fixture(scope="module")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: PostgresServer,
    redis_url: str,
) -> Lived:
    """The same on PostgreSQL with Redis."""
    folder, url = tmp_path_factory.mktemp("canaries-postgres"), postgres_server.make()
    migrate(url)
    listener = Listener(redis_url)
    lived = live(folder, url, redis_url, "slack", "discord", "web")
    dump = [str(postgres_server.programs / "pg_dump"), "--inserts", url]
    lived.extra["a dump of PostgreSQL"] = subprocess.run(dump, capture_output=True, check=True).stdout
    lived.extra["PostgreSQL's own log"] = b"".join(path.read_bytes() for path in postgres_server.data.glob("log*"))
    for path in (postgres_server.data / "pg_wal").iterdir():
        if path.is_file():
            lived.extra[f"PostgreSQL's write-ahead log {path.name}"] = path.read_bytes().rstrip(b"\0")
    lived.extra["what reached Redis"] = b"\n".join(listener.heard)
    lived.extra["a dump of Redis"] = listener.dump()
    lived.extra["keys that stay in Redis"] = b"\n".join(listener.forever())
    return lived


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def lived(request: pytest.FixtureRequest) -> Lived:
    """Each day in turn."""
    found: Lived = request.getfixturevalue(f"on_{request.param}")
    return found


def test_the_day_really_happened(lived: Lived) -> None:
    happened = lived.facts["happened"]
    assert {(stage, what) for stage, what, _ in happened} == {
        (stage, what) for stage in ("slack", "discord", "web") for what in ("share", "edit", "export", "erased")
    }
    assert all(each for *_, each in happened), happened
    logs = lived.output["logs"].decode()
    assert logs.count("incident") >= 6 and "INFO handrail" in logs
    assert any("Something went wrong" in shown for shown in lived.facts["shown"])
    assert len(lived.facts["ids"]) >= 8


def test_no_output_and_no_log_line_holds_a_word_or_an_id(lived: Lived) -> None:
    found = [leak for where, data in lived.output.items() for leak in leaks(where, data, lived.shapes)]
    assert found == []


def test_no_file_of_ours_holds_a_word_or_an_id(lived: Lived) -> None:
    """The database and its log (midway and at the end), the erasure ledger, temporary and cache folders."""
    names = {path.name for path in lived.folder.rglob("*")}
    assert {"handrail.key", "erasures", "own"} <= names
    assert leaks_below(lived.folder, lived.shapes) == []


def test_the_sqlite_file_and_its_log_were_looked_through_while_they_were_in_use(on_sqlite: Lived) -> None:
    midway = [path for path in on_sqlite.folder.rglob("midway-*/handrail.db*") if path.stat().st_size]
    assert {path.name for path in midway} >= {"handrail.db", "handrail.db-wal"}


@pytest.mark.slow
@pytest.mark.postgres
def test_no_server_beside_us_holds_a_word_or_an_id(on_postgres: Lived) -> None:
    assert b"INSERT INTO" in on_postgres.extra["a dump of PostgreSQL"]
    assert b"handrail:acts:" in on_postgres.extra["what reached Redis"]
    assert any(where.startswith("PostgreSQL's write-ahead log") for where in on_postgres.extra)
    found = [leak for where, data in on_postgres.extra.items() for leak in leaks(where, data, on_postgres.shapes)]
    assert found == []


@pytest.mark.slow
@pytest.mark.postgres
def test_nothing_in_redis_stays(on_postgres: Lived) -> None:
    assert on_postgres.extra["keys that stay in Redis"] == b""


def test_what_people_are_shown_after_a_fault_holds_nothing_of_the_fault(lived: Lived) -> None:
    shown = "\n".join(lived.facts["shown"]).encode()
    assert shown
    assert leaks("what was shown", shown, shapes_of("a fault's text", f"bug{lived.token}")) == []


SECRET = "zqplantedcanary"


@pytest.mark.parametrize(
    "planted",
    [
        SECRET.encode(),
        SECRET.encode("utf-16-le"),
        SECRET.encode("utf-16-be"),
        SECRET.encode().hex().encode(),
        SECRET.encode().hex().upper().encode(),
        *(base64.b64encode(b"x" * before + SECRET.encode() + b"y" * 3) for before in range(4)),
        *(base64.urlsafe_b64encode(b"\xff" * before + SECRET.encode()) for before in range(3)),
        json.dumps({"words": SECRET}).encode("utf-16"),
    ],
    ids=lambda planted: repr(planted)[:24],
)
def test_the_scanner_finds_what_is_planted(planted: bytes, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(os.urandom(2000) + planted + os.urandom(2000))
    assert leaks_below(tmp_path, shapes_of("it", SECRET))
    assert leaks_below(tmp_path, shapes_of("it", "zqneverplantedxx")) == []


def test_the_scanner_finds_what_was_compressed_and_what_is_a_files_name(tmp_path: Path) -> None:
    import gzip
    import zlib

    shapes = shapes_of("it", SECRET)
    assert leaks("here", gzip.compress(SECRET.encode() * 9), shapes)
    assert leaks("here", zlib.compress(SECRET.encode() * 9), shapes)
    (tmp_path / f"{SECRET}.txt").touch()
    assert leaks_below(tmp_path, shapes)


@pytest.mark.parametrize("size", ["decimal", "little", "big", "hex"])
def test_the_scanner_finds_a_platforms_id(size: str) -> None:
    number = 1234567890123456789
    planted = {
        "decimal": str(number).encode(),
        "little": number.to_bytes(8, "little"),
        "big": number.to_bytes(8, "big"),
        "hex": f"{number:x}".encode(),
    }[size]
    assert leaks("here", b"..." + planted + b"...", shapes_of_id("somebody", str(number)))
    assert leaks("here", b"..." + planted + b"...", shapes_of_id("somebody", "9999999999999999999")) == []
