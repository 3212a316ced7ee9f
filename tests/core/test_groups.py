"""Groups: several in a community, their post and its days, moving a channel, roles, help lines and platforms."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.platform import Room
from bots.manifest import slack_manifest
from core.discreet import gives_away
from core.groups import words
from core.groups.model import Group, Weekly
from core.groups.schedule import next_time
from core.people.words import doorbell
from core.suite import Suite
from core.surface import Message, Step
from core.turn import Again, Answered, NotDone
from core.values import GroupId, Person, Place, Role
from tests.core.home import CHANNEL, Home, elsewhere, form, labels, options, said, subject
from tests.examples import EXAMPLES

CHANGE = {"channel": CHANNEL, "track": "general", "country": "Portugal"}
ADD = {"name": "Quiet room", "channel": "quiet-room", "track": "recovery", "country": "Spain", "city": "Madrid"}
DAY = timedelta(days=1)


@pytest.fixture
async def lived(empty: Home) -> Home:
    """A home whose channel still shows what was posted while people moved in."""
    await empty.set_up()
    await empty.join("ann")
    await empty.join("ben")
    await empty.later(timedelta(seconds=1))
    return empty


async def every(home: Home) -> list[Group]:
    """The groups in this house."""
    return list(await home.look(lambda stores: stores.groups.every()))


async def role(home: Home, who: str) -> Role | None:
    """Somebody's role."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    return found.role if found else None


async def person_of(home: Home, who: str) -> str:
    """The id behind a name."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id


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


# Roles.


async def test_a_moderator_makes_a_facilitator_who_is_told_and_learns_nothing(home: Home) -> None:
    await home.check_in()
    people = await home.does("mo", "mod.people")
    assert [label for label in labels(people) if "·" in label] == [
        "Somebody who has not joined · moderator (you)",
        "Ann · member",
        "Ben · member",
    ]
    ann = await person_of(home, "ann")
    assert "Make facilitator" in labels(await home.does("mo", f"mod.person:{ann}"))
    await home.does("mo", f"mod.role:{ann}~2")
    assert await role(home, "ann") is Role.FACILITATOR
    assert "You are a facilitator here now" in said(await home.does("ann", "people.notes"))
    assert isinstance(await home.does("ann", "mod.people"), NotDone)
    await home.does("mo", f"mod.role:{ann}~1")
    assert await role(home, "ann") is Role.MEMBER
    assert "no special role" in said(await home.does("ann", "people.notes")), (
        "the newer note takes the older one's place"
    )


async def test_the_last_moderator_hands_over_before_stepping_down(home: Home) -> None:
    ann, mo = await person_of(home, "ann"), await person_of(home, "mo")
    for lower in (1, 2):
        kept = await home.does("mo", f"mod.role:{mo}~{lower}")
        assert isinstance(kept, NotDone) and "has to take over first" in said(kept)
    await home.does("mo", f"mod.role:{ann}~3")
    assert "Thank you" in said(await home.does("mo", f"mod.role:{mo}~1"))
    assert (await role(home, "ann"), await role(home, "mo")) == (Role.MODERATOR, Role.MEMBER)
    assert isinstance(await home.does("mo", "group.settings"), NotDone)


async def test_a_moderator_who_deletes_everything_leaves_a_note_for_those_who_stay(home: Home) -> None:
    await home.does("mo", "privacy.erase")
    for who in ("ann", "ben"):
        assert "handrail claim" in said(await home.does(who, "people.notes"))
    assert "Set up" in said(await home.set_up("ben"))


async def test_when_the_last_moderator_goes_facilitators_are_told_before_others(home: Home) -> None:
    await home.does("mo", f"mod.role:{await person_of(home, 'ben')}~2")
    await home.does("mo", "privacy.erase")
    assert "No note" in said(await home.does("ann", "people.notes"))
    told = await home.look(lambda s: s.people.notes(s.people.find(home.room.person("ben")).id, home.clock.now()))  # type: ignore[union-attr]
    assert any("Nobody looks after" in note.body.plain() for _, note in told)


async def test_a_long_list_of_people_is_paged(home: Home) -> None:
    async def many(count: int) -> None:
        community = await home.community()

        def work(tx) -> None:  # type: ignore[no-untyped-def]
            from core.values import Said

            people = tx.within(community).people
            for number in range(count):
                admitted = people.admit(Person("web", f"p{number}"), "house", Role.MEMBER, home.clock.now())
                people.join(admitted.id, Said(f"Person {number:03}"), "PT", "Europe/Lisbon", home.clock.now())

        await home.handrail.database.write(work)

    await many(60)
    seen: set[str] = set()
    page = await home.does("mo", "mod.people")
    for number in range(1, 4):
        seen |= {label for label in labels(page) if "·" in label}
        if number < 3:
            further = next(one.step for one in options(page) if one.label == "Further down the list")
            page = await home.does("mo", further)
    assert len(seen) == 63 and "Further down the list" not in labels(page)
    for odd in ("999", "-1", "x", "²"):
        step = Step("mod.people", odd) if re.fullmatch(r"[A-Za-z0-9_.~-]*", odd) else Step("mod.people")
        assert isinstance(await home.does("mo", step), Answered)


async def test_nobody_but_moderators_sees_roles_lines_or_codes(home: Home) -> None:
    ben = await person_of(home, "ben")
    await home.does("mo", f"mod.role:{ben}~2")
    for who in ("ann", "ben", "stranger"):
        for step in ("mod.people", f"mod.person:{ben}", f"mod.role:{ben}~3", "mod.lines", "group.link", "group.add"):
            assert isinstance(await home.does(who, step), NotDone), (who, step)
    assert await role(home, "ben") is Role.FACILITATOR


# Help lines.


async def test_moderators_see_when_each_line_was_checked(home: Home) -> None:
    shown = said(await home.does("mo", "mod.lines"))
    assert "Help lines: Portugal" in shown and "checked 31 May 2026" in shown and "please check" not in shown
    home.clock.move(200 * DAY)
    assert "please check" in said(await home.does("mo", "mod.lines"))
    assert "Thank you" in said(await home.does("mo", "mod.checked:PT"))
    assert "please check" not in said(await home.does("mo", "mod.lines"))
    checked = await home.look(lambda stores: stores.groups.settings().checked)
    assert checked == {"PT": date(2026, 12, 17)}


async def test_a_check_is_only_taken_for_a_country_of_the_groups(home: Home) -> None:
    await home.does("mo", "mod.checked:DE")
    assert await home.look(lambda stores: stores.groups.settings().checked) == {}
    await home.does("mo", "group.add", ADD)
    assert "Spain" in " ".join(labels(await home.does("mo", "mod.lines")))
    assert "Help lines: Spain" in said(await home.does("mo", "mod.lines:ES"))


# More than one platform.


async def code_of(home: Home) -> str:
    found = re.search(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}", said(await home.does("mo", "group.link")))
    assert found is not None
    return found[0]


OTHER = Person("slack", "U-mo")
THERE = Place("slack", "T1", "C1")


async def linked(home: Home) -> None:
    """The groups of this house on a second platform too."""
    typed = {"code": await code_of(home), "channel": "C1", "track": "couples", "country": "Spain"}
    outcome = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert "The group is here as well" in said(outcome)


async def test_a_code_brings_the_groups_to_one_more_platform(home: Home) -> None:
    await linked(home)
    (group,) = await every(home)
    assert [place.platform for place in group.places] == ["web", "slack"]
    assert (group.track, group.country) == ("general", "PT"), "what was set before stays"
    there = await home.look(lambda stores: stores.people.find(OTHER))
    assert there is not None and there.role is Role.MODERATOR and there.id != await person_of(home, "mo")
    slack = Room(home.clock, people={})
    await home.later()
    pending = await home.handrail.database.read(lambda tx: tx.next_due(("slack",)))
    assert pending is not None and slack.name == "web"


async def test_several_groups_are_given_a_channel_each_on_the_new_platform(home: Home) -> None:
    await home.does("mo", "group.add", ADD)
    typed = {"code": await code_of(home), "channel": "C1", "track": "general", "country": "Portugal"}
    outcome = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert "Each needs a channel of its own" in said(outcome)
    for number, group in enumerate(await every(home)):
        chosen = {**CHANGE, "channel": f"C{number}", "track": group.track}
        await home.does(OTHER, f"group.change:{group.id}", chosen, place=THERE)
    assert [group.on("slack").channel for group in await every(home)] == ["C0", "C1"]  # type: ignore[union-attr]


async def test_a_code_for_another_platform_works_once_for_a_day_and_only_where_nothing_is(home: Home) -> None:
    code = await code_of(home)
    typed = {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"}
    same = await home.does("cleo", "group.setup", typed, place=elsewhere())
    assert isinstance(same, Again) and "One place on each platform" in same.problems["code"]
    other = {**typed, "code": await home.claim()}
    await home.does(Person("slack", "U9"), "group.setup", other, place=Place("slack", "T9", "C9"))
    taken = await home.does(Person("slack", "U9"), "group.setup", typed, place=Place("slack", "T9", "C9"))
    assert not isinstance(taken, Again) or "groups of its own" in taken.problems["code"]
    taken = await home.does(Person("slack", "U8"), "group.setup", typed, place=Place("slack", "T9", "C9"))
    assert isinstance(taken, Again) and "groups of its own" in taken.problems["code"]
    home.clock.move(timedelta(days=1, seconds=1))
    late = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert isinstance(late, Again) and list(late.problems) == ["code"]
    home.clock.move(timedelta(days=-1))
    assert "here as well" in said(await home.does(OTHER, "group.setup", typed, place=THERE))
    again = await home.does(Person("slack", "U7"), "group.setup", typed, place=Place("slack", "T7", "C7"))
    assert isinstance(again, Again)


async def test_letting_a_platform_go_is_confirmed_and_leaves_members_their_own(home: Home) -> None:
    await linked(home)
    slack_only = Person("slack", "U-dora")
    await home.join(slack_only, "Dora", place=THERE)  # type: ignore[arg-type]
    asked = await home.does("mo", "group.unhome:slack")
    assert "can no longer check in" in said(asked) and len((await every(home))[0].places) == 2
    assert "no longer on Slack" in said(await home.does("mo", "group.unhome-now:slack"))
    (group,) = await every(home)
    assert [place.platform for place in group.places] == ["web"]
    assert "no group here yet" in said(await home.does(slack_only, "start.menu", place=THERE))
    community = await home.community()
    notes = await home.does(slack_only, Step("people.notes", "", community), place=THERE)
    assert "only you can read it" in said(notes)
    assert "Done" in said(await home.does(slack_only, Step("privacy.erase", "", community), place=THERE))
    for platform in ("web", "slack"):
        assert isinstance(await home.does("mo", f"group.unhome-now:{platform}"), NotDone)
    await linked(home)


async def test_a_note_of_another_community_opens_nothing_where_it_is_not_ones_own(home: Home) -> None:
    community = await home.community()
    outcome = await home.does(Person("slack", "U-x"), Step("people.notes", "", community), place=THERE)
    assert isinstance(outcome, NotDone) and "no group here yet" in said(outcome)


# Discreet.


@pytest.mark.parametrize("text", ["Recovery circle", "post-betrayal", "SEX", "Sobriety!", "after the affair", "trauma"])
def test_a_topic_word_is_found(text: str) -> None:
    assert gives_away(text)


@pytest.mark.parametrize("text", ["Tuesday", "Essex", "Quiet room", "fairs", "Discovery", "You have a note.", ""])
def test_what_names_no_topic_is_left_alone(text: str) -> None:
    assert gives_away(text) is None


def shown_to_others() -> dict[str, str]:
    """Everything of ours that somebody else may read: over a shoulder, on a lock screen, in a list of apps."""
    shown = {f"head of {name}": one.head for name, one in EXAMPLES.items() if isinstance(one, Message)}
    for name, command in Suite().commands.items():
        shown[f"/{name}"] = f"{name} {command.summary}"
    posts = {name: one for name, one in EXAMPLES.items() if isinstance(one, Message) and name in ("groups/door",)}
    for name, post in posts.items():
        shown |= {f"a button of {name}": button.label for button in post.buttons} | {name: post.body.plain()}
    bell = doorbell()
    shown |= {"the line in an inbox": bell.body.plain(), "its button": bell.buttons[0].label}
    manifest = json.loads(slack_manifest())
    shown |= {f"the app: {key}": value for key, value in manifest["display_information"].items()}
    shown["the bot"] = manifest["features"]["bot_user"]["display_name"]
    return shown


@pytest.mark.parametrize(("where", "text"), sorted(shown_to_others().items()))
def test_what_others_may_read_names_no_topic(where: str, text: str) -> None:
    assert gives_away(text) is None, where


def test_a_group_without_a_name_has_a_neutral_label() -> None:
    assert gives_away(Group(GroupId("g"), (), "recovery", "PT").label) is None
