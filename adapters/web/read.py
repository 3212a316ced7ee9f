"""A posted HTML form as a turn, and where on the page it came from.

Not here: whether the step exists or may be taken; the desk knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from urllib.parse import parse_qsl

from core.feature import Command
from core.surface import Answer, Step
from core.turn import Turn
from core.values import Person, Place

Posted: TypeAlias = Sequence[tuple[str, str]]
"""What a browser sent, in order; a name may come several times."""
ONE = "one."
"""Begins the name of a control with one answer; the field's key follows."""
MANY = "many."
"""Begins the name of a group of checkboxes."""
FIELDS = 200


class Unreadable(Exception):
    """A request that no page of ours sends."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A press or a submission as it came: what was done, and beneath what."""

    who: str
    origin: str
    """The id of the message or form it stood under; `command_line` for a command."""
    nonce: str
    """Drawn with the button: the same for every delivery of one press."""
    step: Step
    answers: Mapping[str, Answer] | None = None

    def turn(self, person: Person, place: Place, now: datetime) -> Turn:
        """The turn this is. A repeated delivery has the same id; changed answers are another turn."""
        answers = None if self.answers is None else sorted(self.answers.items())
        whole = json.dumps([self.nonce, self.who, self.step.key, answers])
        key = hashlib.sha256(whole.encode()).hexdigest()[:32]
        return Turn(key, person, place, self.step, now, self.answers)


def read_body(body: bytes) -> Posted:
    """Return the fields of a urlencoded body, never minding what is no valid UTF-8."""
    try:
        return parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise Unreadable from None


def one(posted: Posted, name: str) -> str:
    """Return the first value of a name, empty when it is not there."""
    return next((value for known, value in posted if known == name), "")


def read_press(posted: Posted) -> Sent:
    """A pressed button, or an option chosen from a menu."""
    step = Step.parse(one(posted, "step"))
    if step is None:
        raise Unreadable
    return Sent(one(posted, "who"), one(posted, "origin"), one(posted, "nonce"), step)


def read_submission(posted: Posted) -> Sent:
    """A submitted form. A group of checkboxes nobody ticked is left out, as browsers do."""
    answers: dict[str, Answer] = {}
    for name, value in posted:
        if name.startswith(ONE):
            answers.setdefault(name.removeprefix(ONE), value.replace("\r\n", "\n"))
        elif name.startswith(MANY):
            key = name.removeprefix(MANY)
            answers[key] = (*answers.get(key, ()), value)
    pressed = read_press(posted)
    return Sent(pressed.who, pressed.origin, pressed.nonce, pressed.step, answers)


def command_line(who: str) -> str:
    """The id of a person's command line, as the place a command came from."""
    return f"{who}-command"


def read_command(posted: Posted, commands: Mapping[str, Command]) -> Sent | str:
    """A typed or chosen command; for one that does not exist, the words that were typed."""
    typed = " ".join(one(posted, "command").lower().strip().removeprefix("/").split())
    command = commands.get(typed)
    if command is None:
        return typed[:40]
    who = one(posted, "who")
    return Sent(who, command_line(who), one(posted, "nonce"), command.step)
