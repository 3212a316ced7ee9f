"""What the answers of one check-in say together: a count, the highest need, bars beside the time before.

Not here: several check-ins side by side, and any word about what a number means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.checkins.model import Given
from core.checkins.template import Question, Template, ticked


@dataclass(frozen=True, slots=True)
class Bar:
    """One number beside that of the time before. None = left open: a gap, never zero."""

    label: str
    highest: int
    now: int | None
    before: int | None


def signals_sum(template: Template, track: str, answers: Mapping[str, Given]) -> int | None:
    """Return how many entries of one's own lists were ticked; None when it was left open."""
    given = [answers.get(question.key) for question in template.questions_for(track) if question.kind == "own"]
    counts = [ticked(keys) for keys in given if isinstance(keys, tuple)]
    return sum(counts) if counts else None


def highest_needs(template: Template, track: str, answers: Mapping[str, Given]) -> tuple[Question, ...]:
    """Return the scales with the highest answer, several when they share it; none when all are 0 or open."""
    scores = [(_number(answers, question), question) for question in _scales(template, track)]
    top = max((score for score, _ in scores if score), default=0)
    return tuple(question for score, question in scores if top and score == top)


def remedy_list_of(question: str) -> str:
    """Return the key of the list that holds a member's own remedies for what a question asks, by its key."""
    return f"remedy-{question}"


def bars(
    template: Template, track: str, answers: Mapping[str, Given], before: Mapping[str, Given] | None = None
) -> tuple[Bar, ...]:
    """Return a bar for each scale, in the order of the questions. There is no total."""
    return tuple(
        Bar(question.label, question.highest, _number(answers, question), _number(before or {}, question))
        for question in _scales(template, track)
    )


def shared_answers(questions: Iterable[Question], answers: Mapping[str, Given]) -> dict[str, Given]:
    """Return the answers as a group may see them: what is shareable, and a number where that is all it sees."""
    return {
        question.key: _as_shared(question, answers[question.key])
        for question in questions
        if question.shareable and question.key in answers
    }


def _as_shared(question: Question, given: Given) -> Given:
    if question.share_as != "count":
        return given
    return str(ticked(given if isinstance(given, tuple) else ()))


def _scales(template: Template, track: str) -> list[Question]:
    return [question for question in template.questions_for(track) if question.highest]


def _number(answers: Mapping[str, Given], question: Question) -> int | None:
    given = answers.get(question.key)
    return given if isinstance(given, int) else None
