"""What is said about setting a group up and keeping its place."""

from __future__ import annotations

from core.groups.model import TRACKS
from core.surface import Ask, Button, Choice, Field, Form, Message, Step
from core.text import Command, lines, text
from core.words import HELP, START

_TRACKS = tuple(Choice(key, label) for key, label in TRACKS)
_CHANNEL = Field("channel", "The channel for check-ins", Ask.CHANNEL)
_TRACK = Field("track", "What the group is for", Ask.CHOICE, _TRACKS)
_COUNTRY = Field(
    "country", "The group's main country", hint="Its help lines are shown to those who chose none.", most=60
)
_CODE = Field(
    "code",
    "One-time code",
    hint="From whoever runs Handrail. Only needed the first time.",
    required=False,
    most=60,
)

SETUP = Form("Set up the group", (_CODE, _CHANNEL, _TRACK, _COUNTRY), submit="Set up")
CHANGE = Form("The group", (_CHANNEL, _TRACK, _COUNTRY), submit="Save")


def country_unknown() -> str:
    """No country is called like that."""
    return "I don't know this country. Its English name or its two letters work best."


def code_needed() -> str:
    """Nobody has claimed this place with a code yet."""
    return "The first time, a one-time code is needed: whoever runs Handrail can make one."


def set_up(country: str, track: str, *, moved: bool) -> Message:
    """The group is there; its post is on the way."""
    coming = text("The check-in post will be in the channel in a moment.") if moved else None
    return Message(
        lines(
            text("Set up. You look after this group now, and can read nothing that its members keep to themselves."),
            text(
                "Help lines fall back to those of {country}. Check-ins ask what fits: {track}.",
                country=country,
                track=track,
            ),
            coming,
            text("To take part yourself, join like everybody else."),
        ),
        (Button("Join", Step("people.join"), main=True), Button("Change", Step("group.change")), START),
    )


def shown(country: str, track: str, *, reachable: bool, moderator: bool) -> Message:
    """What is set for this group."""
    state = None if reachable else text("I can't post in the group's channel at the moment.")
    body = lines(
        text("**The group**"),
        text("For: {track}. Main country for help lines: {country}.", track=track, country=country),
        state,
        text("Those who look after the group see none of what members keep to themselves."),
    )
    change = (
        Button("Change", Step("group.change"), main=True),
        Button("Post the button again", Step("group.door")),
    )
    return Message(body, (*(change if moderator else ()), START))


def door() -> Message:
    """The group's own post, from which everything starts."""
    return Message(
        lines(
            text("**A quiet place to check in**"),
            text("What you write is private. You see exactly what the group would see before you share any of it."),
        ),
        (
            Button("Check in", Step("checkin.write"), main=True),
            Button("See everything", Step("start.menu")),
            HELP,
        ),
        head="A quiet place to check in.",
    )


def door_coming() -> Message:
    """The post was asked for again."""
    return Message(text("The check-in post will be in the channel in a moment."), (START,))


def door_stands() -> Message:
    """The post is there already."""
    return Message(text("The check-in post is in the channel already."), (START,))


def cannot_post() -> Message:
    """To moderators: the channel is gone, or closed to the bot."""
    return Message(
        lines(
            text("I can't post in the group's channel: it is gone, or I am not let in."),
            text("Choose another channel, or invite me into it and press **Post the button again**."),
            text("{command} shows both. Nothing was lost.", command=Command("group show")),
        ),
        (
            Button("Choose a channel", Step("group.change"), main=True),
            Button("Post the button again", Step("group.door")),
        ),
    )


EXAMPLES: dict[str, Message | Form] = {
    "setup": SETUP,
    "change": CHANGE,
    "set-up": set_up("Portugal", "Any group", moved=True),
    "shown-to-moderators": shown("Portugal", "Any group", reachable=True, moderator=True),
    "shown-to-members": shown("Portugal", "Any group", reachable=False, moderator=False),
    "door": door(),
    "door-coming": door_coming(),
    "door-stands": door_stands(),
    "cannot-post": cannot_post(),
}
