"""What happens in many journeys, as acts with a name.

Not here: expectations; each journey says its own.
"""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.stage import Fill, Stage

MINUTE = timedelta(minutes=1, seconds=5)
WORDS = "canary: I will call my sister before noon"
CHECK_IN: Fill = {
    "Two words for today": ["calm", "tired"],
    "How heavy is today?": "4",
    "Real contact with someone safe today?": "yes",
    "One next right-sized thing": WORDS,
}

CHOICES: Fill = {
    "What are your check-ins about?": "Not sure, or something else",
    "May I write to you privately?": "Yes, neutral notes are fine",
}


async def set_up(stage: Stage, who: str = "mo", track: str = "Any group") -> None:
    """An operator's code, and the group is there with its post."""
    code = await stage.house.claim()
    await stage.command(who, "group setup")
    await stage.submit(
        who,
        {
            "One-time code": code,
            "The channel for check-ins": "here",
            "What the group is for": track,
            "The group's main country": "Portugal",
        },
    )
    await stage.pass_time(timedelta(seconds=1))


async def join(
    stage: Stage,
    who: str,
    handle: str,
    country: str = "germany",
    city: str = "berlin",
    found: str = "Berlin",
    choices: Fill = CHOICES,
) -> None:
    """From the menu to being a member."""
    await stage.command(who, "start")
    await stage.press(who, "Go on with joining" if "Go on with joining" in stage.buttons(who) else "Join")
    await stage.submit(
        who,
        {
            "Are you 18 or older?": "Yes, I am 18 or older",
            "A name the group may see": handle,
            "Your country": country,
            "A city near you": city,
        },
    )
    await stage.choose(who, found)
    await last_page(stage, who, choices)


async def last_page(stage: Stage, who: str, choices: Fill = CHOICES) -> None:
    """Nobody else reads here; then what the last page asks."""
    await stage.press(who, "No, only I do")
    asked = stage.form(who)
    assert asked is not None, stage.private(who)
    await stage.submit(who, {label: answer for label, answer in choices.items() if label in asked})


async def check_in(stage: Stage, who: str, answers: Fill = CHECK_IN) -> None:
    """Press the group's button and fill in the form."""
    await stage.press_post(who, "Check in")
    await stage.submit(who, answers)


async def share(stage: Stage, who: str) -> None:
    """Share what was just written, and let the minute pass."""
    await stage.press(who, "Share with the group")
    await stage.pass_time(MINUTE)


async def group_with_two(stage: Stage) -> None:
    """A group with ann and ben in it."""
    await set_up(stage)
    await join(stage, "ann", "Ann")
    await join(stage, "ben", "Ben")
