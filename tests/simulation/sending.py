"""What must hold for every message a platform shows: promised, explained, in its place, within its reader's budget.

Not here: what people are answered (`watch`), and the reasons (`reasons`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.people.actions import due_of
from core.people.reach import allows_notes, reach_of
from core.surface import Message
from core.turn import Stores
from core.values import Person
from tests.simulation.marks import found_in, is_quiet, life_of, marks_of, words_of
from tests.simulation.reasons import GROUP_WORK, INBOX_WORK, NOTES, RINGS
from tests.simulation.souls import Soul
from tests.simulation.street import Sent
from tests.simulation.walk import options
from tests.simulation.watch import TOPICS, Watch


class Sending:
    """Looks at everything that is posted and changed."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    async def sent(self, how: str, sent: Sent) -> None:
        """Look at everything a platform shows: is it explained, in its place, discreet, and its author's own will?"""
        watch = self.watch
        place, message = sent.ref.place, sent.message
        watch.kind(message, "a post")
        if TOPICS.search(message.head):
            watch.say(f"INV-10 a notification gives away its topic: {message.head}")
        if how == "edit":
            self._in_channel(sent, "an edit") if not place.private else None
            return
        found = watch.rows("SELECT name, subject, owner, key FROM jobs WHERE id = ?", sent.key)
        if not found:
            watch.say(f"a message nobody promised: {sent.key}")
            return
        if sent.key in watch.keys:
            watch.say(f"{found[0][0]} was shown twice")
        watch.keys.add(sent.key)
        name, subject, owner, key = found[0]
        watch.work[name] += 1
        if place.private:
            if name not in INBOX_WORK:
                watch.say(f"{name} wrote into an inbox")
            soul = watch.souls.get(Person(place.platform, place.user))
            if soul is None or soul.member != (owner or soul.member):
                watch.say(f"{name} wrote to somebody else's inbox")
            elif name in RINGS:
                await self._rang(soul, name, key, message)
            elif name == "privacy.export":
                self._exported(soul, message)
        elif name not in GROUP_WORK:
            watch.say(f"INV-22 {name} wrote into a channel")
        else:
            self._explained(name, subject, owner)
            self._in_channel(sent, name)

    async def _rang(self, soul: Soul, name: str, key: str, message: Message) -> None:
        """INV-09: within the budget, outside quiet hours, not while away, and for a reason of their own."""
        watch = self.watch
        now = watch.town.now
        if marks_of(message) or message.body.plain() != "You have a note.":
            watch.say(f"INV-10 {soul.name}'s inbox shows more than the neutral line")

        def read(stores: Stores) -> Any:
            member = stores.people.find(soul.person)
            if member is None:
                return None
            left = stores.records.find(member.id, "left") is not None
            reach, notes = reach_of(stores, member), stores.people.notes(member.id, now)
            return member, reach, allows_notes(stores, member.id, now), left, [note for _, note in notes]

        found = await watch.town.look(soul.home, read)
        if found is None:
            watch.say(f"INV-08 {soul.name} was written to after everything of theirs was deleted")
            return
        member, reach, allowed, left, notes = found
        if left or not allowed:
            watch.say(f"INV-09 {soul.name} was written to {'after leaving' if left else 'without having agreed'}")
        zone = ZoneInfo(reach.zone or "UTC")
        local, placed = now.astimezone(zone), (due_of(key) or now).astimezone(zone)
        if reach.zone and is_quiet(local.time()) and (name == "people.note" or not is_quiet(placed.time())):
            watch.say(f"INV-09 {soul.name} was written to at {local:%H:%M} ({name}, due {placed:%H:%M}, {zone})")
        if any(first <= local.date() <= last for first, last in reach.away):
            watch.say(f"INV-09 {soul.name} was written to while away")
        days = [(at.astimezone(zone).date(), kind) for at, kind in soul.rings] + [(local.date(), name)]
        today = sum(day == local.date() for day, _ in days)
        if today > reach.most_a_day and (name != "people.placed" or not reach.most_a_day):
            watch.say(
                f"INV-09 {soul.name} was written to {today} times on one day, and wants {reach.most_a_day} ({zone})"
            )
        week = sum(kind == "people.note" and local.date() - day < timedelta(days=7) for day, kind in days)
        if name == "people.note" and week > 10:
            watch.say(f"INV-09 {soul.name} was written to {week} times in a week without having asked")
        soul.rings.append((now, name))
        if not notes:
            watch.say(f"{soul.name} was called to a note that is not there")
        for note in notes:
            watch.kind(note, "a note")
            watch.own(soul, words_of(note), "a note")
            self._why(soul, note, role=int(member.role))

    def _why(self, soul: Soul, note: Message, *, role: int) -> None:
        """Every note has a reason that its reader gave."""
        watch = self.watch
        offers = {option.step.action for option in options(note)}
        for name, applies, explains in NOTES:
            if applies(offers, note.body.plain()):
                watch.whys[name] += 1
                if not explains(soul, watch.town.now, role):
                    watch.say(f"{soul.name} got a note ({name}) without a reason of theirs: {sorted(offers)}")
                return
        watch.say(f"a note nobody can explain: {sorted(offers)} {note.body.plain()[:80]!r}")

    def _explained(self, name: str, subject: str, owner: str | None) -> None:
        """What is posted for a member was asked for by that member."""
        watch = self.watch
        asks = GROUP_WORK[name]
        if owner is None or not asks:
            return
        soul = next((one for one in watch.souls.values() if one.member == owner), None)
        if soul is None:
            watch.say(f"INV-08 {name} was posted for somebody who is not here")
        elif not soul.joined:
            watch.say(f"{name} was posted for {soul.name}, who left")
        elif not any(soul.did(action, watch.town.now - timedelta(days=40)) for action in asks):
            watch.say(f"INV-01 {name} was posted for {soul.name} without their press")
        elif name == "checkin.post" and subject not in soul.shared:
            watch.say(f"INV-01 a check-in of {soul.name} was posted that they never shared")

    def _in_channel(self, sent: Sent, what: str) -> None:
        watch = self.watch
        for mark in marks_of(sent.message):
            soul = watch.writer(mark)
            if soul is None or life_of(mark) != soul.life:
                watch.say(f"INV-08 {what} in a channel holds words of an earlier life: {mark}")
            elif mark not in soul.agreed:
                watch.say(f"INV-01 {what} in a channel holds words of {soul.name} they never agreed to: {mark}")

    def _exported(self, soul: Soul, message: Message) -> None:
        watch = self.watch
        watch.files += len(message.files)
        for file in message.files:
            content = file.content if isinstance(file.content, str) else file.content.decode("utf-8", "replace")
            for mark in found_in(content):
                if watch.writer(mark) is not soul or life_of(mark) != soul.life:
                    watch.say(f"{soul.name}'s export holds somebody else's words: {mark}")
