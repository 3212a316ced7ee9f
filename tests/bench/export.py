"""`export`: making both files of a member who checked in daily for years, from the opened rows to the last byte.

Its peer reads the same check-ins from rows that nobody sealed, and writes them as JSON alone.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from bots.assemble import Handrail, Places, assembled
from core.checkins.model import CheckIn
from core.feature import JobContext, More
from core.ports import Claim, Transaction
from core.privacy.deliveries import Gathered, gather
from core.values import CommunityId, JobId, MemberId, Person, Place, Role, Said, new_id
from tests.bench.harness import Figure

FIVE_YEARS: Final = 1_826
MANY: Final = 10_000
NOW: Final = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
HERE: Final = Place("slack", "T1", "C1")
WORDS: Final = "A long walk by the river, then I called my sister; the evening was quieter than I feared. " * 3


def bench(name: str, runs: int) -> list[Figure]:
    """Measure five years of daily check-ins with words, and ten thousand check-ins."""
    return asyncio.run(_bench(runs))


async def _bench(runs: int) -> list[Figure]:
    figures = []
    for count, goal in ((FIVE_YEARS, 2.0), (MANY, 0.0)):
        met = (lambda ours, _: ours <= 2.0) if goal else None
        goal_said = f"at most {goal:g} s" if goal else ""
        figure = Figure(f"{count:,} check-ins with words", "s", "unsealed rows, JSON alone", goal_said, met)
        await _measure(figure, count, runs)
        figures.append(figure)
    return figures


async def _measure(figure: Figure, count: int, runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        where = Path(folder)
        create_key_file(where / "key")
        url = f"sqlite:///{where / 'bench.db'}"
        migrate(url)
        async with assembled(Places(url, where / "key", where / "erasures", checkins=None)) as handrail:
            community, member, rows = await handrail.database.write(lambda tx: _live(tx, count))
            plain = _plain(where / "plain.db", rows)
            for run in range(-1, runs):
                ours, size = await _ours(handrail, community, member)
                theirs = _theirs(plain)
                if run >= 0:
                    figure.add(ours, theirs)
                figure.more = {"bytes": size}
            plain.close()


def _live(tx: Transaction, count: int) -> tuple[CommunityId, MemberId, list[CheckIn]]:
    community = tx.found(HERE, NOW)
    stores = tx.within(community)
    member = stores.people.admit(Person("slack", "U1"), "T1", Role.MEMBER, NOW)
    stores.people.join(member.id, Said("Ann"), "DE", "Europe/Berlin", NOW)
    rows = []
    for number in range(count):
        at = NOW - timedelta(hours=24 * FIVE_YEARS / count * (count - number))
        answers = {"words": ("calm", "tired"), "heavy": number % 11, "contact": "yes", "next": Said(WORDS)}
        rows.append(CheckIn(new_id(), member.id, "daily-brief", "general", at.date(), answers, at))
        stores.checkins.save(rows[-1])
    return community, member.id, rows


async def _ours(handrail: Handrail, community: CommunityId, member: MemberId) -> tuple[float, int]:
    claim = Claim(community, JobId("bench"), "privacy.export", f"{member}~1", "bench", "slack", 1, 0, NOW, NOW, None)

    def look(tx: Transaction) -> Gathered | More | None:
        return gather(JobContext(claim, community, tx.within(community), handrail.library, NOW, found))

    found: object = None
    began = perf_counter()
    while isinstance(made := await handrail.database.read(look), More):
        found = made.found
    took = perf_counter() - began
    assert made is not None
    return took, sum(len(file.content) for part in made.parts for file in part)


def _plain(path: Path, rows: list[CheckIn]) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE checkins (written_at TEXT, body TEXT)")
    for row in rows:
        given = {key: one.words if isinstance(one, Said) else one for key, one in row.answers.items()}
        connection.execute("INSERT INTO checkins VALUES (?, ?)", (row.written_at.isoformat(), json.dumps(given)))
    connection.commit()
    return connection


def _theirs(connection: sqlite3.Connection) -> float:
    began = perf_counter()
    rows = connection.execute("SELECT written_at, body FROM checkins ORDER BY written_at").fetchall()
    json.dumps([{"written_at": at, "answers": json.loads(body)} for at, body in rows]).encode()
    return perf_counter() - began
