"""What is said about setting groups up, about the post each of them has, and when a channel is gone."""

from __future__ import annotations

from collections.abc import Sequence

from core.discreet import gives_away
from core.groups import mod_words, settings_words
from core.groups.model import TRACKS, Group
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Command, lines, text
from core.values import GroupId, Place
from core.words import HELP, START

NAME_LONGEST = 40
_TRACKS = tuple(Choice(key, label) for key, label in TRACKS)
_CHANNEL = Field("channel", "The channel for check-ins", Ask.CHANNEL)
_TRACK = Field("track", "What the group is for", Ask.CHOICE, _TRACKS)
_COUNTRY = Field(
    "country", "The group's main country", hint="Its help lines are shown to those who chose none.", most=60
)
_CITY = Field("city", "A city, for the group's clock", hint="May stay empty.", required=False, most=60)
_NAME = Field(
    "name",
    "A neutral name",
    hint="Others may read it over a shoulder: a day, a colour or a room is best.",
    most=NAME_LONGEST,
)
_CODE = Field(
    "code",
    "One-time code",
    hint="From whoever runs Handrail, or from your other platform. Only needed the first time.",
    required=False,
    most=60,
)
_KEEPS_NAME = Field(
    "name", "A neutral name", hint="Needed only where there are several groups.", required=False, most=NAME_LONGEST
)

SETUP = Form("Set up the group", (_CODE, _CHANNEL, _TRACK, _COUNTRY, _CITY), submit="Set up")
CHANGE = Form("The group", (_CHANNEL, _TRACK, _COUNTRY, _CITY, _KEEPS_NAME), submit="Save")
ADD = Form("Another group", (_NAME, _CHANNEL, _TRACK, _COUNTRY, _CITY), submit="Add it")
_SETTINGS = Button("Settings", Step("group.settings"))


def country_unknown() -> str:
    """No country is called like that."""
    return "I don't know this country. Its English name or its two letters work best."


def name_taken() -> str:
    """Another group of this community is called so."""
    return "Another group of yours is called that. Another name?"


def channel_taken() -> str:
    """Another group of this community is in that channel."""
    return "Another group of yours is in this channel. Each needs one of its own."


def no_such_group() -> Message:
    """A group that is not there, or none at all."""
    return Message(
        text("There is no such group here. {command} begins one.", command=Command("group setup")),
        (Button("Set up a group", Step("group.setup"), main=True), START, HELP),
    )


def enough_groups(most: int) -> Message:
    """As many groups as fit."""
    return Message(
        text("There are {most} groups here, and more would not fit into one list.", most=most),
        (_SETTINGS, START, HELP),
    )


def set_up(
    group: Group, country: str, track: str, local: str, *, moved: bool, first: bool, missing: tuple[bool, bool]
) -> Message:
    """The group is there; its post is on the way. `missing`: limits of confidentiality, checks of help lines."""
    no_limits, no_checks = missing
    told = gives_away(group.name)
    check = (Button("Check the help lines", Step("mod.lines"), main=True),) if no_checks else ()
    return Message(
        lines(
            text("Set up. You look after this group now, and can read nothing that its members keep to themselves.")
            if first
            else text("Set up: **{name}**.", name=group.name)
            if group.name
            else text("Set up."),
            text(
                "Help lines fall back to those of {country}. Check-ins ask what fits: {track}. "
                "The group's clock says {local}.",
                country=country,
                track=track,
                local=local,
            ),
            text("The check-in post will be in the channel in a moment.") if moved else None,
            text("“{word}” in its name tells whoever reads along what it is about. A neutral name is safer.", word=told)
            if told
            else None,
            text("Nobody can join yet: whoever runs Handrail still has to write down the limits of confidentiality.")
            if no_limits
            else None,
            text("Nobody can join yet: check the urgent help lines of {country} first.", country=country)
            if no_checks
            else None,
            text("To take part yourself, join like everybody else.") if first else None,
        ),
        (
            *check,
            Button("Join", Step("people.join"), main=not check),
            Button("Change", Step("group.change", group.id)),
            Button("Settings", Step("group.settings", group.id)),
            START,
        ),
    )


def arrived(groups: Sequence[tuple[str, str]]) -> Message:
    """The community's groups are on one more platform now; several of them still need a channel here."""
    if not groups:
        return Message(
            lines(
                text("Done. The group is here as well, and its post will be in the channel in a moment."),
                text("What somebody shares is posted to both. You look after it here with this account, too."),
                text("Your two accounts stay apart: to take part here, join here."),
            ),
            (_SETTINGS, Button("Join", Step("people.join")), START, HELP),
        )
    return Message(
        lines(
            text("Done. Your groups can be here as well. Each needs a channel of its own: choose which one first."),
            text("What somebody shares is posted to both. Your two accounts stay apart."),
        ),
        (START, HELP),
        Menu("Choose a channel for", tuple(Button(name, Step("group.change", key)) for key, name in groups)),
    )


def shown(country: str, track: str, *, reachable: bool, moderator: bool) -> Message:
    """What is set for the only group."""
    state = None if reachable else text("I can't post in the group's channel at the moment.")
    body = lines(
        text("**The group**"),
        text("For: {track}. Main country for help lines: {country}.", track=track, country=country),
        state,
        text("Those who look after the group see none of what members keep to themselves."),
    )
    again = Button("Post the button again", Step("group.door"))
    looked_after = (_LOOKED_AFTER[0], again, *_LOOKED_AFTER[1:3])
    return Message(body, (*(looked_after if moderator else ()), START))


def listed(groups: Sequence[tuple[str, str, str]], *, moderator: bool) -> Message:
    """Several groups: name, what each is for, and (to moderators) how many belong to it."""
    rows = (
        text("**{name}**: {what}{count}", name=name, what=what, count=f" · {count}" if count and moderator else "")
        for name, what, count in groups
    )
    mine = Button("Choose my groups", Step("people.rest"))
    return Message(
        lines(
            text("**The groups**"),
            *rows,
            text("Those who look after them see none of what members keep to themselves."),
        ),
        (*(_LOOKED_AFTER if moderator else (mine,)), START),
    )


def counted(members: int) -> str:
    """How many belong to a group; small numbers point at people."""
    return "fewer than 5 members" if members < 5 else f"{members} members"


_LOOKED_AFTER = (
    Button("Settings", Step("group.settings"), main=True),
    Button("Add a group", Step("group.add")),
    Button("Another platform", Step("group.link")),
    Button("Help lines", Step("mod.lines")),
)


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


def cannot_post(group: str, name: str) -> Message:
    """To moderators: the channel is gone, or closed to the bot. `name`: where there are several groups."""
    which = text("the channel of {name}", name=name) if name else text("the group's channel")
    return Message(
        lines(
            text("I can't post in {which}: it is gone, or I am not let in.", which=which),
            text("Choose another channel, or invite me into it and press **Post the button again**."),
            text("{command} shows both. Nothing was lost.", command=Command("group settings")),
        ),
        (
            Button("Choose a channel", Step("group.change", group), main=True),
            Button("Post the button again", Step("group.door", group)),
        ),
    )


def nobody_looks_after() -> Message:
    """To those who can do something: the last one who looked after the community has gone."""
    return Message(
        lines(
            text("Nobody looks after the group at the moment. Everything goes on as it was."),
            text(
                "If you would like to, or know who would: whoever runs Handrail can make a one-time code with "
                "`handrail claim`. Typed into {command}, it makes its bearer the one who looks after the group.",
                command=Command("group setup"),
            ),
            text("Nobody has to."),
        ),
        (Button("The group", Step("group.show")), HELP),
    )


_GROUP = Group(
    GroupId("kYq3m0v1T2aXw9eR5tYu7A"), (Place("web", "house", "room"),), "general", "PT", zone="Europe/Lisbon"
)
_TUESDAY = Group(_GROUP.id, _GROUP.places, "recovery", "PT", "Tuesday recovery", "Europe/Lisbon")

EXAMPLES: dict[str, Message | Form] = {
    "setup": SETUP,
    "change": CHANGE,
    "add": ADD,
    "no-such-group": no_such_group(),
    "enough-groups": enough_groups(12),
    "set-up": set_up(_GROUP, "Portugal", "Any group", "13:00", moved=True, first=True, missing=(False, False)),
    "set-up-not-open": set_up(_GROUP, "Portugal", "Any group", "13:00", moved=True, first=True, missing=(True, True)),
    "set-up-another": set_up(
        _TUESDAY, "Portugal", "Any group", "13:00", moved=True, first=False, missing=(False, False)
    ),
    "arrived": arrived([]),
    "arrived-with-several": arrived([("kYq3m0v1T2aXw9eR5tYu7A", "Tuesday"), ("pLq3m0v1T2aXw9eR5tYu7B", "Quiet room")]),
    "shown-to-moderators": shown("Portugal", "Any group", reachable=True, moderator=True),
    "shown-to-members": shown("Portugal", "Any group", reachable=False, moderator=False),
    "listed": listed([("Tuesday", "Any group", ""), ("Quiet room", "Any group", "")], moderator=False),
    "listed-to-moderators": listed(
        [("Tuesday", "Any group", counted(12)), ("Quiet room", "Any group", counted(3))], moderator=True
    ),
    "door": door(),
    "door-coming": door_coming(),
    "door-stands": door_stands(),
    "cannot-post": cannot_post("kYq3m0v1T2aXw9eR5tYu7A", ""),
    "cannot-post-one-of-several": cannot_post("kYq3m0v1T2aXw9eR5tYu7A", "Tuesday"),
    "nobody-looks-after": nobody_looks_after(),
    **settings_words.EXAMPLES,
    **mod_words.EXAMPLES,
}
