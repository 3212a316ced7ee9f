"""What a platform refuses by its code: it ends once, no words go elsewhere, and those whom it concerns are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.database.dead import dead_letters
from core.jobs import NOT_TAKEN
from tests.journeys.acts import MINUTE, WORDS, check_in, group_with_two
from tests.journeys.stage import Stage
from tests.journeys.stages.slack import SlackStage

DISCORD_CHANNEL = ("404 10003", "404 10004", "403 50001", "403 50013")
SLACK_CHANNEL = ("channel_not_found", "is_archived", "not_in_channel", "restricted_action", "a_new_code")
DISCORD_INBOX = ("403 50007", "403 50278", "404 10013")
SLACK_INBOX = ("cannot_dm_bot", "user_disabled", "user_not_found", "channel_not_found")
SLACK_TOKEN = ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked")


def on(discord: tuple[str, ...], slack: tuple[str, ...]) -> pytest.MarkDecorator:
    """Each code on the stage of the platform that says it."""
    refusals = [("discord", code) for code in discord] + [("slack", f"error:{code}") for code in slack]
    return pytest.mark.parametrize(("stage", "refusal"), refusals, indirect=["stage"])


async def outcome(stage: Stage) -> tuple[str, int]:
    """How the post of Ann's check-in ended, and after how many tries."""
    ask = "SELECT coalesce(outcome, ''), attempts FROM jobs WHERE name = 'checkin.post'"
    ((how, tries),) = await stage.house.handrail.database.read(lambda tx: tx.link.driver.execute(ask, ()).fetchall())
    return how, tries


async def shared_into(stage: Stage, refusal: str) -> None:
    """Ann shares, and the platform refuses."""
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.fail_next("post", refusal)
    await stage.pass_time(MINUTE)


@on(DISCORD_CHANNEL, SLACK_CHANNEL)
async def test_a_channel_that_takes_nothing_is_told_to_the_author_and_to_those_who_look_after_it(
    stage: Stage, refusal: str
) -> None:
    await shared_into(stage, refusal)
    assert (await outcome(stage))[0] in ("gone", "cannot") and (await outcome(stage))[1] == 1
    await stage.pass_time(timedelta(hours=20))
    assert len(stage.inbox("ann")) == len(stage.inbox("mo")) == 1 and stage.inbox("ben") == []
    assert not any(WORDS in post for post in stage.group())
    await stage.press("mo", "Open it")
    assert "can't post in the group's channel" in stage.private("mo")
    await stage.press("ann", "Open it")
    assert "could not be posted" in stage.private("ann")


@on(("400 50035", "400 50006"), ("msg_too_long", "invalid_blocks", "msg_blocks_too_long"))
async def test_what_is_not_taken_as_we_made_it_is_not_blamed_on_the_channel(stage: Stage, refusal: str) -> None:
    await shared_into(stage, refusal)
    assert await outcome(stage) == ("dead", 1)
    (letter,) = await stage.house.handrail.database.read(lambda tx: dead_letters(tx.link, stage.house.clock.now()))
    assert letter.why == NOT_TAKEN and WORDS not in repr(letter)
    await stage.pass_time(timedelta(hours=20))
    assert len(stage.inbox("ann")) == 1 and stage.inbox("mo") == stage.inbox("ben") == []
    await stage.press("ann", "Open it")
    assert "could not be posted" in stage.private("ann")


@on(DISCORD_INBOX, SLACK_INBOX)
async def test_an_inbox_that_takes_nothing_leaves_the_note_waiting_and_tells_nobody_else(
    stage: Stage, refusal: str
) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.fail_next("post", "403")
    if isinstance(stage, SlackStage):
        stage.slack.faults.add("conversations.open", refusal, times=5)
    else:
        await stage.fail_next("post", refusal, times=5)
    standing = stage.group()
    await stage.pass_time(MINUTE)
    await stage.pass_time(timedelta(hours=20))
    assert stage.inbox("ann") == stage.inbox("mo") == stage.inbox("ben") == []
    assert stage.group() == standing and stage.pings() == []
    await stage.command("ann", "start")
    assert "Open a waiting note" in stage.buttons("ann")


@on((), SLACK_TOKEN)
async def test_a_token_that_is_refused_loses_nothing(stage: SlackStage, refusal: str) -> None:
    await shared_into(stage, refusal)
    assert (await outcome(stage))[0] == ""
    asked = len(stage.slack.called("chat.postMessage"))
    await stage.pass_time(timedelta(minutes=20))
    assert len(stage.slack.called("chat.postMessage")) == asked, "nothing more is asked with it"
    await stage.restart()
    await stage.pass_time(MINUTE)
    assert len([post for post in stage.group() if WORDS in post]) == 1 and stage.inbox("mo") == []
