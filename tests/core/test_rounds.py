"""Group rounds: opened, answered in private, closed, called off; a share nobody answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.checkins.keys import round_of
from core.rounds.actions import post_key
from core.turn import Answered, NotDone, Opens
from core.values import Place, PostRef
from tests.core.checkins import id_of
from tests.core.home import CHANNEL, MINUTE, Home, form, labels, message, said, subject
from tests.core.rounds import LINES, SECOND, THING, group_of, open_round, rounds_in, take_part

# Opening.


async def test_a_facilitator_opens_a_round_and_one_post_with_a_button_appears(circle: Home) -> None:
    await open_round(circle)
    (post,) = [one.message for one in circle.room.in_channel(CHANNEL) if "A round is open" in one.message.body.plain()]
    assert [button.label for button in post.buttons] == ["Take part", "Help now"]
    assert "round" in post.head


async def test_members_and_strangers_open_none(circle: Home) -> None:
    for who in ("ann", "stranger"):
        assert isinstance(await circle.does(who, "round.open"), NotDone)
        assert isinstance(await circle.does(who, "round.open", {"hours": "48"}), NotDone)
    await circle.later(SECOND)
    assert rounds_in(circle) == []


async def test_while_one_is_open_no_second_is_opened(circle: Home) -> None:
    number = await open_round(circle)
    assert "open until" in said(await circle.does("ben", "round.open"))
    await circle.does("ben", "round.open", {"hours": "12"})
    await circle.later(SECOND)
    assert len(rounds_in(circle)) == 1 and (await group_of(circle)).open_round == number


@pytest.mark.parametrize("hours", [12, 24, 48, 72])
async def test_it_closes_after_its_hours_and_the_post_says_so(circle: Home, hours: int) -> None:
    await open_round(circle, hours=str(hours))
    await circle.later(timedelta(hours=hours, minutes=-1))
    assert "open" in rounds_in(circle)[0]
    await circle.later(timedelta(minutes=2))
    assert ["closed" in text for text in rounds_in(circle)] == [True]


async def test_unless_somebody_chooses_it_is_open_for_two_days(circle: Home) -> None:
    await open_round(circle, hours="")
    group = await group_of(circle)
    assert group.round_until is not None and group.round_until - circle.clock.now() > timedelta(hours=47)


# Taking part.


async def test_what_is_written_is_previewed_held_and_posted_beneath_the_round(circle: Home) -> None:
    number = await open_round(circle)
    assert [field.key for field in form(await circle.does("ann", f"round.answer:{number}")).fields] == [
        "words",
        "thing",
        "wish",
    ]
    outcome = await circle.does("ann", f"round.answer:{number}", LINES)
    assert THING in said(outcome) and "exactly this" in said(outcome)
    await circle.later(timedelta(hours=1))
    assert THING not in "\n".join(circle.channel()), "sharing is a second step"
    checkin = subject(outcome, "checkin.share")
    await circle.does("ann", f"checkin.share:{checkin}")
    await circle.later(timedelta(seconds=30))
    assert THING not in "\n".join(circle.channel())
    await circle.later(MINUTE)
    (share,) = [one for one in circle.room.in_channel(CHANNEL) if THING in one.message.body.plain()]
    (post,) = [one for one in circle.room.in_channel(CHANNEL) if "A round is open" in one.message.body.plain()]
    assert share.beneath == post.id and "Ann" in share.message.body.plain()


async def test_one_entry_a_member_a_round(circle: Home) -> None:
    number = await open_round(circle)
    await take_part(circle, number)
    again = await circle.does("ann", f"round.answer:{number}")
    assert "in this round already" in said(again) and "Edit" in labels(again)
    refused = await circle.does("ann", f"round.answer:{number}", LINES | {"thing": "second"})
    assert isinstance(refused, NotDone) and "second" in {each.words for _, each in refused.typed}
    assert len([text for text in circle.channel() if "In the round" in text]) == 1


async def test_a_round_does_not_count_as_the_days_check_in(circle: Home) -> None:
    number = await open_round(circle)
    await take_part(circle, number)
    assert isinstance(await circle.does("ann", "checkin.write"), Opens)


async def test_after_closing_a_press_is_met_kindly_and_nothing_new_is_shared(circle: Home) -> None:
    number = await open_round(circle, hours="12")
    outcome = await circle.does("ann", f"round.answer:{number}", LINES)
    await circle.later(timedelta(hours=13))
    for answers in (None, LINES):
        late = await circle.does("ben", f"round.answer:{number}", answers)
        assert "This round is closed" in said(late)
    shared = await circle.does("ann", f"checkin.share:{subject(outcome, 'checkin.share')}")
    assert isinstance(shared, NotDone) and "round it was written for is closed" in said(shared)
    await circle.later(MINUTE)
    assert THING not in "\n".join(circle.channel())


async def test_what_was_held_when_it_closed_is_still_posted(circle: Home) -> None:
    number = await open_round(circle, hours="12")
    outcome = await circle.does("ann", f"round.answer:{number}", LINES)
    circle.clock.move(timedelta(hours=11, minutes=59, seconds=30))
    await circle.does("ann", f"checkin.share:{subject(outcome, 'checkin.share')}")
    await circle.later(timedelta(minutes=2))
    assert THING in "\n".join(circle.channel())


async def test_the_last_line_is_said_before_anything_is_typed_and_only_if_the_group_sees_it(circle: Home) -> None:
    number = await open_round(circle)
    checkin = await take_part(circle, number)
    opened = form(await circle.does("ben", f"checkin.reply:{checkin}"))
    assert opened.note is not None and "just listen" in opened.note.plain()
    await circle.does("ann", f"checkin.choose:{checkin}", {"what": ("words",)})
    opened = form(await circle.does("ben", f"checkin.reply:{checkin}"))
    assert opened.note is not None and "just listen" not in opened.note.plain()


async def test_a_reply_in_a_round_says_whom_it_is_for(circle: Home) -> None:
    number = await open_round(circle)
    checkin = await take_part(circle, number)
    await circle.reply("ben", checkin, "canary: me too")
    await circle.later(MINUTE)
    (reply,) = [text for text in circle.channel() if "canary: me too" in text]
    assert "Ben, for Ann" in reply


async def test_somebody_who_deleted_the_rounds_post_does_not_stop_the_shares(circle: Home) -> None:
    number = await open_round(circle)
    (post,) = [one for one in circle.room.in_channel(CHANNEL) if "A round is open" in one.message.body.plain()]
    await circle.room.remove(post.ref)
    await take_part(circle, number)
    await circle.later(MINUTE)
    assert THING in "\n".join(circle.channel())


async def test_whoever_is_not_in_the_group_is_told_kindly(circle: Home) -> None:
    number = await open_round(circle)
    await circle.join("cleo")

    def elsewhere(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(circle.room.place(CHANNEL)))
        first = stores.groups.first()
        other = replace(first, id=type(first.id)("o" * 22), open_round="", round_until=None, name="Other")
        stores.groups.save(other)
        stores.groups.leave(first.id, id_of(stores, "cleo"))
        stores.groups.enter(other.id, id_of(stores, "cleo"), circle.clock.now())

    await circle.handrail.database.write(elsewhere)
    assert "a group you are not in" in said(await circle.does("cleo", f"round.answer:{number}"))


async def test_an_open_round_stands_first_in_everybodys_menu(circle: Home) -> None:
    assert "The open round" not in labels(await circle.does("ann", "start.menu"))
    await open_round(circle)
    assert "The open round" in labels(await circle.does("ann", "start.menu"))


# Closing early, and calling off.


async def test_a_facilitator_closes_it_before_its_time(circle: Home) -> None:
    number = await open_round(circle)
    assert "closed" in said(await circle.does("ben", f"round.close:{number}"))
    await circle.later(SECOND)
    assert "This round is closed" in rounds_in(circle)[0]
    await circle.later(timedelta(days=3))
    assert len(rounds_in(circle)) == 1


async def test_a_moderator_calls_it_off_and_what_people_wrote_stays_theirs(circle: Home) -> None:
    number = await open_round(circle)
    stands = await take_part(circle, number)
    outcome = await circle.does("ben", f"round.answer:{number}", LINES | {"thing": "canary: held"})
    held = subject(outcome, "checkin.share")
    await circle.does("ben", f"checkin.share:{held}")
    assert isinstance(await circle.does("ben", f"round.cancel:{number}"), NotDone), "moderators only"
    await circle.does("mo", f"round.cancel:{number}")
    await circle.later(timedelta(minutes=5))
    assert rounds_in(circle) == [] and "canary: held" not in "\n".join(circle.channel())
    assert "canary: held" in said(await circle.does("ben", f"checkin.show:{held}"))
    assert THING in "\n".join(circle.channel()), "what stands is its author's to take back"
    assert "Only you can see it" in said(await circle.does("ben", f"checkin.show:{held}"))
    assert THING in said(await circle.does("ann", f"checkin.show:{stands}"))
    notes = await circle.does("ben", "people.notes")
    assert "called off" in said(notes)


# Unanswered.


async def notes_of(home: Home, who: str) -> list[str]:
    return await home.look(
        lambda stores: [note.body.plain() for _, note in stores.people.notes(id_of(stores, who), home.clock.now())]
    )


async def test_a_share_without_an_answer_is_noted_to_facilitators_once_without_a_word_of_it(circle: Home) -> None:
    number = await open_round(circle)
    await take_part(circle, number)
    await circle.later(timedelta(hours=11))
    assert await notes_of(circle, "ben") == []
    await circle.later(timedelta(hours=2))
    (note,) = await notes_of(circle, "ben")
    assert "one share is unanswered" in note.lower() and "Ann" not in note and THING not in note
    await circle.later(timedelta(hours=13))
    assert len(await notes_of(circle, "ben")) == 1
    assert await notes_of(circle, "ann") == []


@pytest.mark.parametrize("answer", ["with", "reply", "taken-back", "deleted"])
async def test_what_was_answered_or_is_gone_is_not_noted(circle: Home, answer: str) -> None:
    number = await open_round(circle)
    checkin = await take_part(circle, number)
    match answer:
        case "with":
            await circle.does("ben", f"checkin.with:{checkin}")
        case "reply":
            await circle.reply("ben", checkin)
        case "taken-back":
            await circle.does("ann", f"checkin.undo:{checkin}")
        case _:
            await circle.does("ann", f"checkin.remove:{checkin}")
    await circle.later(timedelta(hours=13))
    assert await notes_of(circle, "ben") == []


async def test_a_facilitators_own_share_is_not_noted_to_themselves(circle: Home) -> None:
    number = await open_round(circle)
    await take_part(circle, number, "ben")
    await circle.later(timedelta(hours=13))
    assert await notes_of(circle, "ben") == []


async def test_an_ordinary_share_is_never_noted(circle: Home) -> None:
    checkin = await circle.check_in()
    await circle.share("ann", checkin)
    await circle.later(timedelta(hours=20))
    assert await notes_of(circle, "ben") == [] and await notes_of(circle, "mo") == []


# Nobody left out.


async def test_nobody_is_counted_or_named_for_not_taking_part(circle: Home) -> None:
    number = await open_round(circle)
    await take_part(circle, number)
    look = await circle.does("ben", f"round.look:{number}")
    assert isinstance(look, Answered) and "Ann" not in said(look) and "1" not in said(look).split("until")[0]
    await circle.later(timedelta(days=3))
    assert not any("Ben" in text for text in circle.channel())
    assert message(look).menu is None


async def test_a_group_with_two_homes_has_the_round_on_both_and_it_closes_on_both(circle: Home) -> None:
    def second(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(circle.room.place(CHANNEL)))
        group = stores.groups.first()
        stores.groups.save(replace(group, places=(*group.places, Place("slack", "T1", "C1"))))

    await circle.handrail.database.write(second)
    number = await open_round(circle)
    due = await circle.look(lambda stores: stores.jobs.pending(post_key(number, "slack")))
    assert due is not None and len(rounds_in(circle)) == 1

    def posted(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(circle.room.place(CHANNEL)))
        stores.posts.add(round_of(number), PostRef(Place("slack", "T1", "C1"), "1.0"), None)

    await circle.handrail.database.write(posted)
    await circle.does("ben", f"round.close:{number}")
    waiting = await circle.look(
        lambda stores: [stores.jobs.pending(f"round-closed~{number}~{each}") for each in ("web", "slack")]
    )
    assert all(waiting)
