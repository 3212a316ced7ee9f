"""What is looked over by day and by week, in plain columns and in the bytes of the files: nothing kept past its day.

Not here: what is seen at each turn (`watch`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.turn import Stores
from core.values import MemberId
from tests.simulation.marks import instant_of
from tests.simulation.souls import Soul
from tests.simulation.watch import Watch

MARK_BYTES = re.compile(rb"kw\d+a\d+n\d+z")
WIDE = re.compile(rb"k\x00w\x00(?:\d\x00)+a\x00")
GRACE = timedelta(days=2)


class Audit:
    """Looks over what is kept."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.town = watch, watch.town
        self.stood_until = self.town.now
        """When work last stood still; what should have gone meanwhile gets its time from then."""
        self._rhythms: dict[int, tuple[datetime, dict[str, tuple[tuple[int, ...], str, bool, str]]]] = {}
        self._asked: set[tuple[str, str]] = set()
        self._seen: set[str] = set()
        self._names: dict[str, tuple[str, str]] = {}
        self.looks = 0
        self.prompts = 0

    def daily(self) -> None:
        """Nothing past its day, nothing standing that should be gone, and nobody gone without a reason."""
        self._gone()
        grace = max(GRACE, self.town.now - self.stood_until + GRACE if self.town.loop_stands else GRACE)
        if self.town.loop_stands or self.town.now - self.stood_until < GRACE:
            return
        now = self.town.now
        limits = (
            ("checkins", "until", now - grace),
            ("checkins", "text_until", now - grace),
            ("records", "until", now - grace),
            ("notes", "until", now - grace),
            ("notes", "written_at", now - timedelta(days=30) - grace),
            ("responses", "written_at", now - timedelta(days=90) - grace),
            ("drafts", "written_at", now - timedelta(days=1) - grace),
            ("turns", "answered_at", now - timedelta(days=2) - grace),
            ("jobs", "finished_at", now - timedelta(days=9) - grace),
        )
        chose = any(soul.did("privacy.keep-so", now - grace) for soul in self.watch.souls.values())
        for table, column, before in limits:
            if table == "checkins" and chose:  # from then on it is the next day's work
                continue
            found = self.watch.rows(f"SELECT count(*) FROM {table} WHERE {column} < ?", micros(before))[0][0]  # noqa: S608  # our own names
            if found:
                self.watch.say(f"{found} rows of {table} are kept past their day ({column} before {before:%Y-%m-%d})")
        self.watch.who_leads()
        self._claimed(now)
        self._silent(now)
        self._standing()

    def _gone(self) -> None:
        """Nobody's things are deleted but by their own press, a month after they left, or after a year of silence."""
        here, now = {member for (member,) in self.watch.rows("SELECT id FROM members")}, self.town.now
        for soul in self.watch.souls.values():
            if not soul.member or soul.member in here:
                continue
            left = soul.acts.get("privacy.go")
            pressed = soul.did("privacy.erase", now - timedelta(days=2))
            if not (pressed or (left and now - left > timedelta(days=29)) or silent(soul, now)):
                self.watch.say(f"everything of {soul.name} was deleted without their word")
            self.watch.erased(soul)

    def _claimed(self, now: datetime) -> None:
        """Work does not lie about: what is due is done, given back or given up."""
        before = micros(now - timedelta(hours=12))
        for name, due, state in self.watch.rows(
            "SELECT name, due_at, state FROM jobs WHERE state < 2 AND due_at < ? LIMIT 3", before
        ):
            self.watch.say(f"work lies about: {name}, due {instant_of(due):%Y-%m-%d %H:%M}, state {state}")

    def _silent(self, now: datetime) -> None:
        """Whoever was silent for a year, and was asked twice, is forgotten."""
        if "privacy.retention" not in {job for (job,) in self.watch.rows("SELECT DISTINCT name FROM jobs")}:
            return
        before = micros(now - timedelta(days=365 + 7 + 28 + 7) - GRACE)
        found = self.watch.rows(
            "SELECT count(*) FROM (SELECT member_id FROM accounts GROUP BY member_id HAVING max(used_at) < ?)", before
        )[0][0]
        if found:
            self.watch.say(f"{found} members were silent for over 13 months and are still kept")

    def _standing(self) -> None:
        """Every post of a member's that stands is known, or its answer was lost on the way."""
        shared = {key for (key,) in self.watch.rows("SELECT id FROM checkins WHERE group_id IS NOT NULL")}
        replies = {key for (key,) in self.watch.rows("SELECT id FROM responses")}
        going = self.watch.rows("SELECT count(*) FROM jobs WHERE name = 'post.remove' AND state < 2")[0][0]
        for job, name, subject in self.watch.rows("SELECT id, name, subject FROM jobs WHERE platform <> ''"):
            self._names.setdefault(job, (name, subject))
        for sent in [one for street in self.town.streets.values() for one in street.sent.values()]:
            name, subject = self._names.get(sent.key, ("", ""))
            age = self.town.now - sent.at
            if sent.lost_answer or going or age < GRACE:
                continue
            if name == "checkin.post" and subject not in shared:
                self.watch.say(f"a copy of {sent.at:%Y-%m-%d} still stands of a check-in that is private or gone")
            if name == "checkin.answer" and subject not in replies:
                self.watch.say(f"a reply of {sent.at:%Y-%m-%d} still stands that is gone")
            if name == "history.post" and age > timedelta(days=30) + GRACE:
                self.watch.say(f"a milestone of {sent.at:%Y-%m-%d} still stands")

    async def expiry(self, homes: list[str]) -> None:
        """No copy outlives the days its author chose."""
        now = self.town.now
        if self.town.loop_stands or now - self.stood_until < GRACE:
            return

        def read(stores: Stores) -> list[tuple[str, int, datetime]]:
            shared = [one for group in stores.groups.every() for one in stores.checkins.shared_in(group.id)]
            return [(one.id, one.stands, one.shared_at) for one in shared if one.shared_at is not None]

        for home in homes:
            for checkin, stands, at in await self.town.look(home, read):
                if stands and now > at + timedelta(days=stands) + GRACE:
                    self.watch.say(f"a share outlives its {stands} days: shared {at:%Y-%m-%d} ({checkin[:4]})")
                elif checkin not in {each for soul in self.watch.souls.values() for each in soul.shared}:
                    self.watch.say("INV-01 a check-in counts as shared that nobody shared")

    def bytes_on_disk(self) -> None:
        """INV-08: nothing anybody wrote, no handle of the gone and no account's id lies readable in any file."""
        gone = [handle.encode() for soul in self.watch.souls.values() for _, handle in soul.gone if len(handle) > 5]
        for path in sorted(self.town.folder.rglob("*")):
            if not path.is_file() or path.suffix in (".toml", ".txt"):
                continue
            data = path.read_bytes()
            found = MARK_BYTES.search(data) or WIDE.search(data) or re.search(rb"u77\d{5}", data)
            if found:
                self.watch.say(f"INV-08 {path.name} holds readable words or ids: {found[0]!r}")
            for handle in gone:
                if handle in data:
                    self.watch.say(f"INV-08 {path.name} holds the name of somebody who is gone")
        for line in self.town.logged:
            if re.search(r"kw\d+a\d+n\d+z|u77\d{5}", line):
                self.watch.say("a log line holds a member's words or id")
        self.town.logged.clear()
        for member, _ in [one for soul in self.watch.souls.values() for one in soul.gone]:
            if self.watch.rows("SELECT 1 FROM member_keys WHERE member_id = ?", member):
                self.watch.say("INV-08 a key lives on after everything was deleted")

    def asked_once(self) -> None:
        """INV-23: nobody is asked twice for one time on their own wall clock, also when clocks are set back."""
        done = self.watch.rows("SELECT id, owner, due_at FROM jobs WHERE name = 'people.reminder' AND outcome = 'done'")
        here = {soul.member: soul for soul in self.watch.souls.values() if soul.member}
        for job, owner, due_at in done:
            soul = here.get(owner)
            if job in self._seen or soul is None:
                continue
            self._seen.add(job)
            self.prompts += 1
            due = instant_of(due_at)
            wall = due.astimezone(ZoneInfo(soul.zone or "UTC")).strftime("%Y-%m-%d %H:%M")
            travelled = soul.did("people.zone", due - timedelta(days=3))
            if (owner, wall) in self._asked and not travelled:
                self.watch.say(f"INV-23 {soul.name} was asked twice for {wall}")
            self._asked.add((owner, wall))

    async def none_lost(self, souls: list[Soul]) -> None:
        """INV-23: from one look to the next, every local day that a rhythm wants was settled, whatever clocks did."""
        now = self.town.now
        for soul in souls:
            if not soul.joined or not soul.did("rhythm.", now - timedelta(days=500)):
                continue
            if soul.number % 20 and not changes_clocks(soul.zone, now):
                self._rhythms.pop(soul.number, None)
                continue
            found = await self.town.look(soul.home, lambda stores, soul=soul: _rhythms(stores, soul))
            at, before = self._rhythms.get(soul.number, (now, {}))
            self._rhythms[soul.number] = (now, found)
            quiet = not any(
                soul.did(each, at - timedelta(hours=1)) for each in ("rhythm.", "people.", "privacy.", "mod.")
            )
            if not quiet or self.stood_until >= at - timedelta(hours=3) or self.town.loop_stands:
                continue
            for template, (days, wall, paused, prompted) in found.items():
                if template not in before or before[template][:3] != (days, wall, False) or paused:
                    continue
                wanted = max(wanted_days(days, wall, soul.zone, at, now - timedelta(hours=3)), default="")
                self.looks += bool(wanted)
                if wanted and wanted > prompted:
                    self.watch.say(
                        f"INV-23 {soul.name} was not asked for {wanted} {wall} ({soul.zone}, settled {prompted})"
                    )


def _rhythms(stores: Stores, soul: Soul) -> dict[str, tuple[tuple[int, ...], str, bool, str]]:
    found = stores.records.of_kind(MemberId(soul.member), "rhythm")
    plain: list[tuple[str, dict[str, Any]]] = [(one.name, dict(one.body)) for one in found if not one.body["monthly"]]
    return {name: (tuple(b["days"]), b["at"], bool(b["paused"]), b["prompted"] or "") for name, b in plain}


def wanted_days(days: tuple[int, ...], wall: str, zone: str, start: datetime, end: datetime) -> list[str]:
    """The local days of a rhythm whose time lies in a span, reckoned on its own here."""
    place, at = ZoneInfo(zone), time.fromisoformat(wall)
    first = start.astimezone(place).date() - timedelta(days=1)
    coming = [first + timedelta(days=ahead) for ahead in range(5)]
    return [
        day.isoformat()
        for day in coming
        if day.weekday() in days and start < datetime.combine(day, at, place).astimezone(UTC) <= end
    ]


def changes_clocks(zone: str, now: datetime) -> bool:
    """Whether clocks there were changed in the last days, or will be tomorrow."""
    place = ZoneInfo(zone or "UTC")
    offsets = {(now + timedelta(days=ahead)).astimezone(place).utcoffset() for ahead in (-3, -2, -1, 0, 1, 2)}
    return len(offsets) > 1


def silent(soul: Soul, now: datetime) -> bool:
    """Whether somebody has not come by for so long that they were asked twice and forgotten."""
    return soul.came is None or now - soul.came > timedelta(days=365 + 28)


def micros(at: datetime) -> int:
    """An instant as a plain column holds it."""
    return int(at.timestamp() * 1_000_000)
