"""A template's questions as forms, and a form's answers as they are kept.

Not here: what happens to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import assert_never

from core.checkins.asking import pages_asked
from core.checkins.model import Given
from core.checkins.template import Question, Template
from core.surface import Answer, Ask, Choice, Field, Form, Value, scale
from core.values import Said

_YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@cache
def page(template: Template, track: str, number: int, *, submit: str = "Save") -> Form:
    """One page of a template as a form; a number past the last is a `ValueError`.

    For a template that varies: without follow-ups and lists of one's own. `page_asked` has them.
    """
    return _form(template, pages_asked(template, track, {}, {}), number, submit)


def page_asked(
    template: Template, track: str, pages: Sequence[Sequence[Question]], number: int, *, submit: str = "Save"
) -> Form:
    """One of the pages that a member is asked (`pages_asked`) as a form; one that asks nothing is a `ValueError`.

    A member's own lists are drawn anew each time and stay in no memory.
    """
    return _form(template, pages, number, submit) if template.varies else page(template, track, number, submit=submit)


def _form(template: Template, pages: Sequence[Sequence[Question]], number: int, submit: str) -> Form:
    asking = [at for at, questions in enumerate(pages) if questions]
    if number not in asking:
        raise ValueError(f"{template.key} has no page {number} that asks anything")
    title = template.title if len(asking) == 1 else f"{template.title} {asking.index(number) + 1}/{len(asking)}"
    return Form(
        title,
        tuple(_field(question) for question in pages[number]),
        submit=submit if number + 1 == len(pages) else "Next",
    )


def kept(questions: Sequence[Question], values: Mapping[str, Value]) -> dict[str, Given]:
    """The answers that were given, as they are kept; what was left open is absent, and so is what is not kept."""
    given: dict[str, Given] = {}
    for question in questions:
        value = values.get(question.key)
        if isinstance(value, (Said, str, int, tuple)) and value != "" and value != () and question.keep:
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
        case "scale10" | "scale5" | "scale3":
            ask, choices = Ask.SCALE, scale(0, question.highest, question.low, question.high)
        case "yn":
            ask, choices = Ask.CHOICE, _YES_NO
        case "pick":
            ask, most = (Ask.CHOICES, question.picks) if question.picks > 1 else (Ask.CHOICE, 0)
        case "own":
            ask = Ask.CHOICES
        case _:
            assert_never(question.kind)
    return Field(question.key, question.label, ask, choices, question.hint, question.required, most=most)
