"""A template's questions as forms, and a form's answers as they are kept.

Not here: what happens to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import assert_never

from core.checkins.model import Given
from core.checkins.template import Question, Template
from core.surface import Answer, Ask, Choice, Field, Form, Value, scale
from core.values import Said

_YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@cache
def page(template: Template, track: str, number: int, *, submit: str = "Save") -> Form:
    """One page of a template as a form; a number past the last is a `ValueError`."""
    questions = template.page_for(track, number)
    pages = len(template.pages_for(track))
    title = template.title if pages == 1 else f"{template.title} {number + 1}/{pages}"
    return Form(
        title,
        tuple(_field(question) for question in questions),
        submit=submit if number + 1 == pages else "Next",
    )


def kept(questions: Sequence[Question], values: Mapping[str, Value]) -> dict[str, Given]:
    """The answers that were given, as they are kept; what was left open is absent."""
    given: dict[str, Given] = {}
    for question in questions:
        value = values.get(question.key)
        if isinstance(value, (Said, str, int, tuple)) and value != "" and value != ():
            given[question.key] = value
    return given


def as_typed(answers: Mapping[str, Given]) -> dict[str, Answer]:
    """Kept answers as a platform would send them, to fill a form beforehand."""
    return {key: _typed(given) for key, given in answers.items()}


def _typed(given: Given) -> Answer:
    match given:
        case Said():
            return given.words
        case int():
            return str(given)
        case _:
            return given


def _field(question: Question) -> Field:
    choices, most = question.choices, 0
    match question.kind:
        case "text":
            ask, most = (Ask.LINE if question.most <= 150 else Ask.PARAGRAPH), question.most
        case "scale10" | "scale3":
            ask, choices = Ask.SCALE, scale(0, question.highest, question.low, question.high)
        case "yn":
            ask, choices = Ask.CHOICE, _YES_NO
        case "pick":
            ask, most = (Ask.CHOICES, question.picks) if question.picks > 1 else (Ask.CHOICE, 0)
        case _:
            assert_never(question.kind)
    return Field(question.key, question.label, ask, choices, question.hint, question.required, most=most)
