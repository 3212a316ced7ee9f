"""One connection to a database: runs statements, and turns the driver's errors into ours.

Not here: transactions; only the engine begins and commits them. No error that leaves here carries a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any, Protocol, TypeAlias

from adapters.database.sql import Kind, Query
from core.errors import NotSaved

Row: TypeAlias = tuple[Any, ...]


class Trouble(Enum):
    """What a driver's error means."""

    AWAY = auto()
    """The database is gone, full, locked or not to be written: worth telling people."""
    CLASH = auto()
    """Two transactions met; running this one again sees what the other wrote."""
    FAULT = auto()
    """The statement itself is wrong: a bug."""


class Away(NotSaved):
    """The database cannot take it now."""


class Clash(Exception):
    """Two transactions wrote the same thing at once; the engine runs the work again."""


class Fault(Exception):
    """The database refused a statement that should not have been sent; carries its code only."""


class Answer(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement touched."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def fetchone(self) -> Any:
        """The first row."""


class Driver(Protocol):
    """A connection of one kind of database, without transactions of its own."""

    kind: Kind

    def execute(self, text: str, values: Sequence[Any]) -> Answer:
        """Run one statement, after those that were put off."""

    def put_off(self, text: str, values: Sequence[Any]) -> Answer:
        """Run a statement together with the next one, where that saves a way to the server."""

    def forget(self) -> None:
        """Drop what was put off and not sent."""

    def trouble(self, error: Exception) -> tuple[Trouble, str] | None:
        """Say what an error of this driver means, with its code; None for any other exception."""

    @property
    def broken(self) -> bool:
        """Whether this connection is of no more use."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def worker(self) -> int | None:
        """The number under which this process claims work, while a lock that dies with it says that it lives.

        None where there is no such lock; work claimed then comes back by its lease alone.
        """

    def shrink_log(self) -> bool:
        """Leave no copy of erased rows in a log of ours; False when it has to be tried again."""

    def close(self) -> None:
        """Give the connection up; never raises."""


class Link:
    """Runs queries on a driver."""

    __slots__ = ("driver", "kind", "lost")

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.kind = driver.kind
        self.lost: Exception | None = None
        """The error that ended this transaction, so that work which swallows it cannot be committed."""

    def start_afresh(self) -> None:
        """Forget the last error, at the beginning of work."""
        self.lost = None

    def run(self, query: Query, **values: Any) -> int:
        """Run a statement and return how many rows it touched."""
        return self._run(self.driver.execute, *query.prepared(self.kind, values)).rowcount

    def rows(self, query: Query, **values: Any) -> list[Row]:
        """Run a statement and return its rows."""
        return self._run(self.driver.execute, *query.prepared(self.kind, values)).fetchall()

    def row(self, query: Query, **values: Any) -> Row | None:
        """Run a statement and return its first row."""
        found: Row | None = self._run(self.driver.execute, *query.prepared(self.kind, values)).fetchone()
        return found

    def put(self, query: Query, **values: Any) -> Answer:
        """Run a statement whose answer is not needed now; it may fail only later, at the latest at the commit."""
        return self._run(self.driver.put_off, *query.prepared(self.kind, values))

    def say(self, text: str, *, later: bool = False) -> Answer:
        """Run a fixed statement without values, such as the ones around a transaction."""
        return self._run(self.driver.put_off if later else self.driver.execute, text, ())

    def _run(self, way: Callable[[str, Sequence[Any]], Answer], text: str, values: Sequence[Any]) -> Answer:
        try:
            return way(text, values)
        except Exception as error:
            found = self.driver.trouble(error)
            if found is None:
                raise
            self.lost = ours(*found)
        raise self.lost


def ours(trouble: Trouble, code: str) -> Exception:
    """Return our error for a driver's: only its code, never its text, which may hold values."""
    match trouble:
        case Trouble.AWAY:
            return Away(f"the database is away ({code})")
        case Trouble.CLASH:
            return Clash(code)
        case Trouble.FAULT:
            return Fault(f"the database refused a statement ({code})")
