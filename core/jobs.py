"""The loop that keeps promises: claim, decide, show, settle. At least once, and once only where a platform lets us.

Not here: how rows are claimed and leased (the database adapter's), how fast a platform is asked (`sending`), and what
each kind of work says (its feature's).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from core.desk import incident
from core.errors import CannotDo, Gone, Locked, Malformed, NotSaved, PlatformError, Temporary, Unclear
from core.feature import Delivery, JobContext, JobSpec, Later, More, Post, Settled, Skip
from core.lots import in_lots, in_turns, whose
from core.pace import Turn, Unpaced
from core.ports import Bell, Claim, Clock, Database, Pace, Platform, Transaction
from core.sending import REFILL, Outlet
from core.suite import Suite
from core.turn import Library

LEASE: Final = timedelta(seconds=60)
"""Longer than two platform time-outs, so that a finish is rarely refused."""
TRIES: Final = 8
BATCH: Final = 500
LANES: Final = 2
"""How many batches of work that shows nothing are under way: while a server works on one, another is decided."""
POLL_SECONDS: Final = 0.5
"""How long a ring that got lost, or the work of a worker that died, waits at most."""
FAULT: Final = "a fault of ours, incident"
NOT_REACHED: Final = f"the platform could not be reached in {TRIES} tries"
NOT_TAKEN: Final = "the platform did not take the message as we made it"
UNKNOWN_KIND: Final = "this version knows no such work"
"""Why work was given up, for whoever runs it."""
UPKEEP_EVERY: Final = timedelta(minutes=10)
_BREATH: Final = 0.02
"""The least before looking again for due work that somebody else is just taking."""
_AT_ANY_PACE: Final = Unpaced()
_FINISH_AGAIN: Final = (0.1, 0.5, 2.0, 5.0)

log = logging.getLogger("handrail.jobs")


class _Taken(Exception):
    """The lease ran out meanwhile and somebody else has the work: nothing of this try may be kept."""


class JobLoop:
    """Serves the platforms it holds, and the work that shows nothing when `quiet` is set. Run as many as you like."""

    def __init__(
        self,
        suite: Suite,
        database: Database,
        library: Library,
        clock: Clock,
        platforms: Mapping[str, Platform],
        *,
        quiet: bool = True,
        pace: Pace = _AT_ANY_PACE,
    ) -> None:
        """`pace`: how fast platforms may be asked; without one, as fast as they answer."""
        self._suite = suite
        self._database = database
        self._library = library
        self._clock = clock
        self._outlets = {name: Outlet(platform, pace, clock) for name, platform in platforms.items()}
        self._quiet = quiet
        self._upkept = datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._plenty = asyncio.Event()
        """Set while more is due than one batch, so that every lane takes its share."""

    async def run(self, bell: Bell, stop: asyncio.Event) -> None:
        """Keep promises until stopped; the database or a platform being away only makes it wait."""
        beside = [asyncio.create_task(self._sending(outlet, stop)) for outlet in self._outlets.values()]
        beside += [asyncio.create_task(self._lane(stop)) for _ in range(1, LANES)]
        while not stop.is_set():
            done, away = await self._some()
            if done:
                self._wake()  # what was done may have promised something to show
            if done == BATCH:
                self._plenty.set()
            elif away > 0:
                await bell.wait(min(away, POLL_SECONDS))
                self._wake()
        self._plenty.set()
        self._wake()
        await asyncio.gather(*beside)

    def _wake(self) -> None:
        for outlet in self._outlets.values():
            outlet.wake.set()

    async def _lane(self, stop: asyncio.Event) -> None:
        """Take a share of the work that shows nothing while there is plenty."""
        while not stop.is_set():
            if not self._plenty.is_set():
                await self._plenty.wait()
            elif (await self._some())[0] < BATCH:
                self._plenty.clear()

    async def _some(self) -> tuple[int, float]:
        """Do what is due and shows nothing; return how much that was, and in how many seconds more is due."""
        try:
            done = await self.run_quiet()
            due = await self._next_due([""]) if self._quiet and done < BATCH else None
        except NotSaved:
            return 0, POLL_SECONDS
        except Exception as error:
            incident(error, "the job loop")
            return 0, POLL_SECONDS
        return done, (due - self._clock.now()).total_seconds() if due else POLL_SECONDS

    async def run_due(self) -> int:
        """Do everything that is due now, once, and return how much that was."""
        done = await self.run_quiet()
        for outlet in self._outlets.values():
            claims = await self._take(outlet, 1 if outlet.down else BATCH) if outlet.room(0) else ()
            await asyncio.gather(*map(self._safely, claims))
            done += len(claims)
        return done

    async def run_quiet(self) -> int:
        """Do what is due and shows nothing, once, and return how much that was."""
        now = self._clock.now()
        if now - self._upkept >= UPKEEP_EVERY:
            self._upkept = now  # before it is done: no lane does it as well, and a fault in it stops no work
            await self._database.write(lambda tx: tx.upkeep(now))
        if not self._quiet:
            return 0
        claims = await self._database.write(lambda tx: tx.claim(now, [""], BATCH, LEASE))
        alone = [claim for claim in claims if claim.sending_since]
        quiet = [claim for claim in claims if not claim.sending_since]
        await asyncio.gather(*map(self._safely, alone), self._quietly(quiet))
        return len(claims)

    async def _quietly(self, claims: Sequence[Claim]) -> None:
        """Do work that shows nothing in lots: each many members' first piece, then each their second, and so on."""
        for some in in_turns(claims, self._suite):
            for lot in in_lots(some):
                await self._together(lot)

    async def _sending(self, outlet: Outlet, stop: asyncio.Event) -> None:
        """Send what is due on one platform until stopped: a little at a time, so that what waits, waits in its row."""
        held: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            outlet.wake.clear()
            claims: Sequence[Claim] = ()
            room, away = outlet.room(len(held)), POLL_SECONDS
            try:
                if room and (room >= REFILL or not held):
                    claims = await self._take(outlet, room)
                    held |= {asyncio.create_task(self._safely(claim)) for claim in claims}
                if room and len(claims) < room:
                    due = await self._next_due([outlet.platform.name])
                    away = (due - self._clock.now()).total_seconds() if due else POLL_SECONDS
            except NotSaved:
                pass
            except Exception as error:
                incident(error, "the job loop")
            if held and (len(claims) == room or room < REFILL):
                await asyncio.wait(held, return_when=asyncio.FIRST_COMPLETED)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(outlet.wake.wait(), min(max(away, _BREATH), POLL_SECONDS))
            held = {task for task in held if not task.done()}
        await asyncio.gather(*held)

    async def _take(self, outlet: Outlet, most: int) -> Sequence[Claim]:
        now, name, after = self._clock.now(), outlet.platform.name, outlet.after
        claims = await self._database.write(lambda tx: tx.claim_fairly(now, name, most, LEASE, after))
        for community in dict.fromkeys(claim.community for claim in claims):
            outlet.after = community
        return claims

    async def _next_due(self, platforms: Sequence[str]) -> datetime | None:
        return await self._database.read(lambda tx: tx.next_due(platforms))

    async def _together(self, claims: Sequence[Claim]) -> None:
        """Do work that shows nothing in one transaction; what has a fault goes alone, and the rest in two."""
        now = self._clock.now()
        known = [(claim, self._suite.job(claim.name)) for claim in claims]
        parts = [[(claim, spec) for claim, spec in known if spec is not None and now <= claim.expires_at]]
        alone = [claim for claim, spec in known if spec is None or now > claim.expires_at]
        while parts:
            part = parts.pop()
            faulty = await self._in_one(part, now)
            alone += [part[at][0] for at in faulty]
            parts += [rest for rest in (part[: faulty.start], part[faulty.stop :]) if rest and faulty]
        for claim in alone:
            await self._safely(claim)

    async def _in_one(self, part: Sequence[tuple[Claim, JobSpec]], now: datetime) -> range:
        """Do work in one transaction; return what of it had a fault: nothing, one, or all where nobody can tell."""
        theirs = whose(part) if len(part) > 1 else {}
        faulty = range(len(part))

        def work(tx: Transaction) -> None:
            nonlocal faulty
            for (community, kinds), members in theirs.items():
                tx.ahead(community, members, kinds, now)
            for at, (claim, spec) in enumerate(part):
                faulty = range(at, at + 1)
                self._prepare(tx, spec, claim, now)
            faulty = range(len(part))

        try:
            await self._database.write(work)
        except NotSaved:
            log.warning("%d jobs wait for their lease: the database is away", len(part))
        except Exception:
            return faulty
        return range(0)

    async def _safely(self, claim: Claim) -> None:
        try:
            await self._do(claim)
        except _Taken:
            log.warning("job %s was taken by somebody else: its lease ran out", claim.name)
        except NotSaved:
            log.warning("job %s waits for its lease: the database is away", claim.name)
        except Exception as error:
            await self._after_a_fault(claim, f"{FAULT} {incident(error, claim.name)}")

    async def _after_a_fault(self, claim: Claim, why: str) -> None:
        """Try again later. Where even giving up has a fault, the work is closed without its own say."""
        try:
            await self._later(claim, None, unclear=True, why=why)
        except NotSaved:
            log.warning("job %s waits for its lease: the database is away", claim.name)
        except Exception as error:
            why, now = f"{FAULT} {incident(error, claim.name)}", self._clock.now()
            await self._surely(lambda tx: tx.finish(claim, "dead", now, why))

    async def _do(self, claim: Claim) -> None:
        spec = self._suite.job(claim.name)
        now = self._clock.now()
        if spec is None:
            await self._database.write(lambda tx: tx.finish(claim, "dead", now, UNKNOWN_KIND))
            return
        if now > claim.expires_at:
            await self._settle(spec, claim, _given_up(claim, "expired"))
            return
        outlet = self._outlets.get(claim.platform)
        found = await self._looked_up(spec, claim, now)
        delivery = await self._database.write(lambda tx: self._prepare(tx, spec, claim, now, found))
        if delivery is None or outlet is None:
            return
        again = claim.sending_since is not None
        try:
            ref = await outlet.deliver(delivery, claim)
        except Temporary as problem:
            rest = outlet.failed(claim) if problem.after is None else problem.after
            await self._later(claim, rest, unclear=again)
        except Locked:
            outlet.locked = True
            await self._later(claim, 0.0, unclear=again)
        except Unclear:
            rest = outlet.failed(claim)
            if outlet.platform.repeats_safely:
                await self._later(claim, rest, unclear=True)
            else:
                await self._settle(spec, claim, Settled("unknown"))
        except Gone:
            outlet.answered()
            await self._settle(spec, claim, Settled("gone"))
        except Malformed:
            outlet.answered()
            await self._settle(spec, claim, _given_up(claim, "dead", NOT_TAKEN))
        except (CannotDo, PlatformError):
            outlet.answered()
            await self._settle(spec, claim, Settled("cannot"))
        else:
            outlet.answered()
            await self._settle(spec, claim, Settled("done", ref))

    async def _looked_up(self, spec: JobSpec, claim: Claim, now: datetime) -> object:
        """What the work needs looked up at length, look by look beside the writers."""
        if spec.beforehand is None:
            return None
        look, found = spec.beforehand, More(None)

        def looked(tx: Transaction) -> object:
            return look(self._context(tx, claim, now, found.found))

        while isinstance(seen := await self._database.read(looked), More):
            found = seen
        return seen

    def _prepare(
        self, tx: Transaction, spec: JobSpec, claim: Claim, now: datetime, found: object = None
    ) -> Delivery | None:
        """Decide, from what is true now, what to show; note in the same transaction that the sending begins."""
        context = self._context(tx, claim, now, found)
        decided = spec.prepare(context)
        delivery = None if isinstance(decided, Later | Skip) else decided
        if claim.sending_since and (delivery is None or self._could_show_twice(claim, delivery, now)):
            # An earlier try may have been shown: it is not repeated, and whom it concerns is told.
            if tx.finish(claim, "unknown", now):
                spec.settle(context, Settled("unknown"))
            return None
        if delivery is not None:
            outlet = self._outlets.get(claim.platform)
            turn = outlet.ask(delivery, claim) if outlet else Turn(True)
            if turn.taken:
                return delivery if tx.sending(claim, now) else None
            at = now + timedelta(seconds=turn.wait)
            if not tx.again(claim, at, unclear=claim.sending_since is not None, counted=False):
                raise _Taken
            return None
        if isinstance(decided, Later):
            kept = tx.wait(claim, decided.at)
        elif isinstance(decided, Skip):
            kept = tx.finish(claim, f"skipped: {decided.why}", now)
        else:
            kept = tx.finish(claim, "dropped" if claim.platform else "done", now)
        if not kept:
            raise _Taken
        return None

    def _could_show_twice(self, claim: Claim, delivery: Delivery, now: datetime) -> bool:
        """Whether trying again could show something twice; changing and removing can always be repeated."""
        outlet = self._outlets.get(claim.platform)
        if outlet is None or claim.sending_since is None or not isinstance(delivery, Post):
            return False
        return now - claim.sending_since >= outlet.platform.repeats_safely

    async def _settle(self, spec: JobSpec, claim: Claim, settled: Settled) -> None:
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            if tx.finish(claim, settled.outcome, now, settled.why):
                spec.settle(self._context(tx, claim, now), settled)

        await self._surely(work)
        if settled.outcome != "done":
            log.info("job %s ended as %s after %d tries", claim.name, settled.outcome, claim.attempts + 1)

    async def _surely(self, work: Callable[[Transaction], object]) -> None:
        """Record an outcome even when the database blinks: it was shown, and only this row knows."""
        for delay in _FINISH_AGAIN:
            try:
                await self._database.write(work)
                return
            except NotSaved:
                await asyncio.sleep(delay)
        await self._database.write(work)

    async def _later(self, claim: Claim, after: float | None, *, unclear: bool, why: str = NOT_REACHED) -> None:
        """Give work back; where it is known when to come again, nothing was wrong with it and it was no try."""
        spec = self._suite.job(claim.name)
        counted = after is None
        if counted and claim.attempts + 1 >= TRIES and spec is not None:
            await self._settle(spec, claim, _given_up(claim, "dead", why))
            return
        backoff = min(2.0 * 2**claim.attempts, 600.0) * secrets.SystemRandom().uniform(0.5, 1.0)
        due = self._clock.now() + timedelta(seconds=backoff if after is None else after)
        await self._database.write(lambda tx: tx.again(claim, due, unclear=unclear, counted=counted))

    def _context(self, tx: Transaction, claim: Claim, now: datetime, found: object = None) -> JobContext:
        return JobContext(claim, claim.community, tx.within(claim.community), self._library, now, found)


def _given_up(claim: Claim, outcome: str, why: str = "") -> Settled:
    """How work ends that is not tried again: nobody can tell, where an earlier try may have been shown."""
    return Settled("unknown" if claim.sending_since else outcome, why=why)
