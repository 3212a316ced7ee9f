"""Check-in templates from TOML files: built-in and the operator's own, all checked before any is used.

Not here: how a template is asked or answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

from config.content import ContentError, ContentFile, ContentProblem, read_content
from config.question_fields import spelled
from config.template_fields import TemplateFields
from config.toml_places import Way
from core import limits
from core.checkins.readings import remedy_list_of
from core.checkins.template import MOST_ITEMS, MOST_SHARED, TOPS, Kind, Template
from core.values import length

BUILT_IN: Final = Path(__file__).parent / "checkins"
_PAGED_TITLE: Final = limits.FORM_TITLE - len(" 10/12")
"""A form of several pages says in its title which one it is."""
_SCALES: Final = tuple(TOPS)
_KINDS_OF: Final = {
    "picks": ("pick",),
    "choices": ("pick",),
    "opens": ("pick", "yn"),
    "list": ("own",),
    "none": ("own",),
    "share_as": ("pick", "own"),
    "most": ("text",),
    "low": _SCALES,
    "high": _SCALES,
    "offer_help_from": _SCALES,
}
"""The kinds of question that some fields belong to; all other fields suit every kind."""


def load_templates(own: Path | None = None, built_in: Path = BUILT_IN) -> tuple[Template, ...]:
    """Return the built-in templates and those in the operator's folder, each kind by file name.

    An own template with the key of a built-in one takes its place.

    Raises ContentError with every problem of every file; then none of them is used.
    """
    problems: list[ContentProblem] = []
    files: list[ContentFile] = []
    for folder in (built_in, own):
        if folder is None:
            continue
        if not folder.is_dir():
            problems.append(ContentProblem(folder, 1, "", "is not a folder of *.toml files"))
            continue
        for path in sorted(folder.glob("*.toml")):
            read = read_content(path)
            if isinstance(read, ContentProblem):
                problems.append(read)
            else:
                files.append(read)
    for file in files:
        problems += file.check(TemplateFields)
        problems += _across(file)
    named = {file.data.get("key") for file in files if file.file.parent != built_in}
    files = [file for file in files if file.file.parent != built_in or file.data.get("key") not in named]
    problems += _same_key_twice(files)
    if problems:
        raise ContentError(problems)
    templates = tuple(TemplateFields.model_validate(file.data).template() for file in files)
    for file, template in zip(files, templates, strict=True):
        if template.most_shared > MOST_SHARED:
            what = f"may share {template.most_shared} characters altogether; at most {MOST_SHARED} fit one message"
            problems.append(file.problem(("page",), what))
        shared = sum(question.shareable for page in template.pages for question in page)
        if shared > limits.SELECT_CHOICES:
            what = f"has {shared} questions that may be shared; at most {limits.SELECT_CHOICES} fit one list"
            problems.append(file.problem(("page",), what))
    if problems:
        raise ContentError(problems)
    return templates


def _questions(file: ContentFile) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield the questions of a file that may still be wrong, with the way to each."""
    pages = file.data.get("page")
    for at_page, page in enumerate(pages if isinstance(pages, list) else ()):
        questions = page.get("question") if isinstance(page, dict) else None
        for at, question in enumerate(questions if isinstance(questions, list) else ()):
            if isinstance(question, dict):
                yield ("page", at_page, "question", at), question


def _across(file: ContentFile) -> Iterator[ContentProblem]:
    """Yield what is wrong between the fields of a file, each of which may be right by itself."""
    seen: set[str] = set()
    tracks = file.data.get("tracks")
    title, pages = file.data.get("title"), file.data.get("page")
    if isinstance(title, str) and isinstance(pages, list) and len(pages) > 1 and length(title) > _PAGED_TITLE:
        what = f"is {length(title)} characters long; with several pages at most {_PAGED_TITLE} fit"
        yield file.problem(("title",), what)
    for way, question in _questions(file):
        key, kind = question.get("key"), question.get("kind")
        if isinstance(key, str):
            if key in seen:
                yield file.problem((*way, "key"), f"two questions have the key {key}")
            seen.add(key)
        for field, kinds in _KINDS_OF.items():
            if field in question and kind in get_args(Kind) and kind not in kinds:
                yield file.problem((*way, field), f"has no meaning for a question of kind {kind}")
        for field in ("only_tracks", "label_by_track"):
            named = question.get(field)
            for track in named if isinstance(named, list | dict) else ():
                if isinstance(tracks, list) and tracks and track not in tracks:
                    yield file.problem((*way, field), f"names {track}, a track this template is not for")
    yield from _follow_ups(file)
    yield from _lists(file)


def _follow_ups(file: ContentFile) -> Iterator[ContentProblem]:
    """Yield the conditions that no answer of an earlier page can meet."""
    questions = list(_questions(file))
    for way, question in questions:
        condition = question.get("ask_if")
        key = condition.get("key") if isinstance(condition, dict) else None
        if not isinstance(condition, dict) or not isinstance(key, str):
            continue
        at, page = (*way, "ask_if"), way[1]
        earlier = [one for there, one in questions if there[:2] < ("page", page) and one.get("key") == key]
        if not earlier:
            yield file.problem((*at, "key"), f"names {key}, which is not asked on an earlier page")
            continue
        if earlier[0].get("keep") is False:
            yield file.problem((*at, "key"), f"names {key}, whose answer is not kept")
        kind, taken, least = earlier[0].get("kind"), condition.get("is"), condition.get("at_least")
        if kind == "text":
            yield file.problem((*at, "key"), f"names {key}, a text; follow-ups go by choices and numbers")
        elif kind in ("pick", "yn"):
            keys = ["yes", "no"] if kind == "yn" else _choice_keys(earlier[0])
            for number, one in enumerate(taken if isinstance(taken, list) else ()):
                if isinstance(one, str) and one not in keys:
                    what = f"is {one}, which is none of the choices of {key}: {', '.join(keys)}"
                    yield file.problem((*at, "is", number), what)
            if least is not None:
                yield file.problem((*at, "at_least"), f"has no meaning for {key}; write is and its choices")
        elif kind in get_args(Kind):
            most = TOPS.get(str(kind), MOST_ITEMS)
            if isinstance(least, int) and least > most:
                yield file.problem((*at, "at_least"), f"is {least}; the most that {key} can be is {most}")
            if taken is not None:
                yield file.problem((*at, "is"), f"has no meaning for {key}; write at_least and a number")


def _choice_keys(question: dict[str, Any]) -> list[str]:
    choices = question.get("choices")
    found = [spelled(choice) for choice in choices] if isinstance(choices, list) else []
    return [one["key"] for one in found if isinstance(one, dict) and isinstance(one.get("key"), str)]


def _lists(file: ContentFile) -> Iterator[ContentProblem]:
    """Yield what is wrong between the lists of one's own that a file declares and its questions that need them."""
    declared = file.data.get("lists")
    most: dict[str, object] = {}
    for at, one in enumerate(declared if isinstance(declared, list) else ()):
        key = one.get("key") if isinstance(one, dict) else None
        if isinstance(key, str):
            if key in most:
                yield file.problem(("lists", at, "key"), f"two lists have the key {key}")
            most[key] = one.get("most", MOST_ITEMS)
    scales = False
    for way, question in _questions(file):
        key, kind, named = question.get("key"), question.get("kind"), question.get("list")
        scales = scales or kind in _SCALES
        if kind == "own" and named is None:
            yield file.problem((*way, "list"), "is needed: the key of the list that the choices come from")
        elif kind == "own" and isinstance(named, str):
            room = most.get(named)
            if named not in most:
                yield file.problem((*way, "list"), f"names {named}, a list this template does not declare")
            elif "none" in question and isinstance(room, int) and room >= limits.SELECT_CHOICES:
                what = f"is one choice too many: {named} may hold {room}; give that list most = {room - 1} or less"
                yield file.problem((*way, "none"), what)
        needed = remedy_list_of(key) if file.data.get("remedies") is True and isinstance(key, str) else ""
        if needed and kind in _SCALES and needed not in most:
            yield file.problem((*way, "key"), f"needs a list with the key {needed}, because remedies is true")
    for field in ("remedies", "bars"):
        if file.data.get(field) is True and not scales:
            yield file.problem((field,), "has no meaning without a question that is a scale")


def _same_key_twice(files: list[ContentFile]) -> Iterator[ContentProblem]:
    first: dict[str, Path] = {}
    for file in files:
        key = file.data.get("key")
        if isinstance(key, str) and first.setdefault(key, file.file) != file.file:
            yield file.problem(("key",), f"the key {key} is taken by {first[key].name}; choose another")
