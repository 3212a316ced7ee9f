"""Help that is always there, and leaving without a trace, on every platform."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import MINUTE, WORDS, check_in, group_with_two, join, set_up, share
from tests.journeys.stage import Stage


async def test_help_now_answers_a_stranger_before_anything_is_set_up(stage: Stage) -> None:
    await stage.command("ann", "help-now")
    assert "Breathe out slowly" in stage.private("ann") and "findahelpline.com" in stage.private("ann")


async def test_help_now_falls_back_to_the_groups_country_and_prefers_ones_own(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "help-now")
    assert "Portugal" in stage.private("ann")
    await join(stage, "ann", "Ann", "germany", "berlin")
    await stage.command("ann", "help-now")
    assert "Germany" in stage.private("ann") and "116 016" in stage.private("ann")


async def test_help_now_answers_with_the_database_away_and_after_a_restart(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.restart()
    await stage.house.lose_database()
    await stage.command("ann", "help-now")
    assert "Germany" in stage.private("ann")
    await stage.press("ann", "Another country")
    await stage.submit("ann", {"Which country?": "new zealand"})
    assert "1737" in stage.private("ann")


async def test_privacy_says_who_could_read_it(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "privacy show")
    assert "What is kept of yours" in stage.private("ann")
    await stage.press("ann", "Who can see it")
    assert "if they set out to" in stage.private("ann")
    assert ("owner of the workspace" in stage.private("ann")) == (stage.name == "slack")


async def test_deleting_everything_takes_two_taps_and_leaves_nothing_in_the_channel(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "With you", WORDS)
    await stage.press_post("ben", "Reply", WORDS)
    await stage.submit("ben", {"Your words": "canary: me too"})
    await stage.pass_time(MINUTE)
    await stage.command("ben", "privacy delete")
    await stage.press("ben", "Delete everything")
    await stage.press("ben", "Delete everything now")
    await stage.pass_time(timedelta(seconds=10))
    assert "Done" in stage.private("ben")
    assert "Ben" not in "\n".join(stage.group()) and WORDS in stage.group()[-1]
    await stage.command("ann", "privacy delete")
    await stage.press("ann", "Delete everything")
    await stage.press("ann", "Delete everything now")
    await stage.pass_time(timedelta(seconds=10))
    assert len(stage.group()) == 1
    await stage.command("ann", "start")
    assert "Joining takes about a minute" in stage.private("ann")


async def test_an_old_button_of_somebody_who_deleted_everything_is_met_kindly(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ben", "privacy delete")
    await stage.press("ben", "Delete everything")
    await stage.press("ben", "Delete everything now")
    await stage.press_post("ben", "With you", WORDS)
    assert "for members" in stage.private("ben")
