"""What is said about taking everything of one's own along.

Not here: what is in the files (`export`, `export_page`).
"""

from __future__ import annotations

from core.files import File
from core.surface import Button, Form, Message, Step
from core.text import lines, text
from core.words import HELP, START

FOOTER = (
    "This is peer support, not treatment: no diagnosis, no therapy, no emergency service. "
    "No trial of a chat bot like this one has been found."
)
_AWAY = Button("Take my files away again", Step("privacy.unsend"))


def warning() -> Message:
    """Before the files are made: where they will be."""
    return Message(
        lines(
            text("**Everything of yours, as files**"),
            text(
                "Within some minutes two files come to your private messages here: one to read, one for programs. They "
                "hold all you wrote, unsealed. What others wrote is not in them."
            ),
            text(
                "Does anybody else read this phone, computer or account? Files stay where they are saved, also after "
                "the message is gone. The platform keeps a copy of what it delivers."
            ),
        ),
        (
            Button("Send them to me", Step("privacy.send")),
            Button("Not now", Step("privacy.keep"), main=True),
            HELP,
        ),
    )


def on_its_way() -> Message:
    """Promised."""
    return Message(
        text("They are on their way to your private messages. With one press they can be taken away there again."),
        (_AWAY, START),
    )


def delivered(files: tuple[File, ...], part: int, parts: int) -> Message:
    """The message that brings files; it stands in an inbox, so it says no more than this."""
    head = "The file you asked for." if parts == 1 else f"The file you asked for, {part} of {parts}."
    return Message(text("{head}", head=head), (_AWAY,), head=head, files=files)


def not_delivered(*, maybe: bool) -> Message:
    """To whoever asked: it did not arrive, or nobody can tell."""
    first = (
        "The connection ended while your files were being sent, so they may be in your private messages or not."
        if maybe
        else "Your files could not be delivered: I am not let into your private messages. They are nowhere else."
    )
    return Message(
        lines(
            text("{first}", first=first),
            None if maybe else text("Let this server's or workspace's members write to you, then ask once more."),
        ),
        (Button("Send them again", Step("privacy.send"), main=True), START),
    )


def taken_away() -> Message:
    """The files go."""
    return Message(text("I am taking them out of your private messages. What was saved stays where it is."), (START,))


def no_files() -> Message:
    """There are none."""
    return Message(text("No file of yours stands in your private messages."), (START,))


EXAMPLES: dict[str, Message | Form] = {
    "warning": warning(),
    "on-its-way": on_its_way(),
    "delivered": delivered((), 1, 1),
    "delivered-in-parts": delivered((), 2, 3),
    "not-delivered": not_delivered(maybe=False),
    "maybe-delivered": not_delivered(maybe=True),
    "taken-away": taken_away(),
    "no-files": no_files(),
}
