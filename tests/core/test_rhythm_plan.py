"""Everything that is planned for a member's seven days, what was held back and why, and one press for fewer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import bots.assemble
from core.boundaries.planning import reminders_of
from core.boundaries.reminder import ADDED
from core.limits import BODY
from core.people.actions import tell
from core.rhythm import Kind
from core.rhythms.model import Rhythm
from core.rhythms.plan_words import REMINDERS, week
from core.rhythms.words import NOT_AGREED, ZONE_UNKNOWN, shown
from core.surface import Answer, Message
from core.text import text
from core.turn import NotDone, Stores
from tests.core.boundaries import in_force, owner
from tests.core.home import EVENING, Home, labels, options, said, subject

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY_DAY = tuple("0123456")
LINE = "You have a note."


async def write(home: Home, work: Any) -> None:
    """Write with the stores of the community in this house."""
    community = await home.community()
    await home.handrail.database.write(lambda tx: work(tx.within(community)))


async def remind(home: Home, one: str, kind: str = "scheduled", **answers: Answer) -> str:
    """Leave a reminder and return its id."""
    typed: dict[str, Answer] = {"days": EVERY_DAY, "at": "17:00", "minutes": "30"} | answers
    return subject(await home.does("ann", f"boundary.remind:{one}~{kind}", typed), "boundary.remind-change")


async def plan(home: Home) -> str:
    """What ann is shown."""
    return said(await home.does("ann", "rhythm.show"))


async def test_reminders_are_in_the_plan_though_no_rhythm_is(home: Home) -> None:
    await remind(home, await in_force(home), days=("1",))
    shown = await plan(home)
    assert "Tuesday 2 June, 17:00 · A note you left for yourself" in shown
    assert "I ask for no check-in until you say so" in shown and "Nothing is planned" not in shown


async def test_everything_of_seven_days_is_there_in_its_order(home: Home) -> None:
    await home.does("ann", "rhythm.begin:daily-brief")
    await home.does("ann", "rhythm.nudge:daily-brief~1")
    one = await in_force(home)
    await remind(home, one)
    await remind(home, one, "week", days=("2",), at="13:00", minutes="90")
    rows = [line for line in (await plan(home)).splitlines() if " · " in line]
    assert rows[:3] == [
        "Monday 1 June, 17:00 · A note you left for yourself",
        "Monday 1 June, 20:00 · Daily brief",
        "Monday 1 June, 21:15 · Daily brief, a nudge (left out: that day's messages are used up)",
    ]
    assert "Wednesday 3 June, 11:30 · A note before a time you chose" in rows
    assert "Wednesday 3 June, 20:00 · Daily brief (left out: that day's messages are used up)" in rows, (
        "what was placed goes before"
    )
    assert "more in these days" in await plan(home)


async def test_what_comes_in_one_message_is_one_row_and_plans_are_there_once_there_are_any(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "08:00", "days": EVERY_DAY})
    one = await in_force(home)
    await remind(home, one, at="08:00")
    await remind(home, one, "week", at="08:30", starts="plans")
    together = "Monday 1 June, 08:00 · A note before a time you chose · A note you left for yourself · Daily brief"
    rows = [line for line in (await plan(home)).splitlines() if " · " in line]
    assert rows[0] == together and len(rows) == 6 and "more in these days" not in await plan(home)
    await home.does("ann", f"boundary.plan:{one}", {"cue": "alone", "response": "call"})
    assert "Monday 1 June, 08:30 · Your plans, as that time begins" in await plan(home)
    await home.later(EVENING + 12 * HOUR - home.clock.now())
    assert home.inbox("ann") == [LINE]


@pytest.mark.parametrize("title", ["Short", "A name as long as the name of a form can ever"])
def test_whatever_kinds_are_called_the_page_fits(title: str) -> None:
    held, begins = "left out: that day's messages are used up", datetime(2026, 9, 30, 8, tzinfo=UTC)
    rows = [(begins + number * HOUR, f"{title}, a nudge", held) for number in range(100)]
    told = week(rows, [(begins, "I was not running then, and it was too late afterwards")] * 3)
    rhythm = Rhythm("x", "x", (0, 1, 2, 3, 4, 5), nudge=True)
    page = shown(rhythm, title, told, [NOT_AGREED, ZONE_UNKNOWN], [], 2, away=True)
    assert len(page.body.plain()) <= BODY and "more in these days" in page.body.plain()


async def test_looks_and_renewals_are_in_the_plan_of_their_week(home: Home) -> None:
    await in_force(home)
    home.clock.move(25 * DAY)
    assert "Sunday 28 June, 10:00 · The look you planned" in await plan(home)
    home.clock.move(62 * DAY)
    assert "Whether one is still yours" in await plan(home)


async def test_a_check_in_that_comes_with_a_reminder_says_so(home: Home) -> None:
    await home.does("ann", "rhythm.begin:daily-brief")
    await remind(home, await in_force(home), at="21:00")
    assert "20:00 · Daily brief (comes with the next one)" in await plan(home)
    await home.later(DAY)
    assert home.inbox("ann") == []
    await home.later(HOUR)
    await home.later(timedelta(minutes=2))
    assert home.inbox("ann") == [LINE], "one message for both"
    notes = await home.does("ann", "people.notes")
    assert "1 more after this one" in said(notes)


async def test_what_waits_for_its_turn_is_in_the_plan(home: Home) -> None:
    home.clock.move(5 * HOUR)
    member, now = await owner(home), home.clock.now()
    await write(home, lambda stores: tell(stores, member, Message(text("x")), now, kind=Kind.REVIEW))
    assert "Monday 1 June, 08:00 · Something that waits for its turn" in await plan(home)


@pytest.mark.parametrize("how", ["away", "number", "outage", "closed"])
async def test_what_was_held_back_is_told_with_its_reason(home: Home, how: str) -> None:
    await home.does("ann", "rhythm.begin:daily-brief")
    match how:
        case "away":
            await home.does("ann", "rhythm.away", {"first": "2026-06-01", "last": "2026-06-01"})
        case "number":
            await home.does("ann", "rhythm.most", {"most": "1"})
            await remind(home, await in_force(home), at="16:00")
        case "closed":
            home.room.set_inbox("ann", is_open=False)
        case _:
            home.clock.move(DAY + 2 * HOUR)
    while home.clock.now() < EVENING + DAY + 2 * HOUR:
        await home.later(HOUR)
    await home.later()
    reason = {
        "away": "you were away",
        "number": "that day's messages were used up",
        "outage": "I was not running then, and it was too late afterwards",
        "closed": "your inbox did not take it",
    }
    shown = await plan(home)
    assert "Held back lately" in shown and f"Monday 1 June, 20:00 · {reason[how]}" in shown
    assert home.channel() == []


async def test_a_thousand_reminders_are_counted_and_the_page_still_fits(home: Home) -> None:
    one, member = await in_force(home), await owner(home)
    await remind(home, one, "week", at="10:00", minutes="5")
    kept = await home.look(lambda stores: stores.records.of_kind(member, "reminder"))
    (made,) = [record for record in kept if record.body["kind"] == "before"]

    def fill(stores: Stores) -> None:
        for number in range(1000):
            body = {**made.body, "at": f"{10 + number % 10}:{number % 60:02}"}
            stores.records.save(member, made._replace(name=f"r{number}", body=body))

    await write(home, fill)
    assert len(await home.look(lambda stores: reminders_of(stores, member))) > 1000
    shown = await plan(home)
    assert "And 80 more in these days." in shown and len(shown) <= BODY


async def test_every_note_has_fewer_of_these_and_each_does_what_fits_its_kind(home: Home) -> None:
    member, now = await owner(home), home.clock.now()
    await write(home, lambda stores: tell(stores, member, Message(text("By the way.")), now))
    opened = await home.does("ann", "people.notes")
    step = next(one.step for one in options(opened) if one.label == "Fewer of these")
    page = await home.does("ann", step)
    assert labels(page)[:3] == ["Messages a day", "Days away", "See what is planned"]


async def test_fewer_of_a_reminder_is_fewer_days_and_then_none(home: Home) -> None:
    one = await in_force(home)
    reminder = await remind(home, one)
    await home.later(21 * HOUR + timedelta(minutes=1))
    opened = await home.does("ann", "people.notes")
    step = next(one.step for one in options(opened) if one.label == "Fewer of these")
    assert step.action == "boundary.fewer"
    assert "Fewer it is: Monday, Wednesday, Friday at 17:00." in said(await home.does("ann", step))
    assert "No note is waiting" in said(await home.does("ann", "people.notes"))
    assert "Fewer it is: Friday at 17:00." in said(await home.does("ann", step))
    assert "Stopped." in said(await home.does("ann", step))
    assert isinstance(await home.does("ann", f"boundary.reminder:{reminder}"), NotDone)
    assert isinstance(await home.does("ben", step), NotDone)


@pytest.mark.parametrize(
    ("kind", "days", "later"), [("review", 28, "I ask again on 23 August"), ("renewal", 91, "I ask again on")]
)
async def test_fewer_of_a_question_is_half_as_often(home: Home, kind: str, days: int, later: str) -> None:
    await in_force(home)
    member = await owner(home)
    found = await home.look(lambda stores: reminders_of(stores, member))
    one = next(each for each in found if each.kind == kind)
    await home.later(days * DAY)
    shown = said(await home.does("ann", f"boundary.fewer:{one.id}"))
    assert later in shown
    (again,) = [each for each in await home.look(lambda stores: reminders_of(stores, member)) if each.kind == kind]
    assert again.first is not None and again.first > home.clock.now().date() + timedelta(days=50)


async def test_in_a_zone_the_rules_no_longer_have_she_is_told_privately_and_nothing_is_sent(home: Home) -> None:
    await home.does("ann", "rhythm.begin:daily-brief")
    member = await owner(home)

    def lose(stores: Stores) -> None:
        found = stores.people.member(member)
        assert found is not None and found.handle is not None
        stores.people.join(member, found.handle, "DE", "Europe/Atlantis", home.clock.now())

    await write(home, lose)
    for _ in range(30):
        await home.later(HOUR)
    assert home.inbox("ann") == [] and home.channel() == []
    notes = await home.look(lambda stores: [each for _, each in stores.people.notes(member, home.clock.now())])
    assert any("I no longer know the time zone you chose" in each.body.plain() for each in notes)
    assert "I no longer know the time zone you chose" in await plan(home)
    assert isinstance(said(await home.does("ann", "people.about")), str)
    await home.join("ann")
    for _ in range(24):
        await home.later(HOUR)
    assert home.inbox("ann") == [LINE]


async def test_by_new_rules_of_a_zone_what_is_planned_moves_and_what_would_have_come_early_does_not(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.does("ann", "rhythm.begin:daily-brief")
    await remind(home, await in_force(home), at="17:00")
    member = await owner(home)
    wrong = {"rhythm.due": EVENING + DAY + HOUR, "boundary.remind": EVENING + DAY - 4 * HOUR}

    def as_by_old_rules(stores: Stores) -> None:
        for name, subject_, _ in list(stores.jobs.pending_of(member)):
            if name in wrong:
                key = ("rhythm~" if name == "rhythm.due" else "remind~") + subject_.partition("~")[2]
                stores.jobs.cancel(key)
                due = wrong[name]
                stores.jobs.promise(name, subject_, key=key, due_at=due, expires_at=due + HOUR, owner=member)

    async def planned() -> dict[str, datetime]:
        found = await home.look(lambda stores: [*stores.jobs.pending_of(member)])
        return {name: due for name, _, due in found if name in wrong}

    await write(home, as_by_old_rules)
    monkeypatch.setattr(bots.assemble, "zone_rules", lambda: "2099z")
    await home.close()
    await home.open()
    await home.later()
    await home.later(timedelta(seconds=1))
    assert await planned() == {"rhythm.due": EVENING + DAY, "boundary.remind": EVENING + DAY - 3 * HOUR}
    await write(home, as_by_old_rules)
    await home.close()
    await home.open()
    await home.later()
    assert await planned() == wrong, "the same rules are followed once"
    await home.later(wrong["boundary.remind"] - home.clock.now())
    assert home.inbox("ann") == [], "an hour early it only looks, and comes back in time"
    await home.later(HOUR)
    assert home.inbox("ann") == [LINE]


async def test_what_comes_as_a_hard_time_begins_is_in_the_plan(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": "bed"})
    await remind(home, one, "week", days=("1",), at="18:00", starts="plans")
    shown = await plan(home)
    assert "Tuesday 2 June, 17:30 · A note before a time you chose" in shown
    assert "Tuesday 2 June, 18:00 · Your plans, as that time begins" in shown


@pytest.mark.parametrize("kind", [*ADDED, "follow-through", "review", "renewal", "affirm"])
def test_every_kind_of_reminder_has_its_words_in_the_plan(kind: str) -> None:
    assert REMINDERS[kind]


async def test_no_nudge_is_planned_for_the_night(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "23:00", "days": tuple("0123456")})
    await home.does("ann", "rhythm.nudge:daily-brief~1")
    assert "23:00 · Daily brief" in await plan(home) and "a nudge" not in await plan(home)
