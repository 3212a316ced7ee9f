"""What is said about deleting a part, a day or everything, about leaving, and after a year of silence.

Not here: what is kept (`words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from core.surface import Ask, Button, Field, Form, Menu, Message, Step
from core.text import Text, When, lines, text
from core.words import HELP, START

_KEEP = Button("Keep everything", Step("privacy.keep"), main=True)
_ALL = Button("Delete everything", Step("privacy.all"))
_CHOOSE = Button("Something else", Step("privacy.delete"))


def choose(parts: Sequence[tuple[str, str, int]]) -> Message:
    """What should go: everything, one check-in, a day, or a kind of thing (key, name and how much)."""
    options = tuple(Button(f"{label}: {count}", Step("privacy.part", key)) for key, label, count in parts)
    return Message(
        text("**What should go?** Whatever you choose, I say first exactly what goes, and ask once more."),
        (
            _ALL,
            Button("A day", Step("privacy.day")),
            Button("One check-in", Step("checkin.list")),
            _KEEP,
        ),
        Menu("A kind of thing", options) if options else None,
    )


def day_form() -> Form:
    """Which day."""
    return Form(
        "Delete a day",
        (Field("day", "Which day?", Ask.DATE, hint="Such as 2026-05-31. Your own calendar's day."),),
        submit="Next",
    )


def sure_part(key: str, label: str, count: int, shared: int) -> Message:
    """Before a kind of thing is deleted."""
    first = text("**Delete this?** {what}: {count}", what=label, count=count)
    stays = text("Numbers and choices stay.") if key == "words" else None
    return _sure(first, stays, shared if key == "entries" else 0, Button("Delete them", Step("privacy.clear", key)))


def sure_day(day: date, count: int, shared: int) -> Message:
    """Before a day is deleted."""
    first = text(
        "**Delete everything you wrote on {day}?** Check-ins, replies and slip records of that day: {count}",
        day=_day(day),
        count=count,
    )
    return _sure(first, None, shared, Button("Delete that day", Step("privacy.clear-day", day.isoformat())))


def _sure(first: Text, stays: Text | None, shared: int, go: Button) -> Message:
    copies = text("In a channel: {count}. Those copies and the answers beneath them go first.", count=shared)
    body = lines(first, stays, copies if shared else None, text("It cannot be undone."))
    return Message(body, (go, _CHOOSE, _KEEP))


def none_of_it() -> Message:
    """There is nothing of that kind, or of that day."""
    return Message(text("There is nothing of that kind, so nothing was deleted."), (_CHOOSE, START))


def part_gone(count: int) -> Message:
    """Part of it is gone."""
    return Message(
        text("Deleted: {count}. Copies that stood in a channel are being taken away or follow.", count=count),
        (_CHOOSE, START),
    )


def sure(shared: int, files: int) -> Message:
    """Before everything of a person is destroyed."""
    copies = text("What stands in a channel, and goes first: {count}", count=shared) if shared else None
    left = text("Files you exported stay in your inbox, unless you take them away first.") if files else None
    away = (Button("Take my files away first", Step("privacy.unsend")),) if files else ()
    return Message(
        lines(
            text("**Delete everything of yours here?**"),
            text(
                "Your key is destroyed, so that what was written with it can no longer be read here. Your check-ins, "
                "replies and details go, and what you shared is taken out of the channel. Backups the host made "
                "before may still hold them until they expire."
            ),
            copies,
            left,
            text("It cannot be undone. Nobody is told."),
        ),
        (Button("Delete everything now", Step("privacy.erase")), *away, _KEEP),
    )


def erased() -> Message:
    """The receipt; it holds nothing of what was there."""
    return Message(
        lines(
            text("Done. Everything of yours here is deleted, and its key is destroyed."),
            text(
                "Messages of yours in the channel are being taken away; what was read cannot be unread, and the "
                "platform may keep copies of its own."
            ),
            text("Go well. The door stays open, and so does **Help now**."),
        ),
        (HELP,),
    )


def leave() -> Message:
    """Before somebody leaves."""
    return Message(
        lines(
            text("**Leave?**"),
            text(
                "I stop writing to you at once, and nothing more of yours is posted. Nobody is told. Your things are "
                "kept for 30 days in case you come back, unless you delete them now. What stands in a channel stays "
                "until its day, or until everything goes."
            ),
            text("**Help now** stays open to you."),
        ),
        (
            Button("Leave now", Step("privacy.go")),
            Button("Stay", Step("privacy.keep"), main=True),
            Button("Pause instead", Step("rhythm.show")),
            HELP,
        ),
    )


def left(until: datetime) -> Message:
    """They have left; what becomes of their things."""
    return Message(
        lines(
            text("You have left. I will not write to you."),
            text(
                "Your things are kept until {until}, then deleted. Until then, joining again brings everything back. "
                "There is nothing you need to do.",
                until=When(until),
            ),
        ),
        (
            Button("Take them with you", Step("privacy.export")),
            _ALL,
            Button("Come back", Step("people.join")),
            HELP,
        ),
    )


def long_silence(*, again: bool) -> Message:
    """After a year without a word: whether their things should stay."""
    when = "in two weeks" if again else "in four weeks"
    return Message(
        text(
            "It has been a year since you were here, and that is all right. Should I keep your things? Without a word "
            "from you they are deleted {when}.",
            when=when,
        ),
        (
            Button("Keep them", Step("privacy.stay"), main=True),
            Button("Take them with you", Step("privacy.export")),
            _ALL,
        ),
    )


def stays() -> Message:
    """Their things stay."""
    return Message(text("They stay, and I am glad you came by."), (START, HELP))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_UNTIL = datetime(2026, 6, 30, 18, 0, tzinfo=UTC)

EXAMPLES: dict[str, Message | Form] = {
    "choose": choose([("entries", "Check-ins", 12), ("words", "Words in check-ins", 9)]),
    "choose-with-nothing-there": choose([]),
    "day-form": day_form(),
    "sure-part": sure_part("entries", "Check-ins", 12, 2),
    "sure-words": sure_part("words", "Words in check-ins", 9, 2),
    "sure-day": sure_day(date(2026, 5, 31), 3, 1),
    "none-of-it": none_of_it(),
    "part-gone": part_gone(12),
    "sure": sure(0, 0),
    "sure-with-copies": sure(2, 1),
    "erased": erased(),
    "leave": leave(),
    "left": left(_UNTIL),
    "long-silence": long_silence(again=False),
    "long-silence-again": long_silence(again=True),
    "stays": stays(),
}
