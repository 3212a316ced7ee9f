"""What reaches people: posts that change while they are on their way, and one neutral line however many notes."""

from __future__ import annotations

from datetime import timedelta

from core.errors import Unclear
from tests.core.home import CHANNEL, MINUTE, WORDS, Home, labels, said, subject
from tests.core.promises import Line, keep_trying, on_its_way, share_due, tell

# In the channel.


async def test_a_share_in_flight_when_its_check_in_is_deleted_is_taken_down_as_it_settles(home: Home) -> None:
    line, loop, checkin = await share_due(home)
    async with on_its_way(line, loop):
        await home.does("ann", f"checkin.remove:{checkin}")
    assert len(line.posted) == 1
    await loop.run_due()
    assert line.removed == ["m1"]


async def test_a_share_in_flight_when_it_is_taken_back_is_taken_down_as_it_settles(home: Home) -> None:
    line, loop, checkin = await share_due(home)
    async with on_its_way(line, loop):
        outcome = await home.does("ann", f"checkin.undo:{checkin}")
        assert "taking it out" in said(outcome)
    await loop.run_due()
    assert line.removed == ["m1"]


async def test_many_presses_make_one_edit(home: Home) -> None:
    line, loop, checkin = await share_due(home)
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
    line, loop, checkin = await share_due(home)
    await loop.run_due()
    await home.join("cleo")
    await home.does("cleo", f"checkin.with:{checkin}")
    home.clock.move(timedelta(seconds=3))
    line.arrived.clear()
    async with on_its_way(line, loop):
        await home.does("ben", f"checkin.with:{checkin}")
        await home.does("cleo", f"checkin.step-back:{checkin}")
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
    async with on_its_way(line, loop):
        home.clock.move(timedelta(seconds=1))
        await tell(home, "ann", "second")
    first = await home.does("ann", "people.notes")
    assert "first" in said(first) and "1 more" in said(first)
    away = await home.does("ann", f"people.put-away:{subject(first, 'people.put-away')}")
    assert "second" in said(away)
