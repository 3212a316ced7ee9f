"""Backing a store up into bytes and restoring them into another, without files and settings around it.

Not here: tests.
"""

from __future__ import annotations

import io
from contextlib import ExitStack, closing
from dataclasses import replace

from adapters.database.backup import read_all, snapshot
from adapters.database.ledger import Ledger
from adapters.database.opening import connect
from adapters.database.portable import Dump, from_lines, to_lines
from adapters.database.restore import Progress, Restored, restore
from adapters.database.tables import metadata
from adapters.database.uplift import brought_up_to_date
from adapters.vault import Unreadable, Vault, read_sealed, write_sealed
from tests.contract.full_house import rows
from tests.contract.world import NOW
from tests.databases import Store


def saved(store: Store) -> bytes:
    """A backup of a store."""
    file = io.BytesIO()
    with snapshot(store.url) as connection:
        dump = read_all(connection, NOW, frozenset())
        write_sealed(file, store.vault, to_lines(replace(dump, erased=Ledger(store.ledger).lines())))
    return file.getvalue()


def opened(backup: bytes, vault: Vault) -> Dump:
    """What is in a backup."""
    return from_lines(read_sealed(io.BytesIO(backup), vault))


def restored(
    into: Store, backup: bytes | Dump, *, vault: Vault | None = None, progress: Progress = lambda *_: None
) -> Restored:
    """Restore a backup into a store, with its ledger."""
    vault = vault or into.vault
    with ExitStack() as stack:
        dump = opened(backup, vault) if isinstance(backup, bytes) else backup
        dump = brought_up_to_date(dump, stack)
        driver = stack.enter_context(closing(connect(into.url, writes=True)))
        return restore(driver, vault, Ledger(into.ledger), dump, NOW, unreadable=Unreadable, progress=progress)


def content(store: Store) -> dict[str, list[str]]:
    """Every row of every table, to be compared."""
    return {table.name: sorted(map(repr, rows(store, table))) for table in metadata.sorted_tables}


def empty(store: Store) -> bool:
    """Whether there is not a single row."""
    return not any(content(store).values())
