"""A long export is gathered beside everything else: nobody waits for it, and it holds what is true in the end."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from core.checkins.template import Template
from core.jobs import JobLoop
from core.ports import Transaction
from core.suite import FEATURES, Suite
from tests.core.home import WORDS, Home, said
from tests.core.test_privacy_export import files

PATIENCE = 20


class Gate(dict[str, Template]):
    """Templates that hold whoever looks one up for the so-manieth time, until the gate opens."""

    def __init__(self, templates: Mapping[str, Template], stops_at: int) -> None:
        super().__init__(templates)
        self._left = stops_at
        self.arrived, self.opens = threading.Event(), threading.Event()

    def get(self, key: str, default: Template | None = None) -> Template | None:  # type: ignore[override]  # not generic
        """The template, once the way is free."""
        self._left -= 1
        if self._left == 0:
            self.arrived.set()
            assert self.opens.wait(3 * PATIENCE), "nobody opened the gate"
        return super().get(key, default)


@asynccontextmanager
async def stopped_midway(home: Home, stops_at: int) -> AsyncIterator[None]:
    """Ann asks for her files; within, so many of her check-ins are read and the rest is not."""
    handrail = home.handrail
    gate = Gate(handrail.library.templates, stops_at)
    library = replace(handrail.library, templates=gate)
    loop = JobLoop(Suite(FEATURES), handrail.database, library, home.clock, {"web": home.room})
    await home.does("ann", "privacy.send")
    sending = asyncio.create_task(loop.run_due())
    try:
        assert await asyncio.to_thread(gate.arrived.wait, PATIENCE)
        yield
    finally:
        gate.opens.set()
        await sending


async def write_many(home: Home, count: int) -> str:
    """A check-in of today, whose id is returned, and so many of earlier days, three of them of each moment."""
    checkin, here = await home.check_in(), await home.community()
    first = await home.look(lambda stores: stores.checkins.find(checkin))
    assert first is not None

    def live(tx: Transaction) -> None:
        for number in range(count):
            at = first.written_at - timedelta(days=number // 3 + 1)
            tx.within(here).checkins.save(replace(first, id=f"e{number}", written_at=at, day=at.date()))

    await home.handrail.database.write(live)
    return checkin


async def entries_sent(home: Home) -> list[str]:
    """When each check-in of the files that came was written, in their order."""
    for _ in range(5):
        await home.later(timedelta(seconds=3))
    data = [json.loads(file.content) for file in files(home) if file.name.endswith("json")]
    return [entry["written_at"] for one in sorted(data, key=lambda one: one["part"]) for entry in one["check_ins"]]


async def test_another_member_is_answered_while_ten_thousand_entries_are_gathered(home: Home) -> None:
    await write_many(home, 10_000)
    async with stopped_midway(home, 5_000):
        other = await asyncio.wait_for(home.check_in("ben"), PATIENCE)
        assert WORDS in said(await asyncio.wait_for(home.does("ben", f"checkin.show:{other}"), PATIENCE))
        assert files(home) == []
    sent = await entries_sent(home)
    assert len(sent) == 10_001 and sent == sorted(sent)


async def test_what_is_deleted_while_an_export_is_gathered_is_not_in_it(home: Home) -> None:
    checkin = await write_many(home, 8)
    async with stopped_midway(home, 9):
        await asyncio.wait_for(home.does("ann", f"checkin.remove:{checkin}"), PATIENCE)
    assert len(await entries_sent(home)) == 8


async def test_who_deletes_everything_while_an_export_is_gathered_gets_no_files(home: Home) -> None:
    await write_many(home, 0)
    async with stopped_midway(home, 1):
        await asyncio.wait_for(home.does("ann", "privacy.erase"), PATIENCE)
    assert await entries_sent(home) == []
