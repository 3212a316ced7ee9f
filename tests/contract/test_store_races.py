"""PostgreSQL has many writers at once: what must happen once happens once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import cast

import pytest

from adapters.database.front import SqlDatabase
from adapters.database.transaction import SqlTransaction
from core.errors import Refusal
from core.feature import Feature, JobContext, JobSpec, Settled
from core.jobs import JobLoop
from core.rhythm import WINDOW
from core.suite import Suite
from core.turn import Library, Stores
from core.values import CommunityId, MemberId, Person, Role, Said
from tests.contract.world import ANN, HOME, NOW, Community, check_in, found, join, note
from tests.databases import Store

pytestmark = pytest.mark.postgres
AT_ONCE = 8


@pytest.fixture
async def database(postgres_store: Store) -> AsyncIterator[SqlDatabase]:
    opened = postgres_store.open(connections=12)
    yield opened
    await opened.close()


async def test_a_turn_delivered_several_times_at_once_has_one_effect(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")

    def handle(stores: Stores) -> object:
        member = stores.people.find(ANN)
        assert member is not None
        before = stores.turns.answered("turn")
        if before is not None:
            return before
        stores.checkins.save(check_in(member.id))
        stores.turns.remember("turn", note("once"), member.id, NOW)
        return note("once")

    answers = await asyncio.gather(*(here.write(handle) for _ in range(AT_ONCE)))
    assert answers == [note("once")] * AT_ONCE
    assert len(await here.read(lambda s: s.checkins.latest(ann.id, 99))) == 1


async def test_a_turn_of_nobody_we_know_has_one_effect_too(database: SqlDatabase) -> None:
    here = await found(database)

    def handle(stores: Stores) -> object:
        if before := stores.turns.answered("turn"):
            return before
        member = stores.people.find(ANN) or stores.people.admit(ANN, HOME.home, Role.MEMBER, NOW)
        stores.turns.remember("turn", note(member.id), member.id, NOW)
        return note(member.id)

    answers = await asyncio.gather(*(here.write(handle) for _ in range(AT_ONCE)))
    assert len(set(answers)) == 1
    assert (await here.read(lambda s: s.people.find(ANN))) is not None


async def test_two_turns_of_one_member_see_each_other(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")

    def once_a_day(stores: Stores) -> bool:
        member = stores.people.find(ANN)
        assert member is not None
        if stores.checkins.on_day(member.id, NOW.date()):
            return False
        stores.checkins.save(check_in(member.id))
        return True

    assert sum(await asyncio.gather(*(here.write(once_a_day) for _ in range(AT_ONCE)))) == 1
    assert len(await here.read(lambda s: s.checkins.latest(ann.id, 99))) == 1


async def test_a_handle_wanted_by_several_at_once_is_given_to_one(database: SqlDatabase) -> None:
    here = await found(database)

    def take(number: int) -> object:
        def work(stores: Stores) -> bool:
            member = stores.people.admit(Person("discord", str(number)), "", Role.MEMBER, NOW)
            if stores.people.handle_taken(Said("Robin"), member.id):
                raise Refusal(note("taken"))
            stores.people.join(member.id, Said("Robin"), "DE", "Europe/Berlin", NOW)
            return True

        return here.write(work)

    results = await asyncio.gather(*(take(n) for n in range(AT_ONCE)), return_exceptions=True)  # type: ignore[call-overload]
    assert sum(result is True for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == AT_ONCE - 1


async def test_a_code_redeemed_several_times_at_once_founds_one_community(database: SqlDatabase) -> None:
    await database.write(lambda tx: tx.offer_claim("code", NOW))

    def redeem(tx):  # type: ignore[no-untyped-def]
        if not tx.redeem("code", NOW):
            return None
        return tx.community_at(HOME) or tx.found(HOME, NOW)

    founded = await asyncio.gather(*(database.write(redeem) for _ in range(AT_ONCE)))
    assert len([community for community in founded if community]) == 1


async def test_a_home_claimed_twice_at_once_is_one_community(database: SqlDatabase) -> None:
    def found_here(tx):  # type: ignore[no-untyped-def]
        return tx.community_at(HOME) or tx.found(HOME, NOW)

    founded = await asyncio.gather(*(database.write(found_here) for _ in range(AT_ONCE)))
    assert len(set(founded)) == 1
    assert len(await database.read(lambda tx: tx.communities())) == 1


async def test_two_lanes_never_wait_for_one_another_whatever_their_members_have_due(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.BATCH", 200)
    here, people, kinds = await found(database), range(300), ("a", "b", "c")
    read: list[tuple[str, str]] = []
    decided: list[str] = []
    look = SqlTransaction.ahead

    def looking(
        tx: SqlTransaction, community: CommunityId, members: Sequence[MemberId], kinds: Sequence[str], now: datetime
    ) -> None:
        read.extend((member, kind) for member in members for kind in kinds)
        look(tx, community, members, kinds, now)

    monkeypatch.setattr(SqlTransaction, "ahead", looking)

    def promise_all(stores: Stores) -> None:
        for number in people:
            member = join(stores, Person("discord", f"9{number}"), f"N{number}").id
            for at, kind in enumerate(kinds):
                due = NOW - timedelta(seconds=hash((number, at)) % 60)
                key = f"{kind}~{number}"
                stores.jobs.promise(f"p.{kind}", "", key=key, due_at=due, expires_at=NOW + WINDOW, owner=member)

    def work(job: JobContext) -> None:
        owner = job.claim.owner
        assert owner is not None and job.stores.people.hold(owner)
        decided.append(job.claim.key)

    def nothing(job: JobContext, settled: Settled) -> None:
        """Nothing."""

    class Still:
        def now(self) -> datetime:
            return NOW

    await here.write(promise_all)
    jobs = tuple(JobSpec(f"p.{kind}", work, nothing, late=WINDOW, kinds=(kind,)) for kind in kinds)
    loop = JobLoop(Suite((Feature("p", jobs=jobs),)), database, cast(Library, None), Still(), {})

    async def lane() -> None:
        while await loop.run_quiet():
            pass

    await asyncio.gather(*(lane() for _ in range(4)))
    assert len(decided) == len(set(decided)) == len(people) * len(kinds)
    assert len(read) == len(set(read)), "whoever met another in a knot would have looked again, a second later"


async def test_what_clashes_every_time_is_reported_as_a_fault(database: SqlDatabase) -> None:
    here: Community = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: s.turns.remember("turn", note(), ann.id, NOW))
    with pytest.raises(Exception, match="clash"):
        await here.write(lambda s: s.turns.remember("turn", note(), ann.id, NOW))
