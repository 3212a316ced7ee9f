"""Work that shows nothing shares transactions, and a fault in one of many stops none of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.feature import Feature, JobContext, JobSpec, Later, Settled, Skip
from core.lots import AT_ONCE
from core.ports import Record, Transaction
from tests.core.home import Home

MANY = AT_ONCE + 7


def feature(prepare: Callable[[JobContext], Later | Skip | None]) -> Feature:
    """Quiet work that does this."""

    def settle(job: JobContext, settled: Settled) -> None:
        """Nothing."""

    return Feature("probe", jobs=(JobSpec("probe.quiet", prepare, settle, late=timedelta(hours=1)),))


async def promise(home: Home) -> None:
    """Promise many."""
    community, now = await home.community(), home.clock.now()

    def work(tx: Transaction) -> None:
        for number in range(MANY):
            tx.within(community).jobs.promise(
                "probe.quiet", f"n{number}", key=f"n{number}", due_at=now, expires_at=now + timedelta(hours=1)
            )

    await home.handrail.database.write(work)


async def outcomes(home: Home, loop_work: Callable[[JobContext], Later | Skip | None]) -> None:
    """Do what is due, once."""
    await promise(home)
    await home.work(feature(loop_work)).run_due()


async def test_many_share_a_transaction_and_each_is_done_once(home: Home) -> None:
    done: list[str] = []
    transactions: set[int] = set()

    def work(job: JobContext) -> None:
        done.append(job.subject)
        transactions.add(id(job.stores))

    await outcomes(home, work)
    assert sorted(done) == sorted(f"n{number}" for number in range(MANY))
    assert await home.work(feature(work)).run_due() == 0 and len(transactions) <= MANY // AT_ONCE + 1


async def test_one_with_a_fault_is_tried_alone_and_the_others_are_kept(home: Home, incidents: list[str]) -> None:
    community = await home.community()

    def work(job: JobContext) -> None:
        if job.subject == "n3":
            raise RuntimeError("in prepare")
        job.stores.jobs.promise(
            "probe.kept", job.subject, key=f"kept~{job.subject}", due_at=job.now, expires_at=job.now, platform="nowhere"
        )

    await outcomes(home, work)
    kept = [
        bool(await home.look(lambda stores, key=f"kept~n{number}": stores.jobs.pending(key)))  # type: ignore[misc]
        for number in range(MANY)
    ]
    assert kept == [number != 3 for number in range(MANY)] and len(incidents) == 1 and community


@pytest.mark.parametrize("answer", ["later", "skip"])
async def test_each_may_wait_or_be_left_out(home: Home, answer: str) -> None:
    def work(job: JobContext) -> Later | Skip:
        return Later(job.now + timedelta(minutes=5)) if answer == "later" else Skip("not now")

    await outcomes(home, work)
    home.clock.move(timedelta(minutes=6))
    again = await home.work(feature(lambda job: None)).run_due()
    assert again == (MANY if answer == "later" else 0)


async def test_work_whose_lease_was_taken_keeps_nothing_of_this_try(home: Home, incidents: list[str]) -> None:
    await promise(home)
    now = home.clock.now()

    def work(job: JobContext) -> None:
        job.stores.jobs.promise("probe.kept", "x", key="kept", due_at=now, expires_at=now, platform="nowhere")

    loop = home.work(feature(work))
    claims = await home.handrail.database.write(lambda tx: tx.claim(now, [""], 1, timedelta(minutes=1)))
    await home.handrail.database.write(lambda tx: tx.finish(claims[0], "done", now))
    await loop._together(claims)
    assert await home.look(lambda stores: stores.jobs.pending("kept")) is None and incidents == []


async def test_two_pieces_of_one_member_are_done_one_after_the_other_beside_those_of_others(home: Home) -> None:
    for who in ("ann", "ben", "cat"):
        await home.join(who)
    people = list(await home.look(lambda stores: stores.people.joined()))
    community, now = await home.community(), home.clock.now()
    seen: list[tuple[str, int]] = []

    def count(job: JobContext) -> None:
        owner = job.claim.owner
        assert owner is not None and job.stores.people.hold(owner)
        kept = job.stores.records.find(owner, "probe")
        before = int(str(kept.body["count"])) if kept else 0
        seen.append((owner, before))
        job.stores.records.save(owner, Record("probe", "", {"count": before + 1}, job.now))

    def settle(job: JobContext, settled: Settled) -> None:
        """Nothing."""

    def promise_all(tx: Transaction) -> None:
        for owner in people:
            for number in range(3):
                tx.within(community).jobs.promise(
                    "probe.theirs", owner, key=f"{owner}{number}", due_at=now, expires_at=now, owner=owner
                )

    await home.handrail.database.write(promise_all)
    spec = JobSpec("probe.theirs", count, settle, late=timedelta(hours=1), kinds=("probe",))
    await home.work(Feature("probe", jobs=(spec,))).run_due()
    assert sorted(seen) == sorted((owner, number) for owner in people for number in range(3))
    assert [number for _, number in seen] == sorted(number for _, number in seen)
