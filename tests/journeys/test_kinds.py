"""Kinds of check-in with lists of one's own, as people live them on every platform."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import MINUTE, WORDS, check_in, group_with_two
from tests.journeys.stage import Stage

SIGNS = {
    "rest": ["canary: late nights", "canary: no nap"],
    "food": ["canary: eating standing up", "canary: no breakfast"],
    "people": ["canary: I cancel", "canary: I hide"],
    "feelings": ["canary: I snap"],
}


async def look_at(stage: Stage, who: str, kind: str) -> None:
    """From the menu to one kind."""
    await stage.command(who, "start")
    await stage.choose(who, "Kinds of check-in")
    await stage.choose(who, kind)


async def test_seven_signs_of_ones_own_are_written_ticked_and_counted(stage: Stage) -> None:
    await group_with_two(stage)
    await look_at(stage, "ann", "Seven signals")
    assert "Empty so far" in stage.private("ann")
    await stage.press("ann", "Write it")
    await stage.press("ann", "Begin: Your seven signs")
    for area, items in SIGNS.items():
        await stage.press("ann", "Add")
        await stage.submit("ann", {"One on each line": "\n".join(items), "Which area of life?": area})
    assert "7. canary: I snap" in stage.private("ann") and "Add" not in stage.buttons("ann")
    await stage.restart()
    await look_at(stage, "ann", "Seven signals")
    await stage.press("ann", "Make this mine")
    await stage.press_post("ann", "Check in", "A quiet place")
    await stage.submit("ann", {"Which of your signs are here today?": ["canary: no nap", "canary: I snap"]})
    assert "2 of your 7 signs are here" in stage.private("ann")
    assert "Share with the group" not in stage.buttons("ann")
    await stage.pass_time(timedelta(hours=1))
    assert "canary" not in "\n".join(stage.group()) and stage.inbox("ann") == []


async def test_what_is_needed_most_shows_what_has_helped_before(stage: Stage) -> None:
    await group_with_two(stage)
    await look_at(stage, "ann", "What do I need?")
    await stage.press("ann", "Your lists for it")
    await stage.choose("ann", "When I am worn out")
    await stage.press("ann", "Add")
    await stage.submit("ann", {"One on each line": "canary: lie down\ncanary: phone off"})
    await look_at(stage, "ann", "What do I need?")
    await stage.press("ann", "Write it")
    await stage.submit("ann", {"How worn out am I?": "3", "How alone do I feel?": "1"})
    seen = stage.private("ann")
    assert "canary: lie down" in seen and "canary: phone off" in seen and "How worn out am I?" in seen


async def test_what_the_group_sees_is_chosen_answer_by_answer_and_goes_on_its_day(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Choose what they see")
    form = stage.form("ann")
    assert form is not None and not any(form.values())
    await stage.submit(
        "ann", {"What may the group see?": ["Two words for today"], "How long may it stand there?": "1 day"}
    )
    seen = stage.private("ann")
    assert "calm, tired" in seen and WORDS not in seen and "for a day" in seen
    await stage.press("ann", "Share with the group")
    await stage.pass_time(MINUTE)
    assert "calm, tired" in stage.group()[-1] and WORDS not in "\n".join(stage.group())
    await stage.press_post("ben", "Reply", "calm, tired")
    await stage.submit("ben", {"Your words": "canary: me too"})
    await stage.pass_time(MINUTE)
    assert len(stage.group()) == 3
    await stage.pass_time(timedelta(days=1))
    assert len(stage.group()) == 1
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.choose("ann", "Daily brief")
    assert "Only you can see it" in stage.private("ann") and WORDS in stage.private("ann")
