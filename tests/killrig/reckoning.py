"""What has to be true once everything is over: nothing lost, nothing twice, nothing that nobody was told of.

Not here: bringing it about (`rig`).
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.database.front import SqlDatabase
from adapters.database.opening import open_database
from adapters.vault import Vault, load_key_file
from core.ports import Record
from core.values import CommunityId, MemberId
from tests.killrig.probe import PLATFORMS, SAID, TOLD
from tests.killrig.worker import Field

NOT_SHOWN: Final = frozenset({"dead", "expired", "gone", "cannot"})
"""Ends which say that nothing was shown."""


@dataclass
class Reckoning:
    """What was found."""

    saved: int = 0
    promised: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    """Posts that arrived again with their nonce, and were shown once."""
    taken: int = 0
    """Stale holders that were turned away and said so."""
    wrong: list[str] = field(default_factory=list)

    def say(self, count: int, what: str) -> None:
        """Note what should not be."""
        if count:
            self.wrong.append(f"{count} {what}")


def reckon(where: Field, community: CommunityId, member: MemberId) -> Reckoning:
    """Look everything over."""
    said, told, jobs = asyncio.run(_stored(where, community, member))
    with urllib.request.urlopen(f"{where.service}/report") as answer:  # noqa: S310 - our own service on this machine
        report: dict[str, Any] = json.load(answer)
    shown = {platform: Counter(report["shown"][platform]) for platform in PLATFORMS}
    lines = where.journal.read_text().splitlines()
    saved = {line.split()[1] for line in lines if line.startswith("saved ")}
    found = Reckoning(len(saved), len(jobs), repeats=int(report["repeats"]))
    found.say(len(saved - said), "were confirmed and lost")
    promises = Counter((subject, platform) for subject, platform, _, _ in jobs)
    found.say(sum(promises[subject, platform] != 1 for subject in said for platform in PLATFORMS), "not promised once")
    found.say(sum(subject not in said for subject, _ in promises), "promised without being written down")
    found.say(sum(not outcome for _, _, _, outcome in jobs), "promised and never ended")
    for subject, platform, key, outcome in jobs:
        found.ended[f"{platform} {outcome}"] += 1
        record = told.get(key)
        if record is None or record.body["how"] != outcome:
            found.say(1, f"ended as {outcome} on {platform} and nobody was told so ({subject})")
        elif record.body["times"] != 1:
            found.say(1, f"settled more than once on {platform} ({subject})")
        times = shown[platform][subject]
        found.say(times > 1, f"shown {times} times on {platform} ({subject}, {outcome})")
        found.say(outcome == "done" and not times, f"called done on {platform} and not shown ({subject})")
        found.say(outcome in NOT_SHOWN and times > 0, f"called {outcome} on {platform} and shown ({subject})")
    log = where.log.read_text().splitlines()
    found.taken = sum("was taken by somebody else" in line for line in log)
    found.say(sum("incident" in line for line in log), f"faults: {[line for line in log if 'incident' in line][:3]}")
    return found


async def _stored(
    where: Field, community: CommunityId, member: MemberId
) -> tuple[set[str], dict[str, Record], list[tuple[str, str, str, str]]]:
    """What was written down, what was told, and (subject, platform, key, outcome) of every promise."""
    database = opened(where)
    try:
        said = await database.read(lambda tx: tx.within(community).records.of_kind(member, SAID))
        told = await database.read(lambda tx: tx.within(community).records.of_kind(member, TOLD))
        ask = "SELECT subject, platform, key, coalesce(outcome, '') FROM jobs WHERE name LIKE 'rig.%'"
        jobs = await database.read(lambda tx: tx.link.driver.execute(ask, ()).fetchall())
    finally:
        await database.close()
    return {one.name for one in said}, {one.name: one for one in told}, jobs


def opened(where: Field) -> SqlDatabase:
    """The database, as one process opens it."""
    vault = Vault(load_key_file(where.places.key))
    return open_database(where.places.database, vault, where.places.ledger, connections=4)
