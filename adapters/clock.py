"""What time it is: the machine's clock, and one that can be moved, by the database's or by hand; and by whose rules.

Not here: wall-clock rules; those are computed in the core from the instant it is handed.
"""

import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path


def utc(stamp: float) -> datetime:
    """Return the instant of a stamp in seconds since 1970, UTC-aware."""
    return datetime.fromtimestamp(stamp, UTC)


def zone_rules() -> str:
    """The edition of the time-zone rules that this process lives by: the machine's, where it says one, and our own."""
    for folder in map(Path, zoneinfo.TZPATH):
        for name in ("tzdata.zi", "+VERSION"):
            if (folder / name).is_file():
                with (folder / name).open(encoding="utf-8") as lines:
                    machine = lines.readline().removeprefix("# version").strip()
                return f"{machine[:20]} {version('tzdata')}"
    return version("tzdata")


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, UTC-aware."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that starts where it is told, runs on with real time, and can be moved."""

    def __init__(self, start: datetime) -> None:
        """Start at an instant; raises `ValueError` when it does not say which zone it is in."""
        if start.utcoffset() is None:
            raise ValueError("an instant needs a zone")
        self._start = start.astimezone(UTC)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """Return the instant this clock shows, UTC-aware."""
        return self._start + timedelta(seconds=time.monotonic() - self._started)

    def move(self, by: timedelta) -> None:
        """Move the clock forwards, or backwards when `by` is negative."""
        self._start += by
