"""One connection to a database: runs statements, and turns the driver's errors into ours.

Not here: transactions; only the engine begins and commits them. No error that leaves here carries a value.

Work of many members can be gathered: what each writes then waits until something is read or all is done, and goes to
the database as one statement for all of them. What a piece of work writes stays in order; between pieces there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Protocol, TypeAlias, TypeVar

from adapters.database.sql import Kind, Query
from core.errors import NotSaved

Row: TypeAlias = tuple[Any, ...]
A = TypeVar("A")
V = TypeVar("V")


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


class Unforeseen(Exception):
    """What was taken for granted of gathered work did not hold; each piece has to be done alone."""


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

    def put_off_all(self, text: str, rows: list[Sequence[Any]]) -> Sequence[Answer]:
        """Run a statement once for each row of values, together with the next one where that saves a way."""

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


@dataclass(slots=True)
class Group:
    """What one statement of gathered work is to write: one row of each piece at most."""

    query: Query
    each_once: bool
    """Whether every row has to change just one; otherwise `Unforeseen`."""
    rows: list[Mapping[str, Any]] = field(default_factory=list)


class Link:
    """Runs queries on a driver."""

    __slots__ = ("_at", "_groups", "driver", "gathers", "kind", "lost")

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.kind = driver.kind
        self.lost: Exception | None = None
        """The error that ended this transaction, so that work which swallows it cannot be committed."""
        self.gathers = False
        """Whether what is put is gathered."""
        self._groups: list[Group] = []
        self._at = 0

    def start_afresh(self) -> None:
        """Forget the last error and what was gathered, at the beginning of work."""
        self.lost = None
        self.gathers = False
        self._groups, self._at = [], 0

    def run(self, query: Query, **values: Any) -> int:
        """Run a statement and return how many rows it touched."""
        self.flush()
        return self._run(self.driver.execute, *query.prepared(self.kind, values)).rowcount

    def rows(self, query: Query, **values: Any) -> list[Row]:
        """Run a statement and return its rows."""
        self.flush()
        return self._run(self.driver.execute, *query.prepared(self.kind, values)).fetchall()

    def row(self, query: Query, **values: Any) -> Row | None:
        """Run a statement and return its first row."""
        self.flush()
        found: Row | None = self._run(self.driver.execute, *query.prepared(self.kind, values)).fetchone()
        return found

    def put(self, query: Query, *, each_once: bool = False, **values: Any) -> None:
        """Run a statement whose answer is not needed now; it may fail only later, at the latest at the commit.

        `each_once`, for gathered work: it changes one row, and if it should not, that is `Unforeseen`.
        """
        if self.gathers:
            self.gather(query, values, each_once=each_once)
        else:
            self._run(self.driver.put_off, *query.prepared(self.kind, values))

    def gather(self, query: Query, values: Mapping[str, Any], *, each_once: bool = False) -> None:
        """Put a statement together with those of other pieces of work."""
        groups = self._groups
        while self._at < len(groups):
            group = groups[self._at]
            self._at += 1
            if group.query is query:
                group.rows.append(values)
                return
        groups.append(Group(query, each_once, [values]))
        self._at = len(groups)

    def next_piece(self) -> None:
        """Let what is put from now on be another piece of gathered work, in no order with those before."""
        self._at = 0

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._groups:
            return
        groups, self._groups, self._at = self._groups, [], 0
        ready = [group.query.prepared_for(self.kind, group.rows) for group in groups]
        answers = [self._run(self.driver.put_off_all, text, rows) for text, rows in ready]
        if self.kind == "postgresql":
            self.say("SELECT 1")  # sends what was put off, so that it is known what it changed
        for group, answered in zip(groups, answers, strict=True):
            if group.each_once and sum(answer.rowcount for answer in answered) != len(group.rows):
                self.lost = Unforeseen(f"one of {len(group.rows)} rows")
                raise self.lost

    def say(self, text: str, *, later: bool = False) -> Answer:
        """Run a fixed statement without values, such as the ones around a transaction."""
        return self._run(self.driver.put_off if later else self.driver.execute, text, ())

    def _run(self, way: Callable[[str, V], A], text: str, values: V) -> A:
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
