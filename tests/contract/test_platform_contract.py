"""What every platform adapter must do, whatever it is made of.

Not here: how each draws and reads; golden files and recorded payloads stand with each adapter's own tests.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from core.errors import CannotDo, Gone, Temporary, Unclear
from core.suite import Suite
from core.surface import Message, Step
from core.text import lines, quote, text
from core.turn import Answered, Outcome, Turn
from core.values import Said, new_id
from tests.contract.desk import DO, DONE, OPEN, ScriptedDesk, after, hanging_desk
from tests.contract.harness import PlatformHarness

PLATFORMS = [
    "discord",
]
HOSTILE = "@everyone @here <!channel> <!here> <@U1> <@1> <@!1> <@&1> <#C1> <!subteam^S1>"


@pytest.fixture(params=PLATFORMS)
def harness(request: pytest.FixtureRequest) -> PlatformHarness:
    """A platform, not open yet."""
    made = cast(PlatformHarness, importlib.import_module(f"tests.contract.harness_{request.param}").Harness())
    if reason := made.exempt.get(cast(str, request.function.__name__)):
        pytest.skip(reason)
    return made


@pytest.fixture
def desk() -> ScriptedDesk:
    """The desk behind the platform."""
    return ScriptedDesk()


@pytest.fixture
async def platform(harness: PlatformHarness, desk: ScriptedDesk) -> AsyncIterator[PlatformHarness]:
    """A platform, open before the scripted desk."""
    await harness.open(desk)
    yield harness
    await harness.close()


def test_a_step_is_read_as_it_was_drawn(harness: PlatformHarness) -> None:
    for action in Suite().actions:
        for subject, community in (("", ""), (new_id(), ""), ("", new_id()), (f"{new_id()}~2", new_id())):
            step = Step(action.key, subject, community)
            assert harness.round_trip(step) == step


async def test_words_of_a_member_ping_nobody(platform: PlatformHarness, desk: ScriptedDesk) -> None:
    hostile = Message(lines(text("From {name}", name=Said(HOSTILE)), quote(Said(HOSTILE)), HOSTILE))
    ref = await platform.platform.post(platform.home, hostile, new_id())
    await platform.platform.edit(ref, hostile)
    await platform.platform.post(platform.home, hostile, new_id(), beneath=ref)
    desk.next = [Answered(hostile)]
    await platform.act("ann", DO)
    assert platform.pings() == []


async def test_the_bot_ignores_itself(platform: PlatformHarness, desk: ScriptedDesk) -> None:
    await platform.own_message()
    assert desk.turns == []


async def test_a_form_opens_within_a_second_whatever_the_database_does(harness: PlatformHarness) -> None:
    await harness.open(hanging_desk())
    try:
        await harness.act("ann", OPEN)
        assert harness.form_open("ann")
        assert harness.acknowledged() <= 1.5
    finally:
        await harness.close()


async def test_nothing_is_confirmed_before_its_commit(platform: PlatformHarness, desk: ScriptedDesk) -> None:
    seen = []

    async def committing(_: Turn) -> Outcome:
        answer = await after(0.3, Answered(DONE))(desk.turns[-1])
        seen.append(platform.private("ann"))
        return cast(Outcome, answer)

    desk.next = [committing]
    await platform.act("ann", DO)
    assert "Done" not in seen[0] and "Done" in platform.private("ann")


@pytest.mark.parametrize("step", [DO, OPEN])
async def test_an_acknowledgement_leaves_in_time_even_when_a_handler_hangs(
    platform: PlatformHarness, desk: ScriptedDesk, step: Step
) -> None:
    desk.next = [after(3_600, Answered(DONE))]
    await platform.act("ann", step)
    assert platform.acknowledged() <= 2.5
    assert "Done" not in platform.private("ann")


async def test_the_same_key_posted_twice_appears_once(platform: PlatformHarness) -> None:
    key, before = new_id(), len(platform.posts())
    first = await platform.platform.post(platform.home, DONE, key)
    assert await platform.platform.post(platform.home, DONE, key) == first
    assert len(platform.posts()) == before + 1


async def test_a_post_whose_answer_was_lost_is_unclear(platform: PlatformHarness) -> None:
    before = len(platform.posts())
    platform.fail_next("post", "accept_then_fail")
    with pytest.raises(Unclear):
        await platform.platform.post(platform.home, DONE, new_id())
    assert len(platform.posts()) == before + 1


@pytest.mark.parametrize("method", ["post", "edit", "remove"])
@pytest.mark.parametrize(
    ("how", "expected"),
    [("429", Temporary), ("403", CannotDo), ("404", Gone), ("500", (Temporary, Unclear))],
)
async def test_what_a_platform_refuses_has_one_meaning(
    platform: PlatformHarness, method: str, how: str, expected: Any
) -> None:
    ref = await platform.platform.post(platform.home, DONE, new_id())
    platform.fail_next(method, how)
    if (method, how) == ("remove", "404"):
        return await platform.platform.remove(ref)
    with pytest.raises(expected):
        match method:
            case "post":
                await platform.platform.post(platform.home, DONE, new_id())
            case "edit":
                await platform.platform.edit(ref, DONE)
            case _:
                await platform.platform.remove(ref)


async def test_a_reply_is_seen_by_the_person_who_acted_alone(platform: PlatformHarness) -> None:
    before = platform.posts()
    await platform.act("ann", DO)
    assert "Done" in platform.private("ann")
    assert "Done" not in platform.private("ben")
    assert platform.posts() == before
