"""What is kept, who can see it, for how long, and what somebody agreed to. Said plainly.

Not here: deleting and leaving (`going_words`), and the export (`export_words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from core.people.consents import Consent
from core.privacy import export_words, going_words
from core.privacy.retention import ENTRIES, LEFT_KEPT, TABLE, WORDS, Kept, Wishes
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Command, Text, lines, text
from core.words import HELP, START

PAGE = 8
"""How many consents stand on one page."""
_WHO = Button("Who can see it", Step("privacy.who"))
_LONG = Button("For how long", Step("privacy.long"))
_AGREED = Button("What you agreed to", Step("privacy.agreed"))
_SHOW = Button("What is kept", Step("privacy.show"))
_WISHES = Button("Change how long", Step("privacy.wishes"))
_DO = Menu(
    "What you can do",
    (
        Button("Take everything with you, as files", Step("privacy.export")),
        Button("Change how long things are kept", Step("privacy.wishes")),
        Button("Delete something, or everything", Step("privacy.delete")),
        Button("Leave", Step("privacy.leave")),
    ),
)


def shown(counts: Sequence[tuple[str, int]], *, known: bool) -> Message:
    """What is kept of this person, by kind, with how much there is."""
    listed = [text("{what}: {count}", what=what, count=count) for what, count in counts]
    if not known:
        body = text("**What is kept**\nNothing of yours: you have not joined.")
        return Message(body, (_WHO, _LONG, START))
    return Message(
        lines(
            lines(text("**What is kept of yours**"), *listed),
            text(
                "Your handle, country, time zone and your account's id. All of it is sealed. Times and counts are not, "
                "nor that some rows belong to one person; no name stands there. When you open **Help now** is written "
                "down nowhere."
            ),
            gap=True,
        ),
        (_WHO, _LONG, _AGREED, START),
        _DO,
    )


def who(*, slack: bool) -> Message:
    """Who can see what, and who could."""
    owner = text("On Slack, the owner of the workspace may be able to export what you type here.") if slack else None
    return Message(
        lines(
            text(
                "**Who sees it**\nYour check-ins: you. The group: what you shared, for as long as it stands. "
                "Those who look after the group see no more of it than the group does."
            ),
            text(
                "**Who could**\nWith a stolen database or backup alone, nobody. Whoever runs this server and holds its "
                "key could read it, if they set out to. Without the key they see times and counts."
            ),
            text(
                "**The platform**\nIt can read what you type to any bot, and keeps its own copies. Other apps in a "
                "channel may see what is posted there."
            ),
            owner,
            text("**Help now**\nNobody sees that you opened it. It is not logged."),
            gap=True,
        ),
        (_SHOW, _LONG, START),
    )


def how_long(wishes: Wishes) -> Message:
    """For how long each kind of thing is kept, with this member's own wishes."""
    own = {ENTRIES.what: wishes.entries, WORDS.what: wishes.words}
    listed = [_term(kept, own.get(kept.what, kept.days), wished=kept.what in own) for kept in TABLE]
    return Message(
        lines(
            text("**For how long**"),
            *listed,
            text(
                "After you leave: {left} days, in which you can come back. After a year without a word from you: I ask "
                "twice, then it goes. Backups the host makes are sealed, and should be gone after 30 days.",
                left=LEFT_KEPT.days,
            ),
        ),
        (_WISHES, _SHOW, _WHO, START),
    )


def _term(kept: Kept, days: int | None, *, wished: bool) -> Text:
    until = "until you delete them" if wished else "until you change or remove them"
    how = until if days is None else text("{count} days", count=days) if days != 1 else "a day"
    note = text(" ({note})", note=kept.note) if kept.note else ""
    return text("{what}: {how}{note}", what=kept.what, how=how, note=note)


def agreed(found: Sequence[Consent], start: int, total: int, now: datetime) -> Message:
    """What somebody agreed to, newest first; what still stands can be ended with one press."""
    if not found:
        return Message(
            lines(text("**What you agreed to**"), text("Nothing yet. Whatever you agree to stands here.")),
            (_SHOW, START),
        )
    standing = [one for one in found if one.active(now)]
    options = tuple(Button(f"End: {_short(one)}", Step("privacy.revoke", one.key)) for one in standing)
    more = (Button("Read on", Step("privacy.agreed", str(start + PAGE))),) if start + PAGE < total else ()
    return Message(
        lines(
            text("**What you agreed to**"),
            *(_agreement(one, now) for one in found),
            text("Ending one takes its copy down where there is one. What was read cannot be unread."),
        ),
        (*more, _SHOW, START),
        Menu("End one", options) if options else None,
    )


def _agreement(one: Consent, now: datetime) -> Text:
    if one.until is None:
        until = "until you end it"
    else:
        until = f"until {_day(one.until.date())}" if one.active(now) else f"ended {_day(one.until.date())}"
    return text(
        "{what}, for {whom}: since {since}, {until}",
        what=one.what,
        whom=one.whom,
        since=_day(one.since.date()),
        until=until,
    )


def _short(one: Consent) -> str:
    label = f"{one.what}, since {_day(one.since.date())}"
    return label if len(label) <= 68 else f"{one.what[:50]}…"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def revoked(what: str, *, copy: bool) -> Message:
    """A consent is over."""
    gone = text("Its copy in the channel is being taken away.") if copy else None
    return Message(lines(text("Ended: {what}.", what=what), gone), (_AGREED, START))


def still_right(one: Consent) -> Message:
    """Every 90 days: is what stands without an end still right?"""
    return Message(
        lines(
            text(
                "You share {what} with {whom}, since {since}.",
                what=one.what,
                whom=one.whom,
                since=_day(one.since.date()),
            ),
            text("Is that still right? It stands until you end it; without an answer it stays as it is."),
        ),
        (
            Button("It is still right", Step("privacy.still-right", one.key), main=True),
            Button("End it", Step("privacy.revoke", one.key)),
            _AGREED,
            HELP,
        ),
    )


def stays_agreed(one: Consent) -> Message:
    """It is still right."""
    return Message(text("It stays: {what}. I ask again in 90 days.", what=one.what), (_AGREED, START))


def ended_before() -> Message:
    """A consent that no longer stands."""
    return Message(text("That had ended already. Nothing was changed."), (_AGREED, START))


_FOR_GOOD = Choice("0", "Until I delete them")


def _choices(kept: Kept) -> tuple[Choice, ...]:
    named = {365: "1 year", 730: "2 years", 1825: "5 years"}
    usual = {kept.days: " (usual)"}
    listed = (Choice(str(n), f"{named.get(n, f'{n} days')}{usual.get(n, '')}") for n in kept.choices)
    return (*listed, *((_FOR_GOOD,) if kept.for_good else ()))


def wishes_form(wishes: Wishes) -> Form:
    """How long a member's own check-ins are kept."""
    return Form(
        "How long things are kept",
        (
            Field("entries", "Check-ins: numbers and choices", Ask.CHOICE, _choices(ENTRIES)),
            Field("words", "The words in them", Ask.CHOICE, _choices(WORDS)),
        ),
        note=text("Counted from the day you wrote. It holds for what is there already, too."),
    ).filled({"entries": str(wishes.entries or 0), "words": str(wishes.words)})


def sure_to_shorten(wishes: Wishes, entries: int, worded: int) -> Message:
    """Some of what is there would be past its day."""
    return Message(
        lines(
            text("**Shorter than some of it is old**"),
            text("Check-ins that would go within a day: {count}", count=entries) if entries else None,
            text("Check-ins that would lose their words: {count}", count=worded) if worded else None,
            text("Copies in the channel go or follow. It cannot be undone."),
        ),
        (
            Button("Yes, keep it shorter", Step("privacy.keep-so", wishes.key)),
            Button("Leave it as it is", Step("privacy.keep"), main=True),
        ),
    )


def kept_so() -> Message:
    """The wishes hold."""
    return Message(text("So it is. What is past its day goes within a day."), (_LONG, START, HELP))


def kept() -> Message:
    """They changed their mind."""
    return Message(text("Everything is as it was."), (START,))


def nothing() -> Message:
    """Nobody of that account is known here."""
    return Message(
        text("There is nothing of yours here. {command} says what would be kept.", command=Command("privacy show")),
        (START,),
    )


_DAY = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
_STANDING = Consent("share~bW9yZSB0aGFuIGVub3VnaA", "a check-in", "the group", _DAY, None)
_ENDED = Consent("share~YW5vdGhlciBvbmUgYWxzbw", "a check-in", "the group", _DAY, _DAY)

EXAMPLES: dict[str, Message | Form] = {
    "shown": shown([("Check-ins", 12), ("Words in check-ins", 9), ("Replies to others", 3)], known=True),
    "shown-to-a-stranger": shown([], known=False),
    "still-right": still_right(_STANDING),
    "stays-agreed": stays_agreed(_STANDING),
    "who": who(slack=False),
    "who-on-slack": who(slack=True),
    "how-long": how_long(Wishes()),
    "how-long-as-wished": how_long(Wishes(None, 30)),
    "agreed": agreed([_STANDING, _ENDED], 0, 20, _DAY),
    "agreed-to-nothing": agreed([], 0, 0, _DAY),
    "revoked": revoked("a check-in", copy=True),
    "ended-before": ended_before(),
    "wishes": wishes_form(Wishes()),
    "sure-to-shorten": sure_to_shorten(Wishes(30, 7), 40, 12),
    "kept-so": kept_so(),
    "kept": kept(),
    "nothing": nothing(),
    **going_words.EXAMPLES,
    **export_words.EXAMPLES,
}
