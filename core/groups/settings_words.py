"""What is said about the settings of a group, and about the platforms a community lives on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from core.groups.model import Weekly
from core.limits import SELECT_CHOICES
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Command, lines, text
from core.words import HELP, START

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLATFORMS = {"discord": "Discord", "slack": "Slack", "web": "The page"}
HOURS = (12, 24, 48, 72)
_DAYS = tuple(Choice(str(number), day) for number, day in enumerate(DAYS))


def which_group(groups: Sequence[tuple[str, str]]) -> Message:
    """Several groups: whose settings."""
    return Message(
        text("Which group's settings?"),
        (START, HELP),
        Menu("The groups", tuple(Button(name, Step("group.settings", key)) for key, name in groups)),
    )


def settings(
    key: str,
    name: str,
    facts: tuple[str, str, str],
    template: str,
    *,
    door: Weekly | None,
    rounds: Weekly | None,
    channels: Sequence[tuple[str, bool]],
) -> Message:
    """Everything that is set for a group. `facts`: what it is for, its country, its clock."""
    what, country, local = facts
    where = "; ".join(
        f"{PLATFORMS.get(platform, platform)}: {'open' if open_ else 'I cannot post there'}"
        for platform, open_ in channels
    )
    return Message(
        lines(
            text("**{name}**", name=name),
            text("For: {what}.", what=what),
            text("Main country: {country}. Its clock says {local}.", country=country, local=local),
            text("Channels: {where}.", where=where),
            text("The button opens: {kind}.", kind=template),
            text("The check-in post: {when}.", when=f"anew on {times(door)}" if door else "stays where it is"),
            text("Rounds: {when}.", when=f"on {times(rounds)}, open for {rounds.hours} hours" if rounds else "none"),
        ),
        (
            Button("Channel, name, clock", Step("group.change", key), main=True),
            Button("Check-in and its post", Step("group.post", key)),
            Button("Rounds", Step("group.rounds", key)),
            Button("Post the button again", Step("group.door", key)),
            START,
        ),
    )


def times(weekly: Weekly) -> str:
    """Days and a time, such as `Monday, Thursday at 18:00`."""
    days = "every day" if len(weekly.days) == 7 else ", ".join(DAYS[day] for day in weekly.days)
    return f"{days} at {weekly.at:%H:%M}"


def post_form(kinds: Mapping[str, str], template: str, door: Weekly | None) -> Form:
    """Which check-in the button opens, and when the post is put up anew. Very many kinds are asked for by title."""
    label, hint = "The check-in its button opens", "Members may choose another for themselves."
    if len(kinds) <= SELECT_CHOICES:
        offered = tuple(Choice(key, title) for key, title in kinds.items())
        which, here = Field("template", label, Ask.CHOICE, offered, hint=hint), template
    else:
        which, here = Field("template", label, hint=f"Its title, please. {hint}"), kinds.get(template, "")
    form = Form("The check-in post", (which, _days("Put up anew on", "None: it stays where it is."), _at()))
    return form.filled({"template": here, **_filled(door)})


def no_such_kind() -> str:
    """A title that no kind has."""
    return "No kind of check-in for this group has this title. The menu has them all: Kinds of check-in."


def rounds_form(rounds: Weekly | None) -> Form:
    """When a round opens by itself."""
    hours = tuple(Choice(str(each), f"{each} hours") for each in HOURS)
    form = Form(
        "Rounds",
        (
            _days("A round opens on", "None: rounds open only by hand."),
            _at(),
            Field("hours", "It stays open for", Ask.CHOICE, hours),
        ),
    )
    return form.filled({"hours": str(rounds.hours if rounds else 48), **_filled(rounds)})


def _days(label: str, hint: str) -> Field:
    return Field("days", label, Ask.CHOICES, _DAYS, hint=hint, required=False)


def _at() -> Field:
    return Field("at", "At", Ask.TIME_OF_DAY, hint="By the group's own clock, such as 18:00.", required=False)


def _filled(weekly: Weekly | None) -> dict[str, str | tuple[str, ...]]:
    if weekly is None:
        return {}
    return {"days": tuple(str(day) for day in weekly.days), "at": f"{weekly.at:%H:%M}"}


def time_needed() -> str:
    """Days without a time."""
    return "These days need a time as well, such as 18:00."


def link_code(code: str) -> Message:
    """A one-time code that brings the groups to one more platform."""
    return Message(
        lines(
            text("Your groups can live on one more platform: what is shared is posted to both."),
            text("The code: **{code}**. It works once, within a day.", code=code),
            text(
                "There, invite Handrail, then type {command} and put the code in. Whoever types it looks after the "
                "groups there, so give it to nobody else.",
                command=Command("group setup"),
            ),
        ),
        (Button("Platforms", Step("group.homes")), START, HELP),
    )


def homes(platforms: Sequence[str]) -> Message:
    """The platforms a community lives on."""
    named = [PLATFORMS.get(platform, platform) for platform in platforms]
    leave = tuple(
        Button(f"Leave {name}", Step("group.unhome", platform))
        for platform, name in zip(platforms, named, strict=True)
        if len(platforms) > 1
    )
    return Message(
        lines(
            text("Your groups live here: {named}.", named=", ".join(named)),
            None if leave else text("It is the only place. To end everything there, take Handrail out of it."),
        ),
        (*leave[:3], Button("Another platform", Step("group.link")), START),
    )


def sure_to_leave(platform: str) -> Message:
    """Before a platform is let go."""
    return Message(
        lines(
            text("**Leave {name}?**", name=PLATFORMS.get(platform, platform)),
            text(
                "Nothing more is posted there, and what stands there is taken away. Members who only use that "
                "platform can no longer check in. They get a note, and can still read, export and delete what is "
                "theirs."
            ),
            text("What stands on your other platform stays."),
        ),
        (
            Button("Leave it", Step("group.unhome-now", platform)),
            Button("Stay", Step("group.homes"), main=True),
            HELP,
        ),
    )


def left(platform: str) -> Message:
    """A platform was let go."""
    return Message(
        text(
            "Done. Your groups are no longer on {name}. With a new code they can come back.",
            name=PLATFORMS.get(platform, platform),
        ),
        (START, HELP),
    )


def last_home() -> Message:
    """The only platform cannot be let go."""
    return Message(
        lines(
            text("It is the only place where your groups live, so they stay there."),
            text("To move, bring them to another platform first. To end everything, take Handrail out of this one."),
        ),
        (Button("Another platform", Step("group.link")), START, HELP),
    )


def home_left() -> Message:
    """To a member whose only platform was let go."""
    return Message(
        lines(
            text("The group is no longer on this platform, so nothing more is posted here."),
            text("What you wrote is kept, and only you can read it. You can take it with you, or delete it here."),
        ),
        (Button("Privacy", Step("privacy.show"), main=True), HELP),
    )


_EVENINGS = Weekly((0, 3), time(18))
_GROUPS = [("kYq3m0v1T2aXw9eR5tYu7A", "Tuesday"), ("pLq3m0v1T2aXw9eR5tYu7B", "Quiet room")]
_FACTS = ("any group", "Portugal", "13:00")

EXAMPLES: dict[str, Message | Form] = {
    "which-group": which_group(_GROUPS),
    "settings": settings(
        _GROUPS[0][0],
        "Tuesday",
        _FACTS,
        "Daily brief",
        door=_EVENINGS,
        rounds=Weekly((6,), time(19, 30)),
        channels=[("discord", True), ("slack", False)],
    ),
    "settings-plain": settings(
        _GROUPS[0][0], "Tuesday", _FACTS, "Daily brief", door=None, rounds=None, channels=[("discord", True)]
    ),
    "post-form": post_form({"daily-brief": "Daily brief", "ground": "Ground"}, "daily-brief", _EVENINGS),
    "rounds-form": rounds_form(None),
    "link-code": link_code("3f9a-2c1b-77e0-9d4e"),
    "homes": homes(["discord", "slack"]),
    "homes-one": homes(["discord"]),
    "sure-to-leave": sure_to_leave("slack"),
    "left": left("slack"),
    "last-home": last_home(),
    "home-left": home_left(),
}
