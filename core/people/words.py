"""What is said about notes that wait."""

from __future__ import annotations

from dataclasses import replace

from core.people import join_words
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.words import START

FEWER = "Fewer of these"


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
    return Message(body, (*note.buttons[:4], away), with_fewer(note, Step("rhythm.quieter")).menu)


def with_fewer(note: Message, step: Step) -> Message:
    """A note with a way to fewer of its kind, where it offers none yet."""
    options = note.menu.options if note.menu else ()
    if any(one.label == FEWER for one in (*note.buttons[:4], *options)):
        return note
    label = note.menu.label if note.menu else "More"
    return replace(note, menu=Menu(label, (*options, Button(FEWER, step))))


def zone_unknown() -> Message:
    """The rules of time zones no longer have theirs; nothing is sent until they choose one."""
    return Message(
        text(
            "I no longer know the time zone you chose, so I send nothing until you choose one. "
            "Everything for you waits here."
        ),
        (Button("Choose where I am", Step("people.join"), main=True), START),
    )


_NOTE = Message(
    text("Your words could not be posted; they are kept for you."), (Button("See it", Step("checkin.list")),)
)

EXAMPLES: dict[str, Message | Form] = join_words.EXAMPLES | {
    "no-notes": no_notes(),
    "doorbell": doorbell(),
    "zone-unknown": zone_unknown(),
    "with-fewer": with_fewer(_NOTE, Step("rhythm.quieter")),
    "waiting-note": waiting_note("YSBub3RlIHRoYXQgd2FpdHM", _NOTE, 1),
}
