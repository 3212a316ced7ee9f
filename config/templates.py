"""Check-in templates from TOML files: built-in and the operator's own, all checked before any is used.

Not here: how a template is asked or answered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from config.content import ContentError, ContentFile, ContentProblem, read_content
from config.toml_places import Way
from core import limits
from core.checkins.template import MOST_SHARED, MOST_TYPED, Cadence, Kind, Question, Template
from core.surface import Choice
from core.values import length

BUILT_IN: Final = Path(__file__).parent / "checkins"
TEXT_HINT: Final = "No details that would paint a picture. No names."
"""Shown under every free text that brings no hint of its own."""
_END_WORDS: Final = 40
"""Both ends of a scale share one hint of 100 characters with their numbers."""
_PAGED_TITLE: Final = limits.FORM_TITLE - len(" 10/12")
"""A form of several pages says in its title which one it is."""
_CHOICE_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS_OF: Final = {
    "picks": ("pick",),
    "choices": ("pick",),
    "most": ("text",),
    "low": ("scale10", "scale3"),
    "high": ("scale10", "scale3"),
    "offer_help_from": ("scale10", "scale3"),
}
"""The kinds of question that some fields belong to; all other fields suit every kind."""


def _words(most: int) -> AfterValidator:
    def fits(words: str) -> str:
        if not words.strip():
            raise ValueError("is empty")
        if length(words) > most:
            raise ValueError(f"is {length(words)} characters long; at most {most} fit")
        return words

    return AfterValidator(fits)


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$"), _words(32)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class _Choice(_File):
    key: Annotated[str, _words(limits.CHOICE_LABEL)]
    label: Annotated[str, _words(limits.CHOICE_LABEL)]

    @field_validator("key")
    @classmethod
    def _plain(cls, key: str) -> str:
        if not _CHOICE_KEY.fullmatch(key):
            raise ValueError('is not small letters, digits and hyphens; write { key = "a-key", label = "…" }')
        return key


class _Question(_File):
    key: Key
    kind: Kind
    label: Annotated[str, _words(limits.FIELD_LABEL)]
    hint: Annotated[str, _words(limits.FIELD_HINT)] | None = None
    shareable: bool = False
    required: bool = False
    choices: list[_Choice] = Field(default=[], validate_default=True)
    picks: int = Field(default=1, ge=1)
    most: int = Field(default=MOST_TYPED, ge=1, le=MOST_TYPED)
    low: str = Field(default="", validate_default=True)
    high: str = Field(default="", validate_default=True)
    offer_help_from: int | None = Field(default=None, ge=0)
    only_tracks: list[Key] = []
    label_by_track: dict[Key, Annotated[str, _words(limits.FIELD_LABEL)]] = {}

    @field_validator("required")
    @classmethod
    def _never_required(cls, required: bool) -> bool:
        if required:
            raise ValueError("must be false: every question may be left open")
        return required

    @field_validator("choices", mode="before")
    @classmethod
    def _spell_out(cls, choices: object) -> object:
        return [_spelled(one) for one in choices] if isinstance(choices, list) else choices

    @field_validator("choices")
    @classmethod
    def _choices_fit(cls, choices: list[_Choice], info: ValidationInfo) -> list[_Choice]:
        if info.data.get("kind") == "pick":
            if not 2 <= len(choices) <= limits.SELECT_CHOICES:
                raise ValueError(f"a pick offers 2 to {limits.SELECT_CHOICES} choices, not {len(choices)}")
            keys = [one.key for one in choices]
            for key in keys:
                if keys.count(key) > 1:
                    raise ValueError(f"two choices have the key {key}")
        return choices

    @field_validator("picks")
    @classmethod
    def _picks_fit(cls, picks: int, info: ValidationInfo) -> int:
        if picks > len(info.data.get("choices", ())) > 0:
            raise ValueError(f"is {picks}, more than there are choices")
        return picks

    @field_validator("low", "high")
    @classmethod
    def _ends_of_a_scale(cls, words: str, info: ValidationInfo) -> str:
        if str(info.data.get("kind", "")).startswith("scale") and not words.strip():
            raise ValueError(f"a scale needs words at both ends; {info.field_name} is empty")
        if length(words) > _END_WORDS:
            raise ValueError(f"is {length(words)} characters long; at most {_END_WORDS} fit")
        return words

    @field_validator("offer_help_from")
    @classmethod
    def _on_the_scale(cls, score: int | None, info: ValidationInfo) -> int | None:
        top = {"scale10": 10, "scale3": 3}.get(info.data.get("kind", ""))
        if score is not None and top is not None and score > top:
            raise ValueError(f"is {score}, above the top of the scale ({top})")
        return score

    def question(self) -> Question:
        return Question(
            key=self.key,
            label=self.label,
            kind=self.kind,
            choices=tuple(Choice(one.key, one.label) for one in self.choices),
            picks=self.picks,
            most=self.most,
            hint=self.hint or (TEXT_HINT if self.kind == "text" else ""),
            low=self.low,
            high=self.high,
            shareable=self.shareable,
            only_tracks=tuple(self.only_tracks),
            label_by_track=tuple(self.label_by_track.items()),
            offer_help_from=self.offer_help_from,
        )


class _Page(_File):
    question: list[_Question] = Field(min_length=1, max_length=limits.FORM_FIELDS)


class _Template(_File):
    key: Key
    title: Annotated[str, _words(limits.FORM_TITLE)]
    summary: Annotated[str, _words(limits.COMMAND_SUMMARY)]
    cadence: Cadence
    tracks: list[Key] = []
    page: list[_Page] = Field(min_length=1)

    def template(self) -> Template:
        pages = tuple(tuple(question.question() for question in page.question) for page in self.page)
        return Template(self.key, self.title, self.summary, self.cadence, tuple(self.tracks), pages)


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
        problems += file.check(_Template)
        problems += _across(file)
    named = {file.data.get("key") for file in files if file.file.parent != built_in}
    files = [file for file in files if file.file.parent != built_in or file.data.get("key") not in named]
    problems += _same_key_twice(files)
    if problems:
        raise ContentError(problems)
    templates = tuple(_Template.model_validate(file.data).template() for file in files)
    for file, template in zip(files, templates, strict=True):
        if template.most_shared > MOST_SHARED:
            what = f"may share {template.most_shared} characters altogether; at most {MOST_SHARED} fit one message"
            problems.append(file.problem(("page",), what))
    if problems:
        raise ContentError(problems)
    return templates


def _spelled(choice: object) -> object:
    """Return a choice given as a bare label with the key made from it: `not yet` has the key `not-yet`."""
    if not isinstance(choice, str):
        return choice
    plain = unicodedata.normalize("NFKD", choice.lower()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return {"key": key or choice, "label": choice}


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
        for field, kinds in _KEYS_OF.items():
            if field in question and kind in get_args(Kind) and kind not in kinds:
                yield file.problem((*way, field), f"has no meaning for a question of kind {kind}")
        for field in ("only_tracks", "label_by_track"):
            named = question.get(field)
            for track in named if isinstance(named, list | dict) else ():
                if isinstance(tracks, list) and tracks and track not in tracks:
                    yield file.problem((*way, field), f"names {track}, a track this template is not for")


def _same_key_twice(files: list[ContentFile]) -> Iterator[ContentProblem]:
    first: dict[str, Path] = {}
    for file in files:
        key = file.data.get("key")
        if isinstance(key, str) and first.setdefault(key, file.file) != file.file:
            yield file.problem(("key",), f"the key {key} is taken by {first[key].name}; choose another")
