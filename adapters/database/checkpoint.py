"""SQLite's log moved into the main file beside the turns, so that no commit waits while that is done.

Not here: emptying the log after an erasure; that is the writer's (`sqlite`). A process that is killed loses nothing by
this: whoever opens the file next reads the log first.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

SECONDS: Final = 1.0
"""How long what is committed stays in the log alone."""
CLOSE_SECONDS: Final = 5.0
MOST_PAGES: Final = 8_000
"""Pages (32 MB) of log at which the writer moves them itself: without a pause this thread would never catch up."""
MOST_BYTES: Final = MOST_PAGES * 4_096
"""What the log is cut to when it begins anew, after a reader that stood long made it grow."""


class Checkpoints:
    """A thread with a connection of its own. It never waits for anybody, and nobody waits for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._moved = 0
        """When the log that is moved already was written."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and give the connection up; a disk that hangs keeps nobody from leaving."""
        self._stop.set()
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        while not self._stop.wait(SECONDS):
            try:
                written = self._log.stat().st_mtime_ns
                if written == self._moved:
                    continue
                if connection is None:
                    connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)
                busy, pages, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if not busy and moved == pages:
                    self._moved = written
            except (OSError, sqlite3.Error):  # no log yet, or a full disk, of which the writer tells
                continue
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
