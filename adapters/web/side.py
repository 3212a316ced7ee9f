"""What one person has before them in private: answers and the open form in one stack, and their inbox.

Not here: what is posted for others (`platform`), and what any of it looks like (`draw`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.surface import Answer, Form, Message
from core.text import Text
from core.values import new_id

STACKED = 20
"""How many private answers stay on the page."""


@dataclass(slots=True)
class Note:
    """Something only this person reads: a private answer."""

    id: str
    message: Message
    at: datetime
    turn: str = ""
    """The turn it answers; a second answer to the same turn takes its place."""
    after: Text | None = None
    """What was typed, handed back beneath the message."""


@dataclass(slots=True)
class Sheet:
    """The form that is open for this person, with what they typed so far and what needs another look."""

    id: str
    form: Form
    at: datetime
    origin: str
    """The id of what its button stood under."""
    typed: Mapping[str, Answer] | None = None
    """What was submitted last, as it came; None = not submitted yet."""
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: Message | None = None
    """Why the last try was not recorded."""


@dataclass(slots=True)
class Side:
    """One person's private side of the page."""

    who: str
    name: str
    stack: list[Note | Sheet] = field(default_factory=list)
    """Newest first; at most one of it is a sheet."""
    inbox_open: bool = True
    command_problem: str = ""
    """Why the last typed command led nowhere."""

    @property
    def sheet(self) -> Sheet | None:
        """The open form."""
        return next((entry for entry in self.stack if isinstance(entry, Sheet)), None)

    def show(self, message: Message, at: datetime, turn: str = "", after: Text | None = None) -> Note:
        """Put a private answer on top; the answer to a turn that has one already takes its place."""
        _without_files(message)
        known = next((e for e in self.stack if isinstance(e, Note) and turn and e.turn == turn), None)
        if known is not None:
            known.message, known.after = message, after
            return known
        note = Note(new_id(), message, at, turn, after)
        self.stack.insert(0, note)
        del self.stack[STACKED:]
        return note

    def replace(self, origin: str, message: Message, at: datetime, turn: str) -> Note:
        """Put a message in the place of the answer it came from, on top; without that one, show it as new."""
        _without_files(message)
        known = next((e for e in self.stack if isinstance(e, Note) and e.id == origin), None)
        if known is None or any(isinstance(e, Note) and e.turn == turn for e in self.stack):
            return self.show(message, at, turn)
        known.message, known.at, known.turn, known.after = message, at, turn, None
        self.stack.remove(known)
        self.stack.insert(0, known)
        return known

    def open(self, form: Form, at: datetime, origin: str) -> Sheet:
        """Open a form on top, in place of the one that may be open."""
        self.close()
        sheet = Sheet(new_id(), form, at, origin)
        self.stack.insert(0, sheet)
        return sheet

    def raised(self, sheet: Sheet) -> None:
        """Bring the open form to the top: it was seen last."""
        self.stack.remove(sheet)
        self.stack.insert(0, sheet)

    def close(self) -> None:
        """Close the open form, if any."""
        self.stack = [entry for entry in self.stack if not isinstance(entry, Sheet)]

    def dismiss(self, entry: str) -> None:
        """Take an answer or the form away by its id."""
        self.stack = [one for one in self.stack if one.id != entry]

    def forget_turn(self, turn: str) -> None:
        """Take away the answer to a turn; a better one is coming."""
        self.stack = [one for one in self.stack if isinstance(one, Sheet) or one.turn != turn]


def _without_files(message: Message) -> None:
    if message.files:
        raise ValueError("a file is put into an inbox and nowhere else")
