"""What is said to somebody who joins, page by page, and about what they told us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from core.ports import ZoneMatch
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import lines, text
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
_NOTES = Field(
    "notes",
    "May I write to you privately?",
    Ask.CHOICE,
    (Choice("yes", "Yes, neutral notes are fine"), Choice("no", "No, I come by myself")),
    hint="Only ever “You have a note.” Reminders need it. You can change it at any time.",
)
_AS_MY_GROUP = Choice("group", "Those of my group")
_TRACKS = (
    Choice("recovery", "My own behaviour, and my own recovery"),
    Choice("healing", "My own healing, after what somebody else did"),
    Choice("general", "Not sure, or something else"),
)


def first_page(limits: str, *, begun: Step | None, moderator: bool) -> Message:
    """What this is and is not, and the limits of confidentiality: the first page of joining."""
    go_on = Button("Go on with joining", begun, main=True) if begun else None
    join = go_on or Button("Join", Step("people.join", "go"), main=True)
    group = (Button("The group", Step("group.show")),) if moderator else ()
    return Message(
        lines(
            text("**Welcome**"),
            ABOUT,
            text("**What may be passed on**\n{limits}", limits=limits),
            text("Joining takes about a minute, and nobody is told."),
            gap=True,
        ),
        (join, HELP, Button("Privacy", Step("privacy.show")), *group),
        head="Welcome.",
    )


def not_open() -> Message:
    """Nobody can join yet, said to whoever comes by."""
    return Message(
        text(
            "It is not open yet: the people who look after it are still getting it ready. Please come by again in a "
            "few days. Help is there for everybody, also now."
        ),
        (HELP,),
        head="Not open yet.",
    )


def still_needed(*, limits: bool, country: str, known: bool, checked: bool) -> Message:
    """Nobody can join yet, said to a moderator: what is missing, and what mends it."""
    needed = []
    if not limits:
        needed.append(
            text(
                "**The limits of confidentiality**: what those who look after the group must or will pass on. Whoever "
                "runs Handrail writes them into limits.txt in the data folder (or the file HANDRAIL_LIMITS names), and restarts."
            )
        )
    if not country:
        needed.append(text("**A group**: choose its channel first."))
    elif not known:
        needed.append(
            text("**Help lines for {country}**: there are none yet. Whoever runs Handrail adds them.", country=country)
        )
    elif not checked:
        needed.append(
            text(
                "**Help lines for {country}**: nobody has checked the urgent ones within 180 days. It takes a few "
                "minutes, and anybody who looks after the group can do it.",
                country=country,
            )
        )
    check = Button("Check the help lines", Step("mod.lines"), main=True)
    set_up = Button("Set up the group", Step("group.setup"), main=True)
    mends = (set_up,) if not country else (check,) if known and not checked else ()
    return Message(
        lines(text("Nobody can join yet. This is still needed:"), *needed, gap=True),
        (*mends, Button("The group", Step("group.show")), HELP),
        head="Not open yet.",
    )


def join_form(*, joined: bool) -> Form:
    """Who and where; later the same form changes what was told."""
    if joined:
        return Form("About you", (_HANDLE, _COUNTRY, _CITY), submit="Next")
    return Form("Join", (_ADULT, _HANDLE, _COUNTRY, _CITY), submit="Next")


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
    """Another member goes by this name, or by one that looks like it."""
    return "Somebody here goes by this name already, or by one very like it. Another one?"


def handle_not_a_name() -> str:
    """An address, a number, a link or a mention as a name."""
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
        (Button("Change what I wrote", Step("people.join", "go")), HELP),
        Menu("The time where you are", options),
    )


def no_zone(country: str) -> Message:
    """No time zone is known for what was typed."""
    return Message(
        text("I found no local time for {country}. A larger city nearby may help.", country=country),
        (Button("Change what I wrote", Step("people.join", "go"), main=True), HELP),
    )


def start_again() -> Message:
    """What was typed before is no longer there."""
    return Message(
        text("That was a while ago, and I no longer have what you wrote. It takes a minute to write it again."),
        (Button("Open the form", Step("people.join", "go"), main=True), HELP),
    )


def other_eyes() -> Message:
    """Whether anybody else reads here. The answer is kept nowhere."""
    return Message(
        lines(
            text("**Does anyone else read this phone or account?**"),
            text("I keep no answer. It only decides what I show you next."),
        ),
        (
            Button("No, only I do", Step("people.rest"), main=True),
            Button("Yes", Step("people.tips", "yes")),
            Button("I am not sure", Step("people.tips", "unsure")),
            HELP,
        ),
    )


def tips() -> Message:
    """For somebody whose phone or account others may read."""
    return Message(
        lines(
            text("**Good to know before you go on**"),
            text(
                "My notes only ever say “You have a note.” Everything else opens on a press. Whoever opens this "
                "account can press as well, and can see that you talk with me."
            ),
            text(
                "A device and an account that nobody else opens are safer, such as a new account on a phone you trust. "
                "Turn off previews on the lock screen, and sign out when you are done."
            ),
            text(
                "A sudden change can be noticed. You know best what is safe for you, and when. You can stop here, and "
                "nothing is kept."
            ),
            text("**Help now** has lines for people who are afraid of someone; they know this well."),
            gap=True,
        ),
        (Button("Go on", Step("people.rest"), main=True), HELP),
    )


def rest_form(
    groups: Sequence[tuple[str, str]], *, tracks: bool, joined: bool, values: dict[str, str | tuple[str, ...]]
) -> Form:
    """The last page: which groups, which questions, and whether I may write. Nothing is chosen beforehand."""
    fields = []
    if len(groups) > 1:
        offered = tuple(Choice(key, name) for key, name in groups)
        fields.append(Field("groups", "Which groups?", Ask.CHOICES, offered, hint="You can change it at any time."))
    if tracks:
        offered = (_AS_MY_GROUP, *_TRACKS) if joined else _TRACKS
        fields.append(Field("track", "What are your check-ins about?", Ask.CHOICE, offered))
    form = Form("Your choices", (*fields, _NOTES), submit="Save" if joined else "Join")
    return form.filled(values)


def taken_meanwhile() -> Message:
    """Somebody else took the handle while this person was joining."""
    return Message(
        text("Somebody took that name a moment ago. Everything else you wrote is still here."),
        (Button("Choose another name", Step("people.join", "go"), main=True), HELP),
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


def about_you(
    handle: Said, country: str, local: datetime, groups: Sequence[str], track: str, *, notes: bool
) -> Message:
    """What a member told us, and where to change it."""
    chosen = next((choice.label for choice in (_AS_MY_GROUP, *_TRACKS) if choice.key == track), _AS_MY_GROUP.label)
    return Message(
        lines(
            text("**About you, {handle}**", handle=handle),
            text("Country: {country}. Your clock says {local}.", country=country, local=f"{local:%H:%M}"),
            text("Your groups: {groups}.", groups=", ".join(groups)) if groups else None,
            text("Questions: {chosen}.", chosen=chosen),
            text("I may write to you, with neutral notes.") if notes else text("I don't write to you first."),
            text("The group sees your name here, and nothing else of this."),
        ),
        (
            Button("Name, country, clock", Step("people.join"), main=True),
            Button("Groups, questions, notes", Step("people.rest")),
            START,
            HELP,
        ),
    )


_NOON = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)
_LIMITS = "We are volunteers. If somebody's life is in danger we call for help, and try to speak with you first."
_GROUPS = [("kYq3m0v1T2aXw9eR5tYu7A", "Tuesday"), ("pLq3m0v1T2aXw9eR5tYu7B", "Quiet room")]

EXAMPLES: dict[str, Message | Form] = {
    "first-page": first_page(_LIMITS, begun=None, moderator=False),
    "first-page-begun": first_page(_LIMITS, begun=Step("people.eyes"), moderator=True),
    "not-open": not_open(),
    "needed-all": still_needed(limits=False, country="", known=False, checked=False),
    "needed-checks": still_needed(limits=True, country="Portugal", known=True, checked=False),
    "needed-lines": still_needed(limits=True, country="Portugal", known=False, checked=False),
    "join": join_form(joined=False),
    "change-details": join_form(joined=True),
    "adults-only": adults_only(),
    "which-zone": which_zone(
        "Portugal",
        [ZoneMatch("Europe/Lisbon", "Lisbon", _NOON), ZoneMatch("Atlantic/Azores", "Ponta Delgada", _NOON)],
    ),
    "no-zone": no_zone("Portugal"),
    "start-again": start_again(),
    "other-eyes": other_eyes(),
    "tips": tips(),
    "rest": rest_form(_GROUPS, tracks=True, joined=False, values={}),
    "rest-short": rest_form(_GROUPS[:1], tracks=False, joined=False, values={}),
    "rest-later": rest_form(
        _GROUPS, tracks=True, joined=True, values={"groups": (_GROUPS[0][0],), "track": "group", "notes": "yes"}
    ),
    "taken-meanwhile": taken_meanwhile(),
    "welcome": welcome(Said("Ann"), "Portugal", _NOON, before=False),
    "changed": welcome(Said("Ann"), "Portugal", _NOON, before=True),
    "about-you": about_you(Said("Ann"), "Portugal", _NOON, ["Tuesday", "Quiet room"], "", notes=True),
}
