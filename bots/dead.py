"""`handrail jobs`: what was given up, in counts and reasons, and trying it again.

Not here: what can be tried again (`adapters/database/dead`). No content, name or platform's id is ever shown.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from adapters.database.dead import KEPT, DeadLetter, dead_letters, try_again
from bots.running import NotDone

if TYPE_CHECKING:
    from bots.assemble import Places
    from config.settings import Settings

SHOWN: Final = 20
"""How many ids of one kind of work and one reason are listed."""
_NOBODY: Final = "Nothing was given up."


def shown(settings: Settings, name: str | None = None) -> Iterator[str]:
    """Yield what was given up: how much, of which kind, why, since when, and whether it can be tried again."""
    now, letters = _letters(settings)
    letters = [each for each in letters if name in (None, each.name)]
    if not letters:
        yield _NOBODY if name is None else f"Nothing of the name {name} was given up."
        return
    yield f"{_pieces(len(letters))} given up. What is sealed in it is kept for {KEPT.days} days at most."
    for (kind, why), found in groupby(sorted(letters, key=_kind), key=_kind):
        some = list(found)
        yield f"\n{kind}: {len(some)} ({why})"
        yield from (f"  {_told(each, now)}" for each in some[:SHOWN])
        if len(some) > SHOWN:
            yield f"  and {len(some) - SHOWN} more"
    can = sum(each.standing == "again" for each in letters)
    yield ""
    if can:
        yield f"{can} can be tried again: `handrail jobs replay ID`, `--name NAME`, or `--all`."
        yield "Find out first why it failed: an incident is in the log under its code."
    else:
        yield "None can be tried again: its time has passed, or it was asked for anew. Whom it concerns has been told."


def replay(
    settings: Settings, places: Places, ids: Sequence[str], name: str | None, *, everything: bool
) -> Iterator[str]:
    """Give work back to the queue and yield what became of it."""
    if sum((bool(ids), name is not None, everything)) != 1:
        raise NotDone(["Say which: one or more ids, or --name NAME, or --all. `handrail jobs dead` lists them."])
    _, letters = _letters(settings)
    wanted = [each for each in letters if everything or each.id in ids or each.name == name]
    if unknown := [each for each in ids if each not in {letter.id for letter in letters}]:
        listed = ", ".join(each[:40] for each in unknown)
        raise NotDone([f"No work that was given up has the id {listed}. `handrail jobs dead` lists them."])
    if not wanted:
        yield _NOBODY if name is None else f"Nothing of the name {name} was given up."
        return
    done = asyncio.run(_again(places, [each for each in wanted if each.standing == "again"]))
    for kind, count in sorted(Counter(each.name for each in done).items()):
        yield f"{kind}: {_pieces(count)} tried again, from now on."
    rest = [each for each in wanted if each not in done]
    late = sum(each.standing == "late" for each in rest)
    if late:
        yield f"{_pieces(late)} left alone: the time for it has passed, and nobody is told anything stale."
    if len(rest) > late:
        yield f"{_pieces(len(rest) - late)} left alone: the same was asked for anew since."
    if done:
        yield "It decides anew from what is true now, so some of it may find that there is nothing left to say."


async def _again(places: Places, wanted: Collection[DeadLetter]) -> Collection[DeadLetter]:
    from adapters.database.opening import open_database
    from adapters.database.survey import database_clock
    from adapters.vault import Vault, load_key_file

    if not wanted:
        return ()
    database = open_database(places.database, Vault(load_key_file(places.key)), places.ledger)
    try:
        return await database.write(lambda tx: try_again(tx.link, wanted, database_clock(tx.link)))
    finally:
        await database.close()


def _letters(settings: Settings) -> tuple[datetime, list[DeadLetter]]:
    """What time it is, by the database's clock as for all work, and what was given up."""
    from adapters.database.survey import database_clock, reading

    with reading(settings.database) as link:
        now = database_clock(link)
        return now, dead_letters(link, now)


def _kind(letter: DeadLetter) -> tuple[str, str]:
    """What is told together. Each incident has its own code, and they belong together all the same."""
    why, _, code = letter.why.partition(", incident ")
    return letter.name, f"{why}; each has its incident" if code else why or "nobody knows why any more"


def _told(letter: DeadLetter, now: datetime) -> str:
    _, _, code = letter.why.partition(", incident ")
    parts = [letter.id, letter.platform or "shows nothing", f"given up {_long(now - letter.ended_at)} ago"]
    if code:
        parts.append(f"incident {code}")
    match letter.standing:
        case "again":
            parts.append(f"can be tried again for {_long(letter.expires_at - now)}")
        case "late":
            parts.append("its time has passed")
        case "anew":
            parts.append("asked for anew since")
    return " · ".join(parts)


def _pieces(count: int) -> str:
    return "1 piece of work was" if count == 1 else f"{count} pieces of work were"


def _long(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes" if minutes != 1 else "a minute"
    return f"{round(minutes / 60)} hours" if minutes < 72 * 60 else f"{round(minutes / 1440)} days"
