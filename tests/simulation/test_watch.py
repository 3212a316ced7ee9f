"""The simulation's own eyes: each of these would be seen.

Not here: a run; the months have a test of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.surface import Button, Message, Step
from core.text import lines, quote, text
from core.turn import Answered, Turn
from core.values import Said, new_id
from tests.simulation.audit import wanted_days
from tests.simulation.souls import Soul, make
from tests.simulation.town import Town
from tests.simulation.watch import Watch

HOME = [("discord", "harbour", "commons", 1.0)]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """A watch over two people."""
    found = Watch(Town(tmp_path, 1, 0.0))
    found.souls = {soul.person: soul for soul in (make(0, 1, 9, HOME), make(1, 1, 9, HOME))}
    return found


def two(watch: Watch) -> tuple[Soul, Soul]:
    """Both of them."""
    first, second = watch.souls.values()
    return first, second


async def shown(watch: Watch, soul: Soul, message: Message) -> None:
    """Somebody is answered with this."""
    turn = Turn(new_id(), soul.person, soul.place(), Step("start.menu"), watch.town.now)
    await watch.after(soul, turn, Answered(message))


async def test_somebody_elses_private_words_are_seen(watch: Watch) -> None:
    ann, ben = two(watch)
    message = Message(lines(quote(Said(f"{ben.mark()} a walk"))))
    await shown(watch, ben, message)
    assert not watch.broken
    await shown(watch, ann, message)
    assert "private words" in watch.broken[0]


async def test_words_that_were_let_go_are_no_secret(watch: Watch) -> None:
    ann, ben = two(watch)
    mark = ben.mark()
    ben.agreed.add(mark)
    await shown(watch, ann, Message(lines(quote(Said(mark)))))
    assert not watch.broken


async def test_words_of_an_earlier_life_are_seen_even_by_their_writer(watch: Watch) -> None:
    ann, _ = two(watch)
    message = Message(lines(quote(Said(ann.mark()))))
    ann.life += 1
    await shown(watch, ann, message)
    assert "earlier life" in watch.broken[0]


async def test_an_unkind_word_and_a_telling_head_are_seen(watch: Watch) -> None:
    ann, _ = two(watch)
    await shown(watch, ann, Message(text("You missed three days.")))
    await shown(watch, ann, Message(text("Hello."), head="Your recovery"))
    assert [each.split()[2] for each in watch.broken] == ["INV-14", "INV-10"]


async def test_help_now_without_a_number_is_seen(watch: Watch) -> None:
    ann, _ = two(watch)
    turn = Turn(new_id(), ann.person, ann.place(), Step("care.help"), watch.town.now)
    await watch.after(ann, turn, Answered(Message(text("Later."), (Button("Help now", Step("care.help")),))))
    assert "INV-11" in watch.broken[0]


async def test_days_in_recovery_work_that_fall_are_seen(watch: Watch) -> None:
    ann, _ = two(watch)
    for days in (5, 6, 4):
        await shown(watch, ann, Message(text("Days in recovery work: {days}.", days=days)))
    assert len(watch.broken) == 1 and "from 6 to 4" in watch.broken[0]


def test_the_wanted_days_of_a_span_are_reckoned_by_the_wall_clock() -> None:
    start = datetime(2026, 3, 28, 19, 30, tzinfo=UTC)
    assert wanted_days((0, 1, 2, 3, 4, 5, 6), "20:00", "Europe/Berlin", start, start + timedelta(days=1)) == [
        "2026-03-29"
    ]
    assert wanted_days((0,), "20:00", "Europe/Berlin", start, start + timedelta(days=1)) == []
