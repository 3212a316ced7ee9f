"""A community in which every table has rows of several people, and ways to look at the bytes beneath.

Not here: tests.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Engine, LargeBinary, Table, create_engine, select
from sqlalchemy.pool import NullPool

from adapters.database.front import SqlDatabase
from adapters.database.tables import SealedBytes, metadata
from core.groups.model import Settings
from core.people.model import Member
from core.ports import Record
from core.turn import Stores
from core.values import Person, Place, PostRef, Said
from tests.contract.world import (
    ANN,
    BEN,
    CHANNEL,
    HOME,
    NOW,
    Community,
    check_in,
    found,
    group,
    join,
    note,
    promise,
    response,
)
from tests.databases import Store

CANARY = "zebra-canary"


@dataclass(frozen=True)
class FullHouse:
    """Ann and Ben, both of whom have left something everywhere."""

    here: Community
    ann: Member
    ben: Member


async def fill(database: SqlDatabase, home: Place = HOME) -> FullHouse:
    """Found a community in which Ann and Ben use everything there is."""
    here = await found(database, home)
    await database.write(lambda tx: tx.offer_claim(f"{CANARY}-code-{home.home}", NOW + timedelta(days=1)))

    def live(stores: Stores) -> tuple[Member, Member]:
        stores.groups.save(group())
        stores.groups.save(group())
        stores.groups.set(Settings({"DE": NOW.date()}))
        return _leave_everything(stores, ANN), _leave_everything(stores, BEN)

    ann, ben = await here.write(live)

    def answer(stores: Stores) -> None:
        for one, other in ((ann, ben), (ben, ann)):
            (theirs, *_) = stores.checkins.latest(other.id, 1)
            stores.checkins.respond(response(theirs, one.id, f"{CANARY} beneath {one.id}"))
            stores.checkins.stand_with(theirs.id, one.id, NOW)

    await here.write(answer)
    return FullHouse(here, ann, ben)


def _leave_everything(stores: Stores, person: Person) -> Member:
    stores.drafts.save(person, "people.join", {"handle": f"{CANARY} early {person.user}"}, NOW)
    member = join(stores, person, f"{CANARY} {person.user[:3]}")
    checkin = check_in(member.id, f"{CANARY} words of {person.user}")
    stores.checkins.save(checkin)
    stores.posts.add(f"checkin~{checkin.id}", PostRef(CHANNEL, f"77{person.user}"), member.id)
    stores.drafts.save(person, "checkin.submit", {"words": f"{CANARY} draft"}, NOW)
    stores.turns.remember(f"turn-{CANARY}-{person.user}", note(f"{CANARY} reply"), member.id, NOW)
    stores.people.keep_note(member.id, note(f"{CANARY} note"), NOW, f"{CANARY} about")
    stores.records.save(member.id, Record("list", "circle", {"items": [f"{CANARY} item"]}, NOW))
    home = stores.groups.first()
    assert home is not None
    stores.groups.enter(home.id, member.id, NOW)
    promise(stores, f"share~{checkin.id}", owner=member.id, payload=f"{CANARY} payload".encode())
    return member


def read_everything(stores: Stores, house: FullHouse) -> None:
    """Open every sealed value that a store can read; raises when one does not open."""
    stores.groups.first()
    stores.groups.settings()
    for member, person in ((house.ann, ANN), (house.ben, BEN)):
        assert stores.people.find(person) == stores.people.member(member.id)
        stores.people.inbox(member.id)
        stores.people.notes(member.id, NOW)
        stores.records.every(member.id)
        stores.groups.of(member.id)
        for checkin in stores.checkins.latest(member.id, 9):
            stores.checkins.responses(checkin.id)
        stores.posts.of_owner(member.id)
        stores.drafts.find(person, "people.join", NOW)
        stores.drafts.find(person, "checkin.submit", NOW)
        stores.turns.answered(f"turn-{CANARY}-{person.user}")


def admin(store: Store) -> Engine:
    """An engine that sees every row, as the owner of the tables does."""
    return create_engine(store.url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)


def sealed_columns() -> list[tuple[Table, Column[Any]]]:
    """Every sealed column of every table."""
    tables = metadata.sorted_tables
    return [(t, column) for t in tables for column in t.c if isinstance(column.type, SealedBytes)]


def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """Every row of a table, all communities."""
    engine = admin(store)
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(table))]


def everything_at_rest(store: Store) -> bytes:
    """All bytes that a thief would get: SQLite's files; every value of every table of PostgreSQL."""
    if store.kind == "sqlite":
        files = store.path.parent.glob(f"{store.path.name}*")
        return b"".join(file.read_bytes() for file in files)
    values = (value for table in metadata.sorted_tables for row in rows(store, table) for value in row.values())
    return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def disguises(text: str) -> Iterator[bytes]:
    """The ways in which a text could lie around by mistake."""
    raw = text.encode()
    yield from (raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw[::-1])
    yield from (raw.hex().encode(), raw.hex().upper().encode())
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4]
    if text.isdigit():
        number = int(text)
        width = (number.bit_length() + 7) // 8
        yield from (number.to_bytes(width, "big"), number.to_bytes(width, "little"), f"{number:x}".encode())
    for digest in (hashlib.sha256(raw), hashlib.md5(raw, usedforsecurity=False)):
        yield from (digest.digest(), digest.hexdigest().encode())


def said(words: str) -> Said:
    """Words with a canary in them."""
    return Said(f"{CANARY} {words}")


def plain_binary(table: Table) -> Table:
    """The table with its sealed columns as plain bytes, for tests that move bytes about."""
    from sqlalchemy import MetaData

    copy = table.to_metadata(MetaData())
    for column in copy.c:
        if isinstance(column.type, SealedBytes):
            column.type = LargeBinary()
    return copy
