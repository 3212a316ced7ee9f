"""What people do when they come by: join, write, share, answer, travel, go quiet, leave, come back.

Not here: how they press (`walk`), and when they come (`months`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

from core.surface import Button
from core.turn import Outcome
from tests.simulation.souls import WHEREABOUTS, Soul
from tests.simulation.town import Town
from tests.simulation.walk import GRAVE, HELP, Walks, options

NAMES = ("Ash", "Birch", "Cedar", "Dale", "Elm", "Fern", "Glen", "Hazel", "Iris", "Jay", "Kestrel", "Lark", "Moss")


class Lives:
    """One visit at a time."""

    def __init__(self, town: Town, walks: Walks, seed: int, check: Callable[[], None]) -> None:
        """`check` raises when something is wrong."""
        self.town, self.walks, self.seed, self.check = town, walks, seed, check
        self._visits: dict[int, int] = {}

    async def visit(self, soul: Soul) -> None:
        """Somebody comes by, does a thing or two, and goes."""
        count = self._visits[soul.number] = self._visits.get(soul.number, 0) + 1
        luck = Random(f"{self.seed}|{soul.number}|visit|{count}")
        soul.screen, soul.from_inbox = None, False
        if luck.random() < 0.06:
            await self.walks.act(soul, HELP, alone=luck.random() < 0.5)
        if not soul.joined:
            await self.join(soul, luck)
        for _ in range(luck.choice((1, 1, 2, 3))):
            if not soul.joined:
                break
            await self.intent(soul, luck)(soul, luck)
            self.check()
            self.town.clock.move(timedelta(seconds=luck.randint(1, 20)))
        self.check()

    def intent(self, soul: Soul, luck: Random) -> Callable[[Soul, Random], Awaitable[object]]:
        """What they want just now."""
        temper, bell = soul.temper, self.bell(soul)
        wants = (
            (self.read_notes, 5.0 if bell else 0.2),
            (self.check_in, 4.0),
            (self.answer_others, 1.5 * temper.open),
            (self.look_back, 0.5),
            (self.wander, 2.0 * temper.restless),
            (self.be_curious, 2.0),
            (self.mind_rhythm, 0.7),
            (self.write_down, 0.35),
            (self.keep_boundaries, 0.5),
            (self.mind_privacy, 4.0 * temper.private),
            (self.travel, 4.0 * temper.wanders),
            (self.close_or_open, 0.06),
            (self.go_quiet, 0.1),
            (self.leave_or_delete, 0.05 + temper.private / 4),
        )
        return luck.choices([each[0] for each in wants], [each[1] for each in wants])[0]

    def bell(self, soul: Soul) -> Button | None:
        """The newest line in their inbox, if there is one."""
        inbox = self.town.streets[soul.person.platform].inbox(soul.person.user)
        found = [option for sent in inbox[-1:] for option in options(sent.message)]
        return next((option for option in found if option.step.action == "people.notes"), None)

    async def join(self, soul: Soul, luck: Random) -> None:
        """Everything that joining asks, put down and taken up again."""
        country, city, zone = soul.lives_in
        handle = f"{luck.choice(NAMES)} {soul.number}{'xyz'[soul.life % 3]}"
        outcome = await self.walks.command(soul, "start", luck)
        told = {"adult": "yes", "handle": handle, "country": country, "city": city}
        for _ in range(9):
            if outcome is None or soul.joined or luck.random() < 0.05:
                return
            offers = [one for one in options(soul.screen) if one.step.action.startswith("people.")]
            zones = [one for one in offers if one.step.action == "people.zone"]
            there = [one for one in zones if one.step.subject.replace("~", "/") == zone] or zones
            ways = there or [one for one in offers if one.main] or offers
            if not ways:
                return
            button = ways[0] if there or luck.random() < 0.8 else luck.choice(offers)
            outcome = await self.walks.do(soul, button, luck, **told)

    async def read_notes(self, soul: Soul, luck: Random) -> None:
        """Open what waits, do something about it or not, and put it away."""
        bell = self.bell(soul)
        if bell is None:
            await self.walks.reach(soul, "people.notes", luck)
        else:
            await self.walks.do(soul, bell, luck, alone=True)
        for _ in range(luck.randint(1, 4)):
            there = [*options(soul.screen)]
            about = [one for one in there if not one.step.action.startswith(("people.", "start.", "care."))]
            away = [one for one in there if one.step.action == "people.put-away"]
            wanted = about if about and luck.random() < 0.6 else away
            if not wanted:
                return
            await self.walks.do(soul, luck.choice(wanted), luck, alone=soul.from_inbox)

    async def check_in(self, soul: Soul, luck: Random) -> None:
        """Write a check-in of one kind or another, all its pages; perhaps share it, undo it, correct it."""
        others = ("checkin.write", "checkin.write", "checkin.write", "checkin.kinds", "start.menu")
        outcome: Outcome | None = await self.walks.reach(soul, luck.choice(others), luck)
        for _ in range(6):
            pages = [one for one in options(soul.screen) if one.step.action == "checkin.write"]
            saved = [one for one in options(soul.screen) if one.step.action in ("checkin.share", "checkin.edit")]
            if outcome is None or not pages or saved:
                break
            outcome = await self.walks.do(soul, luck.choice(pages), luck)
        for _ in range(luck.randint(0, 3)):
            if luck.random() >= soul.temper.open:
                return
            wanted = (
                "checkin.share",
                "checkin.share",
                "checkin.now",
                "checkin.undo",
                "checkin.edit",
                "checkin.audience",
            )
            await self.press_one_of(soul, luck, luck.choice(wanted), "checkin.share", "checkin.choose", "checkin.now")

    async def answer_others(self, soul: Soul, luck: Random) -> None:
        """Stand with somebody, or write beneath what they shared; perhaps take it back."""
        there = [one for one in self.walks.standing(soul) if one.step.action in ("checkin.with", "checkin.reply")]
        rounds = [one for one in self.walks.standing(soul) if one.step.action.startswith("round.")]
        if rounds and luck.random() < 0.5:
            there = rounds
        if not there:
            await self.wander(soul, luck)
            return
        await self.walks.do(soul, luck.choice(there), luck)
        if luck.random() < 0.4:
            wanted = ("checkin.share", "checkin.unanswer", "checkin.step-back", "checkin.answer-now")
            await self.press_one_of(soul, luck, *luck.sample(wanted, 4))

    async def look_back(self, soul: Soul, luck: Random) -> None:
        """Look at their own history, keep a date, share a milestone."""
        await self.walks.reach(soul, "history.show", luck)
        if luck.random() < 0.5:
            wanted = ("history.draw", "history.my-date", "history.date", "history.milestone", "history.share")
            await self.walks.reach(soul, luck.choice(wanted), luck)
            await self.press_one_of(soul, luck, "history.date", "history.share", "history.unshare")

    async def wander(self, soul: Soul, luck: Random) -> None:
        """Press this and that."""
        if not [*options(soul.screen)]:
            await self.walks.command(soul, luck.choice([*self.town.handrail.suite.commands]), luck)
        for _ in range(luck.randint(1, 6)):
            there = [one for one in options(soul.screen) if one.step.action not in GRAVE or luck.random() < 0.02]
            if not there:
                there = [one for one in self.walks.standing(soul) if one.step.action not in GRAVE]
            if not there:
                return
            await self.walks.do(soul, luck.choice(there), luck, alone=soul.from_inbox)
            if not soul.joined:
                return

    async def be_curious(self, soul: Soul, luck: Random) -> None:
        """Look for what hardly anybody has tried."""
        rare = self.walks.rare(soul)
        if rare:
            await self.walks.reach(soul, luck.choice(rare), luck)

    async def mind_rhythm(self, soul: Soul, luck: Random) -> None:
        """Begin, change, pause or end being asked."""
        outcome = await self.walks.reach(soul, "rhythm.show", luck)
        if outcome is None:
            return
        there = [one for one in options(soul.screen) if one.step.action.startswith("rhythm.")]
        begin = [one for one in there if one.step.action in ("rhythm.begin", "rhythm.resume")]
        if there:
            await self.walks.do(soul, luck.choice(begin if begin and luck.random() < 0.7 else there), luck)

    async def write_down(self, soul: Soul, luck: Random) -> None:
        """After a hard moment."""
        await self.walks.reach(soul, "slip.write", luck)
        if luck.random() < 0.8:
            await self.press_one_of(soul, luck, "slip.what")
        for _ in range(luck.randint(0, 3)):
            there = [one for one in options(soul.screen) if one.step.action.startswith("slip.")]
            if not there:
                return
            await self.walks.do(soul, luck.choice(there), luck)

    async def mind_privacy(self, soul: Soul, luck: Random) -> None:
        """Look at what is kept, take it along, delete some of it."""
        await self.walks.reach(soul, luck.choice(("privacy.show", "privacy.delete", "privacy.export")), luck)
        for _ in range(luck.randint(1, 4)):
            offers = [one for one in options(soul.screen) if one.step.action.startswith("privacy.")]
            there = [one for one in offers if one.step.action not in GRAVE]
            if not there:
                return
            await self.walks.do(soul, luck.choice(there), luck, alone=soul.from_inbox)

    async def travel(self, soul: Soul, luck: Random) -> None:
        """Live by another clock from now on."""
        soul.lives_in = luck.choice(WHEREABOUTS)
        country, city, zone = soul.lives_in
        told = {"country": country, "city": city}
        await self.walks.reach(soul, "people.join", luck, **told)
        zones = [one for one in options(soul.screen) if one.step.action == "people.zone"]
        there = [one for one in zones if one.step.subject.replace("~", "/") == zone] or zones
        if there:
            await self.walks.do(soul, there[0], luck)

    async def close_or_open(self, soul: Soul, luck: Random) -> None:
        """Take no more direct messages, or take them again."""
        closed = self.town.streets[soul.person.platform].closed
        (closed.discard if soul.person.user in closed else closed.add)(soul.person.user)
        self.town.note(f"{soul.name} {'closes' if soul.person.user in closed else 'opens'} their inbox")

    async def go_quiet(self, soul: Soul, luck: Random) -> None:
        """Be away for weeks, or for longer than anybody waits."""
        days = luck.choice((10, 21, 45, 90, 400))
        soul.quiet_until = self.town.now + timedelta(days=days)
        self.town.note(f"{soul.name} goes quiet for {days} days")

    async def leave_or_delete(self, soul: Soul, luck: Random) -> None:
        """Leave, or delete everything; some come back."""
        if soul.moderates and luck.random() < 0.9:
            return
        await luck.choice((self.leave, self.leave, self.delete_everything))(soul, luck)
        soul.quiet_until = self.town.now + timedelta(days=luck.choice((3, 12, 29, 31, 60, 200)))

    async def leave(self, soul: Soul, luck: Random) -> None:
        """Leave, and perhaps say what becomes of everything."""
        await self.walks.reach(soul, "privacy.leave", luck)
        await self.press_one_of(soul, luck, "privacy.go")
        there = [one for one in options(soul.screen) if one.step.action.startswith("privacy.")]
        if there and luck.random() < 0.5:
            await self.walks.do(soul, luck.choice(there), luck)

    async def delete_everything(self, soul: Soul, luck: Random) -> None:
        """Delete everything, in two taps."""
        await self.walks.reach(soul, "privacy.delete", luck)
        for action in ("privacy.all", "privacy.erase"):
            await self.press_one_of(soul, luck, action)

    async def share(self, soul: Soul, luck: Random) -> None:
        """Check in and share it."""
        await self.walks.reach(soul, "checkin.write", luck)
        await self.press_one_of(soul, luck, "checkin.share")

    async def keep_boundaries(self, soul: Soul, luck: Random) -> None:
        """What they keep for themselves: one is begun, or an earlier one looked at, changed, reminded of, posted."""
        outcome = await self.walks.reach(soul, luck.choice(("boundary.new", "boundary.list")), luck)
        for _ in range(luck.randint(2, 9) if outcome else 0):
            there = [one for one in options(soul.screen) if one.step.action.startswith("boundary.")]
            if not there:
                return
            first = [one for one in there if one.main] if luck.random() < 0.6 else []
            await self.walks.do(soul, luck.choice(first or there), luck)

    async def keep_lists(self, soul: Soul, luck: Random) -> None:
        """Keep a list of their own: add to it, open an entry, word it anew, move it, let it go, think again."""
        await self.walks.reach(soul, "checkin.lists", luck)
        await self.press_one_of(soul, luck, "checkin.add")
        for action in ("checkin.reword", "checkin.move", "checkin.drop", "checkin.stay"):
            await self.press_one_of(soul, luck, "checkin.lists")
            await self.press_one_of(soul, luck, "checkin.item")
            await self.press_one_of(soul, luck, action)

    async def be_gone_a_year(self, soul: Soul, luck: Random) -> None:
        """Not come by for longer than anybody waits."""
        soul.quiet_until = self.town.now + timedelta(days=500)

    async def unlink(self, soul: Soul, luck: Random) -> None:
        """Let the community live on one platform alone again."""
        await self.walks.reach(soul, "group.homes", luck)
        for action in ("group.unhome", "group.unhome-now"):
            there = [one for one in options(soul.screen) if one.step.action == action]
            if there:
                await self.walks.do(soul, there[-1], luck)

    async def ask_me(self, soul: Soul, luck: Random) -> None:
        """Begin to be asked, every day."""
        await self.walks.reach(soul, "rhythm.show", luck)
        await self.press_one_of(soul, luck, "rhythm.begin", "rhythm.resume")

    async def take_along(self, soul: Soul, luck: Random) -> None:
        """Have everything of theirs sent to them."""
        await self.walks.reach(soul, "privacy.export", luck)
        await self.press_one_of(soul, luck, "privacy.send")

    async def press_one_of(self, soul: Soul, luck: Random, *actions: str) -> Outcome | None:
        """Press the first of these that stands before them."""
        for action in actions:
            there = [one for one in options(soul.screen) if one.step.action == action]
            if there:
                return await self.walks.do(soul, luck.choice(there), luck, alone=soul.from_inbox)
        return None
