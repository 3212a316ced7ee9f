"""One neutral line for whatever waits: shared, held back, left out, and never anywhere but the inbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.people.actions import line_key, tell
from core.people.consents import agree, revoke
from core.people.reach import PLACED, reach_of, set_reach
from core.rhythm import AT_NIGHT, Kind, Reach
from core.surface import Message
from core.text import text
from core.turn import Stores
from core.values import MemberId
from tests.core.home import Home, labels, said

NOON = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
"""12:00 in Berlin."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def ann(home: Home) -> MemberId:
    """Ann's id."""
    found = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert found is not None
    return found.id


async def write(home: Home, work: Any) -> None:
    """Write with the stores of the community in this house."""
    community = await home.community()
    await home.handrail.database.write(lambda tx: work(tx.within(community)))


async def leave_note(home: Home, words: str = "something", **more: Any) -> None:
    """Keep a note for ann, as any feature would."""
    member, now = await ann(home), home.clock.now()
    message = Message(text("{words}", words=words))
    await write(home, lambda stores: tell(stores, member, message, now, **more))


def lines(home: Home) -> list[datetime]:
    """When a line was shown in ann's inbox."""
    return [posted.at for posted in home.room.inbox("ann")]


async def pending(home: Home) -> list[tuple[str, datetime]]:
    """The lines that are promised."""
    member = await ann(home)
    found = await home.look(lambda stores: stores.jobs.pending_of(member))
    return [(name, due) for name, _, due in found if name.startswith("people.")]


async def test_several_notes_share_a_line_and_what_is_read_meanwhile_rings_nobody(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "one", at=NOON + HOUR)
    await leave_note(home, "two", at=NOON + 2 * HOUR)
    assert await pending(home) == [("people.note", NOON + HOUR)]
    for _ in range(2):
        opened = await home.does("ann", "people.notes")
        await home.does("ann", next(b.step for b in opened.reply.buttons if b.step.action == "people.put-away"))  # type: ignore[union-attr]
    await home.later(3 * HOUR)
    assert lines(home) == []


async def test_a_note_joins_what_the_member_placed_within_two_hours_and_the_placed_one_is_not_moved(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "placed", kind=Kind.PLACED, at=NOON + 2 * HOUR)
    await leave_note(home, "by the way")
    for _ in range(9):
        await home.later(HOUR / 4)
    assert lines(home) == [NOON + 2 * HOUR] and await pending(home) == []


async def test_a_check_in_that_joins_comes_with_it_and_a_minute_later_alone_where_it_was_stopped(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "check-in", kind=Kind.CHECK_IN, at=NOON)
    await leave_note(home, "placed", kind=Kind.PLACED, at=NOON + HOUR)
    await home.later()
    assert lines(home) == []
    member = await ann(home)
    await write(home, lambda stores: stores.jobs.cancel(line_key(PLACED, member, NOON + HOUR)))
    await home.later(HOUR)
    assert lines(home) == []
    await home.later(timedelta(minutes=1))
    assert lines(home) == [NOON + HOUR + timedelta(minutes=1)]


async def test_a_check_in_does_not_wait_for_what_comes_after_it_would_be_too_late(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "check-in", kind=Kind.CHECK_IN, at=NOON, ring_until=NOON + HOUR / 2)
    await leave_note(home, "placed", kind=Kind.PLACED, at=NOON + HOUR)
    await home.later()
    assert lines(home) == [NOON]


async def test_what_is_far_from_it_keeps_its_own_line_unless_everything_was_announced_by_then(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "later", at=NOON + 5 * HOUR)
    await leave_note(home, "placed", kind=Kind.PLACED, at=NOON + HOUR)
    assert len(await pending(home)) == 2
    await home.later(HOUR)
    assert lines(home) == [NOON + HOUR] and await pending(home) == [], "the line spoke for all that waited"


async def test_two_times_the_member_placed_both_stand(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "one", kind=Kind.PLACED, at=NOON + HOUR)
    await leave_note(home, "two", kind=Kind.PLACED, at=NOON + 1.5 * HOUR)
    await leave_note(home, "the same minute", kind=Kind.PLACED, at=NOON + HOUR)
    await home.later(HOUR)
    await home.later(HOUR / 2)
    assert lines(home) == [NOON + HOUR, NOON + 1.5 * HOUR]


async def test_more_than_a_days_number_waits_for_the_morning_and_is_then_said(home: Home) -> None:
    home.clock.at = NOON
    for number in range(4):
        home.clock.move(timedelta(minutes=1))
        await leave_note(home, f"note {number}")
        await home.later()
    assert len(lines(home)) == 2
    await home.later(NOON.replace(day=3, hour=6) - home.clock.now())
    assert [at.hour for at in lines(home)] == [10, 10, 6]


async def test_ten_a_week_and_no_more(home: Home) -> None:
    home.clock.at = NOON
    member = await ann(home)
    await write(home, lambda stores: set_reach(stores, member, Reach("Europe/Berlin", 4), NOON))
    for day in range(9):
        home.clock.at = NOON + day * DAY
        for number in range(4):
            await leave_note(home, f"{day} {number}")
            await home.later()
            home.clock.move(HOUR)
    for last in range(9):
        week = [at for at in lines(home) if timedelta() <= NOON.replace(hour=0) + last * DAY + DAY - at <= 7 * DAY]
        assert len(week) <= 10
    assert len(lines(home)) > 10


async def test_what_the_member_placed_is_neither_moved_nor_left_out_by_a_days_number(home: Home) -> None:
    home.clock.at = NOON
    for number in range(4):
        await leave_note(home, f"placed {number}", kind=Kind.PLACED, at=NOON + number * HOUR)
    await leave_note(home, "check-in", kind=Kind.CHECK_IN, at=NOON + 3.5 * HOUR)
    for _ in range(9):
        await home.later()
        home.clock.move(HOUR / 2)
    assert lines(home) == [NOON + number * HOUR for number in range(4)]


async def test_one_that_is_tried_again_in_quiet_hours_was_still_placed_before_them(home: Home) -> None:
    evening = NOON.replace(hour=19, minute=29)
    home.clock.at = evening
    await leave_note(home, "placed", kind=Kind.PLACED, at=evening)
    home.room.fail_next("post", "429")
    for _ in range(9):
        await home.later(timedelta(minutes=1))
    await home.later(12 * HOUR)
    assert lines(home) == []


async def test_scheduled_things_of_today_keep_their_place(home: Home) -> None:
    home.clock.at = NOON
    member = await ann(home)
    await write(home, lambda stores: set_reach(stores, member, Reach("Europe/Berlin", 1), NOON))
    await leave_note(home, "placed", kind=Kind.PLACED, at=NOON + 5 * HOUR)
    await leave_note(home, "by the way")
    await home.later()
    assert lines(home) == []
    await home.later(5 * HOUR)
    assert lines(home) == [NOON + 5 * HOUR]


async def test_at_night_a_note_waits_and_a_placed_one_does_not(home: Home) -> None:
    night = NOON + 11 * HOUR
    home.clock.at = night
    await leave_note(home, "by the way")
    await leave_note(home, "placed", kind=Kind.PLACED, at=night)
    await home.later()
    assert lines(home) == [night]
    home.clock.at = night + DAY
    await leave_note(home, "late", kind=Kind.PLACED, at=night + 19 * HOUR)
    await home.later()
    assert lines(home) == [night], "placed by day, it does not break the night"
    await home.later(9 * HOUR)
    assert lines(home) == [night], "and what is over is not made up for"


@pytest.mark.parametrize("kind", AT_NIGHT)
async def test_what_neither_the_night_nor_a_number_holds_back_comes_at_its_minute(home: Home, kind: Kind) -> None:
    member, night = await ann(home), NOON + 13 * HOUR
    home.clock.at = NOON
    await write(home, lambda stores: set_reach(stores, member, Reach("Europe/Berlin", 1), NOON))
    await leave_note(home, "by the way")
    await home.later()
    await leave_note(home, "in time", kind=kind, at=night)
    await home.later(night - NOON)
    assert lines(home) == [NOON, night]


@pytest.mark.parametrize("how", ["away", "silent", "left", "not agreed to"])
async def test_who_does_not_want_a_line_gets_none_and_the_note_waits(home: Home, how: str) -> None:
    home.clock.at = NOON
    member = await ann(home)

    def choose(stores: Stores) -> None:
        match how:
            case "away":
                away = ((NOON.date(), NOON.date()),)
                set_reach(stores, member, Reach("Europe/Berlin", away=away), NOON)
            case "silent":
                set_reach(stores, member, Reach("Europe/Berlin", 0), NOON)
            case "not agreed to":
                agree(stores, member, "notes", "private notes", "the bot", NOON)
                revoke(stores, member, "notes", NOON)
            case _:
                from core.people.left import note_left

                note_left(stores, member, NOON, NOON + 30 * DAY)

    await leave_note(home, "for whenever")
    await write(home, choose)
    before = home.channel()
    await home.later()
    await home.later(DAY)
    assert lines(home) == [] and home.channel() == before and await pending(home) == []
    assert "for whenever" in said(await home.does("ann", "people.notes"))


async def test_a_note_past_its_time_rings_nobody(home: Home) -> None:
    home.clock.at = NOON
    await leave_note(home, "short", at=NOON + HOUR, until=NOON + HOUR / 2)
    await home.later(HOUR)
    assert lines(home) == []


async def test_what_was_said_about_reach_reads_back_and_days_gone_by_are_forgotten(home: Home) -> None:
    member = await ann(home)
    gone, to_come = (NOON.date() - 9 * DAY, NOON.date() - 8 * DAY), (NOON.date(), NOON.date() + DAY)
    await write(home, lambda stores: set_reach(stores, member, Reach("Europe/Berlin", 3, (gone, to_come)), NOON))
    found = await home.look(lambda stores: reach_of(stores, stores.people.member(member)))  # type: ignore[arg-type]
    assert found == Reach("Europe/Berlin", 3, (to_come,))


async def test_a_closed_inbox_is_the_end_of_it_and_the_next_private_answer_says_so(home: Home) -> None:
    home.clock.at = NOON
    home.room.set_inbox("ann", is_open=False)
    before = home.channel()
    await leave_note(home)
    await home.later()
    await home.later(DAY)
    assert home.channel() == before and lines(home) == [] and await pending(home) == []
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
