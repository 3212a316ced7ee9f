"""The room by itself: what stands where, and how it fails when asked to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.clock import MovableClock
from adapters.web.platform import HOME, Room
from core.errors import CannotDo, Gone, Unclear
from core.surface import Field, Form, Message
from core.text import text
from core.values import Place, new_id


@pytest.fixture
def room() -> Room:
    return Room(MovableClock(datetime(2026, 5, 31, 18, 0, tzinfo=UTC)))


def said(words: str) -> Message:
    return Message(text("{words}", words=words))


CIRCLE, INBOX = Place("web", HOME, "evening-circle"), Place("web", "", user="ann")


async def test_answers_stand_right_beneath_what_they_answer_even_when_they_come_later(room: Room) -> None:
    first = await room.post(CIRCLE, said("first"), new_id())
    await room.post(CIRCLE, said("second"), new_id())
    await room.post(CIRCLE, said("answer"), new_id(), first)
    assert [one.message.body.plain() for one in room.in_channel("evening-circle")] == ["first", "answer", "second"]


async def test_an_answer_outlives_what_it_answered(room: Room) -> None:
    first = await room.post(CIRCLE, said("first"), new_id())
    await room.post(CIRCLE, said("answer"), new_id(), first)
    await room.remove(first)
    assert [one.message.body.plain() for one in room.in_channel("evening-circle")] == ["answer"]
    with pytest.raises(Gone):
        await room.post(CIRCLE, said("too late"), new_id(), first)


async def test_an_inbox_is_one_persons_and_can_be_closed(room: Room) -> None:
    await room.post(INBOX, said("note"), new_id())
    assert len(room.inbox("ann")) == 1 and room.inbox("ben") == [] and room.in_channel("evening-circle") == []
    room.set_inbox("ann", is_open=False)
    with pytest.raises(CannotDo):
        await room.post(INBOX, said("note"), new_id())
    with pytest.raises(Gone):
        await room.post(Place("web", "", user="nobody"), said("note"), new_id())


async def test_a_deleted_channel_takes_everything_along_and_comes_back_empty(room: Room) -> None:
    ref = await room.post(CIRCLE, said("first"), new_id())
    await room.post(INBOX, said("note"), new_id())
    room.set_channel("evening-circle", stands=False)
    for failing in (room.post(CIRCLE, said("x"), new_id()), room.edit(ref, said("x"))):
        with pytest.raises(Gone):
            await failing
    await room.remove(ref)
    assert room.place("evening-circle").channel == "quiet-room"
    room.set_channel("evening-circle", stands=True)
    assert room.in_channel("evening-circle") == [] and len(room.inbox("ann")) == 1


async def test_a_lost_answer_repeated_with_its_key_shows_once(room: Room) -> None:
    key = new_id()
    room.fail_next("post", "accept_then_fail")
    with pytest.raises(Unclear):
        await room.post(CIRCLE, said("once"), key)
    await room.post(CIRCLE, said("once"), key)
    assert len(room.in_channel("evening-circle")) == 1 and room.failing == ()


async def test_a_page_that_waits_is_told_of_a_change_at_once(room: Room) -> None:
    seen = room.revision
    waiting = asyncio.create_task(room.change(seen, 5.0))
    await asyncio.sleep(0)
    await room.post(CIRCLE, said("new"), new_id())
    assert await asyncio.wait_for(waiting, 0.5) > seen
    assert await room.change(room.revision, 0.01) == room.revision


def test_a_second_answer_to_one_turn_takes_the_place_of_the_first(room: Room) -> None:
    side, now = room.sides["ann"], datetime(2026, 5, 31, tzinfo=UTC)
    side.show(said("one"), now, "turn-1")
    side.show(said("two"), now, "turn-2")
    side.show(said("one again"), now, "turn-1")
    assert [getattr(entry, "turn", "") for entry in side.stack] == ["turn-2", "turn-1"]


def test_a_replacement_takes_the_place_of_its_origin_and_comes_to_the_top(room: Room) -> None:
    side, now = room.sides["ann"], datetime(2026, 5, 31, tzinfo=UTC)
    old = side.show(said("old"), now, "turn-1")
    side.show(said("other"), now, "turn-2")
    side.replace(old.id, said("new"), now, "turn-3")
    side.replace("gone", said("newest"), now, "turn-4")
    assert [entry.message.body.plain() for entry in side.stack if hasattr(entry, "message")] == [
        "newest",
        "new",
        "other",
    ]


def test_only_one_form_is_open_and_dismissing_closes_it(room: Room) -> None:
    side, now = room.sides["ann"], datetime(2026, 5, 31, tzinfo=UTC)
    form = Form("Words", (Field("words", "Your words"),))
    side.open(form, now, "")
    second = side.open(form, now, "")
    assert side.sheet is second and len(side.stack) == 1
    side.dismiss(second.id)
    assert side.sheet is None
