"""PostgreSQL: one connection for each thread, always as the role that row-level security binds.

Not here: when to commit, and the policies themselves (`walls`). Statements are prepared once for each connection
and sent through libpq directly, several at a time, because the ways to the server are what a turn waits for.
"""

from __future__ import annotations

import select
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from adapters.database.link import Away, Row, Trouble
from adapters.database.sql import Kind
from adapters.database.walls import APP_ROLE
from adapters.database.workers import CLASS

_OPTIONS: Final = (
    "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
    " -c default_transaction_isolation=read\\ committed"
)
_CLASH: Final = frozenset({"23505", "40001", "40P01"})
"""Unique violation, serialization failure, deadlock: running the work again sees what the other wrote."""
_AWAY_CLASSES: Final = frozenset({"08", "53", "57", "58"})
"""Connection lost; disk full or too many connections; shut down or cancelled; system error."""
_AWAY: Final = frozenset({"25006", "55P03", "0A000"})
"""Read-only after a failover; a lock that did not come free; a plan from before a migration."""
_LOST: Final = "lost"
_PATIENCE_MS: Final = 20_000
"""Longer than the server's own limit for a statement: past it, nobody is there any more."""

_BINARY: Final = 1
_GOOD: Final = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})


def _number(shape: str) -> Callable[[bytes], int]:
    unpack = struct.Struct(shape).unpack
    return lambda raw: int(unpack(raw)[0])


_READ: Final[dict[int, Callable[[bytes], Any]]] = {
    16: _number("?"),
    20: _number(">q"),
    21: _number(">h"),
    23: _number(">i"),
}
"""By type: boolean, bigint, smallint, integer. Texts follow; whatever else there is stays bytes."""
_READ.update(dict.fromkeys((18, 19, 25, 1043), bytes.decode))


class Refused(Exception):
    """The server's error, by its code alone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sent:
    """What a statement gave, once it has been sent."""

    __slots__ = ("rowcount", "rows")

    def __init__(self) -> None:
        self.rowcount = 0
        self.rows: list[Row] = []

    def fetchall(self) -> list[Row]:
        """All rows."""
        return self.rows

    def fetchone(self) -> Row | None:
        """The first row."""
        return self.rows[0] if self.rows else None

    def read(self, result: PGresult) -> None:
        """Take over what the server gave."""
        self.rowcount = result.command_tuples or 0
        if rows := range(result.ntuples):
            get = result.get_value
            columns = []
            for column in range(result.nfields):
                read = _READ.get(result.ftype(column), bytes)
                raw = [get(row, column) for row in rows]
                columns.append([None if value is None else read(value) for value in raw])
            self.rows = list(zip(*columns, strict=True))


class PostgresDriver:
    """A connection as `handrail_app`."""

    kind: Kind = "postgresql"

    def __init__(self, url: str, worker: int | None = None) -> None:
        """Connect and give up every right but the app's; raises `Away` when there is no server.

        Every session of a process shares the lock of its number, so that it counts as alive while one of them
        stands, and from the moment on at which one is connected again.
        """
        self.broken = False
        self.worker = worker
        self._names: dict[str, bytes] = {}
        self._prepared = 0
        self._waiting: list[tuple[str, Sequence[Any], Sent]] = []
        try:
            self._connection = psycopg.connect(
                url.replace("+psycopg", "", 1),
                autocommit=True,
                connect_timeout=5,
                application_name="handrail",
                options=_OPTIONS,
                tcp_user_timeout=10_000,
            )
            self._connection.execute(f"SET ROLE {APP_ROLE}")
            if worker is not None:
                self._connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (CLASS, worker))
        except psycopg.Error as error:
            raise Away(f"the database cannot be reached ({error.sqlstate or type(error).__name__})") from None
        self._raw: PGconn = self._connection.pgconn
        self._poll = select.poll()

    def put_off(self, text: str, values: Sequence[Any]) -> Sent:
        """Send a statement together with the next one."""
        sent = Sent()
        self._waiting.append((text, values, sent))
        return sent

    def put_off_all(self, text: str, rows: list[Sequence[Any]]) -> list[Sent]:
        """Send a statement for each of these rows together with the next one."""
        return [self.put_off(text, values) for values in rows]

    def execute(self, text: str, values: Sequence[Any]) -> Sent:
        """Send what waits and this statement in one go, and return what this one gave."""
        sent = self.put_off(text, values)
        waiting, self._waiting = self._waiting, []
        try:
            self._send(waiting)
        except psycopg.Error:
            self.broken = True
            raise Refused(_LOST) from None
        return sent

    def forget(self) -> None:
        """Drop what was put off and not sent."""
        self._waiting.clear()

    def trouble(self, error: Exception) -> tuple[Trouble, str] | None:
        """Say what an error of this driver means."""
        if not isinstance(error, Refused):
            return None
        code = error.code
        if code == _LOST or code[:2] in ("08", "57") or code in ("25006", "0A000"):
            self.broken = True
        if code in _CLASH:
            return Trouble.CLASH, code
        if code == _LOST or code[:2] in _AWAY_CLASSES or code in _AWAY:
            return Trouble.AWAY, code
        return Trouble.FAULT, code

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._raw.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    def shrink_log(self) -> bool:
        """Nothing to do: what PostgreSQL's own log keeps is sealed with a key that is gone."""
        return True

    def close(self) -> None:
        """Give the connection up."""
        with suppress(psycopg.Error):
            self._connection.close()

    def _send(self, waiting: list[tuple[str, Sequence[Any], Sent]]) -> None:
        raw = self._raw
        raw.enter_pipeline_mode()
        expected: list[Sent | None] = []
        fresh: list[str] = []
        for text, values, sent in waiting:
            name = self._names.get(text)
            if name is None:
                self._prepared += 1
                name = self._names[text] = b"h%d" % self._prepared
                fresh.append(text)
                raw.send_prepare(name, text.encode())
                expected.append(None)
            plain = [_plain(value) for value in values]
            formats = [_BINARY if isinstance(value, bytes) else 0 for value in values]
            raw.send_query_prepared(name, plain, formats, _BINARY)
            expected.append(sent)
        raw.pipeline_sync()
        while raw.flush():
            self._wait(select.POLLIN | select.POLLOUT)
            raw.consume_input()
        problem = self._receive(raw, expected)
        raw.exit_pipeline_mode()
        if problem is not None:
            # What came after the error was not prepared either.
            for text in fresh:
                del self._names[text]
            raise Refused(problem)

    def _receive(self, raw: PGconn, expected: list[Sent | None]) -> str | None:
        """Read every result up to the end of the pipeline and return the first error's code."""
        problem: str | None = None
        for sent in expected:
            result = self._result(raw)
            if result is None or raw.status != ConnStatus.OK:
                self.broken = True
                return problem or (result and _code(result)) or _LOST
            if result.status in _GOOD:
                if sent is not None:
                    sent.read(result)
            elif result.status != ExecStatus.PIPELINE_ABORTED:
                problem = problem or _code(result)
            self._result(raw)  # the end of this statement
        self._result(raw)  # the end of the pipeline
        return problem

    def _result(self, raw: PGconn) -> PGresult | None:
        # libpq would wait with Python's lock in its hands, and all other threads with it.
        while raw.is_busy():
            self._wait(select.POLLIN)
            raw.consume_input()
        return raw.get_result()

    def _wait(self, events: int) -> None:
        self._poll.register(self._raw.socket, events)
        if not self._poll.poll(_PATIENCE_MS):
            raise psycopg.OperationalError("no answer")


def _plain(value: Any) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else b"%d" % value


def _code(result: PGresult) -> str:
    code = result.error_field(DiagnosticField.SQLSTATE)
    return code.decode() if code else _LOST
