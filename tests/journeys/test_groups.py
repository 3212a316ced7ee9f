"""Looking after groups: several of them, another channel, roles, the post's days, and two platforms at once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.acts import CHOICES, MINUTE, WORDS, check_in, group_with_two, join, set_up, share
from tests.journeys.house import House
from tests.journeys.stage import Stage
from tests.journeys.stages.discord import DiscordStage
from tests.journeys.stages.slack import SlackStage

CODE = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}")
ANOTHER = {
    "A neutral name": "Quiet room",
    "The channel for check-ins": "elsewhere",
    "What the group is for": "People in recovery, working on their own behaviour",
    "The group's main country": "Portugal",
}


async def test_a_group_moved_to_another_channel(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.delete_channel()
    await check_in_by_command(stage, "ben")
    await stage.press("ben", "Share with the group")
    await stage.pass_time(MINUTE)
    await stage.command("mo", "group settings")
    assert "I cannot post there" in stage.private("mo")
    await stage.press("mo", "Channel, name, clock")
    await stage.submit("mo", {"The channel for check-ins": "elsewhere"})
    assert "will be in the channel in a moment" in stage.private("mo")
    await stage.pass_time(timedelta(seconds=5))
    assert len(stage.elsewhere()) == 1 and "A quiet place to check in" in stage.elsewhere()[0]
    await stage.command("ben", "checkin")
    await stage.press("ben", "More for this one")
    await stage.press("ben", "Share with the group")
    await stage.pass_time(MINUTE)
    assert len(stage.elsewhere()) == 2 and WORDS in stage.elsewhere()[-1]
    assert stage.pings() == []


async def check_in_by_command(stage: Stage, who: str) -> None:
    """Where no post stands, the command does the same."""
    await stage.command(who, "checkin")
    await stage.submit(who, {"Two words for today": ["calm"], "One next right-sized thing": WORDS})


async def test_a_second_group_is_chosen_by_whoever_joins(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("mo", "group add")
    await stage.submit("mo", ANOTHER)
    assert "Quiet room" in stage.private("mo")
    await stage.pass_time(timedelta(seconds=5))
    assert len(stage.elsewhere()) == len(stage.group()) == 1
    await join(stage, "ann", "Ann", choices={**CHOICES, "Which groups?": ["Quiet room"]})
    await check_in(stage, "ann", {"Two words for today": ["calm"], "One next right-sized thing": WORDS})
    await share(stage, "ann")
    assert WORDS in stage.elsewhere()[-1] and len(stage.group()) == 1
    await stage.command("mo", "group show")
    assert "fewer than 5 members" in stage.private("mo")
    await stage.command("mo", "group settings")
    await stage.choose("mo", "Quiet room")
    await stage.press("mo", "Check-in and its post")
    await stage.submit("mo", {"Put up anew on": ["Monday"], "At": "18:00"})
    assert "anew on Monday at 18:00" in stage.private("mo")


async def test_the_last_moderator_hands_over_and_the_new_one_is_told(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("mo", "mod people")
    await stage.choose("mo", "(you)")
    await stage.press("mo", "Step down")
    assert "has to take over first" in stage.private("mo")
    await stage.press("mo", "Choose somebody")
    await stage.choose("mo", "Ann · member")
    await stage.press("mo", "Make moderator")
    assert "Ann is a moderator now" in stage.private("mo")
    await stage.press("mo", "Back to the list")
    await stage.choose("mo", "(you)")
    await stage.press("mo", "Step down")
    assert "Thank you" in stage.private("mo")
    await stage.pass_time(MINUTE)
    assert stage.inbox("ann") == ["You have a note."]
    await stage.press("ann", "Open it")
    assert "help to look after the groups" in stage.private("ann")
    await stage.command("mo", "mod people")
    assert "people who look after this group" in stage.private("mo")


@pytest.fixture
async def both(tmp_path: Path, bare_house: Path) -> AsyncIterator[tuple[DiscordStage, SlackStage]]:
    """Discord and Slack at once, on one house."""
    house = House(tmp_path, seed=bare_house)
    await house.open()
    discord, slack = DiscordStage(house), SlackStage(house)
    await discord.open()
    await slack.open()
    try:
        yield discord, slack
    finally:
        await slack.close()
        await discord.close()
        await house.close()


async def test_a_community_with_both_homes(both: tuple[DiscordStage, SlackStage]) -> None:
    discord, slack = both
    await group_with_two(discord)
    await discord.command("mo", "group link")
    code = CODE.search(discord.private("mo"))
    assert code is not None
    await slack.command("mo", "group setup")
    typed = {"One-time code": code[0], "The channel for check-ins": "here"}
    typed |= {"What the group is for": "Any group", "The group's main country": "Portugal"}
    await slack.submit("mo", typed)
    assert "The group is here as well" in slack.private("mo")
    await slack.pass_time(timedelta(seconds=5))
    assert len(slack.group()) == 1 and "A quiet place to check in" in slack.group()[0]
    await slack.command("mo", "group settings")
    assert "Discord: open" in slack.private("mo") and "Slack: open" in slack.private("mo")

    await join(slack, "ben", "Benedict", "portugal", "porto", "Porto")
    await check_in(discord, "ann")
    await discord.press("ann", "Share with the group")
    await pass_both(both, MINUTE)
    assert WORDS in discord.group()[-1] and WORDS in slack.group()[-1]
    await slack.press_post("ben", "With you", WORDS)
    await pass_both(both, timedelta(seconds=10))
    assert "Benedict" in discord.group()[-1] and "Benedict" in slack.group()[-1]

    await discord.command("mo", "group show")
    await discord.press("mo", "Another platform")
    await discord.press("mo", "Platforms")
    await discord.press("mo", "Leave Slack")
    assert "can no longer check in" in discord.private("mo")
    await discord.press("mo", "Leave it")
    await pass_both(both, timedelta(seconds=10))
    assert slack.group() == [] and WORDS in discord.group()[-1]
    await slack.command("ben", "start")
    assert "no group here yet" in slack.private("ben")
    assert slack.inbox("ben") == ["You have a note."]
    await slack.press("ben", "Open it")
    assert "only you can read it" in slack.private("ben")
    assert discord.pings() == slack.pings() == []


async def pass_both(both: tuple[DiscordStage, SlackStage], by: timedelta) -> None:
    """Move the one clock, and let both platforms do what is due."""
    await both[0].pass_time(by)
    await both[1].pass_time(timedelta())
