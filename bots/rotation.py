"""Rotating the instance key while everything runs.

Not here: cryptography (`adapters/vault`).
"""

from __future__ import annotations

import asyncio

from adapters.database.opening import open_database
from adapters.vault import Vault, add_kek, drop_kek, load_key_file
from bots.assemble import Places


def rotate(places: Places) -> str:
    """Add a key to the key file, lock every community's keys with it, and say what to do next."""
    number = add_kek(places.key)
    count = asyncio.run(_rewrap(places))
    return (
        f"Key {number} is in {places.key}; {count} locks were renewed with it. What runs goes on, and reads the new "
        "key by itself. Keep a fresh copy of the key file apart from the database."
    )


def drop(places: Places, number: int) -> str:
    """Renew every lock with the key in use, then take an old key out of the key file."""
    asyncio.run(_rewrap(places))
    drop_kek(places.key, number)
    return (
        f"Key {number} is no longer in {places.key}. Backups of the database from before the rotation need it: keep an "
        "older copy of the key file for as long as you keep those."
    )


async def _rewrap(places: Places) -> int:
    database = open_database(places.database, Vault(load_key_file(places.key)), places.ledger)
    try:
        return await database.write(lambda tx: tx.rewrap_communities())
    finally:
        await database.close()
