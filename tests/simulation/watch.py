"""What must hold at every turn and for every message, seen from outside: by what people were shown and by plain columns.

Not here: what is looked over once a day (`audit`).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.people.reach import allows_notes, reach_of
from core.surface import Form, Message, Step
from core.turn import Again, Answered, NotDone, Opens, Outcome, Stores, Turn
from core.values import Person
from tests.lint_words import SHOWN
from tests.simulation.reasons import GROUP_WORK, INBOX_WORK, NOTES
from tests.simulation.souls import Soul
from tests.simulation.street import Sent
from tests.simulation.town import Town
from tests.simulation.walk import options, seen

MARK = re.compile(r"kw(\d+)a(\d+)n(\d+)z")
SHARING = re.compile(r"\.(?:share|post-again|answer-again)$")
"""Presses by which somebody lets others see exactly what stands before them."""
REPLYING = re.compile(r"^checkin\.reply$|^round\.")
DELETING = re.compile(r"^privacy\.|\.remove$|^checkin\.delete|^slip\.")
WORK = re.compile(r"Days in recovery work: (\d+)")
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8, 0)
TOPICS = re.compile(
    r"recover|betray|addict|porn|\bsex|sober|sobriety|affair|trauma|relaps|slip|infidel|cheat|healing|abuse|therap",
    re.IGNORECASE,
)
"""Words that would give the group away on somebody's locked screen."""


class Watch:
    """Looks at everything, says what is wrong."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.souls: dict[Person, Soul] = {}
        self.broken: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.files = 0
        self.work: Counter[str] = Counter()
        """How many messages each kind of work showed."""
        self.whys: Counter[str] = Counter()
        self.open_homes: set[str] = set()
        self._read: set[int] = set()
        self._keys: set[str] = set()
        self._columns: sqlite3.Connection | None = None
        self._before: dict[int, tuple[Any, ...]] = {}

    def say(self, what: str) -> None:
        """Something is wrong."""
        self.broken.append(f"{self.town.now:%Y-%m-%d %H:%M:%S}: {what}")

    @property
    def columns(self) -> sqlite3.Connection:
        """A connection of our own that only reads, and only what is not sealed."""
        if self._columns is None:
            path = self.town.folder / "handrail.db"
            self._columns = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        return self._columns

    def rows(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.columns.execute(query, given).fetchall()

    def close(self) -> None:
        """Let the connection go."""
        if self._columns is not None:
            self._columns.close()
            self._columns = None

    async def before(self, soul: Soul, turn: Turn, from_: Message | None) -> None:
        """Note what somebody agrees to by this very press, and how they stand before a hard moment is written down."""
        if turn.answers is None and SHARING.search(turn.step.action) and from_ is not None:
            soul.agreed |= marks_of(from_)
            soul.shared.add(turn.step.subject.partition("~")[0])
        if turn.answers is not None and REPLYING.search(turn.step.action):
            soul.agreed |= {mark for answer in turn.answers.values() for mark in found_in(str(answer))}
        if turn.step.action == "slip.what" and turn.answers is not None:
            self._before[soul.number] = self._standing(soul)

    async def after(self, soul: Soul, turn: Turn, outcome: Outcome) -> None:
        """Look at an outcome: is it one of the four, its own, in kind words, and did it change only what it may?"""
        action, town = turn.step.action, self.town
        self.outcomes[type(outcome).__name__] += 1
        self._incidents(soul, action)
        if action == "care.help" and not (isinstance(outcome, Answered) and helps(outcome)):
            self.say(f"INV-11 help now answered {soul.name} with {outcome!r}"[:300])
        done = isinstance(outcome, Answered)
        if done:
            soul.acts[action] = town.now
            if DELETING.search(action):
                soul.deleted_at = town.now
            if action == "people.zone":
                soul.zone = turn.step.subject.replace("~", "/")
        match outcome:
            case Opens(form):
                self._form(soul, form)
            case Again(form, _, message):
                self._form(soul, form)
                self._private(soul, message)
            case NotDone(message, typed):
                self._private(soul, message)
                self._own(soul, " ".join(said.words for _, said in typed), "what was typed, handed back")
            case Answered():
                message = seen(outcome) or Message(body=None)  # type: ignore[arg-type]  # an answer always has one
                self._private(soul, message)
                self._count_days(soul, message)
        if done and action.startswith("checkin.") and (turn.answers is not None):
            shown = seen(outcome)
            subjects = {option.step.subject.partition("~")[0] for option in options(shown)}
            if shown is not None and subjects & soul.shared:
                soul.agreed |= marks_of(shown)  # they see what the group sees, and changed it there
        if action == "slip.what" and turn.answers is not None and done:
            if self._standing(soul) != self._before.pop(soul.number):
                self.say(f"INV-13 a hard moment changed how {soul.name} stands")
        if done and (turn.answers is not None or action.startswith("privacy.")):
            await self._who_is_here(soul, action)

    def same(self, soul: Soul, step: Step, first: Outcome, again: Outcome) -> None:
        """The same delivery twice is answered alike."""
        if type(first) is not type(again) and not isinstance(first, NotDone | Opens):
            self.say(f"{soul.name}: {step.action} delivered twice: {type(first).__name__}, {type(again).__name__}")
        self._incidents(soul, step.action)

    async def sent(self, how: str, sent: Sent) -> None:
        """Look at everything a platform shows: is it explained, in its place, discreet, and of its author's own will?"""
        place, message = sent.ref.place, sent.message
        self._kind(message, "a post")
        if TOPICS.search(message.head):
            self.say(f"INV-10 a notification gives away its topic: {message.head}")
        if how == "edit":
            self._in_channel(sent, "an edit") if not place.private else None
            return
        found = self.rows("SELECT name, subject, owner, due_at, key FROM jobs WHERE id = ?", sent.key)
        if not found:
            self.say(f"a message nobody promised: {sent.key}")
            return
        if sent.key in self._keys:
            self.say(f"{found[0][0]} was shown twice")
        self._keys.add(sent.key)
        name, subject, owner, due_at, _ = found[0]
        self.work[name] += 1
        if place.private:
            if name not in INBOX_WORK:
                self.say(f"{name} wrote into an inbox")
            soul = self.souls.get(Person(place.platform, place.user))
            if soul is None or soul.member != (owner or soul.member):
                self.say(f"{name} wrote to somebody else's inbox")
            elif name in ("people.note", "people.reminder"):
                await self._rang(soul, name, due_at, message)
            elif name == "privacy.export":
                self._exported(soul, message)
        elif name not in GROUP_WORK:
            self.say(f"INV-22 {name} wrote into a channel")
        else:
            self._explained(name, subject, owner)
            self._in_channel(sent, name)

    async def _rang(self, soul: Soul, name: str, due_at: int, message: Message) -> None:
        """INV-09: within the budget, outside quiet hours, not while away, and for a reason of their own."""
        now = self.town.now
        if marks_of(message) or message.body.plain() != "You have a note.":
            self.say(f"INV-10 {soul.name}'s inbox shows more than the neutral line")

        def read(stores: Stores) -> Any:
            member = stores.people.find(soul.person)
            if member is None:
                return None
            left = stores.records.find(member.id, "left") is not None
            reach, notes = reach_of(stores, member), stores.people.notes(member.id, now)
            return member, reach, allows_notes(stores, member.id, now), left, [note for _, note in notes]

        found = await self.town.look(soul.home, read)
        if found is None:
            self.say(f"INV-08 {soul.name} was written to after everything of theirs was deleted")
            return
        member, reach, allowed, left, notes = found
        if left or not allowed:
            self.say(f"INV-09 {soul.name} was written to {'after leaving' if left else 'without having agreed'}")
        zone = ZoneInfo(member.zone or "UTC")
        local, placed = now.astimezone(zone), instant_of(due_at).astimezone(zone)
        if member.zone and is_quiet(local.time()) and not (name == "people.reminder" and is_quiet(placed.time())):
            self.say(f"INV-09 {soul.name} was written to at {local:%H:%M} ({name}, due {placed:%H:%M}, {zone})")
        if any(first <= local.date() <= last for first, last in reach.away):
            self.say(f"INV-09 {soul.name} was written to while away")
        days = [(at.astimezone(zone).date(), kind) for at, kind in soul.rings] + [(local.date(), name)]
        today = sum(day == local.date() for day, _ in days)
        if today > reach.most_a_day:
            self.say(
                f"INV-09 {soul.name} was written to {today} times on one day, and wants {reach.most_a_day} ({zone})"
            )
        week = sum(kind == "people.note" and local.date() - day < timedelta(days=7) for day, kind in days)
        if name == "people.note" and week > 10:
            self.say(f"INV-09 {soul.name} was written to {week} times in a week without having asked")
        soul.rings.append((now, name))
        if not notes:
            self.say(f"{soul.name} was called to a note that is not there")
        for note in notes:
            self._kind(note, "a note")
            self._own(soul, words_of(note), "a note")
            self._why(soul, note, role=int(member.role))

    def _why(self, soul: Soul, note: Message, *, role: int) -> None:
        """Every note has a reason that its reader gave."""
        offers = {option.step.action for option in options(note)}
        for name, applies, explains in NOTES:
            if applies(offers, note.body.plain()):
                self.whys[name] += 1
                if not explains(soul, self.town.now, role):
                    self.say(f"{soul.name} got a note ({name}) without a reason of theirs: {sorted(offers)}")
                return
        self.say(f"a note nobody can explain: {sorted(offers)} {note.body.plain()[:80]!r}")

    def _explained(self, name: str, subject: str, owner: str | None) -> None:
        """What is posted for a member was asked for by that member."""
        asks = GROUP_WORK[name]
        if owner is None or not asks:
            return
        soul = next((one for one in self.souls.values() if one.member == owner), None)
        if soul is None:
            self.say(f"INV-08 {name} was posted for somebody who is not here")
        elif not soul.joined:
            self.say(f"{name} was posted for {soul.name}, who left")
        elif not any(soul.did(action, self.town.now - timedelta(days=40)) for action in asks):
            self.say(f"INV-01 {name} was posted for {soul.name} without their press")
        elif name == "checkin.post" and subject not in soul.shared:
            self.say(f"INV-01 a check-in of {soul.name} was posted that they never shared")

    def _in_channel(self, sent: Sent, what: str) -> None:
        for mark in marks_of(sent.message):
            soul = self._writer(mark)
            if soul is None or life_of(mark) != soul.life:
                self.say(f"INV-08 {what} in a channel holds words of an earlier life: {mark}")
            elif mark not in soul.agreed:
                self.say(f"INV-01 {what} in a channel holds words of {soul.name} they never agreed to: {mark}")

    def _form(self, soul: Soul, form: Form) -> None:
        filled = " ".join(str(field.value) for field in form.fields if field.value is not None)
        choices = " ".join(choice.label for field in form.fields for choice in field.choices)
        note = form.note.plain() if form.note else ""
        self._own(soul, f"{filled} {choices} {note}", "a form")
        self._tone(" ".join([form.title, form.submit, note, *(f"{field.label} {field.hint}" for field in form.fields)]))

    def _private(self, soul: Soul, message: Message) -> None:
        self._kind(message, "an answer")
        self._own(soul, words_of(message), "an answer")

    def _own(self, soul: Soul, words: str, what: str) -> None:
        """Nobody is shown another's words, but those they let the group see."""
        for mark in found_in(words):
            writer = self._writer(mark)
            if writer is soul and life_of(mark) == soul.life:
                continue
            if writer is None or life_of(mark) != writer.life:
                self.say(f"INV-08 {what} for {soul.name} holds words of an earlier life: {mark}")
            elif mark not in writer.agreed:
                self.say(f"{what} for {soul.name} holds private words of {writer.name}: {mark}")

    def _kind(self, message: Message, what: str) -> None:
        """INV-14: nothing we say is unkind; what members wrote is theirs to word."""
        said = " ".join([message.head, message.body.plain(), *(option.label for option in options(message))])
        self._tone(said)
        if TOPICS.search(message.head):
            self.say(f"INV-10 the head of {what} gives away its topic: {message.head}")

    def _tone(self, said: str) -> None:
        plain = re.sub(r"kw\d+a\d+n\d+z?|\d+", "", said)
        if hash(plain) in self._read:
            return
        self._read.add(hash(plain))
        for pattern in SHOWN:
            if found := pattern.search(plain):
                self.say(
                    f"INV-14 somebody read {found[0]!r} in {plain[max(0, found.start() - 40) : found.end() + 40]!r}"
                )

    def _count_days(self, soul: Soul, message: Message) -> None:
        """INV-13: the days in recovery work never fall, but by the member's own deletion."""
        found = WORK.search(message.body.plain())
        if not found:
            return
        days = int(found[1])
        if days < soul.work_days and soul.deleted_at is None:
            self.say(f"INV-13 {soul.name}'s days in recovery work fell from {soul.work_days} to {days}")
        soul.work_days, soul.deleted_at = days, None

    def _exported(self, soul: Soul, message: Message) -> None:
        self.files += len(message.files)
        for file in message.files:
            content = file.content if isinstance(file.content, str) else file.content.decode("utf-8", "replace")
            for mark in found_in(content):
                if self._writer(mark) is not soul or life_of(mark) != soul.life:
                    self.say(f"{soul.name}'s export holds somebody else's words: {mark}")

    def _standing(self, soul: Soul) -> tuple[Any, ...]:
        """Role, groups and what stands shared of somebody, by plain columns."""
        member = soul.member
        role = self.rows("SELECT role, joined_at FROM members WHERE id = ?", member)
        groups = self.rows("SELECT group_id FROM memberships WHERE member_id = ? ORDER BY 1", member)
        shared = self.rows("SELECT id FROM checkins WHERE member_id = ? AND group_id IS NOT NULL ORDER BY 1", member)
        return role, groups, shared

    async def _who_is_here(self, soul: Soul, action: str) -> None:
        """Learn whether somebody became a member, or is one no longer."""

        def read(stores: Stores) -> tuple[str, str, str, bool] | None:
            found = stores.people.find(soul.person)
            if found is None:
                return None
            return found.id, found.handle.words if found.handle else "", found.zone or "", found.joined_at is not None

        try:
            found = await self.town.look(soul.home, read)
        except LookupError:
            return
        if found is None:
            if soul.member:
                self.erased(soul)
            return
        member, handle, zone, joined = found
        if not soul.member and not self.may_join(soul.home) and joined:
            self.say(f"INV-20 {soul.name} joined while joining was closed")
        soul.member, soul.zone, soul.joined = member, zone, joined
        if handle and handle not in soul.handles:
            soul.handles.append(handle)

    def erased(self, soul: Soul) -> None:
        """Somebody is gone: from here on nothing of that life may be found anywhere."""
        soul.gone.append((soul.member, soul.handles[-1] if soul.handles else ""))
        soul.life += 1
        soul.member, soul.zone, soul.joined = "", "", False
        soul.agreed.clear()
        soul.shared.clear()
        soul.rings.clear()
        soul.handles.clear()
        soul.acts.clear()
        soul.work_days, soul.deleted_at, soul.screen = 0, None, None
        self.town.counts["erased"] += 1
        for table, column in (*HOLDS_MEMBERS, ("members", "id")):
            left = self.rows(f"SELECT count(*) FROM {table} WHERE {column} = ?", soul.gone[-1][0])[0][0]  # noqa: S608  # our own names
            if left:
                self.say(f"INV-08 {left} rows of {table} are left of {soul.name}")

    def may_join(self, home: str) -> bool:
        """Whether the door is open by what operators and moderators did; the lives keep this true."""
        return home in self.open_homes

    def _incidents(self, soul: Soul, action: str) -> None:
        if self.town.incidents:
            self.say(f"{soul.name}, {action}: {self.town.incidents.pop()}")

    def _writer(self, mark: str) -> Soul | None:
        number = int(MARK.fullmatch(mark)[1])  # type: ignore[index]  # it was found by this very pattern
        return next((one for one in self.souls.values() if one.number == number), None)


HOLDS_MEMBERS = (
    ("member_keys", "member_id"),
    ("accounts", "member_id"),
    ("handles", "member_id"),
    ("memberships", "member_id"),
    ("records", "member_id"),
    ("checkins", "member_id"),
    ("responses", "member_id"),
    ("company", "member_id"),
    ("posts", "owner"),
    ("drafts", "member_id"),
    ("turns", "member_id"),
    ("notes", "member_id"),
    ("job_payloads", "member_id"),
)
"""Every column that names a member."""


def helps(outcome: Answered) -> bool:
    """Whether an answer of help-now holds anything to call, write to or look up."""
    message = seen(outcome)
    return message is not None and bool(re.search(r"\d{3}|findahelpline|befrienders", message.body.plain()))


def is_quiet(at: time) -> bool:
    """Whether a wall-clock time lies in the quiet hours."""
    return at >= QUIET_FROM or at < QUIET_UNTIL


def words_of(message: Message) -> str:
    """Everything that can be read in a message."""
    plot = message.plot.alt if message.plot else ""
    return " ".join([message.body.plain(), plot, *(option.label for option in options(message))])


def marks_of(message: Message) -> set[str]:
    """The marks in a message."""
    return found_in(words_of(message))


def found_in(words: str) -> set[str]:
    """The marks in some text."""
    return {found[0] for found in MARK.finditer(words)}


def life_of(mark: str) -> int:
    """In which of their writer's lives a mark was written."""
    return int(MARK.fullmatch(mark)[2])  # type: ignore[index]  # it was found by this very pattern


def instant_of(micros: int) -> datetime:
    """A plain column's instant."""
    from datetime import UTC

    return datetime.fromtimestamp(micros / 1_000_000, UTC)
