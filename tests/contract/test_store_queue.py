"""The queue of every database: promised once, claimed by one, settled by whoever holds it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import psycopg
import pytest

from adapters.database.front import SqlDatabase
from adapters.database.sql import ticks
from core.values import JobId, MemberId, new_id
from tests.contract.world import ANN, NOW, claim, found, promise
from tests.databases import Store

HOUR = timedelta(hours=1)


async def test_work_with_a_key_is_promised_once_until_it_is_finished(database: SqlDatabase) -> None:
    here = await found(database)
    assert await here.write(lambda s: promise(s, "a", payload=b"one"))
    assert not await here.write(lambda s: promise(s, "a", due=NOW + HOUR))
    assert await here.write(lambda s: promise(s, "b"))
    (first, _) = await database.write(claim)
    assert not await here.write(lambda s: promise(s, first.key))
    assert await database.write(lambda tx: tx.finish(first, "done", NOW))
    assert await here.write(lambda s: promise(s, first.key))


async def test_what_is_due_together_stands_together_in_an_index(database: SqlDatabase) -> None:
    here = await found(database)
    for key in "abc":
        await here.write(lambda s, key=key: promise(s, key, due=NOW if key != "c" else NOW - HOUR))
    sooner, one, two = sorted(await database.write(claim), key=lambda held: held.due_at)
    assert one.id[:6] == two.id[:6] != sooner.id[:6] and one.id != two.id


async def test_two_communities_may_use_the_same_key(database: SqlDatabase) -> None:
    one, two = await found(database), await found(database, home_of("2"))
    assert await one.write(lambda s: promise(s, "a"))
    assert await two.write(lambda s: promise(s, "a"))
    assert {held.community for held in await database.write(claim)} == {one.id, two.id}


async def test_a_claim_says_all_that_was_promised(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a", payload="zwölf".encode()))
    (held,) = await database.write(claim)
    assert (held.community, held.name, held.subject, held.key, held.platform) == (
        here.id,
        "checkin.share",
        "about-a",
        "a",
        "discord",
    )
    assert (held.due_at, held.expires_at, held.attempts, held.sending_since) == (NOW, NOW + HOUR, 0, None)
    assert await here.read(lambda s: s.jobs.payload(held.id)) == "zwölf".encode()
    assert await here.read(lambda s: s.jobs.payload(JobId(new_id()))) is None


async def test_only_due_work_of_the_named_platforms_is_claimed_soonest_first(database: SqlDatabase) -> None:
    here = await found(database)
    for key, minutes, platform in (("late", 1, "discord"), ("b", -1, ""), ("a", -2, "slack"), ("other", -3, "web")):
        await here.write(
            lambda s, k=key, m=minutes, p=platform: promise(s, k, due=NOW + timedelta(minutes=m), platform=p)  # type: ignore[misc]
        )
    assert [held.key for held in await database.write(claim)] == ["a", "b"]
    assert await database.read(lambda tx: tx.next_due(["discord", "web"])) == NOW - timedelta(minutes=3)
    assert await database.read(lambda tx: tx.next_due(["discord"])) == NOW + timedelta(minutes=1)
    assert await database.read(lambda tx: tx.next_due(["slack", ""])) is None


async def test_expired_work_is_still_claimed_so_that_it_is_settled(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a"))
    (held,) = await database.write(lambda tx: claim(tx, NOW + 5 * HOUR))
    assert held.expires_at < NOW + 5 * HOUR


async def test_a_claim_takes_no_more_than_asked(database: SqlDatabase) -> None:
    here = await found(database)
    for key in "abc":
        await here.write(lambda s, k=key: promise(s, k))  # type: ignore[misc]
    assert len(await database.write(lambda tx: claim(tx, most=2))) == 2
    assert len(await database.write(lambda tx: claim(tx, most=2))) == 1
    assert len(await database.write(lambda tx: claim(tx, most=2))) == 0


async def test_two_claimers_never_share_work(database: SqlDatabase) -> None:
    here = await found(database)
    for number in range(60):
        await here.write(lambda s, n=number: promise(s, f"job{n}"))  # type: ignore[misc]
    batches = await asyncio.gather(*(database.write(lambda tx: claim(tx, most=7)) for _ in range(20)))
    claimed = [held.key for batch in batches for held in batch]
    assert len(claimed) == len(set(claimed)) == 60


async def test_a_lapsed_lease_is_taken_again_and_the_old_holder_can_do_nothing(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a"))
    (old,) = await database.write(lambda tx: claim(tx, lease=0.05))
    await asyncio.sleep(0.1)
    (new,) = await database.write(claim)
    assert (new.id, new.attempts) == (old.id, 1) and new.fence > old.fence
    assert not await database.write(lambda tx: tx.sending(old, NOW))
    assert not await database.write(lambda tx: tx.finish(old, "done", NOW))
    assert not await database.write(lambda tx: tx.again(old, NOW, unclear=False))
    assert await database.write(lambda tx: tx.finish(new, "done", NOW))
    assert not await database.write(lambda tx: tx.finish(new, "done", NOW))


async def test_a_lease_is_measured_by_the_databases_clock(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a"))
    (held,) = await database.write(claim)
    assert await database.write(lambda tx: claim(tx, NOW + timedelta(days=3650))) == []
    assert await database.write(lambda tx: tx.finish(held, "done", NOW))


async def test_the_beginning_of_a_sending_is_noted_once_and_cleared_by_a_clear_end(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a"))
    (held,) = await database.write(claim)
    assert await database.write(lambda tx: tx.sending(held, NOW))
    assert await database.write(lambda tx: tx.sending(held, NOW + HOUR))
    assert await database.write(lambda tx: tx.again(held, NOW, unclear=True))
    (held,) = await database.write(claim)
    assert held.sending_since == NOW
    assert await database.write(lambda tx: tx.again(held, NOW, unclear=False))
    (held,) = await database.write(claim)
    assert held.sending_since is None and held.attempts == 2


async def test_work_that_may_have_been_shown_cannot_be_dropped_unseen(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a", collapse="c"))
    (held,) = await database.write(claim)
    await database.write(lambda tx: tx.sending(held, NOW))
    await database.write(lambda tx: tx.again(held, NOW, unclear=True))
    assert await here.read(lambda s: s.jobs.pending("a")) is None
    assert not await here.write(lambda s: s.jobs.cancel("a"))
    assert not await here.write(lambda s: s.jobs.hasten("a", NOW))
    assert await here.write(lambda s: promise(s, "b", collapse="c"))
    assert {held.key for held in await database.write(claim)} == {"a", "b"}


async def test_unclaimed_work_can_be_looked_up_hastened_and_cancelled(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: promise(s, "a", due=NOW + HOUR, owner=ann.id))
    await here.write(lambda s: promise(s, "b", due=NOW + HOUR / 2, owner=ann.id))
    assert await here.read(lambda s: s.jobs.pending("a")) == NOW + HOUR
    assert await here.read(lambda s: s.jobs.pending_of(ann.id)) == [
        ("checkin.share", "about-b", NOW + HOUR / 2),
        ("checkin.share", "about-a", NOW + HOUR),
    ]
    assert await here.write(lambda s: s.jobs.hasten("a", NOW))
    assert await here.write(lambda s: s.jobs.cancel("b"))
    assert not await here.write(lambda s: s.jobs.cancel("b"))
    (held,) = await database.write(claim)
    assert held.key == "a"
    assert await here.read(lambda s: s.jobs.pending("a")) is None
    assert await here.read(lambda s: s.jobs.pending_of(ann.id)) == []
    assert not await here.write(lambda s: s.jobs.hasten("a", NOW))
    assert not await here.write(lambda s: s.jobs.cancel("a"))


async def test_newer_work_with_the_same_collapse_key_takes_the_place_of_older(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "running", collapse="nudge"))
    await database.write(claim)
    await here.write(lambda s: promise(s, "old", collapse="nudge"))
    await here.write(lambda s: promise(s, "other", collapse="digest"))
    assert await here.write(lambda s: promise(s, "new", collapse="nudge"))
    assert not await here.write(lambda s: promise(s, "new", collapse="digest"))
    assert {held.key for held in await database.write(claim)} == {"new", "other"}


async def test_a_payload_can_be_read_while_settling_and_never_after(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a", payload=b"words"))
    (held,) = await database.write(claim)

    def settle(tx):  # type: ignore[no-untyped-def]
        assert tx.finish(held, "cannot", NOW)
        return tx.within(here.id).jobs.payload(held.id)

    assert await database.write(settle) == b"words"
    assert await here.read(lambda s: s.jobs.payload(held.id)) is None


async def test_work_of_an_owner_who_is_gone_is_promised_without_one(database: SqlDatabase) -> None:
    here = await found(database)
    assert await here.write(lambda s: promise(s, "a", owner=MemberId(new_id()), payload=b"x"))
    (held,) = await database.write(claim)
    assert await here.read(lambda s: s.jobs.payload(held.id)) == b"x"


async def test_a_worker_that_serves_nothing_is_a_mistake(database: SqlDatabase) -> None:
    with pytest.raises(ValueError, match="platforms"):
        await database.read(lambda tx: tx.next_due([]))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("_CLAIM", "jobs_due"),
        ("_NEXT", "jobs_due"),
        ("_CLAIM_QUIET", "jobs_quiet"),
        ("_NEXT_QUIET", "jobs_quiet"),
        ("_CLAIM_OF", "jobs_turns"),
        ("_TURNS", "jobs_turns"),
    ],
)
async def test_due_work_is_found_by_an_index_beside_any_number_that_is_not_due(
    store: Store, database: SqlDatabase, query: str, index: str
) -> None:
    houses = [await found(database, home_of(str(number))) for number in range(20)]
    for each in houses:
        await each.write(lambda s: [promise(s, f"{n}", platform=("discord", "")[n % 2]) for n in range(60)])
    if store.kind == "postgresql":
        with psycopg.connect(store.url) as owner:
            owner.execute("ANALYZE jobs")

    def plan(tx):  # type: ignore[no-untyped-def]
        from adapters.database import queue

        ask = "EXPLAIN QUERY PLAN " if tx.link.kind == "sqlite" else "EXPLAIN "
        bound = {"now": ticks(NOW), "most": 1, "lease": 1, "worker": 1}
        bound |= {"platform": "discord", "community": houses[7].id, "after": ""}
        text, values = getattr(queue, query).prepared(tx.link.kind, bound)
        if tx.link.kind == "postgresql":
            tx.link.say("SET LOCAL enable_seqscan = off")
        return " ".join(str(row) for row in tx.link.driver.execute(ask + text, values).fetchall())

    steps = await database.write(plan)
    assert index in steps and "SCAN due" not in steps and "SCAN other" not in steps and "Sort" not in steps


async def test_a_flood_of_one_community_fills_no_batch(database: SqlDatabase) -> None:
    flooded, *others = [await found(database, home_of(str(number))) for number in range(4)]
    await flooded.write(lambda s: [promise(s, f"{each}", due=NOW - HOUR) for each in range(50)])
    for other in others:
        await other.write(lambda s: [promise(s, f"{each}") for each in range(2)])
    first = await database.write(lambda tx: tx.claim_fairly(NOW, "discord", 8, HOUR))
    assert Counter(held.community for held in first) == {each.id: 2 for each in (flooded, *others)}
    assert len({held.community for held in first[:4]}) == 4, "one of each before a second of any"
    rest = await database.write(lambda tx: tx.claim_fairly(NOW, "discord", 8, HOUR, first[-1].community))
    assert {held.community for held in rest} == {flooded.id} and len(rest) == 8


async def test_turns_go_on_where_they_stopped(database: SqlDatabase) -> None:
    houses = sorted([(await found(database, home_of(str(number)))).id for number in range(5)])
    for house in houses:
        await database.write(lambda tx, h=house: [promise(tx.within(h), f"{n}") for n in range(4)])  # type: ignore[misc]
    after, order = "", []
    for _ in range(10):
        held = await database.write(lambda tx, a=after: tx.claim_fairly(NOW, "discord", 2, HOUR, a))  # type: ignore[misc]
        order += [each.community for each in held]
        after = order[-1]
    assert order == houses * 4


async def test_work_that_waits_for_its_pace_is_no_try_and_lives_no_longer(database: SqlDatabase) -> None:
    here = await found(database)
    await here.write(lambda s: promise(s, "a"))
    (held,) = await database.write(claim)
    assert await database.write(lambda tx: tx.again(held, NOW + HOUR / 2, unclear=False, counted=False))
    (again,) = await database.write(lambda tx: claim(tx, NOW + HOUR / 2))
    assert (again.attempts, again.expires_at, held.put_back, again.put_back) == (0, held.expires_at, 0, 1)


def home_of(home: str):  # type: ignore[no-untyped-def]
    """Another server."""
    from core.values import Place

    return Place("discord", home)
