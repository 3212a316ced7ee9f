"""What must hold at every turn and for every message, seen from outside: what people were shown, and plain columns.

Not here: what is looked over once a day (`audit`).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from core.errors import NotSaved
from core.surface import Form, Message, Step
from core.turn import Again, Answered, NotDone, Opens, Outcome, Stores, Turn
from core.values import Person
from tests.lint_words import SHOWN
from tests.simulation.marks import MARK, found_in, helps, life_of, marks_of, words_of
from tests.simulation.souls import Soul
from tests.simulation.town import HARBOUR, QUAY, Town
from tests.simulation.walk import options, seen

SHARING = re.compile(r"\.(?:share|post-again|answer-again)$|^boundary\.post$")
"""Presses by which somebody lets others see exactly what stands before them."""
REPLYING = re.compile(r"^checkin\.reply$|^round\.")
DELETING = re.compile(r"^privacy\.|\.remove$|^checkin\.delete|^slip\.")
WORK = re.compile(r"Days in recovery work: (\d+)")
TOPICS = re.compile(
    r"recover|betray|addict|porn|\bsex|sober|sobriety|affair|trauma|relaps|slip|infidel|cheat|healing|abuse|therap",
    re.IGNORECASE,
)
"""Words that would give the group away on somebody's locked screen."""

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
        self.checked: dict[str, datetime] = {}
        """When help lines were last looked over, by home."""
        self._read: set[int] = set()
        self.keys: set[str] = set()
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
            declared = town.handrail.suite.action(turn.step) if town.opened else None
            if declared and declared.shows is None and (declared.form is None or turn.answers is not None):
                soul.came = town.now
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
                self.own(soul, " ".join(said.words for _, said in typed), "what was typed, handed back")
            case Answered():
                message = seen(outcome) or Message(body=None)  # type: ignore[arg-type]  # an answer always has one
                self._private(soul, message)
                self._count_days(soul, message)
        if done and action.startswith("checkin.") and (turn.answers is not None):
            shown = seen(outcome)
            subjects = {option.step.subject.partition("~")[0] for option in options(shown)}
            if shown is not None and subjects & soul.shared:
                soul.agreed |= marks_of(shown)  # they see what the group sees, and changed it there
        if done and action == "mod.checked":
            self.checked[soul.home] = town.now
            if soul.home in (HARBOUR, QUAY):
                self.checked |= {HARBOUR: town.now, QUAY: town.now}
        if done and action.startswith("mod."):
            self.who_leads()
        if action == "slip.what" and done and self._before.pop(soul.number, None) not in (None, self._standing(soul)):
            self.say(f"INV-13 a hard moment changed how {soul.name} stands")
        if done and (turn.answers is not None or action.startswith("privacy.")):
            await self._who_is_here(soul, action)

    def same(self, soul: Soul, step: Step, first: Outcome, again: Outcome) -> None:
        """The same delivery twice is answered alike."""
        if type(first) is not type(again) and not isinstance(first, NotDone | Opens):
            self.say(f"{soul.name}: {step.action} delivered twice: {type(first).__name__}, {type(again).__name__}")
        self._incidents(soul, step.action)

    def _form(self, soul: Soul, form: Form) -> None:
        filled = " ".join(str(field.value) for field in form.fields if field.value is not None)
        choices = " ".join(choice.label for field in form.fields for choice in field.choices)
        note = form.note.plain() if form.note else ""
        self.own(soul, f"{filled} {choices} {note}", "a form")
        self._tone(" ".join([form.title, form.submit, note, *(f"{field.label} {field.hint}" for field in form.fields)]))

    def _private(self, soul: Soul, message: Message) -> None:
        self.kind(message, "an answer")
        self.own(soul, words_of(message), "an answer")

    def own(self, soul: Soul, words: str, what: str) -> None:
        """Nobody is shown another's words, but those they let the group see."""
        for mark in found_in(words):
            writer = self.writer(mark)
            if writer is soul and life_of(mark) == soul.life:
                continue
            if writer is None or life_of(mark) != writer.life:
                self.say(f"INV-08 {what} for {soul.name} holds words of an earlier life: {mark}")
            elif mark not in writer.agreed:
                self.say(f"{what} for {soul.name} holds private words of {writer.name}: {mark}")

    def kind(self, message: Message, what: str) -> None:
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
        except (LookupError, NotSaved):  # nobody lives there yet, or the database is away and nothing was written
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

    def who_leads(self) -> None:
        """Note who helps to look after a group just now."""
        leading = {member for (member,) in self.rows("SELECT id FROM members WHERE role >= 2")}
        for soul in self.souls.values():
            if soul.member in leading:
                soul.led = self.town.now

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
        at = self.checked.get(home)
        return at is not None and self.town.now - at < timedelta(days=182)

    def _incidents(self, soul: Soul, action: str) -> None:
        if self.town.incidents:
            self.say(f"{soul.name}, {action}: {self.town.incidents.pop()}")

    def writer(self, mark: str) -> Soul | None:
        number = int(MARK.fullmatch(mark)[1])  # type: ignore[index]  # it was found by this very pattern
        return next((one for one in self.souls.values() if one.number == number), None)
