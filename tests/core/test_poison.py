"""One in a hundred pieces of work is poison: everything else is done as ever, and of the poison no word is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapters.database.dead import dead_letters
from core.feature import Feature, JobContext, JobSpec, Post, Settled
from core.ports import Transaction
from core.surface import Message
from core.text import text
from core.values import Place
from tests.core.home import CHANNEL, Home
from tests.core.promises import LATE, Line, keep_trying

MANY = 300
CANARY = b"canary: what somebody wrote"
RAISES, BROKEN = ("50", "150", "250"), ("99", "199", "299")


class Work:
    """Work that reads its payload, and does what its platform says: shows it, or only notes that it was done."""

    def __init__(self) -> None:
        self.dead: list[str] = []

    def feature(self) -> Feature:
        specs = (
            JobSpec("poison.note", self._note, self._settled, LATE),
            JobSpec("poison.say", self._say, self._settled, LATE),
        )
        return Feature("poison", jobs=specs)

    def _read(self, job: JobContext) -> None:
        assert job.stores.jobs.payload(job.claim.id) == CANARY
        if job.subject in RAISES:
            raise ValueError(CANARY.decode())

    def _note(self, job: JobContext) -> None:
        self._read(job)

    def _say(self, job: JobContext) -> Post:
        self._read(job)
        return Post(Place("web", "playground", CHANNEL), Message(text("{number}", number=job.subject)))

    def _settled(self, job: JobContext, settled: Settled) -> None:
        if settled.outcome != "done":
            self.dead.append(job.subject)


async def promised(home: Home, name: str, platform: str) -> None:
    """Promise so much work, and spoil what is sealed with some of it."""
    community, now = await home.community(), home.clock.now()

    def work(tx: Transaction) -> None:
        jobs = tx.within(community).jobs
        for number in range(MANY):
            key = f"{name}~{number}"
            jobs.promise(
                name, f"{number}", key=key, due_at=now, expires_at=now + LATE, platform=platform, payload=CANARY
            )

    await home.handrail.database.write(work)
    spoil = "UPDATE job_payloads SET payload = zeroblob(length(payload)) WHERE job_id = ?"
    for number in BROKEN:
        (job,) = await rows(home, "SELECT id FROM jobs WHERE key = ?", f"{name}~{number}")
        await home.handrail.database.write(lambda tx, job=job: tx.link.driver.execute(spoil, job))  # type: ignore[misc]


async def rows(home: Home, ask: str, *values: str) -> list[tuple[Any, ...]]:
    """Rows, straight from the database."""
    return await home.handrail.database.read(lambda tx: tx.link.driver.execute(ask, values).fetchall())


async def done(home: Home) -> set[str]:
    """What is done by now."""
    ask = "SELECT subject FROM jobs WHERE name LIKE 'poison.%' AND outcome = 'done'"
    return {subject for (subject,) in await rows(home, ask)}


@pytest.mark.parametrize(("name", "platform"), [("poison.note", ""), ("poison.say", "web")])
async def test_poison_ends_as_dead_letters_without_a_word_and_everything_else_is_done(
    home: Home, incidents: list[str], caplog: pytest.LogCaptureFixture, name: str, platform: str
) -> None:
    work, line = Work(), Line()
    loop = home.work(work.feature(), platform=line)
    await promised(home, name, platform)
    while await loop.run_due():
        pass
    healthy = {f"{number}" for number in range(MANY)} - {*RAISES, *BROKEN}
    assert await done(home) == healthy, "everything else was done before any poison was given up"
    await keep_trying(home, loop)
    assert sorted(work.dead) == sorted((*RAISES, *BROKEN))
    letters = await home.handrail.database.read(lambda tx: dead_letters(tx.link, home.clock.now()))
    assert {letter.name for letter in letters} == {name} and len(letters) == len(RAISES) + len(BROKEN)
    said = "\n".join([repr(letters), caplog.text, *incidents, *map(repr, await rows(home, "SELECT * FROM jobs"))])
    assert "canary" not in said
    for (sealed,) in await rows(home, "SELECT payload FROM job_payloads"):
        assert CANARY not in sealed


async def test_poison_among_what_is_done_together_goes_alone_and_the_rest_stays_together(
    home: Home, incidents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work()
    loop = home.work(work.feature())
    await promised(home, "poison.note", "")
    writes, write = 0, home.handrail.database.write

    async def counted(does: Callable[[Any], Any]) -> Any:
        nonlocal writes
        writes += 1
        return await write(does)

    monkeypatch.setattr(home.handrail.database, "write", counted)
    await loop.run_quiet()
    assert len(await done(home)) == MANY - 6 and writes < 50
