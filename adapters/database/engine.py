"""Runs work in transactions, in threads of its own: the only place that commits.

Not here: what a transaction can do (`transaction`), and how a driver speaks (`sqlite`, `postgres`).
On SQLite one thread writes: it takes whatever turns wait, gives each a savepoint and all of them one commit.
On PostgreSQL every thread has a connection and every turn its own commit.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from adapters.database.keys import Keyring
from adapters.database.ledger import Ledger
from adapters.database.link import Clash, Driver, Link
from adapters.database.transaction import SqlTransaction
from core.errors import NotSaved

if TYPE_CHECKING:
    from adapters.vault import Vault

T = TypeVar("T")
Work = Callable[[SqlTransaction], Any]

BATCH: Final = 64
"""Turns that share a commit at most, and …"""
BATCH_SECONDS: Final = 0.004
"""… how long they may take together, so that the first is not kept waiting for the last."""
TRIES: Final = 4
"""How often work runs that meets another transaction."""
SHRINK_SECONDS: Final = 0.1
CLOSE_SECONDS: Final = 10.0


@dataclass(slots=True)
class Ticket:
    """Work that somebody waits for, and how it ended."""

    work: Work
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class SqlDatabase:
    """The core's `Database`. `open_database` makes one."""

    def __init__(
        self, connect: Callable[[bool], Driver], vault: Vault, ledger: Path, *, writers: int, readers: int
    ) -> None:
        """`connect(True)` opens a connection that writes."""
        self._connect = connect
        self._keyring = Keyring(vault)
        self._ledger = Ledger(ledger)
        self._closed = False
        self._writes: SimpleQueue[Ticket | None] = SimpleQueue()
        self._reads: SimpleQueue[Ticket | None] = SimpleQueue()
        self._threads = [
            *(self._thread(self._writes, number, writes=True) for number in range(writers)),
            *(self._thread(self._reads, number, writes=False) for number in range(readers)),
        ]
        for thread in self._threads:
            thread.start()

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit. `NotSaved` when the database is away or full: then nothing was recorded.

        A caller that stops waiting does not stop the commit. The work may run again from its start when it
        met another transaction, so it changes nothing but what it is given.
        """
        return await self._put(self._writes, work)

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run without writing, beside the writers. `NotSaved` when the database is away."""
        return await self._put(self._reads, work)

    async def close(self) -> None:
        """Finish what was asked for, then let the connections go."""
        if self._closed:
            return
        self._closed = True
        for thread in self._threads:
            (self._writes if thread.name.startswith("write") else self._reads).put(None)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        until = monotonic() + CLOSE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    async def _put(self, queue: SimpleQueue[Ticket | None], work: Callable[[SqlTransaction], T]) -> T:
        if self._closed:
            raise NotSaved("the database is closed")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        queue.put(Ticket(work, loop, waiting))
        return await waiting

    def _thread(self, queue: SimpleQueue[Ticket | None], number: int, *, writes: bool) -> threading.Thread:
        name = f"{'write' if writes else 'read'}-{number}"
        return threading.Thread(target=_Worker(self, queue, writes).run, name=name, daemon=True)


class _Worker:
    """One thread with one connection, opened when it is needed and again after it broke."""

    def __init__(self, database: SqlDatabase, queue: SimpleQueue[Ticket | None], writes: bool) -> None:
        self._connect = database._connect
        self._keyring = database._keyring
        self._ledger = database._ledger
        self._queue = queue
        self._writes = writes
        self._link: Link | None = None
        self._shrink = False
        """Whether an erasure waits for the log to be emptied."""

    def run(self) -> None:
        """Serve until told to stop."""
        while True:
            try:
                ticket = self._queue.get(timeout=SHRINK_SECONDS if self._shrink else None)
            except Empty:
                self._shrink_log()
                continue
            if ticket is None:
                self._shrink_log()
                self._drop()
                return
            _answer(self._serve(ticket))
            self._shrink_log()

    def _serve(self, ticket: Ticket) -> list[Ticket]:
        """Run work until it is committed or has failed, and return what was served."""
        for tries in range(TRIES):
            served = self._once(ticket, last=tries == TRIES - 1)
            if ticket.error is None or not self._again(ticket.error):
                return served
        return served

    def _again(self, error: BaseException) -> bool:
        """Whether running the work again can help: it met another, or an old connection turned out dead."""
        return isinstance(error, Clash | ConnectionLost)

    def _once(self, ticket: Ticket) -> list[Ticket]:
        ticket.error = None
    def _batch(self, link: Link, first: Ticket) -> tuple[list[Ticket], list[Ticket]]:
        """Run the turns that wait, each in a savepoint; return those served and those to be committed."""
        served: list[Ticket] = []
        done: list[Ticket] = []
        ticket: Ticket | None = first
        until = monotonic() + BATCH_SECONDS
        while ticket is not None:
            served.append(ticket)
            try:
                link.say("SAVEPOINT turn")
                if self._attempt(link, ticket):
                    done.append(ticket)
                else:
                    link.say("ROLLBACK TO turn")
                link.say("RELEASE turn")
            except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
                # The whole transaction is gone, such as on a full disk: so is what came before in it.
                self._fail([*done, ticket], error if ticket.error is None else ticket.error)
                return served, []
            if link.driver.broken or len(served) == BATCH or monotonic() > until:
                break
            ticket = self._next()
        if link.driver.broken:
            self._fail(done, NotSaved("the database broke off"))
            return served, []
        return served, done

    def _next(self) -> Ticket | None:
        try:
            ticket = self._queue.get_nowait()
        except Empty:
            return None
        if ticket is None:
            self._queue.put(None)
        return ticket

    def _attempt(self, link: Link, ticket: Ticket) -> bool:
        link.start_afresh()
        transaction = SqlTransaction(link, self._keyring, self._ledger, writes=self._writes)
        try:
            ticket.result = ticket.work(transaction)
            if self._writes:
                transaction.finish_up()
            if link.lost is not None:
                raise link.lost
        except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
            ticket.error, ticket.result = link.lost or error, None
            return False
        self._shrink = self._shrink or (bool(transaction.erased) and link.kind == "sqlite")
        return True

    def _fail(self, tickets: list[Ticket], error: BaseException) -> None:
        self._keyring.forget()
        for ticket in tickets:
            ticket.error, ticket.result = error, None

    def _shrink_log(self) -> None:
        """Empty SQLite's log after an erasure, so that no copy of erased rows stays in it."""
        if self._shrink and self._link is not None:
            self._shrink = not self._link.driver.shrink_log()

    def _drop(self) -> None:
        if self._link is not None:
            self._link.driver.close()
            self._link = None


def _answer(tickets: list[Ticket]) -> None:
    """Wake everybody who waits, each in their own loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Ticket]] = {}
    for ticket in tickets:
        loops.setdefault(ticket.loop, []).append(ticket)
    for loop, theirs in loops.items():
        try:
            loop.call_soon_threadsafe(_settle, theirs)
        except RuntimeError:  # that loop is closed: nobody waits any more
            continue


def _settle(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        if ticket.waiting.done():
            continue
        if ticket.error is None:
            ticket.waiting.set_result(ticket.result)
        else:
            ticket.waiting.set_exception(ticket.error)
