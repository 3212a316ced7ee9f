"""Groups: several in a community, their settings, their post and its days, moving a channel."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.groups import words
from core.groups.model import Weekly
from core.groups.schedule import next_time
from core.surface import Message, Step
from core.turn import Again
from tests.core.groups import ADD, CHANGE, every
from tests.core.home import CHANNEL, Home, form, options, said, subject

DAY = timedelta(days=1)


@pytest.fixture
async def lived(empty: Home) -> Home:
    """A home whose channel still shows what was posted while people moved in."""
    await empty.set_up()
    await empty.join("ann")
    await empty.join("ben")
    await empty.later(timedelta(seconds=1))
    return empty


def doors(home: Home, channel: str = CHANNEL) -> list[str]:
    """The groups' own posts in a channel."""
    return [one.message.body.plain() for one in home.room.in_channel(channel) if one.message == _door(one.message)]


def _door(message: Message) -> Message | None:
    return message if message.body == words.door().body else None


# Several groups.


async def test_another_group_has_a_channel_and_a_clock_of_its_own(lived: Home) -> None:
    outcome = await lived.does("mo", "group.add", ADD)
    assert "Set up: Quiet room" in said(outcome)
    await lived.later()
    first, second = await every(lived)
    assert (second.name, second.country, second.zone, second.track) == ("Quiet room", "ES", "Europe/Madrid", "recovery")
    assert first.zone == "Europe/Lisbon" and len(doors(lived, "quiet-room")) == len(doors(lived)) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": "quiet ROOM"}, "name"), ({"channel": CHANNEL}, "channel"), ({"country": "Atlantis"}, "country")],
)
async def test_what_would_be_taken_for_another_group_is_asked_again(
    home: Home, typed: dict[str, str], field: str
) -> None:
    await home.does("mo", "group.add", ADD)
    outcome = await home.does("mo", "group.add", {**ADD, "name": "Third", "channel": "third"} | typed)
    assert isinstance(outcome, Again) and list(outcome.problems) == [field]
    assert len(await every(home)) == 2


async def test_a_list_of_groups_tells_no_small_number_and_no_number_to_members(home: Home) -> None:
    await home.does("mo", "group.add", ADD)
    second = (await every(home))[1]
    await home.join("cleo", groups=(second.id,))
    assert "fewer than 5 members" in said(await home.does("mo", "group.show"))
    shown = said(await home.does("ann", "group.show"))
    assert "Quiet room" in shown and "member" not in shown.replace("members keep", "")


async def test_as_many_groups_as_fit_one_list_and_no_more(home: Home) -> None:
    for number in range(11):
        await home.does("mo", "group.add", {**ADD, "name": f"Room {number}" + "x" * 30, "channel": f"c{number}"})
    assert len(await every(home)) == 12
    assert "12 groups" in said(await home.does("mo", "group.add", {**ADD, "name": "One more", "channel": "more"}))
    assert "Room 10" in said(await home.does("mo", "group.show"))
    assert len(options(await home.does("mo", "group.settings"))) == 14


async def test_a_name_that_gives_the_topic_away_is_allowed_and_kindly_pointed_out(home: Home) -> None:
    assert "recovery" in said(await home.does("mo", "group.add", {**ADD, "name": "Tuesday recovery"}))
    assert "whoever reads along" not in said(await home.does("mo", "group.add", {**ADD, "name": "B", "channel": "b"}))


async def test_a_share_goes_to_the_group_of_its_author(home: Home) -> None:
    await home.does("mo", "group.add", ADD)
    await home.join("cleo", groups=((await every(home))[1].id,))
    await home.later()
    await home.share("cleo", await home.check_in("cleo"))
    assert any("Cleo" in text for text in home.channel("quiet-room")) and home.channel() == []


# Settings.


async def test_settings_are_shown_changed_and_kept(home: Home) -> None:
    await home.does("mo", "group.post", {"template": "seven-signals", "days": ("0", "3"), "at": "18:00"})
    shown = said(await home.does("mo", "group.rounds", {"days": ("6",), "at": "7:30 pm", "hours": "72"}))
    assert "Monday, Thursday at 18:00" in shown and "Sunday at 19:30, open for 72 hours" in shown
    (group,) = await every(home)
    assert group.template == "seven-signals" and group.door == Weekly((0, 3), time(18))
    assert group.rounds == Weekly((6,), time(19, 30), 72)
    opened = {field.key: field.value for field in form(await home.does("mo", "group.post")).fields}
    assert opened == {"template": "seven-signals", "days": ("0", "3"), "at": "18:00"}
    assert "stays where it is" in said(await home.does("mo", "group.post", {"template": "daily-brief"}))


async def test_days_need_a_time(home: Home) -> None:
    for typed in ({"days": ("0",)}, {"days": ("0",), "at": "25:99"}):
        outcome = await home.does("mo", "group.post", {"template": "daily-brief", **typed})
        assert isinstance(outcome, Again) and list(outcome.problems) == ["at"]


async def test_a_group_is_changed_without_losing_its_name_clock_or_days(home: Home) -> None:
    await home.does("mo", "group.change", {**CHANGE, "city": "Ponta Delgada", "name": "Tuesday"})
    await home.does("mo", "group.post", {"template": "daily-brief", "days": ("0",), "at": "18:00"})
    await home.does("mo", "group.change", {**CHANGE, "track": "couples"})
    (group,) = await every(home)
    assert (group.name, group.zone, group.track) == ("Tuesday", "Atlantic/Azores", "couples") and group.door is not None


async def test_with_several_groups_settings_ask_which(home: Home) -> None:
    await home.does("mo", "group.add", ADD)
    second = (await every(home))[1]
    for step in ("group.settings", "group.post", "group.rounds", "group.door"):
        assert "Which group's settings?" in said(await home.does("mo", step)), step
    assert "Quiet room" in said(await home.does("mo", f"group.settings:{second.id}"))
    assert "no such group" in said(await home.does("mo", "group.settings:nowhere"))


# The post that comes by itself.


async def test_the_post_appears_anew_on_its_days_and_the_old_one_goes(lived: Home) -> None:
    await lived.does("mo", "group.post", {"template": "daily-brief", "days": ("0", "3"), "at": "18:00"})
    before = lived.room.in_channel(CHANNEL)[-1]
    await lived.later(DAY - timedelta(hours=2))  # Monday 17:00 in Lisbon
    assert lived.room.in_channel(CHANNEL)[-1] == before
    await lived.later(timedelta(hours=1, minutes=1))
    after = lived.room.in_channel(CHANNEL)[-1]
    assert after != before and len(doors(lived)) == 1
    for _ in range(14):
        await lived.later(DAY)
    assert len(doors(lived)) == 1 and lived.room.in_channel(CHANNEL)[-1] != after


async def test_without_days_nothing_more_is_posted(lived: Home) -> None:
    await lived.does("mo", "group.post", {"template": "daily-brief", "days": ("0",), "at": "18:00"})
    await lived.does("mo", "group.post", {"template": "daily-brief"})
    before = lived.room.in_channel(CHANNEL)
    await lived.later(8 * DAY)
    assert lived.room.in_channel(CHANNEL) == before


async def test_after_a_long_outage_the_post_comes_once_and_then_by_its_days(lived: Home) -> None:
    await lived.does("mo", "group.post", {"template": "daily-brief", "days": ("0",), "at": "18:00"})
    before = lived.room.in_channel(CHANNEL)[-1]
    await lived.later(10 * DAY)  # its Monday is long past
    assert lived.room.in_channel(CHANNEL)[-1] == before
    await lived.later(5 * DAY)
    assert lived.room.in_channel(CHANNEL)[-1] != before and len(doors(lived)) == 1


ZONES = st.sampled_from(["Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "UTC"])
WEEKLY = st.builds(
    Weekly,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
)
NOWS = st.datetimes(datetime(2025, 1, 1), datetime(2034, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware in the same line


@given(WEEKLY, ZONES, NOWS)
def test_every_wanted_day_has_one_instant_whatever_clocks_do(weekly: Weekly, zone: str, now: datetime) -> None:
    times, at = [], now
    for _ in range(10):
        at = next_time(weekly, zone, at)
        times.append(at.astimezone(ZoneInfo(zone)))
    assert times[0] > now and times == sorted(set(times))
    for local in times:
        assert local.date().weekday() in weekly.days
        gap = datetime.combine(local.date(), local.time()) - datetime.combine(local.date(), weekly.at)
        assert timedelta(0) <= gap <= timedelta(hours=1), "the wall-clock time stays; in a gap the first instant after"
    wanted = [times[0].date() + timedelta(days=n) for n in range((times[-1].date() - times[0].date()).days + 1)]
    assert [local.date() for local in times] == [day for day in wanted if day.weekday() in weekly.days]


# A channel that is gone, and another.


async def test_a_lost_channel_is_told_once_and_a_new_one_takes_over(lived: Home) -> None:
    checkin = await lived.check_in()
    await lived.share("ann", checkin)
    await lived.does("mo", "group.post", {"template": "daily-brief", "days": ("0", "1", "2", "3", "4"), "at": "18:00"})
    lived.room.set_channel(CHANNEL, stands=False)
    for _ in range(4):
        await lived.later(DAY)
    assert lived.inbox("mo") == ["You have a note."]
    note = await lived.does("mo", "people.notes")
    assert "I can't post in the group's channel" in said(note)
    moved = {**CHANGE, "channel": "quiet-room"}
    await lived.does("mo", Step("group.change", subject(note, "group.change")), moved)
    await lived.later()
    assert len(doors(lived, "quiet-room")) == 1
    assert "No note is waiting" in said(await lived.does("mo", "people.notes")), "what was mended is not mentioned"
    found = await lived.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.group is None, "nothing stands in a channel that is gone"
    await lived.share("ann", await lived.check_in("ben"))
    await lived.share("ben", subject(await lived.does("ben", "checkin.list"), "checkin.show"))
    assert any("Ben" in text for text in lived.channel("quiet-room"))


async def test_a_copy_in_a_channel_that_was_only_closed_for_a_while_does_not_stay_there_unknown(lived: Home) -> None:
    await lived.share("ann", await lived.check_in())
    other = await lived.check_in("ben")
    lived.room.fail_next("post", "403")
    await lived.share("ben", other)
    await lived.does("mo", "group.change", {**CHANGE, "channel": "quiet-room"})
    await lived.later(timedelta(seconds=5))
    assert lived.channel() == [], "its author was told that nobody else sees it"


async def test_moving_from_a_channel_that_is_open_takes_the_post_along_and_leaves_shares_to_their_authors(
    lived: Home,
) -> None:
    checkin = await lived.check_in()
    await lived.share("ann", checkin)
    await lived.does("mo", "group.change", {**CHANGE, "channel": "quiet-room"})
    await lived.later()
    assert doors(lived) == [] and len(doors(lived, "quiet-room")) == 1
    assert any("Ann" in text for text in lived.channel())
    await lived.does("ann", f"checkin.undo:{checkin}")
    await lived.later(timedelta(seconds=5))
    assert lived.channel() == [], "what stands in the old channel can still be taken back"
