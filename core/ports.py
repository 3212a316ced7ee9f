"""All the core asks of the outside, as protocols.

Not here: any way of meeting them. What runs inside a transaction is synchronous: it cannot wait for a platform.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from core.pace import Lane, Turn
from core.pace import Place as RequestPlace
from core.surface import Answer, Message, Reply
from core.values import CommunityId, JobId, MemberId, Person, Place, PostRef

if TYPE_CHECKING:
    from core.codec import Json
    from core.feature import Delivery
    from core.turn import Stores

T = TypeVar("T")


class Platform(Protocol):
    """Where messages are shown. Three methods, none optional; each raises a `PlatformError` or succeeds.

    `lanes` says beforehand what they count towards.
    """

    @property
    def name(self) -> str:
        """The name that stands in places, such as `discord`."""

    @property
    def repeats_safely(self) -> timedelta:
        """For how long the same key posted twice appears once; zero where a repeat could show twice."""

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message, as an answer beneath another where asked, and return where it stands."""

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message that was posted."""

    async def remove(self, ref: PostRef) -> None:
        """Take a message away; one that is gone already is no error."""

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:
        """What showing this counts towards; nothing where nobody limits how often we ask."""


class Pace(Protocol):
    """Keeps everything that is sent below what platforms allow, in this process and in all that share a token."""

    def ask(self, lanes: Sequence[Lane], *, put_back: bool = False) -> Turn:
        """Take a place in every lane or in none, as far as this process knows. Safe from any thread; never waits."""

    async def agree(self, lanes: Sequence[Lane]) -> Turn:
        """Take what `ask` gave among all processes too."""

    async def rest(self, lane: Lane, seconds: float) -> None:
        """Let nobody into a lane for so many seconds, because the platform said so."""

    async def moved(self, place: RequestPlace, seconds: float) -> None:
        """A request arrived so long after its place began; the next ones are counted from then."""

    async def unused(self, place: RequestPlace) -> None:
        """Nothing came of a request, so its channel has one more place."""

    def resting(self, lanes: Sequence[Lane]) -> float:
        """For how many seconds nothing may be sent in one of these lanes; nothing or less when all are open."""


class Clock(Protocol):
    """The application's clock."""

    def now(self) -> datetime:
        """The current instant, UTC-aware."""


class Cooldown(Protocol):
    """Keeps one person's flood from slowing others. Losing it changes nothing else."""

    async def allows(self, person: Person) -> bool:
        """Whether this person may act now; counts the act."""


class Bell(Protocol):
    """Wakes the job loop early; polling covers its absence."""

    def ring(self) -> None:
        """Say that work may be due. Safe from any thread; never raises."""

    async def wait(self, seconds: float) -> None:
        """Return when rung, or after so many seconds."""


@dataclass(frozen=True, slots=True)
class ZoneMatch:
    """A time zone somebody may live in."""

    zone: str
    """IANA name."""
    label: str
    """The place it is known by, such as Berlin."""
    local: datetime
    """The wall-clock time there now."""


class Gazetteer(Protocol):
    """Finds countries and zones from what people type, forgivingly. Never raises."""

    def country(self, text: str) -> str | None:
        """The ISO 3166 alpha-2 code."""

    def country_name(self, code: str) -> str:
        """The English name."""

    def zones(self, country_code: str, city_text: str, now: datetime) -> tuple[ZoneMatch, ...]:
        """At most ten matching zones, best first."""


class Claim(NamedTuple):
    """A job that this worker holds for the length of its lease."""

    community: CommunityId
    id: JobId
    name: str
    subject: str
    key: str
    platform: str
    """Which platform delivers it; empty for work that shows nothing."""
    fence: int
    """Rises with every claim; a finish with an older one is refused."""
    attempts: int
    """Tries before this one."""
    due_at: datetime
    expires_at: datetime
    sending_since: datetime | None
    """When an earlier try began to send without saying how it ended."""
    owner: MemberId | None = None
    """Whose words it carries; they may have been erased meanwhile."""

    @property
    def put_back(self) -> int:
        """How often it was given back without a try: each claim raises the fence, each try that counts the tries."""
        return self.fence - 1 - self.attempts


class Jobs(Protocol):
    """Work promised for later, in the transaction that makes it true."""

    def promise(
        self,
        name: str,
        subject: str,
        *,
        key: str,
        due_at: datetime,
        expires_at: datetime,
        platform: str = "",
        owner: MemberId | None = None,
        payload: bytes | None = None,
    ) -> None:
        """Promise work; nothing is written while unfinished work with this key exists."""

    def promise_anew(
        self,
        name: str,
        subject: str,
        *,
        key: str,
        due_at: datetime,
        expires_at: datetime,
        platform: str = "",
        owner: MemberId | None = None,
        collapse: str | None = None,
    ) -> bool:
        """Promise work, and say whether it was: False (and nothing written) as for `promise`.

        `collapse`: unfinished, unclaimed work with the same collapse key is dropped in favour of this.
        """

    def pending(self, key: str) -> datetime | None:
        """When the unclaimed work with this key is due; None when there is none (or it is being done)."""

    def pending_of(self, owner: MemberId) -> Sequence[tuple[str, str, datetime]]:
        """(name, subject, due) of a member's unclaimed work, soonest first."""

    def cancel(self, key: str) -> bool:
        """Drop unclaimed work; False when it is being done, done, or never was."""

    def cancel_of(self, owner: MemberId, *, but: Collection[str] = ()) -> int:
        """Drop a member's unclaimed work, but for that of these names; return how much that was."""

    def hasten(self, key: str, now: datetime) -> bool:
        """Make unclaimed work due now; False as for `cancel`."""

    def payload(self, job: JobId) -> bytes | None:
        """What was sealed with the job."""

    def held_back(
        self, owner: MemberId, names: Collection[str], since: datetime
    ) -> Sequence[tuple[str, datetime, str]]:
        """(name, due, outcome) of a member's work of these names that ended since then unsaid; oldest first."""

    def spoken(self, owner: MemberId, names: Collection[str], since: datetime) -> Sequence[tuple[str, datetime]]:
        """(name, when) of a member's work of these names that was shown since then, or may have been; oldest first."""


class Posts(Protocol):
    """Where our messages stand, by subject (`checkin~<id>`) and platform; so they can be changed and taken away."""

    def add(self, subject: str, ref: PostRef, owner: MemberId | None) -> None:
        """Remember a message; the newest of a subject on a platform wins."""

    def find(self, subject: str, platform: str = "") -> PostRef | None:
        """Where a subject stands on a platform, or (without one) on any."""

    def standing(self, subject: str) -> Sequence[PostRef]:
        """Everywhere a subject stands, a platform each."""

    def of_owner(self, owner: MemberId) -> Sequence[tuple[str, PostRef]]:
        """All of a member's messages."""

    def drop(self, subject: str, platform: str = "") -> None:
        """Forget a message that is gone from a platform, or (without one) from everywhere."""


class Record(NamedTuple):
    """One small thing a member keeps: a setting, a list, a note to themselves."""

    kind: str
    name: str
    """Tells apart the records of one kind; often an id."""
    body: Mapping[str, Json]
    written_at: datetime
    until: datetime | None = None
    """When it expires; None = kept until changed."""


class Records(Protocol):
    """Members' own records, sealed with their key. Which kinds a member keeps shows in no column."""

    def find(self, member: MemberId, kind: str, name: str = "") -> Record | None:
        """One record."""

    def of_kind(self, member: MemberId, kind: str) -> Sequence[Record]:
        """A member's records of a kind, oldest first."""

    def every(self, member: MemberId) -> Sequence[Record]:
        """All of a member's records, oldest first."""

    def save(self, member: MemberId, record: Record) -> None:
        """Add a record or change it; nothing happens for a member who is erased."""

    def remove(self, member: MemberId, kind: str, name: str = "") -> bool:
        """Delete a record; False when it is not there."""


class Homes(Protocol):
    """The servers and workspaces of one community."""

    def every(self) -> Sequence[Place]:
        """All of them."""

    def invite(self, code: str, until: datetime) -> None:
        """Make a one-time code, valid until then, with which one more home is added to this community."""

    def remove(self, place: Place) -> bool:
        """Let a home belong no longer; False when it did not."""


class Drafts(Protocol):
    """Answers that are not saved yet, sealed, by the person and the step they belong to; gone after a day."""

    def save(self, person: Person, step: str, answers: Mapping[str, Answer], now: datetime) -> None:
        """Keep answers for a step's key (community left out), replacing earlier ones."""

    def find(self, person: Person, step: str, now: datetime) -> dict[str, Answer] | None:
        """The answers kept for a step."""

    def drop(self, person: Person, step: str) -> None:
        """Forget the draft of a step."""


class Turns(Protocol):
    """Turns already answered, so that a redelivery gets the same answer."""

    def answered(self, turn_id: str) -> Reply | None:
        """The answer given to this turn before."""

    def remember(self, turn_id: str, reply: Reply, owner: MemberId | None, now: datetime) -> None:
        """Keep the answer, sealed, for two days. `owner` None or erased meanwhile: the community's key seals it."""


class Transaction(Protocol):
    """One transaction. Only the engine commits it, after `work` returned; an exception rolls it back."""

    def community_at(self, place: Place) -> CommunityId | None:
        """The community whose home this place is in."""

    def communities_of(self, person: Person) -> Sequence[tuple[CommunityId, str]]:
        """(community, a name to tell them apart) of everywhere this person has an account."""

    def found(self, place: Place, now: datetime) -> CommunityId:
        """Found a community with this place's home, minting its keys."""

    def redeem(self, code: str, now: datetime) -> bool:
        """Use up a one-time claim code; False when it is unknown, used or older than its day."""

    def offer_claim(self, code: str, expires_at: datetime, community: CommunityId | None = None) -> None:
        """Make a one-time code valid until then: for founding, or for giving this community one more home."""

    def invited(self, code: str, now: datetime) -> CommunityId | None:
        """The community a code adds a home to; None when it founds one, or is not valid."""

    def settle(self, community: CommunityId, place: Place) -> None:
        """Give a community one more home."""

    def within(self, community: CommunityId) -> Stores:
        """The stores of one community; its rows only, its keys only."""

    def claim(self, now: datetime, platforms: Collection[str], most: int, lease: timedelta) -> Sequence[Claim]:
        """Take due work of these platforms ("" = work that shows nothing), soonest first, for one lease.

        Due by the application's `now`, leased by the database's clock; work of a lapsed lease is taken again.
        """

    def claim_fairly(
        self, now: datetime, platform: str, most: int, lease: timedelta, after: str = ""
    ) -> Sequence[Claim]:
        """Take due work of a platform for one lease: as much of each community as of any other, in turns.

        It goes round the communities by their ids, from the one after `after`, and within one soonest first.
        """

    def sending(self, claim: Claim, now: datetime) -> bool:
        """Note that the sending begins (the first time stays noted); False when the claim is no longer ours."""

    def finish(self, claim: Claim, outcome: str, now: datetime, why: str = "") -> bool:
        """Record how work ended; False (and nothing written) when the fence is older than the row's.

        `why` tells an operator more about what was given up; it says nothing about anybody.
        """

    def again(self, claim: Claim, due_at: datetime, *, unclear: bool, counted: bool = True) -> bool:
        """Give work back for another try; False as for `finish`.

        `unclear`: this try may have been shown, so `sending_since` stays; otherwise it is cleared.
        Not `counted`: the platform was not asked, or did not let us in yet, so it was no try.
        """

    def ahead(self, community: CommunityId, members: Sequence[MemberId], kinds: Collection[str], now: datetime) -> None:
        """Say whose work this transaction does, one piece of each member, and which kinds of their records it reads.

        What they read may then be read at once, and what they write written at once. From then on `finish` and `wait`
        may say True too early: where one of them was not ours any more, the transaction fails as a whole.
        """

    def wait(self, claim: Claim, due_at: datetime) -> bool:
        """Give work back until then as if it had not been tried, expiring as much later; False as for `finish`."""

    def next_due(self, platforms: Collection[str]) -> datetime | None:
        """When the next unclaimed work is due."""

    def upkeep(self, now: datetime) -> int:
        """Remove what has outlived its day: remembered turns, drafts, finished jobs, old claim codes."""

    def known_countries(self) -> Sequence[tuple[Person, str]]:
        """The country every account's member chose, for `help-now` in memory."""

    def home_countries(self) -> Sequence[tuple[Place, str]]:
        """The main country of every home."""


class Database(Protocol):
    """Runs work in a transaction, in a thread of its own; resolves after the commit."""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run and commit. `NotSaved` when the database is away or full: then nothing was recorded."""

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run without writing, beside the writers. `NotSaved` when the database is away."""
