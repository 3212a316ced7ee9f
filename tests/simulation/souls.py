"""The people of the simulation: where they live, how they are, and what they remember.

Not here: what they do (`walk` and `lives`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from core.surface import Message
from core.values import Person, Place

WHEREABOUTS = (
    ("germany", "berlin", "Europe/Berlin"),
    ("united states", "new york", "America/New_York"),
    ("australia", "sydney", "Australia/Sydney"),
    ("new zealand", "auckland", "Pacific/Auckland"),
    ("nepal", "kathmandu", "Asia/Kathmandu"),
    ("india", "kolkata", "Asia/Kolkata"),
    ("kiribati", "kiritimati", "Pacific/Kiritimati"),
    ("american samoa", "pago pago", "Pacific/Pago_Pago"),
    ("chile", "santiago", "America/Santiago"),
    ("canada", "st. john's", "America/St_Johns"),
    ("australia", "lord howe", "Australia/Lord_Howe"),
    ("morocco", "casablanca", "Africa/Casablanca"),
    ("portugal", "ponta delgada", "Atlantic/Azores"),
    ("egypt", "cairo", "Africa/Cairo"),
    ("samoa", "apia", "Pacific/Apia"),
    ("new zealand", "chatham", "Pacific/Chatham"),
)
"""A country, a city, and the zone somebody from there would pick: every kind of clock there is."""


@dataclass(slots=True)
class Temper:
    """How somebody is, drawn once."""

    lively: float
    """The chance that they come by on a day."""
    open: float
    """How readily they share."""
    odd: float
    """How often they type what nobody expects."""
    restless: float
    """How often they press whatever is there."""
    private: float
    """How often they look for what is kept and delete some of it."""
    wanders: float
    """The chance on a day that they travel to another zone."""


@dataclass(slots=True)
class Soul:
    """One person, with the account they act from."""

    number: int
    person: Person
    home: str
    channel: str
    temper: Temper
    comes_on: int
    """The day of the simulation on which they first come by."""
    lives_in: tuple[str, str, str]
    moderates: bool = False
    life: int = 0
    """How often everything of theirs was deleted; what they wrote in an earlier life is nobody's any more."""
    written: int = 0
    member: str = ""
    """Their id, also of one who only moderates or who left a while ago."""
    joined: bool = False
    zone: str = ""
    came: datetime | None = None
    """When they last read or wrote anything but help."""
    led: datetime | None = None
    """When they were last seen to help look after a group."""
    quiet_until: datetime | None = None
    screen: Message | None = None
    """What they were shown last, privately."""
    from_inbox: bool = False
    acts: dict[str, datetime] = field(default_factory=dict)
    """When they last did what, by action."""
    agreed: set[str] = field(default_factory=set)
    """Marks of their own words that they let others see, by their own press."""
    shared: set[str] = field(default_factory=set)
    """What they pressed `share` for, by its id."""
    deleted_at: datetime | None = None
    """When they last deleted something of their own."""
    work_days: int = 0
    rings: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=80))
    """When the bot spoke to them first, and by which kind of work."""
    handles: list[str] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    """(member, handle) of earlier lives."""

    @property
    def name(self) -> str:
        """How they are called in a report."""
        return f"soul {self.number}"

    def place(self, *, alone: bool = False) -> Place:
        """Where they act from."""
        if alone:
            home = "" if self.person.platform == "discord" else self.home
            return Place(self.person.platform, home, user=self.person.user)
        return Place(self.person.platform, self.home, self.channel)

    def mark(self) -> str:
        """A mark for one more text of theirs, found again wherever it turns up."""
        self.written += 1
        return f"kw{self.number}a{self.life}n{self.written}z"

    def did(self, action: str, since: datetime) -> bool:
        """Whether they did something since then; `action` may end in a dot to stand for all of a slice."""
        if action.endswith("."):
            return any(at >= since for key, at in self.acts.items() if key.startswith(action))
        return self.acts.get(action, datetime.min.replace(tzinfo=since.tzinfo)) >= since

    def history(self) -> str:
        """What they did last, each kind of thing once."""
        recent = sorted(self.acts.items(), key=lambda act: act[1])[-30:]
        return ", ".join(f"{action} {at:%Y-%m-%d %H:%M}" for action, at in recent)

    def clock(self, now: datetime) -> datetime:
        """Their own wall clock."""
        return now.astimezone(ZoneInfo(self.zone or self.lives_in[2]))


def make(
    number: int, seed: int, days: int, homes: list[tuple[str, str, str, float]], *, moderates: bool = False
) -> Soul:
    """One person, the same for the same seed. `homes`: platform, home, channel and how many come to it."""
    luck = Random(f"{seed}|soul|{number}")
    platform, home, channel, _ = luck.choices(homes, [each[3] for each in homes])[0] if not moderates else homes[0]
    temper = Temper(
        lively=luck.choice((0.05, 0.1, 0.1, 0.2, 0.35, 0.7)),
        open=luck.choice((0.0, 0.1, 0.3, 0.6)),
        odd=luck.choice((0.0, 0.05, 0.3)),
        restless=luck.choice((0.1, 0.3, 0.6)),
        private=luck.choice((0.0, 0.02, 0.1)),
        wanders=luck.choice((0.0, 0.0, 0.01, 0.05)),
    )
    comes_on = 0 if moderates else int(min(luck.expovariate(1 / (days * 0.2)), days * 0.9))
    lives_in = WHEREABOUTS[number % len(WHEREABOUTS)]
    person = Person(platform, f"u77{number:05}")
    return Soul(number, person, home, channel, temper, comes_on, lives_in, moderates=moderates)


def waking(soul: Soul, luck: Random, now: datetime) -> timedelta:
    """When on the coming day they come by: by day mostly, some at night."""
    local = soul.clock(now)
    hour = luck.choices((luck.uniform(7, 12), luck.uniform(12, 21.4), luck.uniform(21.4, 31)), (3, 6, 1))[0]
    ahead = (hour - local.hour - local.minute / 60) % 24
    return timedelta(hours=ahead)
