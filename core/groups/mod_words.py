"""What is said to those who look after a community: its people and their roles, and its help lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.paging import page_of
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import Role, Said
from core.words import HELP, START

ROLES = {Role.MEMBER: "member", Role.FACILITATOR: "facilitator", Role.MODERATOR: "moderator"}
_WHAT = {
    Role.MEMBER: "takes part",
    Role.FACILITATOR: "also opens rounds, and is told when a share is unanswered",
    Role.MODERATOR: "also looks after groups, roles and help lines",
}


def people(everybody: Sequence[Button], page: int = 0) -> Message:
    """Who is here, as a menu; a long list in pages."""
    options = page_of(everybody, page, lambda to: Step("mod.people", str(to)))
    body = lines(
        text("**The people here**"),
        text("A role opens nothing that somebody keeps to themselves."),
        text("There are {count}, more than fit one list.", count=len(everybody))
        if len(options) < len(everybody)
        else None,
    )
    if not options:
        return Message(lines(body, text("Nobody has joined yet.")), (START, HELP))
    return Message(body, (START, HELP), Menu("Choose somebody", options))


def named(handle: Said | None, role: Role, *, me: bool) -> str:
    """How somebody stands in the menu."""
    name = handle.words if handle else "Somebody who has not joined"
    return f"{name} · {ROLES[role]}{' (you)' if me else ''}"


def person(key: str, handle: Said | None, role: Role, *, me: bool) -> Message:
    """One person, and the roles they could have."""
    others = tuple(
        Button(f"Make {ROLES[each]}", Step("mod.role", f"{key}~{int(each)}"))
        for each in (Role.MEMBER, Role.FACILITATOR, Role.MODERATOR)
        if each is not role and not me
    )
    step_down = (Button("Step down", Step("mod.role", f"{key}~{int(Role.MEMBER)}")),) if me else ()
    return Message(
        lines(
            text("**{name}** is {role}.", name=handle or Said("Somebody who has not joined"), role=f"a {ROLES[role]}"),
            *(text("A {role} {what}.", role=ROLES[each], what=_WHAT[each]) for each in _WHAT),
            text("Whoever gets another role is told, by a note."),
        ),
        (*others, *step_down, Button("Back to the list", Step("mod.people")), START),
    )


def gone() -> Message:
    """Somebody who is not here any more."""
    return Message(
        text("That person is not here any more."), (Button("Back to the list", Step("mod.people"), main=True), START)
    )


def role_set(handle: Said | None, role: Role) -> Message:
    """Somebody has another role."""
    return Message(
        text("Done. {name} is a {role} now.", name=handle or Said("Somebody who has not joined"), role=ROLES[role]),
        (Button("Back to the list", Step("mod.people"), main=True), START),
    )


def stepped_down() -> Message:
    """A moderator put the role down."""
    return Message(
        text("Done. Thank you for looking after everybody. You are here as before, without the settings."), (START,)
    )


def last_moderator() -> Message:
    """The only one who looks after the community cannot put that down."""
    return Message(
        lines(
            text("You are the only one who looks after the groups here, so somebody has to take over first."),
            text("Choose somebody and make them a moderator. Then you can step down."),
        ),
        (Button("Choose somebody", Step("mod.people"), main=True), START, HELP),
    )


def your_role(role: Role) -> Message:
    """To somebody whose role was changed."""
    told: dict[Role, Text] = {
        Role.MEMBER: text("You have no special role here any more. Everything of yours stays as it was."),
        Role.FACILITATOR: text(
            "You are a facilitator here now. You can open rounds, and you are told when a share is unanswered. "
            "You see nothing that somebody keeps to themselves."
        ),
        Role.MODERATOR: text(
            "You help to look after the groups here now: their settings, roles and help lines. You see nothing that "
            "somebody keeps to themselves."
        ),
    }
    ask = text("If you would rather not, tell those who look after the groups. You can step down at any time.")
    return Message(lines(told[role], None if role is Role.MEMBER else ask), (START, HELP))


def help_lines(
    code: str, country: str, rows: Sequence[tuple[str, str, str, date | None, bool]], others: Sequence[tuple[str, str]]
) -> Message:
    """The lines of a country, each with the day it was last checked. A row: kind, number, note, day, too old."""
    listed = [
        text(
            "{kind}: **{number}**{note} · {day}{old}",
            kind=kind,
            number=number,
            note=f" ({note})" if note else "",
            day=f"checked {day:%d %B %Y}" if day else "never checked",
            old=", please check" if old else "",
        )
        for kind, number, note, day, old in rows
    ]
    known = (
        text("Call each, or look it up on its official page. Lines that are older than 180 days are marked.")
        if rows
        else text("There are no lines for this country yet. Whoever runs Handrail can add them.")
    )
    menu = tuple(Button(name, Step("mod.lines", each)) for each, name in others)
    press = (Button("I checked each of these today", Step("mod.checked", code), main=True),) if rows else ()
    return Message(
        lines(text("**Help lines: {country}**", country=country), *listed, known),
        (*press, START, HELP),
        Menu("Another country of your groups", menu) if menu else None,
    )


def checked(country: str) -> Message:
    """A moderator said that they checked each line."""
    return Message(
        text(
            "Thank you. It is noted for {country}, with today's day, and counts for 180 days. A number that is wrong: "
            "whoever runs Handrail can change it.",
            country=country,
        ),
        (START, HELP),
    )


_ROWS = [
    ("Emergency", "112", "", date(2026, 5, 1), False),
    ("Crisis", "808 24 24 24", "SNS 24", None, True),
    ("Afraid of someone", "800 202 148", "", date(2025, 5, 1), True),
]
_ANN = "kYq3m0v1T2aXw9eR5tYu7A"
_BEN = "pLq3m0v1T2aXw9eR5tYu7B"

EXAMPLES: dict[str, Message | Form] = {
    "people": people(
        [
            Button(named(Said("Ann"), Role.MODERATOR, me=True), Step("mod.person", _ANN)),
            Button(named(Said("Ben"), Role.MEMBER, me=False), Step("mod.person", _BEN)),
        ]
    ),
    "people-many": people(
        [
            Button(named(Said(f"Ben {number}"), Role.MEMBER, me=False), Step("mod.person", f"{_BEN}{number}"))
            for number in range(1, 51)
        ],
        1,
    ),
    "people-nobody": people([]),
    "person": person(_BEN, Said("Ben"), Role.MEMBER, me=False),
    "person-me": person(_ANN, Said("Ann"), Role.MODERATOR, me=True),
    "person-gone": gone(),
    "role-set": role_set(Said("Ben"), Role.FACILITATOR),
    "stepped-down": stepped_down(),
    "last-moderator": last_moderator(),
    "your-role-member": your_role(Role.MEMBER),
    "your-role-facilitator": your_role(Role.FACILITATOR),
    "your-role-moderator": your_role(Role.MODERATOR),
    "help-lines": help_lines("PT", "Portugal", _ROWS, [("ES", "Spain")]),
    "help-lines-none": help_lines("AQ", "Antarctica", [], []),
    "checked": checked("Portugal"),
}
