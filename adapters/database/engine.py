"""One thread with one connection that runs work in transactions: the only place that commits.

Not here: what a transaction can do (`transaction`), how a driver speaks (`sqlite`, `postgres`), and who waits
(`front`). On SQLite the one writer takes whatever turns wait, gives each a savepoint and all of them one commit.
On PostgreSQL every turn has its own commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any, Final

from adapters.database.keys import Keyring
from adapters.database.ledger import Ledger
from adapters.database.link import Answer, Away, Clash, Driver, Fault, Link
from adapters.database.transaction import SqlTransaction
from core.errors import NotSaved

BATCH: Final = 64
"""Turns that share a commit at most, and …"""
BATCH_SECONDS: Final = 0.004
"""… how long they may take together, so that the first is not kept waiting for the last."""
TRIES: Final = 4
"""How often work runs that meets another transaction or loses its connection before the commit."""
SHRINK_SECONDS: Final = 0.1
ASKING_SECONDS: Final = (0.0, 0.1, 0.4, 1.5)
"""When to ask whether a commit took place whose answer was lost."""


@dataclass(slots=True)
class Ticket:
    """Work that somebody waits for, and how it ended."""

    work: Callable[[SqlTransaction], Any]
    caller: Any
    """Whoever waits; the engine only hands it back."""
    result: Any = None
    error: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        """Note that nothing of it was recorded."""
        self.error, self.result = error, None


class Worker:
    """Opens its connection when it is needed, and again after it broke."""

    def __init__(
        self,
        connect: Callable[[bool], Driver],
        keyring: Keyring,
        ledger: Ledger,
        queue: SimpleQueue[Ticket | None],
        over: Callable[[list[Ticket]], None],
        *,
        writes: bool,
    ) -> None:
        """`over` is told of work that is committed or has failed; None in the queue means to stop."""
        self._connect = connect
        self._keyring = keyring
        self._ledger = ledger
        self._queue = queue
        self._over = over
        self._writes = writes
        self._link: Link | None = None
        self._erased = False
        """Whether an erasure waits for SQLite's log to be emptied."""

    def run(self) -> None:
        """Serve until told to stop."""
        while True:
            try:
                ticket = self._queue.get(timeout=SHRINK_SECONDS if self._erased else None)
            except Empty:
                self._shrink_log()
                continue
            if ticket is None:
                self._shrink_log()
                self._drop()
                return
            try:
                served = self._serve(ticket)
            except Exception as error:  # noqa: BLE001 - whoever waits gets it, and the next turn is served
                ticket.fail(error)
                served = [ticket]
                self._drop()
            self._over(served)
            self._shrink_log()

    def _serve(self, first: Ticket) -> list[Ticket]:
        """Run work until it is committed or has failed, and return what was served."""
        for _ in range(TRIES):
            first.error = None
            link = self._begun(first)
            if link is None:
                return [first]
            if link.kind == "sqlite" and self._writes:
                return self._batch(link, first)
            if not self._single(link, first):
                return [first]
        if isinstance(first.error, Clash):
            first.error = Fault("the same clash again and again")
        return [first]

    def _begun(self, ticket: Ticket) -> Link | None:
        """A connection with a transaction open, over a new one where the old one turns out to be dead."""
        for last in (False, True):
            try:
                if self._link is None:
                    self._link = Link(self._connect(self._writes))
                link = self._link
                link.start_afresh()
                if link.kind == "sqlite":
                    link.say("BEGIN IMMEDIATE" if self._writes else "BEGIN")
                else:
                    link.say("BEGIN" if self._writes else "BEGIN READ ONLY", later=True)
                return link
            except Exception as error:  # noqa: BLE001 - whoever waits gets it
                self._drop()
                if last:
                    ticket.fail(error)
        return None

    def _single(self, link: Link, ticket: Ticket) -> bool:
        """Run one turn in its own transaction and return whether it is worth running again."""
        transaction_id = None
        if self._writes:
            transaction_id = link.say("SELECT pg_current_xact_id()::text", later=True)
        ran = self._attempt(link, ticket)
        if ran and self._writes:
            self._commit(link, ticket, transaction_id)
        else:
            self._roll_back(link)
        if isinstance(ticket.error, Clash):
            return True
        if link.driver.broken:
            self._drop()
            # Lost before the commit was sent, so that surely nothing was recorded.
            return not ran and link.kind == "postgresql" and isinstance(ticket.error, NotSaved)
        return False

    def _commit(self, link: Link, ticket: Ticket, transaction_id: Answer | None) -> None:
        try:
            link.say("COMMIT")
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            if not (link.driver.broken and self._was_committed(transaction_id)):
                ticket.fail(error)
                self._keyring.forget()
                self._roll_back(link)

    def _was_committed(self, transaction_id: Answer | None) -> bool:
        """Ask the server over a new connection what became of a commit whose answer was lost."""
        row: tuple[str] | None = transaction_id.fetchone() if transaction_id else None
        for pause in ASKING_SECONDS if row else ():
            sleep(pause)
            try:
                self._drop()
                self._link = Link(self._connect(True))
                answer = self._link.driver.execute("SELECT pg_xact_status($1::xid8)", row or ())
            except Exception:  # noqa: BLE001, S112 - still away: asked again, and then it counts as not saved
                continue
            (status,) = answer.fetchone() or (None,)
            if status != "in progress":
                return bool(status == "committed")
        return False

    def _batch(self, link: Link, first: Ticket) -> list[Ticket]:
        """Run the turns that wait, each in a savepoint, commit them together, and return all that were served."""
        served: list[Ticket] = []
        done: list[Ticket] = []
        until = monotonic() + BATCH_SECONDS
        ticket: Ticket | None = first
        try:
            while ticket is not None:
                served.append(ticket)
                link.say("SAVEPOINT turn")
                if self._attempt(link, ticket):
                    done.append(ticket)
                elif link.driver.in_transaction:
                    link.say("ROLLBACK TO turn")
                if link.driver.broken or not link.driver.in_transaction:
                    # All that came before in this transaction went with it, such as on a full disk.
                    raise Away("the database broke off")
                link.say("RELEASE turn")
                ticket = self._next() if len(served) < BATCH and monotonic() < until else None
            if done:
                link.say("COMMIT")
            else:
                self._roll_back(link)
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            for each in served:
                if each.error is None:
                    each.fail(error)
            self._keyring.forget()
            self._roll_back(link)
        if link.driver.broken:
            self._drop()
        return served

    def _next(self) -> Ticket | None:
        try:
            ticket = self._queue.get_nowait()
        except Empty:
            return None
        if ticket is None:
            self._queue.put(None)
        return ticket

    def _attempt(self, link: Link, ticket: Ticket) -> bool:
        """Run the work itself; False when nothing of it may be committed."""
        link.start_afresh()
        transaction = SqlTransaction(link, self._keyring, self._ledger, writes=self._writes)
        try:
            ticket.result = ticket.work(transaction)
            if self._writes:
                transaction.finish_up()
            if link.lost is not None:
                raise link.lost
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            ticket.fail(link.lost or error)
            return False
        self._erased = self._erased or bool(transaction.erased)
        return True

    def _roll_back(self, link: Link) -> None:
        link.driver.forget()
        try:
            if link.driver.in_transaction:
                link.say("ROLLBACK")
        except Exception:  # noqa: BLE001 - the connection is of no more use; the database rolls back by itself
            self._drop()

    def _shrink_log(self) -> None:
        if self._erased and self._link is not None:
            self._erased = not self._link.driver.shrink_log()

    def _drop(self) -> None:
        if self._link is not None:
            self._link.driver.close()
            self._link = None
