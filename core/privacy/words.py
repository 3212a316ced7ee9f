"""What is kept, who can see it, and how to make it all go away. Said plainly."""

from __future__ import annotations

from core.surface import Button, Message, Step
from core.text import Command, lines, text
from core.words import START

_DELETE = Button("Delete everything", Step("privacy.delete"))


def shown(*, slack: bool) -> Message:
    """What is kept and who could read it."""
    owner = text("On Slack, the owner of the workspace may be able to export what you type here.") if slack else None
    return Message(
        lines(
            text(
                "**What is kept**\nYour handle, country and time zone; your check-ins and replies; your account's id, sealed."
            ),
            text(
                "**Who sees it**\nYour check-ins: you. The group: what you shared, for as long as it stands. "
                "Those who look after the group see no more than the group does."
            ),
            text(
                "**Who could**\nA stolen database is unreadable. Whoever runs this server and holds its key could read it, "
                "if they set out to. The platform can read what you type to any bot."
            ),
            owner,
            text(
                "**How long**\nUntil you delete it: {command}, two taps. Drafts go after a day, and my last answers to you, "
                "kept so that nothing is done twice, after two. Times and counts stay readable to the host.",
                command=Command("privacy delete"),
            ),
            gap=True,
        ),
        (_DELETE, START),
    )


def sure() -> Message:
    """Before everything of a person is destroyed."""
    return Message(
        lines(
            text("**Delete everything of yours here?**"),
            text(
                "Your key is destroyed, so that what was written with it can no longer be read here. Your check-ins, "
                "replies and details go, and what you shared is taken out of the channel. Backups the host made "
                "before may still hold them until they expire."
            ),
            text("It cannot be undone. Nobody is told."),
        ),
        (
            Button("Delete everything now", Step("privacy.erase")),
            Button("Keep everything", Step("privacy.keep"), main=True),
        ),
    )


def kept() -> Message:
    """They changed their mind."""
    return Message(text("Everything is as it was."), (START,))


def erased() -> Message:
    """The receipt; it holds nothing of what was there."""
    return Message(
        lines(
            text("Done. Everything of yours here is deleted, and its key is destroyed."),
            text(
                "Messages of yours in the channel are being taken away; what was read cannot be unread, and the platform "
                "may keep copies of its own."
            ),
            text("Go well. The door stays open."),
        )
    )


def nothing() -> Message:
    """Nobody of that account is known here."""
    return Message(text("There is nothing of yours here to delete."), (START,))


EXAMPLES: dict[str, Message] = {
    "shown": shown(slack=False),
    "shown-on-slack": shown(slack=True),
    "sure": sure(),
    "kept": kept(),
    "erased": erased(),
    "nothing": nothing(),
}
