"""What is said about joining, and about notes that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from core.ports import ZoneMatch
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import Said
from core.words import HELP, START

HANDLE_LONGEST = 32

ABOUT = text(
    "Handrail is for peer support: people who walk a similar road. It is not therapy and not an emergency service. "
    "What you write is private until you share it yourself. The platform you type on can read it, and so could "
    "whoever runs this bot, if they set out to."
)

_ADULT = Field(
    "adult",
    "Are you 18 or older?",
    Ask.CHOICE,
    (Choice("yes", "Yes, I am 18 or older"), Choice("no", "No, not yet")),
)
_HANDLE = Field(
    "handle", "A name the group may see", hint="Not your real name. You can change it.", most=HANDLE_LONGEST
)
_COUNTRY = Field("country", "Your country", hint="So that help lines fit. Write it any way you like.", most=60)
_CITY = Field("city", "A city near you", hint="To find your local time. May stay empty.", required=False, most=60)


def join_form(*, joined: bool) -> Form:
    """The shortest honest way in; later the same form changes what was told."""
    if joined:
        return Form("About you", (_HANDLE, _COUNTRY, _CITY), submit="Next")
    return Form("Join", (_ADULT, _HANDLE, _COUNTRY, _CITY), note=ABOUT, submit="Next")


def adults_only() -> Message:
    """Somebody said they are not 18 yet."""
    return Message(
        text(
            "Thank you for being honest. This group is for adults, so I kept nothing of what you wrote. "
            "Help is there for you as well: the next button has numbers to call or write to."
        ),
        (HELP,),
    )


def handle_taken() -> str:
    """Another member goes by this name."""
    return "Somebody here goes by this name already. Another one?"


def handle_not_a_name() -> str:
    """An address, a link or a mention as a name."""
    return "This could point at you outside the group. A first name or a nickname is safer."


def country_unknown() -> str:
    """No country is called like that."""
    return "I don't know this country. Its English name or its two letters work best."


def which_zone(country: str, matches: Sequence[ZoneMatch]) -> Message:
    """The zones that fit, each with the time it is there."""
    options = tuple(
        Button(f"{match.local:%H:%M} · {match.label}", Step("people.zone", match.zone.replace("/", "~")))
        for match in matches
    )
    return Message(
        text("What time is it where you are? I found these for {country}.", country=country),
        (Button("Change what I wrote", Step("people.join")), HELP),
        Menu("The time where you are", options),
    )


def no_zone(country: str) -> Message:
    """No time zone is known for what was typed."""
    return Message(
        text("I found no local time for {country}. A larger city nearby may help.", country=country),
        (Button("Change what I wrote", Step("people.join"), main=True), HELP),
    )


def start_again() -> Message:
    """What was typed before is no longer there."""
    return Message(
        text("That was a while ago, and I no longer have what you wrote. It takes a minute to write it again."),
        (Button("Open the form", Step("people.join"), main=True), HELP),
    )


def welcome(handle: Said, country: str, local: datetime, *, before: bool) -> Message:
    """Joined, or changed."""
    first = "Changed, {handle}." if before else "Welcome, {handle}. You are in, and nobody was told."
    return Message(
        lines(
            text(first, handle=handle),
            text(
                "Help lines are those of {country}; your clock says {local}.",
                country=country,
                local=f"{local:%H:%M}",
            ),
            None if before else text("A first check-in takes about a minute. Only you see it, unless you share it."),
        ),
        (Button("Check in", Step("checkin.write"), main=True), START, HELP),
    )


def no_notes() -> Message:
    """Nothing waits."""
    return Message(text("No note is waiting for you."), (START,))


def doorbell() -> Message:
    """All that an inbox ever shows; the note itself opens on a press, in private."""
    return Message(text("You have a note."), (Button("Open it", Step("people.notes"), main=True),))


def waiting_note(kept: str, note: Message, more: int) -> Message:
    """A note, opened; it stays until it is put away."""
    left = text("{count} more after this one.", count=more) if more else None
    body: Text = lines(note.body, left, gap=True)
    away = Button("Put away, next note" if more else "Put this note away", Step("people.put-away", kept))
    return Message(body, (*note.buttons[:3], away), note.menu)


_NOTE = Message(
    text("Your words could not be posted; they are kept for you."), (Button("See it", Step("checkin.list")),)
)
_NOON = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)

EXAMPLES: dict[str, Message | Form] = {
    "join": join_form(joined=False),
    "about-you": join_form(joined=True),
    "adults-only": adults_only(),
    "which-zone": which_zone(
        "Portugal",
        [ZoneMatch("Europe/Lisbon", "Lisbon", _NOON), ZoneMatch("Atlantic/Azores", "Ponta Delgada", _NOON)],
    ),
    "no-zone": no_zone("Portugal"),
    "start-again": start_again(),
    "welcome": welcome(Said("Ann"), "Portugal", _NOON, before=False),
    "changed": welcome(Said("Ann"), "Portugal", _NOON, before=True),
    "no-notes": no_notes(),
    "doorbell": doorbell(),
    "waiting-note": waiting_note("YSBub3RlIHRoYXQgd2FpdHM", _NOTE, 1),
}
