"""Promises: kept once where a platform lets us, given up with a word, and never late enough to hurt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from adapters.database.dead import dead_letters
from core.errors import CannotDo, Gone, Malformed, NotSaved, PlatformError, Temporary, Unclear
from core.feature import Delivery, Edit, Feature, JobContext, JobSpec, Post, Settled
from core.jobs import FAULT, TRIES, JobLoop
from core.ports import Claim, Transaction
from core.privacy.keeping import KEY
from core.surface import Message
from core.text import text
from core.values import Place, PostRef
from tests.core.home import CHANNEL, MINUTE, WORDS, Home, labels, said, subject

LATE = timedelta(hours=1)


@dataclass
class Line:
    """A platform that fails as it is told, and can be held in the middle of a post."""

    name: str = "web"
    repeats_safely: timedelta = timedelta()
    failing: list[PlatformError] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.goes_on.set()

    def lanes(self, delivery: object) -> tuple[()]:
        return ()

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        await self._pass()
        self.posted.append((key, message.body.plain()))
        return PostRef(place, f"m{len(self.posted)}")

    async def edit(self, ref: PostRef, message: Message) -> None:
        words = message.body.plain()
        await self._pass()
        self.edited.append(words)

    async def remove(self, ref: PostRef) -> None:
        await self._pass()
        self.removed.append(ref.message)

    async def _pass(self) -> None:
        self.arrived.set()
        await self.goes_on.wait()
        if self.failing:
            raise self.failing.pop(0)


@dataclass
class Probe:
    """A kind of work that writes down what happened to it."""

    says: str = "something"
    prepare: Callable[[JobContext], Delivery | None] | None = None
    settled: list[str] = field(default_factory=list)
    settle_fails: bool = False

    def feature(self) -> Feature:
        def prepare(job: JobContext) -> Delivery | None:
            if self.prepare is not None:
                return self.prepare(job)
            return Post(Place("web", "playground", CHANNEL), Message(text("{says}", says=self.says)))

        def settle(job: JobContext, settled: Settled) -> None:
            self.settled.append(settled.outcome)
            if self.settle_fails:
                raise RuntimeError("in settle")

        return Feature("probe", jobs=(JobSpec("probe.say", prepare, settle, late=LATE),))


async def promise(home: Home, *, platform: str = "web", key: str = "probe", due: datetime | None = None) -> None:
    """Promise the probe's work, due now."""
    community, at = await home.community(), due or home.clock.now()

    def work(tx: Transaction) -> None:
        jobs = tx.within(community).jobs
        jobs.promise("probe.say", "x", key=key, due_at=at, expires_at=at + LATE, platform=platform)

    await home.handrail.database.write(work)


async def keep_trying(home: Home, loop: JobLoop, times: int = 30) -> None:
    """Let half an hour pass in minutes."""
    for _ in range(times):
        await loop.run_due()
        home.clock.move(timedelta(minutes=1))


async def next_due(home: Home) -> datetime | None:
    """When the next work is due, but for the daily work of every community."""
    due = await home.handrail.database.read(lambda tx: tx.next_due(("web", "")))
    daily = await home.look(lambda stores: stores.jobs.pending(KEY))
    return None if due == daily else due


async def test_a_promise_is_kept_once_and_settled_once(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    assert await loop.run_due() == 1 and await loop.run_due() == 0
    assert [words for _, words in line.posted] == ["something"] and probe.settled == ["done"]
    assert await next_due(home) is None


async def test_nothing_is_done_before_it_is_due(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home, due=home.clock.now() + timedelta(seconds=1))
    assert await loop.run_due() == 0 and line.posted == []
    home.clock.move(timedelta(seconds=1))
    assert await loop.run_due() == 1


async def test_work_of_a_platform_this_process_does_not_hold_is_left_alone(home: Home) -> None:
    loop = home.work(Probe().feature(), platform=Line())
    await promise(home, platform="discord")
    assert await loop.run_due() == 0


async def test_what_is_too_late_is_said_nowhere_and_settled_as_expired(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    home.clock.move(LATE + timedelta(seconds=1))
    await loop.run_due()
    assert line.posted == [] and probe.settled == ["expired"]


async def test_what_is_no_longer_wanted_is_dropped_without_a_word(home: Home) -> None:
    line, probe = Line(), Probe(prepare=lambda job: None)
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    assert line.posted == [] and probe.settled == [] and await next_due(home) is None


async def test_work_that_shows_nothing_is_done_in_its_transaction(home: Home) -> None:
    done: list[str] = []

    def work(job: JobContext) -> None:
        done.append(job.subject)

    loop = home.work(Probe(prepare=work).feature(), platform=Line())
    await promise(home, platform="")
    await loop.run_due()
    assert done == ["x"] and await next_due(home) is None


async def test_a_busy_platform_is_asked_again_when_it_said_so(home: Home) -> None:
    line, probe = Line(failing=[Temporary(after=30)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    assert await next_due(home) == home.clock.now() + timedelta(seconds=30)
    home.clock.move(timedelta(seconds=29))
    assert await loop.run_due() == 0
    home.clock.move(timedelta(seconds=1))
    await loop.run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def test_waits_between_tries_grow_and_are_never_the_same_for_all(home: Home) -> None:
    line, probe = Line(failing=[Temporary() for _ in range(TRIES)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    waits = []
    for attempt in range(TRIES - 1):
        await loop.run_due()
        due = await next_due(home)
        assert due is not None
        waits.append((due - home.clock.now()).total_seconds())
        assert 2.0**attempt <= waits[-1] <= 2.0 * 2**attempt
        home.clock.move(due - home.clock.now())
    assert len(set(waits)) == len(waits)


async def test_after_eight_tries_work_is_given_up_and_said_so_once(home: Home) -> None:
    line, probe = Line(failing=[Temporary() for _ in range(50)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop)
    assert 50 - len(line.failing) == TRIES and probe.settled == ["dead"]


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [(Gone(), "gone"), (CannotDo(), "cannot"), (PlatformError(), "cannot"), (Malformed(), "dead")],
)
async def test_what_would_never_work_is_not_tried_again(home: Home, problem: PlatformError, outcome: str) -> None:
    line, probe = Line(failing=[problem]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 5)
    assert line.posted == [] and probe.settled == [outcome]


async def test_where_a_repeat_could_show_twice_an_unclear_end_is_not_repeated(home: Home) -> None:
    line, probe = Line(failing=[Unclear()]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 5)
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_where_the_same_key_shows_once_an_unclear_end_is_repeated_with_it(home: Home) -> None:
    line, probe = Line(failing=[Unclear(), Unclear()], repeats_safely=timedelta(minutes=2)), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    for _ in range(8):
        await loop.run_due()
        home.clock.move(timedelta(seconds=5))
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def test_past_the_time_in_which_a_key_shows_once_nothing_is_repeated(home: Home) -> None:
    line, probe = Line(failing=[Unclear()], repeats_safely=timedelta(minutes=2)), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    home.clock.move(timedelta(minutes=3))
    await loop.run_due()
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_what_a_process_was_sending_when_it_died_is_unknown_where_repeats_show(home: Home) -> None:
    line, probe = Line(), Probe()
    claim = await taken(home, lease=timedelta(microseconds=1), key="probe")
    now = home.clock.now()
    assert await home.handrail.database.write(lambda tx: tx.sending(claim, now))
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_what_a_process_had_not_begun_to_send_when_it_died_is_sent_by_the_next(home: Home) -> None:
    line, probe = Line(), Probe()
    await taken(home, lease=timedelta(microseconds=1), key="probe")
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def taken(home: Home, *, lease: timedelta, key: str) -> Claim:
    """Promise the probe's work and take it, as a worker that then goes silent."""
    await promise(home, key=key)
    now = home.clock.now()
    (claim,) = await home.handrail.database.write(lambda tx: tx.claim(now, ("web",), 10, lease))
    return claim


async def test_a_worker_that_was_away_too_long_can_settle_nothing(home: Home) -> None:
    stale = await taken(home, lease=timedelta(microseconds=1), key="probe")
    await asyncio.sleep(0.01)
    now = home.clock.now()
    (fresh,) = await home.handrail.database.write(lambda tx: tx.claim(now, ("web",), 10, timedelta(minutes=1)))
    assert fresh.id == stale.id and fresh.fence > stale.fence
    write = home.handrail.database.write
    assert await write(lambda tx: tx.sending(stale, now)) is False
    assert await write(lambda tx: tx.again(stale, now, unclear=False)) is False
    assert await write(lambda tx: tx.finish(stale, "done", now)) is False
    assert await write(lambda tx: tx.finish(fresh, "done", now)) is True


async def test_two_workers_never_share_a_promise(home: Home) -> None:
    first, second, probe = Line(), Line(), Probe()
    for number in range(20):
        await promise(home, key=f"probe-{number}")
    feature = probe.feature()
    loops = home.work(feature, platform=first), home.work(feature, platform=second)
    done = await asyncio.gather(*(loop.run_due() for loop in loops))
    assert sum(done) == 20 and len(first.posted) + len(second.posted) == 20
    assert len({key for key, _ in (*first.posted, *second.posted)}) == 20


# Faults of ours.


async def test_a_fault_while_deciding_harms_no_other_work(home: Home, incidents: list[str]) -> None:
    def prepare(job: JobContext) -> Delivery | None:
        if job.claim.key == "bad":
            raise RuntimeError("canary in prepare")
        return Post(Place("web", "playground", CHANNEL), Message(text("fine")))

    line, probe = Line(), Probe(prepare=prepare)
    loop = home.work(probe.feature(), platform=line)
    await promise(home, key="bad")
    await promise(home, key="good")
    await loop.run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]
    assert len(incidents) == 1 and "canary" not in incidents[0]


async def test_work_with_a_fault_is_tried_again_and_given_up_in_the_end(home: Home, incidents: list[str]) -> None:
    def prepare(job: JobContext) -> Delivery | None:
        raise RuntimeError

    probe = Probe(prepare=prepare)
    loop = home.work(probe.feature(), platform=Line())
    await promise(home)
    await keep_trying(home, loop)
    assert probe.settled == ["dead"] and len(incidents) == TRIES
    (letter,) = await home.handrail.database.read(lambda tx: dead_letters(tx.link, home.clock.now()))
    assert letter.why == f"{FAULT} {incidents[-1].split()[1]}", "the log has more under this code"


async def test_a_fault_while_settling_never_stops_the_loop(home: Home, incidents: list[str]) -> None:
    line, probe = Line(repeats_safely=timedelta(days=1)), Probe(settle_fails=True)
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop)
    assert incidents and await next_due(home) is None
    probe.settle_fails = False
    await promise(home, key="another")
    await loop.run_due()
    assert probe.settled[-1] == "done"


async def test_work_whose_kind_was_retired_is_closed(home: Home) -> None:
    line = Line()
    await promise(home)
    assert await home.work(platform=line).run_due() == 1
    assert line.posted == [] and await next_due(home) is None


# The database away.


class Blinking:
    """The real database, away for the next so many writes."""

    def __init__(self, real: object) -> None:
        self.real = real
        self.away = 0

    async def write(self, work):  # type: ignore[no-untyped-def]
        if self.away:
            self.away -= 1
            raise NotSaved("away")
        return await self.real.write(work)  # type: ignore[attr-defined]

    async def read(self, work):  # type: ignore[no-untyped-def]
        return await self.real.read(work)  # type: ignore[attr-defined]


async def test_what_was_posted_is_recorded_though_the_database_blinked(home: Home) -> None:
    line, probe, blinking = Line(), Probe(), Blinking(home.handrail.database)
    loop = home.work(probe.feature(), platform=line)
    loop._database = blinking  # type: ignore[assignment]
    await promise(home)
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    blinking.away = 2
    line.goes_on.set()
    await running
    assert probe.settled == ["done"] and len(line.posted) == 1 and await next_due(home) is None


async def test_the_loop_waits_while_the_database_is_away_and_goes_on_when_it_is_back(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await home.lose_database()
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.sleep(0.05)
    assert not running.done() and line.posted == []
    await home.find_database()
    home.handrail.bell.ring()
    await asyncio.wait_for(line.arrived.wait(), 3)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)
    assert probe.settled == ["done"]


async def test_a_fault_in_upkeep_does_not_stop_the_loop(home: Home, incidents: list[str]) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)

    class Faulty(Blinking):
        async def write(self, work):  # type: ignore[no-untyped-def]
            if self.away:
                self.away -= 1
                raise RuntimeError("a fault nobody thought of")
            return await super().write(work)

    faulty = Faulty(home.handrail.database)
    faulty.away = 1
    loop._database = faulty  # type: ignore[assignment]
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.wait_for(line.arrived.wait(), 5)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)
    assert len(incidents) == 1


# What this suite's own promises do.


async def test_a_share_in_flight_when_its_check_in_is_deleted_is_taken_down_as_it_settles(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    await home.does("ann", f"checkin.remove:{checkin}")
    line.goes_on.set()
    await running
    assert len(line.posted) == 1
    await loop.run_due()
    assert line.removed == ["m1"]


async def test_a_share_in_flight_when_it_is_taken_back_is_taken_down_as_it_settles(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    outcome = await home.does("ann", f"checkin.undo:{checkin}")
    assert "taking it out" in said(outcome)
    line.goes_on.set()
    await running
    await loop.run_due()
    assert line.removed == ["m1"]


async def test_many_presses_make_one_edit(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    await loop.run_due()
    for number in range(4):
        who = home.room.person(f"p{number}")
        await home.does(who, "people.join", {"adult": "yes", "handle": f"P{number}", "country": "Portugal"})
        await home.does(who, "people.zone:Europe~Lisbon")
        await home.does(who, "people.rest", {"notes": "yes", "track": "general"})
        home.clock.move(timedelta(milliseconds=100))
        await home.does(who, f"checkin.with:{checkin}")
    home.clock.move(timedelta(seconds=3))
    await loop.run_due()
    assert len(line.edited) == 1 and "P0, P1, P2, P3" in line.edited[0]


async def test_a_press_while_an_edit_is_on_its_way_is_not_forgotten(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    await loop.run_due()
    await home.join("cleo")
    await home.does("cleo", f"checkin.with:{checkin}")
    home.clock.move(timedelta(seconds=3))
    line.arrived.clear()
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    await home.does("ben", f"checkin.with:{checkin}")
    await home.does("cleo", f"checkin.step-back:{checkin}")
    line.goes_on.set()
    await running
    home.clock.move(timedelta(seconds=3))
    await loop.run_due()
    assert "Ben" in line.edited[-1] and "Cleo" not in line.edited[-1] and len(line.edited) == 2


async def test_edited_while_it_is_held_the_new_words_are_posted(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(timedelta(seconds=30))
    await home.does("ann", f"checkin.edit:{checkin}", {"next": "rest instead"})
    await home.later(MINUTE)
    assert len(home.channel()) == 1 and "rest instead" in home.channel()[0] and WORDS not in home.channel()[0]


async def test_shared_again_right_after_it_was_taken_back_it_stands_in_the_end(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.does("ann", f"checkin.undo:{checkin}")
    await home.does("ann", f"checkin.share:{checkin}")
    await home.later(MINUTE)
    assert len(home.channel()) == 1
    assert "copy of what you shared is in" in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_a_group_that_moves_keeps_its_new_post_and_loses_the_old_one(home: Home) -> None:
    await home.does("mo", "group.door")
    await home.later()
    await home.does("mo", "group.change", {"channel": "quiet-room", "track": "general", "country": "Spain"})
    home.room.fail_next("remove", "429")
    await home.later()
    await home.later(timedelta(minutes=5))
    assert home.room.in_channel(CHANNEL) == [] and len(home.room.in_channel("quiet-room")) == 1
    assert "in the channel already" in said(await home.does("mo", "group.door"))


async def test_a_reply_asked_for_again_after_it_arrived_is_not_posted_twice(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin)
    await home.later(MINUTE)
    await home.does("ben", f"checkin.answer-again:{reply}")
    await home.later(MINUTE)
    assert len(home.channel()) == 2


async def test_what_may_or_may_not_have_been_posted_is_told_to_its_author_and_can_be_posted_again(home: Home) -> None:
    line = Line(failing=[Unclear()])
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    await loop.run_due()
    told = await home.does("ann", "people.notes")
    assert "may be in the channel or not" in said(told)
    await home.does("ann", f"checkin.share:{subject(told, 'checkin.share')}")
    home.clock.move(MINUTE)
    await loop.run_due()
    assert len([words for _, words in line.posted if WORDS in words]) == 1


async def test_a_channel_that_is_gone_is_told_to_author_and_moderators_and_to_nobody_else(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.room.set_channel(CHANNEL, stands=False)
    await home.later(MINUTE)
    await home.later(timedelta(hours=20))
    assert home.inbox("ann") == ["You have a note."] and home.inbox("mo") == ["You have a note."]
    assert home.inbox("ben") == []
    assert "could not be posted" in said(await home.does("ann", "people.notes"))
    assert "Choose a channel" in labels(await home.does("mo", "people.notes"))


# The line in an inbox.


async def tell(home: Home, who: str, words: str) -> None:
    """Tell a member something, as a feature would."""
    from core.people.actions import tell as tell_member

    community = await home.community()

    def work(tx: Transaction) -> None:
        stores = tx.within(community)
        member = stores.people.find(home.room.person(who))
        assert member is not None
        tell_member(stores, member.id, Message(text("{words}", words=words)), home.clock.now())

    await home.handrail.database.write(work)


async def test_several_notes_share_one_neutral_line(home: Home) -> None:
    for number in range(3):
        await tell(home, "ann", f"note {number}")
    await home.later()
    assert home.inbox("ann") == ["You have a note."]


async def test_a_note_read_before_the_line_was_due_rings_nobody(home: Home) -> None:
    home.clock.move(timedelta(hours=4))
    await tell(home, "ann", "late at night")
    read = await home.does("ann", "people.notes")
    assert "late at night" in said(read)
    await home.does("ann", f"people.put-away:{subject(read, 'people.put-away')}")
    await home.later(timedelta(hours=15))
    assert home.inbox("ann") == []


async def test_the_line_waits_for_the_end_of_the_members_quiet_hours(home: Home) -> None:
    home.clock.move(timedelta(hours=4))  # 22:00 UTC: midnight in Berlin, ten in the morning in Auckland
    await tell(home, "ann", "for ann")
    await tell(home, "ben", "for ben")
    await home.later()
    assert home.inbox("ann") == [] and home.inbox("ben") == ["You have a note."]
    await home.later(timedelta(hours=7, minutes=59))
    assert home.inbox("ann") == []
    await home.later(timedelta(minutes=1))
    assert home.inbox("ann") == ["You have a note."]


async def test_a_closed_inbox_leads_nowhere_else_and_the_note_stays(home: Home) -> None:
    home.room.set_inbox("ann", is_open=False)
    await tell(home, "ann", "kept for you")
    await home.later()
    assert home.inbox("ann") == [] and home.channel() == []
    assert "kept for you" in said(await home.does("ann", "people.notes"))


async def test_a_second_note_while_the_line_is_on_its_way_is_not_lost(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    await tell(home, "ann", "first")
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    home.clock.move(timedelta(seconds=1))
    await tell(home, "ann", "second")
    line.goes_on.set()
    await running
    first = await home.does("ann", "people.notes")
    assert "first" in said(first) and "1 more" in said(first)
    away = await home.does("ann", f"people.put-away:{subject(first, 'people.put-away')}")
    assert "second" in said(away)


NEVER_TOO_LATE = {
    "privacy.ask",
    "privacy.forget",
    "privacy.retention",
    "checkin.expire",
    "history.over",
    "round.close",
    "rhythm.rules",
}
"""Work that shows nothing: however late, it is still to be done."""


def test_every_kind_of_work_says_how_late_it_may_be(home: Home) -> None:
    for feature in home.handrail.suite.features:
        for job in feature.jobs:
            assert timedelta() < job.late
            assert job.late <= timedelta(days=7) or job.name in NEVER_TOO_LATE, job.name


async def test_promises_with_one_key_are_one_while_unfinished(home: Home) -> None:
    probe = Probe()
    loop = home.work(probe.feature(), platform=Line())
    for _ in range(3):
        await promise(home, key="same")
    await loop.run_due()
    await promise(home, key="same")
    await loop.run_due()
    assert probe.settled == ["done", "done"]


async def test_what_was_taken_back_while_nobody_could_tell_is_told_to_its_author(home: Home) -> None:
    line = Line(repeats_safely=timedelta(seconds=120), failing=[Unclear()])
    loop = home.work(platform=line)
    checkin = await home.check_in("ann")
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    await loop.run_due()
    await home.does("ann", f"checkin.undo:{checkin}")
    await keep_trying(home, loop, 5)
    assert WORDS not in "".join(words for _, words in line.posted)
    assert "It may be in the channel all the same" in said(await home.does("ann", "people.notes"))


async def test_a_busy_answer_after_an_unclear_one_does_not_make_a_late_repeat_safe(home: Home) -> None:
    line, probe = Line(repeats_safely=timedelta(seconds=120), failing=[Unclear(), Temporary(300.0)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 12)
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_a_change_whose_process_died_is_made_by_the_next_even_where_posts_are_not_repeated(home: Home) -> None:
    line = Line()
    probe = Probe(prepare=lambda job: Edit(PostRef(Place("web", "playground", CHANNEL), "m1"), Message(text("new"))))
    claim = await taken(home, lease=timedelta(microseconds=1), key="probe")
    now = home.clock.now()
    assert await home.handrail.database.write(lambda tx: tx.sending(claim, now))
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert line.edited == ["new"] and probe.settled == ["done"]
