"""A community with people in it, for the tests of stores.

Not here: tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from adapters.database.front import SqlDatabase
from adapters.database.transaction import SqlTransaction
from core.checkins.model import CheckIn, Response
from core.groups.model import Group
from core.people.model import Member
from core.surface import Message
from core.text import Text
from core.turn import Stores
from core.values import CommunityId, GroupId, MemberId, Person, Place, PostRef, Role, Said, new_id

T = TypeVar("T")
NOW = datetime(2026, 5, 1, 9, 30, 0, 123456, tzinfo=UTC)
HOME = Place("discord", "864197532086419753")
CHANNEL = replace(HOME, channel="975310864297531086")
ANN = Person("discord", "123456789012345678")
BEN = Person("discord", "223456789012345678")


@dataclass(frozen=True)
class Community:
    """One founded community."""

    database: SqlDatabase
    id: CommunityId

    async def write(self, work: Callable[[Stores], T]) -> T:
        """Write inside it."""
        return await self.database.write(lambda tx: work(tx.within(self.id)))

    async def read(self, work: Callable[[Stores], T]) -> T:
        """Read inside it."""
        return await self.database.read(lambda tx: work(tx.within(self.id)))

    async def joined(self, person: Person, handle: str, role: Role = Role.MEMBER) -> Member:
        """Let somebody join it."""
        return await self.write(lambda stores: join(stores, person, handle, role))


async def found(database: SqlDatabase, home: Place = HOME) -> Community:
    """Found a community."""
    return Community(database, await database.write(lambda tx: tx.found(home, NOW)))


def join(stores: Stores, person: Person, handle: str, role: Role = Role.MEMBER) -> Member:
    """Make somebody a joined member."""
    member = stores.people.admit(person, HOME.home, role, NOW)
    return stores.people.join(member.id, Said(handle), "DE", "Europe/Berlin", NOW)


def check_in(member: MemberId, words: str = "a calm day", *, day: date | None = None, ago: int = 0) -> CheckIn:
    """A check-in with every kind of answer."""
    at = NOW - timedelta(minutes=ago)
    answers = {"mood": 3, "words": Said(words), "feelings": ("tired", "hopeful"), "one": "calm"}
    return CheckIn(new_id(), member, "daily", "recovery", day or at.date(), answers, at)


def response(checkin: CheckIn, member: MemberId, words: str = "with you") -> Response:
    """Words beneath a check-in."""
    return Response(new_id(), checkin.id, member, Said(words), NOW)


def group(place: Place = CHANNEL) -> Group:
    """A group."""
    return Group(GroupId(new_id()), (place,), "recovery", "DE")


def post(message: str = "556677889900112233") -> PostRef:
    """Where a message stands."""
    return PostRef(CHANNEL, message)


def note(words: str = "A note.") -> Message:
    """A message."""
    return Message(Text("{words}", (("words", Said(words)),)))


def promise(
    stores: Stores, key: str = "a", *, name: str = "checkin.share", due: datetime = NOW, **more: object
) -> bool:
    """Promise work; what carries words is not asked whether it was made anew."""
    settings: dict[str, object] = {"platform": "discord", "expires_at": due + timedelta(hours=1), **more}
    if "payload" not in settings:
        return stores.jobs.promise_anew(name, f"about-{key}", key=key, due_at=due, **settings)  # type: ignore[arg-type]
    stores.jobs.promise(name, f"about-{key}", key=key, due_at=due, **settings)  # type: ignore[arg-type]
    return True


def claim(tx: SqlTransaction, now: datetime = NOW, most: int = 10, lease: float = 60.0):  # type: ignore[no-untyped-def]
    """Take due work of every platform."""
    return tx.claim(now, ["discord", "slack", ""], most, timedelta(seconds=lease))
