"""Rotating the instance key while everything runs.

Not here: cryptography (`adapters/vault`).
"""

from __future__ import annotations

import asyncio

from adapters.database.opening import open_database
from adapters.vault import Vault, add_kek, load_key_file
from bots.assemble import Places


def rotate(places: Places) -> str:
    """Add a key to the key file, lock every community's keys with it, and say what to do next."""
    number = add_kek(places.key)
    count = asyncio.run(_rewrap(places))
    return (
        f"Key {number} is in {places.key}; {count} locks were renewed with it. Restart what runs, so that it reads "
        "the new key, and keep a fresh copy of the key file apart from the database."
    )


async def _rewrap(places: Places) -> int:
    database = open_database(places.database, Vault(load_key_file(places.key)), places.ledger)
    try:
        return await database.write(lambda tx: tx.rewrap_communities())
    finally:
        await database.close()
