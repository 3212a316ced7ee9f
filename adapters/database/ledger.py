"""The erasure ledger: a file with a line for each erased member, so that a restore erases them again.

Not here: who a line is about; only the key file and the member's id together can tell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from core.errors import NotSaved

_LINE: Final = re.compile(rb"[A-Za-z0-9_-]{22}")


class Ledger:
    """A file that only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, lines: Sequence[str]) -> None:
        """Write lines and wait for the disk to have them; raises `NotSaved` when it does not take them."""
        try:
            self._append("".join(f"\n{line}" for line in lines).encode())
        except OSError as problem:
            raise NotSaved(f"the erasure ledger cannot be written ({problem.errno})") from None

    @property
    def path(self) -> Path:
        """Where it is; it may not be there yet."""
        return self._path

    def lines(self) -> frozenset[str]:
        """Every line so far. What a crash cut short or somebody else wrote is passed over: it is nobody's line.

        Raises `OSError` when there is a file that cannot be read.
        """
        try:
            written = self._path.read_bytes()
        except FileNotFoundError:
            return frozenset()
        return frozenset(word.decode("ascii") for word in written.split() if _LINE.fullmatch(word))

    def _append(self, data: bytes) -> None:
        new = not self._path.exists()
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.write(file, data) != len(data):
                raise OSError("short write")
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
