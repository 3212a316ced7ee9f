"""What one turn asks again and again is read once, and never kept past a change."""

from __future__ import annotations

import asyncio
import threading

import pytest

from adapters.database.front import SqlDatabase
from adapters.database.link import Link
from core.ports import Record
from core.turn import Stores
from core.values import MemberId
from tests.contract.world import ANN, NOW, found, group


def record(words: str) -> Record:
    return Record("kind", "name", {"words": words}, NOW)


def said(stores: Stores, member: MemberId) -> object:
    kept = stores.records.find(member, "kind", "name")
    return kept.body["words"] if kept else None


async def test_what_is_asked_again_is_read_once(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    sent: list[object] = []
    rows, row = Link.rows, Link.row
    monkeypatch.setattr(
        Link, "rows", lambda link, query, **values: (sent.append(query), rows(link, query, **values))[1]
    )
    monkeypatch.setattr(Link, "row", lambda link, query, **values: (sent.append(query), row(link, query, **values))[1])

    def work(stores: Stores) -> None:
        for _ in range(3):
            assert stores.groups.of(ann.id) == []
            assert said(stores, ann.id) is None

    await here.read(work)
    assert len(sent) == len(set(sent)) == 2


async def test_a_change_is_seen_by_the_turn_that_makes_it(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ours = await here.joined(ANN, "Ann"), group()

    def work(stores: Stores) -> None:
        stores.groups.save(ours)
        seen = [list(stores.groups.of(ann.id))]
        for change in (
            lambda: stores.groups.enter(ours.id, ann.id, NOW),
            lambda: stores.groups.leave(ours.id, ann.id),
        ):
            change()
            seen.append([one.id for one in stores.groups.of(ann.id)])
        assert seen == [[], [ours.id], []]
        words = [said(stores, ann.id)]
        for change in (
            lambda: stores.records.save(ann.id, record("first")),
            lambda: stores.records.save(ann.id, record("second")),
            lambda: stores.records.remove(ann.id, "kind", "name"),
        ):
            change()
            words.append(said(stores, ann.id))
        assert words == [None, "first", "second", None]
        stores.groups.enter(ours.id, ann.id, NOW)
        stores.records.save(ann.id, record("last"))
        assert stores.groups.of(ann.id)
        assert said(stores, ann.id) == "last"
        stores.people.erase(ann.id, NOW)
        assert not stores.groups.of(ann.id)
        assert said(stores, ann.id) is None

    await here.write(work)


async def test_what_another_turn_wrote_while_this_one_waited_is_seen(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    held, asked = threading.Event(), threading.Event()

    def first(stores: Stores) -> None:
        stores.people.hold(ann.id)
        held.set()
        asked.wait(0.2)  # SQLite has one writer: there the second begins only after this
        stores.records.save(ann.id, record("meanwhile"))

    def second(stores: Stores) -> object:
        said(stores, ann.id)
        asked.set()
        stores.people.hold(ann.id)
        return said(stores, ann.id)

    began = asyncio.create_task(here.write(first))
    await asyncio.to_thread(held.wait, 5)
    assert await here.write(second) == "meanwhile"
    await began
