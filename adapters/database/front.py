"""The core's `Database`: hands work to threads and wakes whoever waits once it is committed.

Not here: transactions (`engine`).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from adapters.database.engine import Ticket, Worker
from adapters.database.keys import Keyring
from adapters.database.ledger import Ledger
from adapters.database.link import Driver
from adapters.database.transaction import SqlTransaction
from core.errors import NotSaved

if TYPE_CHECKING:
    from adapters.database.checkpoint import Checkpoints
    from adapters.vault import Vault

T = TypeVar("T")

CLOSE_SECONDS: Final = 10.0


class _Caller:
    """Somebody who waits in an event loop."""

    __slots__ = ("loop", "waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.waiting: asyncio.Future[Any] = loop.create_future()


class SqlDatabase:
    """Any number of event loops may use it; `open_database` makes one."""

    def __init__(
        self,
        connect: Callable[[bool], Driver],
        vault: Vault,
        ledger: Path,
        *,
        writers: int,
        readers: int,
        beside: Checkpoints | None = None,
    ) -> None:
        """`connect(True)` opens a connection that writes; `beside` works along with them and is closed first."""
        keyring, lines = Keyring(vault), Ledger(ledger)
        self._closed = False
        self._beside = beside
        self._writes: SimpleQueue[Ticket | None] = SimpleQueue()
        self._reads: SimpleQueue[Ticket | None] = SimpleQueue()
        self._threads: list[tuple[threading.Thread, SimpleQueue[Ticket | None]]] = []
        for writes, count, queue in ((True, writers, self._writes), (False, readers, self._reads)):
            for number in range(count):
                worker = Worker(connect, keyring, lines, queue, _wake, writes=writes)
                name = f"{'write' if writes else 'read'}-{number}"
                thread = threading.Thread(target=worker.run, name=name, daemon=True)
                self._threads.append((thread, queue))
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
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        """Writers go last: SQLite's log is moved into the file by whoever is alone with it then."""
        if self._beside is not None:
            self._beside.close()
        for queue in (self._reads, self._writes):
            until = monotonic() + CLOSE_SECONDS
            theirs = [thread for thread, served in self._threads if served is queue]
            for _ in theirs:
                queue.put(None)
            for thread in theirs:
                thread.join(max(0.0, until - monotonic()))

    async def _put(self, queue: SimpleQueue[Ticket | None], work: Callable[[SqlTransaction], T]) -> T:
        if self._closed:
            raise NotSaved("the database is closed")
        caller = _Caller(asyncio.get_running_loop())
        queue.put(Ticket(work, caller))
        result: T = await caller.waiting
        return result


def _wake(tickets: list[Ticket]) -> None:
    """Wake everybody whose work is over, each in their own loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Ticket]] = {}
    for ticket in tickets:
        loops.setdefault(ticket.caller.loop, []).append(ticket)
    for loop, theirs in loops.items():
        try:
            loop.call_soon_threadsafe(_settle, theirs)
        except RuntimeError:  # that loop is closed: nobody waits any more
            continue


def _settle(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        waiting = ticket.caller.waiting
        if waiting.done():
            continue
        if ticket.error is None:
            waiting.set_result(ticket.result)
        else:
            waiting.set_exception(ticket.error)
