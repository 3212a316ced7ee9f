"""What was given up: kept sealed for a while, tried again when asked, never stale, never twice, gone with its owner."""

from __future__ import annotations

from datetime import timedelta

from adapters.database.dead import KEPT, DeadLetter, dead_letters, try_again
from adapters.database.front import SqlDatabase
from core.ports import Claim
from tests.contract.world import ANN, NOW, Community, claim, found, promise

MINUTE = timedelta(minutes=1)
WHY = "a fault of ours, incident 3fa9c1"


async def given_up(here: Community, key: str = "a", **more: object) -> Claim:
    """Promise work with a payload, take it, and give it up."""
    await here.write(lambda s: promise(s, key, payload=b"canary: words", **more))  # type: ignore[arg-type]
    (held,) = await here.database.write(claim)
    assert await here.database.write(lambda tx: tx.finish(held, "dead", NOW, WHY))
    return held


async def letters(database: SqlDatabase, minutes: float = 1) -> list[DeadLetter]:
    """What can be seen of it, a minute later."""
    return await database.read(lambda tx: dead_letters(tx.link, NOW + minutes * MINUTE))


async def again(database: SqlDatabase, minutes: float = 1) -> int:
    """Try all of it again, a minute later."""
    found = await letters(database, minutes)
    return len(await database.write(lambda tx: try_again(tx.link, found, NOW + minutes * MINUTE)))


async def test_what_is_shown_of_it_is_its_kind_its_reason_and_its_times(database: SqlDatabase) -> None:
    here = await found(database)
    held = await given_up(here)
    (letter,) = await letters(database)
    assert (letter.id, letter.name, letter.platform, letter.why) == (held.id, "checkin.share", "discord", WHY)
    assert (letter.ended_at, letter.expires_at, letter.standing) == (NOW, held.expires_at, "again")


async def test_it_is_taken_again_with_all_its_tries_and_its_payload(database: SqlDatabase) -> None:
    here = await found(database)
    old = await given_up(here)
    assert await again(database) == 1 and await letters(database) == []
    (held,) = await database.write(lambda tx: claim(tx, NOW + MINUTE))
    assert (held.id, held.attempts, held.sending_since) == (old.id, 0, None) and held.fence > old.fence
    assert await here.read(lambda s: s.jobs.payload(held.id)) == b"canary: words"
    assert await database.write(lambda tx: tx.finish(held, "done", NOW))
    assert await here.read(lambda s: s.jobs.payload(held.id)) is None


async def test_nothing_is_tried_again_past_its_time(database: SqlDatabase) -> None:
    here = await found(database)
    await given_up(here)
    assert [letter.standing for letter in await letters(database, 61)] == ["late"]
    assert await again(database, 61) == 0


async def test_what_was_asked_for_anew_is_not_said_twice(database: SqlDatabase) -> None:
    here = await found(database)
    await given_up(here)
    await here.write(lambda s: promise(s, "a", due=NOW + 2 * MINUTE))
    assert [letter.standing for letter in await letters(database)] == ["anew"] and await again(database) == 0
    (held,) = await database.write(lambda tx: claim(tx, NOW + 2 * MINUTE))
    await database.write(lambda tx: tx.finish(held, "done", NOW + 2 * MINUTE))
    assert await again(database, 3) == 0
    await given_up(here, "b")
    assert await again(database, 3) == 1


async def test_what_is_sealed_in_it_goes_when_it_can_be_tried_again_no_longer(database: SqlDatabase) -> None:
    here = await found(database)
    await given_up(here)
    await given_up(here, "long", expires_at=NOW + timedelta(days=30))
    held_for = []
    for later in (timedelta(0), 2 * timedelta(hours=1), KEPT - MINUTE, KEPT):
        await database.write(lambda tx, at=NOW + later: tx.upkeep(at))  # type: ignore[misc]
        held_for.append(len(await payloads(here)))
    assert held_for == [2, 1, 1, 0]


async def test_it_goes_with_whoever_it_belonged_to(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await given_up(here, owner=ann.id)
    await here.write(lambda s: s.people.erase(ann.id, NOW))
    assert await letters(database) == [] and await payloads(here) == []


async def payloads(here: Community) -> list[str]:
    """The jobs that still have one."""

    def read(tx):  # type: ignore[no-untyped-def]
        ask = "SELECT job_id FROM job_payloads"
        return [job for (job,) in tx.at(here.id).driver.execute(ask, ()).fetchall()]

    return await here.database.read(read)
