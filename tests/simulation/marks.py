"""Small readings of what was shown: whose marks it holds, whether it helps, whether an hour is quiet.

Not here: what follows from them (`watch`, `sending`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from core.surface import Message
from core.turn import Answered
from tests.simulation.walk import options, seen

MARK = re.compile(r"kw(\d+)a(\d+)n(\d+)z")
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8, 0)


def helps(outcome: Answered) -> bool:
    """Whether an answer of help-now holds anything to call, write to or look up."""
    message = seen(outcome)
    return message is not None and bool(re.search(r"\d{3}|findahelpline|befrienders", message.body.plain()))


def is_quiet(at: time) -> bool:
    """Whether a wall-clock time lies in the quiet hours."""
    return at >= QUIET_FROM or at < QUIET_UNTIL


def words_of(message: Message) -> str:
    """Everything that can be read in a message."""
    plot = message.plot.alt if message.plot else ""
    return " ".join([message.body.plain(), plot, *(option.label for option in options(message))])


def marks_of(message: Message) -> set[str]:
    """The marks in a message."""
    return found_in(words_of(message))


def found_in(words: str) -> set[str]:
    """The marks in some text."""
    return {found[0] for found in MARK.finditer(words)}


def life_of(mark: str) -> int:
    """In which of their writer's lives a mark was written."""
    return int(MARK.fullmatch(mark)[2])  # type: ignore[index]  # it was found by this very pattern


def instant_of(micros: int) -> datetime:
    """A plain column's instant."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC)
