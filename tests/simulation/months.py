"""Fourteen months of a community in a few minutes: seeded people on the real core, with outages and daylight saving.

`python -m tests.simulation months --seed 7 --members 500 --months 14`. Not here: what people do (`lives`) and what must
hold (`watch`, `audit`).
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter

from core.errors import NotSaved
from core.surface import Step
from core.turn import Answered
from tests.simulation.audit import Audit
from tests.simulation.lives import Lives
from tests.simulation.sending import Sending
from tests.simulation.souls import Soul, make, waking
from tests.simulation.town import BEGINS, HARBOUR, HILL, QUAY, Broken, Listening, Seeded, Town
from tests.simulation.walk import Walks, options
from tests.simulation.watch import Watch

CODE = r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}"
HOMES = [("discord", HARBOUR, "commons", 0.7), ("slack", QUAY, "C-commons", 0.2), ("discord", HILL, "commons", 0.1)]

ERRANDS = (
    (0.02, 8, "be_gone_a_year"),
    (0.02, 9, "be_gone_a_year"),
    (0.05, 3, "share"),
    (0.09, 6, "keep_lists"),
    (0.26, 7, "keep_lists"),
    (0.06, 4, "ask_me"),
    (0.07, 5, "ask_me"),
    (0.08, 6, "write_down"),
    (0.11, 4, "keep_boundaries"),
    (0.12, 4, "keep_boundaries"),
    (0.13, 4, "keep_boundaries"),
    (0.16, 4, "close_or_open"),
    (0.22, 3, "delete_everything"),
    (0.30, 3, "share"),
    (0.35, 5, "leave"),
    (0.36, 6, "share"),
    (0.42, 5, "ask_me"),
    (0.48, 4, "take_along"),
    (0.60, 6, "leave"),
    (0.62, 7, "take_along"),
    (0.64, 7, "write_down"),
    (0.76, 7, "share"),
    (0.80, 7, "delete_everything"),
    (0.93, 8, "read_notes"),
    (0.94, 0, "unlink"),
)
"""When in the run, whose number, and what."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is simulated."""

    seed: int = 7
    members: int = 500
    months: float = 14
    trouble: float = 0.01
    """How often a platform misbehaves, of all it is asked."""
    pace: float = 0.7
    """How much more or less often people come by than they would."""
    go_on: bool = False
    """Whether to live to the last day whatever is found, and tell then."""
    every: timedelta = timedelta(seconds=20)
    """How often due work is looked for."""

    @property
    def days(self) -> int:
        """The days it lasts."""
        return round(self.months * 30.4)


@dataclass(slots=True)
class Months:
    """One run."""

    plan: Plan
    town: Town
    watch: Watch
    walks: Walks
    lives: Lives
    audit: Audit
    souls: list[Soul]
    linked: bool = False
    found: list[str] = field(default_factory=list)
    """What must not be, in a run that goes on to its end."""

    async def live(self) -> None:
        """From the empty house to the last day."""
        await self.begin()
        events: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        order = count()

        def at(when: datetime, what: Callable[[], Awaitable[None]]) -> None:
            heapq.heappush(events, (when, next(order), what))

        for when, what in [*self.troubles(), *self.errands()]:
            at(when, what)
        for day in range(self.plan.days):
            at(BEGINS + timedelta(days=day), lambda day=day: self.plan_day(day, at))  # type: ignore[misc]  # the day is bound
        while events:
            when, _, what = heapq.heappop(events)
            await self.town.do_what_is_due(when, self.plan.every)
            self.check()
            await what()
            self.check()
        await self.end()

    async def plan_day(self, day: int, at: Callable[[datetime, Callable[[], Awaitable[None]]], None]) -> None:
        """Look things over, and let everybody who comes by today do so at an hour of theirs."""
        now = self.town.now
        if day % 30 == 0 and self.plan.go_on:
            print(f"{now:%Y-%m-%d}: {self.town.counts['turns']} turns, {self.town.counts['jobs']} jobs", flush=True)
        if not self.town._switch.away:  # type: ignore[union-attr]  # it is there once the house is open
            self.audit.daily()
            if day % 7 == 3:
                await self.audit.expiry([HARBOUR, HILL])
                self.audit.bytes_on_disk()
            self.audit.asked_once()
            await self.audit.none_lost(self.souls)
        for street in self.town.streets.values():
            street.forget_before(now - timedelta(days=45))
        for soul in self.souls:
            luck = Random(f"{self.plan.seed}|{soul.number}|day|{day}")
            if day < soul.comes_on or (soul.quiet_until and now < soul.quiet_until):
                continue
            if soul.home == QUAY and not self.linked:
                continue
            coming = 0.6 if soul.moderates else soul.temper.lively if soul.joined else 0.3
            if luck.random() < coming * self.plan.pace:
                at(now + waking(soul, luck, now), lambda soul=soul: self.lives.visit(soul))  # type: ignore[misc]  # the soul is bound

    async def begin(self) -> None:
        """A server is claimed; nobody can join until there are limits of confidentiality and checked help lines."""
        stranger = self.souls[2]
        for mo in (one for one in self.souls if one.moderates):
            await self.set_up(mo)
        await self.knock(stranger, "without limits or checked lines")
        await self.town.with_limits()
        await self.knock(stranger, "without checked lines")
        await self.check_lines()

    async def set_up(self, mo: Soul) -> None:
        """Claim a server with the operator's code."""
        code = await self.town.handrail.issue_claim()
        told = {"code": code, "channel": mo.channel, "track": "recovery", "country": "portugal"}
        outcome = await self.walks.command(mo, "group setup", Random(1), **told)
        if not isinstance(outcome, Answered):
            raise Broken(f"the group could not be set up: {outcome}")

    async def knock(self, soul: Soul, when: str) -> None:
        """INV-20: somebody who tries to join while it is not open is kindly told so."""
        await self.lives.join(soul, Random(f"{self.plan.seed}|{when}"))
        if soul.joined:
            raise Broken(f"INV-20 {soul.name} joined {when}")

    async def check_lines(self) -> None:
        """Help lines are looked at again: by moderators in their own command, or else by the operator."""
        for mo in (one for one in self.souls if one.moderates):
            outcome = await self.walks.command(mo, "mod lines", Random(2))
            if outcome is None:
                await self.town.with_lines_checked()
                self.watch.checked = dict.fromkeys((HARBOUR, QUAY, HILL), self.town.now)
                return
            for button in [one for one in options(mo.screen) if one.step.action.startswith("mod.")][:1]:
                await self.walks.do(mo, button, Random(3))

    async def link_workspace(self) -> None:
        """A moderator links the Slack workspace with a code typed on the other side."""
        mo, here = self.souls[0], self.souls[1]
        outcome = await self.walks.reach(mo, "group.link", Random(4))
        import re

        found = re.search(CODE, mo.screen.body.plain()) if outcome is not None and mo.screen else None
        if not found:
            self.town.note("no way to link a workspace")
            return
        there = make(900, self.plan.seed, 1, [HOMES[1]], moderates=True)
        there.person = type(there.person)("slack", "u7700900")
        self.watch.souls[there.person] = there
        self.souls.append(there)
        told = {"code": found[0], "channel": there.channel, "track": "recovery", "country": "portugal"}
        outcome = await self.walks.command(there, "group setup", Random(5), **told)
        self.linked = isinstance(outcome, Answered)
        self.town.note(f"the workspace is {'linked' if self.linked else 'not linked'} by {here.name}")

    def troubles(self) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """Everything that goes wrong, spread over the run."""
        whole = timedelta(days=self.plan.days)

        def when(part: float, hour: float = 0) -> datetime:
            day = BEGINS + whole * part
            return day.replace(hour=0, minute=0, second=0) + timedelta(hours=hour)

        found: list[tuple[datetime, Callable[[], Awaitable[None]]]] = [(when(0.03, 15), self.link_workspace)]
        for part, hour, lasts in (
            (0.06, 17.9, timedelta(minutes=10)),
            (0.15, 12.0, timedelta(hours=9)),
            (0.30, 18.5, timedelta(days=3)),
            (0.55, 5.0, timedelta(days=7)),
        ):
            found += [(when(part, hour), self.loop_stops), (when(part, hour) + lasts, self.loop_goes_on)]
        for part, hour in ((0.10, 18.0), (0.45, 7.5), (0.8, 20.0)):
            found += [(when(part, hour), self.town.lose_database), (when(part, hour + 1), self.database_is_back)]
        for part, hour, lasts_hours in ((0.2, 19.0, 6), (0.65, 6.0, 26)):
            found += [(when(part, hour), self.platforms_go), (when(part, hour + lasts_hours), self.platforms_come)]
        for part in (0.12, 0.5, 0.9):
            found.append((when(part, 3.3), self.town.restart))
        found += [(when(0.25, 10), self.lose_channel), (when(0.25, 58), self.choose_channel)]
        found += [(when(0.7, 10), self.lose_channel), (when(0.7, 58), self.choose_channel)]
        lapse = BEGINS + timedelta(days=181)
        while lapse < BEGINS + whole:
            found.append((lapse + timedelta(days=9), self.check_lines))
            lapse += timedelta(days=190)
        return found

    def errands(self) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
        """What must happen in every run, however short: to people picked by number, each at a waking hour of theirs."""
        found = []
        for part, number, what in ERRANDS:
            at = BEGINS + timedelta(days=self.plan.days * part)
            found.append((at, lambda number=number, what=what: self.errand(number, what)))  # type: ignore[misc]  # both bound
        return found

    async def errand(self, number: int, what: str) -> None:
        """Somebody comes by for one thing, joining first where they have not."""
        soul = self.souls[number % len(self.souls)]
        luck = Random(f"{self.plan.seed}|{number}|{what}|{self.town.now}")
        soul.screen, soul.from_inbox, soul.quiet_until = None, False, None
        for _ in range(4):
            if not soul.joined:
                await self.lives.join(soul, luck)
        if soul.joined or soul.moderates:
            await getattr(self.lives, what)(soul, luck)

    async def loop_stops(self) -> None:
        """The operator's machine sleeps: nothing that is due is done."""
        self.town.loop_stands = True
        self.town.note("the job loop stands still")

    async def loop_goes_on(self) -> None:
        """It wakes."""
        self.town.loop_stands = False
        self.audit.stood_until = self.town.now
        self.town.note("the job loop goes on")

    async def database_is_back(self) -> None:
        """The database answers again."""
        await self.town.find_database()
        self.audit.stood_until = self.town.now

    async def platforms_go(self) -> None:
        """Both platforms answer nothing but errors."""
        self.town.platforms_down = True

    async def platforms_come(self) -> None:
        """They are back."""
        self.town.platforms_down = False
        self.audit.stood_until = self.town.now

    async def lose_channel(self) -> None:
        """Somebody deletes the group's channel."""
        self.town.streets["discord"].lose_channel(HARBOUR, self.souls[0].channel)
        self.town.note("the channel is gone")

    async def choose_channel(self) -> None:
        """A moderator chooses another, and everybody follows."""
        mo = self.souls[0]
        new = next(
            channel
            for (home, channel), stands in self.town.streets["discord"].channels.items()
            if home == HARBOUR and stands
        )
        for soul in self.souls:
            if soul.home == HARBOUR:
                soul.channel = new
        for action in ("group.change", "group.edit", "group.settings"):
            outcome = await self.walks.reach(mo, action, Random(6), channel=new, track="recovery", country="portugal")
            if isinstance(outcome, Answered):
                return
        self.town.note("no way to choose another channel")

    async def end(self) -> None:
        """Let what is under way come to rest, and look at everything once more."""
        await self.town.do_what_is_due(self.town.now + timedelta(hours=20), self.plan.every)
        for soul in [one for one in self.souls if one.joined][::3]:
            with suppress(NotSaved):
                await self.walks.act(soul, Step("care.help"))
        self.audit.daily()
        await self.audit.expiry([HARBOUR, HILL])
        self.audit.bytes_on_disk()
        self.check()

    def check(self) -> None:
        """Stop at the first thing that must not be."""
        while self.town.incidents:
            self.watch.say(f"work due: {self.town.incidents.pop(0)}")
        if self.watch.broken and not self.plan.go_on:
            raise Broken("\n".join(self.watch.broken[:5]))
        for each in self.watch.broken:
            print(each, flush=True)
        self.found += self.watch.broken
        self.watch.broken.clear()

    def report(self, seconds: float) -> str:
        """Figures."""
        counts, suite = self.town.counts, self.town.handrail.suite
        days, refused = (self.town.now - BEGINS).days, sum(street.refused for street in self.town.streets.values())
        untaken = sorted(action.key for action in suite.actions if not self.walks.taken[action.key])
        return "\n".join(
            [
                f"seed {self.plan.seed}: {len(self.souls)} people, {days} days in {seconds:.0f} s",
                f"turns {counts['turns']}, jobs {counts['jobs']}, messages {counts['post']}, changes {counts['edit']}, "
                f"closed inboxes {refused}, deleted {counts['erased']}, answers lost {counts['blinks']}, "
                f"reminders {self.audit.prompts}, looked for lost ones {self.audit.looks} times, "
                f"files {self.watch.files}",
                f"answers: {dict(self.watch.outcomes.most_common())}",
                f"shown by: {dict(self.watch.work.most_common())}",
                f"notes: {dict(self.watch.whys.most_common())}",
                f"members now: {sum(soul.joined for soul in self.souls)}",
                f"never taken ({len(untaken)}): {' '.join(untaken)}",
            ]
        )


async def simulate(plan: Plan, folder: Path) -> str:
    """Run it all; raises `Broken` with the seed, the date and the last acts."""
    began = perf_counter()
    with Seeded(plan.seed):
        town = Town(folder, plan.seed, plan.trouble)
        watch = Watch(town)
        walks = Walks(town, watch)
        town.on_sent = Sending(watch).sent
        souls = [make(number, plan.seed, plan.days, HOMES, moderates=number < 2) for number in range(plan.members)]
        souls[1].home = HILL
        watch.souls = {soul.person: soul for soul in souls}
        listening = Listening(town)
        logger = logging.getLogger("handrail")
        logger.addHandler(listening)
        level = logger.level
        logger.setLevel(logging.INFO)
        await town.open()
        months = Months(plan, town, watch, walks, Lives(town, walks, plan.seed, lambda: None), Audit(watch), souls)
        months.lives.check = months.check
        try:
            await months.live()
        except Exception as error:
            named = [soul for soul in souls if f"{soul.name} " in str(error) or f"{soul.name}'" in str(error)]
            town.last.extend(f"{soul.name} ({soul.zone}) before: {soul.history()}" for soul in named[:2])
            last = "\n  ".join([*town.last, *months.found[:20]])
            raise Broken(
                f"{type(error).__name__}: {error}\nseed {plan.seed}, {town.now:%Y-%m-%d %H:%M}, last acts:\n  {last}"
            ) from error
        finally:
            watch.close()
            logger.removeHandler(listening)
            logger.setLevel(level)
            figures = months.report(perf_counter() - began)
            await town.close()
    if months.found:
        raise Broken("\n".join([figures, f"{len(months.found)} things that must not be, such as:", *months.found[:40]]))
    return figures


def main(arguments: list[str]) -> int:
    """Run with what was asked for; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation months", description=__doc__)
    usual = Plan()
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--members", type=int, default=usual.members)
    parser.add_argument("--months", type=float, default=usual.months)
    parser.add_argument("--trouble", type=float, default=usual.trouble)
    parser.add_argument("--pace", type=float, default=usual.pace)
    parser.add_argument("--go-on", action="store_true", help="live to the last day, and tell then what was found")
    asked = parser.parse_args(arguments)
    plan = Plan(asked.seed, asked.members, asked.months, asked.trouble, asked.pace, asked.go_on)
    memory = Path("/dev/shm")  # noqa: S108  # a folder of our own in memory, where there is one: no disk waits
    folder = Path(tempfile.mkdtemp(prefix="handrail-months-", dir=memory if memory.is_dir() else None))
    try:
        print(asyncio.run(simulate(plan, folder)))
    except Broken as broken:
        print(broken)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0
