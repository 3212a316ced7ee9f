"""A port for a server that is started by its number."""

from __future__ import annotations

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """A port that is free, and that nobody gets who asks for any free one meanwhile."""
    while True:
        port = random.randrange(10_240, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
