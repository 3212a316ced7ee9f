"""What every platform keeps, whatever it is: the same tests for each adapter. Exemptions say why."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk import Desk
from core.errors import CannotDo, Gone, PlatformError, Temporary, Unclear
from core.files import File
from core.limits import FILE_BYTES
from core.plots import Plot, one_line
from core.surface import Button, Field, Form, Message, Step
from core.text import Quote, text
from core.turn import Answered, Turn
from core.values import Said, new_id
from core.words import HELP, START
from tests.contract.harness import PLATFORMS, Harness
from tests.examples import EXAMPLES
from tests.journeys.acts import CHECK_IN, check_in, group_with_two, share
from tests.journeys.house import House
from tests.plots import DAYS, PLOTS, SHOWN

EVIL = ["@everyone", "@here", "<!channel>", "<!here>", "<@U1>", "<@!123456789012345678>", "<#C1>", "<!subteam^S1>"]
SAID = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from([*EVIL, "*", "_", "`", ">", "\n", " ", "x"])).map("".join)
)
STEP = Step("checkin.show", "kYq3m0v1T2aXw9eR5tYu7A", "pLq3m0v1T2aXw9eR5tYu7B")


def harness_of(name: str) -> type[Harness]:
    found: type[Harness] = importlib.import_module(f"tests.contract.harness_{name}").PlatformHarness
    return found


@pytest.fixture(params=PLATFORMS)
def kind(request: pytest.FixtureRequest) -> type[Harness]:
    found = harness_of(request.param)
    if reason := found.exempt.get(request.node.originalname):
        pytest.skip(reason)
    return found


@pytest.fixture
async def live(kind: type[Harness], tmp_path: Path) -> AsyncIterator[Harness]:
    house = House(tmp_path)
    await house.open()
    harness = kind(house)
    await harness.stage.open()
    try:
        yield harness
    finally:
        await harness.stage.close()
        await house.close()


def test_recorded_payloads_read_as_the_expected_turn(kind: type[Harness]) -> None:
    recorded = kind.recorded()
    assert recorded
    for name, (got, expected) in recorded.items():
        assert got == expected, name


def test_every_example_is_drawn_within_the_platforms_limits(kind: type[Harness]) -> None:
    for name, example in EXAMPLES.items():
        for drawn in kind.draws(example):
            assert kind.faults(drawn) == [], name


def test_every_step_shown_is_read_back_as_it_was(kind: type[Harness]) -> None:
    for name, example in EXAMPLES.items():
        for drawn in kind.draws(example):
            assert set(kind.steps(drawn)) <= {*ALWAYS, *_steps(example)}, name
        assert any(set(kind.steps(drawn)) - ALWAYS == _steps(example) - ALWAYS for drawn in kind.draws(example)), name


@given(
    subject=st.from_regex(r"[A-Za-z0-9_.~-]{0,40}", fullmatch=True), action=st.sampled_from(["a.b", "check-in.with"])
)
@pytest.mark.parametrize("name", PLATFORMS)
def test_any_legal_step_is_read_back_as_it_was(name: str, action: str, subject: str) -> None:
    kind, step = harness_of(name), Step(action, subject, "pLq3m0v1T2aXw9eR5tYu7B")
    message = Message(text("Here."), (Button("Go", step),))
    form = Form("Words", (Field("words", "Your words"),), step=step)
    for shown in (message, form):
        for drawn in kind.draws(shown):
            assert [found for found in kind.steps(drawn) if found not in ALWAYS] in ([step], [])


@given(said=SAID)
@pytest.mark.parametrize("name", PLATFORMS)
def test_what_a_member_wrote_pings_nobody_and_fits(name: str, said: str) -> None:
    kind = harness_of(name)
    words = Said(said[:300])
    message = Message(text("{who}:\n{said}\n**Thanks**, {who}", who=words, said=Quote(words)), (Button("Go", STEP),))
    note = text("For {who}", who=words)
    form = Form("Words", (Field("words", "Your words", value=words.words[:100]),), note=note, step=STEP)
    for example in (message, form):
        for drawn in kind.draws(example):
            assert kind.pings(drawn) == []
            assert kind.faults(drawn) == []


ALWAYS = {START.step, HELP.step}
"""Ways that a platform may add to anything, where it has room."""


def _steps(example: Message | Form) -> set[Step]:
    if isinstance(example, Form):
        return {example.step} if example.step else set()
    menu = example.menu.options if example.menu else ()
    return {button.step for button in (*example.buttons, *menu)}


async def test_a_form_opens_within_a_second_whatever_the_database_does(live: Harness) -> None:
    stage = live.stage
    await stage.house.lose_database()
    began = time.monotonic()
    await stage.command("mo", "group setup")
    assert stage.form("mo") is not None and time.monotonic() - began < 1.0
    await stage.house.find_database()
    stage.house.hang_database()
    began = time.monotonic()
    await stage.command("ann", "group setup")
    assert stage.form("ann") is not None and time.monotonic() - began < 1.5
    stage.house.release_database()


async def test_nothing_is_confirmed_before_its_commit_and_the_acknowledgement_is_in_time(live: Harness) -> None:
    stage = live.stage
    await group_with_two(stage)
    await stage.press_post("ann", "Check in")
    stage.house.hang_database()
    submission = asyncio.create_task(stage.submit("ann", CHECK_IN))
    await asyncio.sleep(2.8)
    assert "Only you can see it" not in stage.private("ann")
    stage.house.release_database()
    await submission
    if stage.form("ann") is not None:
        await stage.submit("ann", {})
    assert "Only you can see it" in stage.private("ann")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    assert len([label for label in stage.buttons("ann") if "Daily brief" in label]) == 1
    assert live.slowest_acknowledgement() <= 2.7


async def test_a_press_is_acknowledged_in_time_even_when_its_handler_hangs(live: Harness) -> None:
    stage = live.stage
    await group_with_two(stage)
    await check_in(stage, "ann")
    stage.house.hang_database()
    press = asyncio.create_task(stage.press("ann", "Share with the group"))
    await asyncio.sleep(2.8)
    assert "in a minute" not in stage.private("ann")
    stage.house.release_database()
    await press
    assert "in a minute" in stage.private("ann")
    assert live.slowest_acknowledgement() <= 2.7


async def test_a_reply_is_seen_by_nobody_else(live: Harness) -> None:
    stage = live.stage
    await group_with_two(stage)
    before, theirs = stage.group(), stage.private("ben")
    await check_in(stage, "ann")
    assert "Only you can see it" in stage.private("ann")
    assert (stage.group(), stage.private("ben"), stage.inbox("ben")) == (before, theirs, [])


async def test_the_bot_does_not_answer_itself(live: Harness) -> None:
    stage = live.stage
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    assert len(stage.group()) == 2 and stage.pings() == []


async def test_the_same_key_posted_twice_appears_once(live: Harness) -> None:
    key, before = new_id(), len(live.stage.group())
    first = await live.platform.post(live.channel, Message(text("Once.")), key)
    second = await live.platform.post(live.channel, Message(text("Once.")), key)
    assert first == second and len(live.stage.group()) == before + 1


async def test_a_message_is_posted_answered_changed_and_taken_away_and_taking_away_twice_is_no_error(
    live: Harness,
) -> None:
    ref = await live.platform.post(live.channel, Message(text("First.")), new_id())
    beneath = await live.platform.post(live.channel, Message(text("Beneath.")), new_id(), ref)
    await live.platform.edit(ref, Message(text("Second.")))
    assert [line for post in live.stage.group() for line in post.split("\n") if line] == ["Second.", "Beneath."]
    for one in (beneath, ref, ref):
        await live.platform.remove(one)
    assert live.stage.group() == []


@pytest.mark.parametrize(
    ("how", "expected"),
    [("429", Temporary), ("500", Temporary), ("403", CannotDo), ("404", Gone)],
)
async def test_what_fails_is_told_apart(live: Harness, how: str, expected: type[PlatformError]) -> None:
    ref = await live.platform.post(live.channel, Message(text("Here.")), new_id())
    again: Any = expected
    if how == "500":
        # A server error proves nothing; only where a repeat shows once may it be called temporary.
        again = (Temporary, Unclear) if live.platform.repeats_safely else Unclear
    await live.stage.fail_next("post", how)
    with pytest.raises(again):
        await live.platform.post(live.channel, Message(text("Not here.")), new_id())
    await live.stage.fail_next("edit", how)
    with pytest.raises(expected):
        await live.platform.edit(ref, Message(text("Changed.")))
    if how != "404":
        await live.stage.fail_next("remove", how)
        with pytest.raises(expected):
            await live.platform.remove(ref)


async def test_what_may_have_been_posted_is_never_said_to_have_failed(live: Harness) -> None:
    before = len(live.stage.group())
    await live.stage.fail_next("post", "accept_then_fail")
    with contextlib.suppress(Unclear):
        await live.platform.post(live.channel, Message(text("Perhaps.")), new_id())
    assert len(live.stage.group()) == before + 1


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_said_in_words_and_shows_the_values_it_was_given(kind: type[Harness], name: str) -> None:
    message, plot = SHOWN[name], PLOTS[name]
    assert kind.alts(message) == [plot.alt, plot.alt]
    shown = kind.values(message)
    assert [value is None for value in shown] == [value is None for value in plot.values]
    assert [value or 0 for value in shown] == pytest.approx([value or 0 for value in plot.values], abs=0.12)
    for drawn in kind.draws(message):
        assert kind.faults(drawn) == [] and kind.pings(drawn) == []


@given(said=SAID, bars=st.booleans())
@pytest.mark.parametrize("name", PLATFORMS)
def test_words_in_a_plot_ping_nobody_and_break_nothing(name: str, said: str, bars: bool) -> None:
    kind, words = harness_of(name), one_line(one_line(said)[:10]) or "x"
    points = ((words, 1), (words, None), ("c", 2))
    plot = Plot(words, points, 0, 2, words, words, bars, (None, 1, 2) if bars else (), (words, words))
    for drawn in kind.draws(Message(text("Here."), plot=plot)):
        assert kind.pings(drawn) == [] and kind.faults(drawn) == []


class Shows(House):
    """A house whose desk answers whatever is done with one and the same message."""

    message = SHOWN["line"]

    @property
    def desk(self) -> Desk:
        return cast(Desk, self)

    @property
    def suite(self) -> Any:
        return self.handrail.suite

    async def handle(self, turn: Turn) -> Answered:
        return Answered(self.message)


async def test_a_plot_in_a_private_answer_reaches_its_reader_and_nobody_else(
    kind: type[Harness], tmp_path: Path
) -> None:
    house = Shows(tmp_path)
    await house.open()
    stage = kind(house).stage
    await stage.open()
    try:
        await stage.command("ann", "start")
        assert stage.plot("ann") == DAYS.alt and "Here is what you wrote." in stage.private("ann")
        assert stage.plot("ben") == "" and stage.group() == [] and stage.inbox("ann") == []
        assert stage.pings() == []
    finally:
        await stage.close()
        await house.close()


async def test_a_post_with_a_plot_is_shown_changed_and_taken_away(live: Harness) -> None:
    ref = await live.platform.post(live.channel, SHOWN["line"], new_id())
    await live.platform.edit(ref, SHOWN["bars"])
    await live.platform.edit(ref, Message(text("Changed.")))
    assert live.stage.group() == ["Changed."]
    await live.platform.remove(ref)
    assert live.stage.group() == []


CONTENT = bytes(range(256)) * 500
ASKED_FOR = Message(text("Here it is."), files=(File("my-check-ins.json", CONTENT, "application/json"),))


async def test_a_file_arrives_byte_for_byte_in_the_inbox_and_in_no_other(live: Harness) -> None:
    stage, key = live.stage, new_id()
    ref = await live.platform.post(live.inbox("ann"), ASKED_FOR, key)
    assert await stage.file("ann") == ("my-check-ins.json", CONTENT)
    assert await stage.file("ben") is None and stage.group() == [] and stage.inbox("ben") == []
    if live.platform.repeats_safely:
        assert await live.platform.post(live.inbox("ann"), ASKED_FOR, key) == ref
    assert len(stage.inbox("ann")) == 1 and stage.pings() == []


async def test_two_of_the_largest_files_arrive(live: Harness) -> None:
    largest = File("largest.bin", CONTENT * (FILE_BYTES // len(CONTENT)), "application/octet-stream")
    files = (File("small.txt", b"small", "text/plain; charset=utf-8"), largest)
    await live.platform.post(live.inbox("ann"), Message(text("Both."), files=files), new_id())
    assert await live.stage.file("ann") == (largest.name, largest.content)


async def test_a_file_never_comes_into_a_channel_nor_by_a_change(live: Harness) -> None:
    private = await live.platform.post(live.inbox("ann"), Message(text("Here.")), new_id())
    public = await live.platform.post(live.channel, Message(text("Here.")), new_id())
    with pytest.raises((CannotDo, ValueError)):
        await live.platform.post(live.channel, ASKED_FOR, new_id())
    for ref in (private, public):
        with pytest.raises((CannotDo, ValueError)):
            await live.platform.edit(ref, ASKED_FOR)
    assert live.stage.group() == ["Here."] and await live.stage.file("ann") is None


async def test_a_file_goes_with_the_message_it_came_with(live: Harness) -> None:
    stage = live.stage
    changed = await live.platform.post(live.inbox("ann"), ASKED_FOR, new_id())
    assert await stage.file("ann") is not None
    await live.platform.edit(changed, Message(text("It was here for a day.")))
    assert await stage.file("ann") is None and len(stage.inbox("ann")) == 1
    removed = await live.platform.post(live.inbox("ann"), ASKED_FOR, new_id())
    assert await stage.file("ann") is not None and len(stage.inbox("ann")) == 2
    for ref in (removed, changed, changed):
        await live.platform.remove(ref)
    assert await stage.file("ann") is None and stage.inbox("ann") == []


async def test_a_closed_inbox_takes_no_file_and_nothing_is_shown_anywhere(live: Harness) -> None:
    await live.stage.close_inbox("ben")
    with pytest.raises(CannotDo):
        await live.platform.post(live.inbox("ben"), ASKED_FOR, new_id())
    assert await live.stage.file("ben") is None and live.stage.group() == []
