"""How answers, days and names read, wherever they stand.

Not here: the sentences around them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from core.checkins.model import Given
from core.checkins.template import NONE, Question
from core.text import Quote, Text, text
from core.values import Said, length

MOST_NAMES: Final = 12
"""More names beneath one share than this would read like a count."""
ROOM: Final = 1_500
"""How much of a message its answers may fill, the rest being ours."""


def answer_lines(questions: Sequence[Question], answers: Mapping[str, Given]) -> list[Text]:
    """Each answer under its question; words on lines of their own."""
    return [_answer(question, answers[question.key]) for question in questions if question.key in answers]


def some(questions: Sequence[Question], answers: Mapping[str, Given], start: int) -> tuple[list[Text], int]:
    """As many answers from the `start`th on as fit one message, and where the rest begins (0 = nothing is left)."""
    every = answer_lines(questions, answers)
    shown: list[Text] = []
    for number, line in enumerate(every[start:], start):
        if shown and sum(length(part.plain()) for part in (*shown, line)) > ROOM:
            return shown, number
        shown.append(line)
    return shown, 0


def seen_lines(questions: Sequence[Question], answers: Mapping[str, Given]) -> list[Text]:
    """Each answer as a group sees it: where only the number counts, nothing but the number."""
    return [
        _line(question, str(given)) if question.share_as == "count" else _answer(question, given)
        for question in questions
        if (given := answers.get(question.key)) is not None
    ]


def _answer(question: Question, given: Given) -> Text:
    match given:
        case Said():
            return text("**{label}**\n{said}", label=_asked(question.label), said=Quote(given))
        case tuple():
            return _line(question, _picked(question, given))
        case int():
            return _line(question, f"{given} of {question.highest}")
        case _:
            return _line(question, _labels(question).get(given, given))


def _line(question: Question, shown: str) -> Text:
    return text("**{label}** {shown}", label=_asked(question.label), shown=shown)


def _picked(question: Question, keys: tuple[str, ...]) -> str:
    labels = _labels(question)
    if question.kind != "own":
        return ", ".join(labels.get(key, key) for key in keys)
    known = [labels[key] for key in keys if key in labels]
    left = sum(key not in labels for key in keys)
    return ", ".join([*known, f"{left} no longer in your list"] if left else known)


def _labels(question: Question) -> dict[str, str]:
    none = {NONE: question.none} if question.none else {}
    return {choice.key: choice.label for choice in question.choices} | {"yes": "Yes", "no": "No"} | none


def _asked(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


def names(handles: Sequence[Said]) -> Text:
    """Handles in a row, as many as still read like names."""
    if len(handles) > MOST_NAMES:
        return text("{names} and others", names=names(handles[:MOST_NAMES]))
    return Text(
        ", ".join(f"{{n{n}}}" for n in range(len(handles))),
        tuple((f"n{n}", name) for n, name in enumerate(handles)),
    )


def day_words(day: date) -> str:
    """A day as people say it."""
    return f"{day.day} {day:%B}"
