"""What one member is asked: follow-ups as their earlier answers have it, choices from lists of their own.

Not here: where lists are kept, and what is said when one is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from core.checkins.model import Given
from core.checkins.template import NONE, Door, Item, Question, Template
from core.limits import CHOICE_LABEL
from core.surface import Answer, Choice
from core.values import length

Answers: TypeAlias = "Mapping[str, Given] | Mapping[str, Answer]"
"""Answers by question, as they are kept or as a platform sends them."""
Lists: TypeAlias = Mapping[str, Sequence[Item]]
"""A member's own lists by key."""


def pages_asked(template: Template, track: str, earlier: Answers, lists: Lists) -> tuple[tuple[Question, ...], ...]:
    """Return the pages a member is asked, given what they answered so far and their own lists.

    Page by page it is as long as `template.pages_for(track)`, so that a number always means the same page; a page
    that asks nothing now is empty. A question from a list that is empty is left out.
    """
    pages = template.pages_for(track)
    if not template.varies:
        return pages
    asked: set[str] = set()
    found: list[tuple[Question, ...]] = []
    for page in pages:
        standing = (with_choices(question, lists) for question in page if _is_asked(question, asked, earlier))
        found.append(tuple(question for question in standing if question.choices or not question.own_list))
        asked.update(question.key for question in found[-1])
    return tuple(found)


def next_page(pages: Sequence[Sequence[Question]], after: int = -1) -> int | None:
    """Return the number of the next page that asks something; None when there is none."""
    return next((number for number in range(after + 1, len(pages)) if pages[number]), None)


def empty_lists(template: Template, track: str, lists: Lists) -> tuple[str, ...]:
    """Return the keys of the lists that a question waits for and that hold nothing yet."""
    waiting = (question.own_list for question in template.questions_for(track) if question.own_list)
    return tuple(dict.fromkeys(key for key in waiting if not lists.get(key)))


def opens_of(question: Question, given: Given | Answer | None) -> tuple[Door, ...]:
    """Return where an answer leads, as it was sent or as it is kept."""
    taken = given if isinstance(given, tuple) else (given,)
    return tuple(dict.fromkeys(door for key, door in question.opens if key in taken))


def doors(pages: Sequence[Sequence[Question]], answers: Answers) -> tuple[Door, ...]:
    """Return where the answers to all these pages lead, each place once.

    Ask this of what was sent, not of what is kept: some answers are there to open a door and are not kept.
    """
    found = (opens_of(question, answers.get(question.key)) for page in pages for question in page)
    return tuple(dict.fromkeys(door for each in found for door in each))


def _is_asked(question: Question, asked: set[str], earlier: Answers) -> bool:
    """Whether it is no follow-up, or follows an answer that itself was asked for."""
    condition = question.ask_if
    return condition is None or (condition.key in asked and condition.fits(earlier.get(condition.key)))


def with_choices(question: Question, lists: Lists) -> Question:
    """Return the question with a member's own list as its choices, where it draws on one that holds anything."""
    items = lists.get(question.own_list, ()) if question.own_list else ()
    if not items:
        return question
    choices = {item.key: Choice(item.key, label_of(item)) for item in items}
    if question.none:
        choices[NONE] = Choice(NONE, question.none)
    return replace(question, choices=tuple(choices.values()))


def label_of(item: Item, most: int = CHOICE_LABEL) -> str:
    """Return an entry on one line; a long one ends in a mark, and is read whole in its list."""
    flat = " ".join(item.words.words.split())
    if length(flat) <= most:
        return flat
    kept = flat[: most - 1]
    while length(kept) > most - 1:
        kept = kept[:-1]
    whole, _, _ = kept.rpartition(" ")
    return f"{(whole or kept).rstrip()}…"
