"""Reading a content file: its text, or what is wrong with it by file, line and field.

Not here: what the fields mean; templates and helplines say that.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.toml_places import Way, line_of, places

_AT = re.compile(r"\(at (?:line (\d+)[^)]*|end of document)\)$")


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One thing to put right in a content file. `field` is empty when the file as a whole is meant."""

    file: Path
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.field, self.what) if part)


class ContentError(Exception):
    """Content files that cannot be used as they are, with everything that is wrong with them."""

    def __init__(self, problems: Sequence[ContentProblem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda one: (str(one.file), one.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A content file that could be read, and where in it everything stands."""

    file: Path
    data: dict[str, Any]
    text: str

    def problem(self, way: Way, what: str) -> ContentProblem:
        """Return a problem that points at a field of this file."""
        return ContentProblem(self.file, line_of(places(self.text), way), _named(way), what)

    def check(self, model: type[BaseModel]) -> list[ContentProblem]:
        """Return every way in which the file is not such a model."""
        try:
            model.model_validate(self.data)
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)
            return [self.problem(one["loc"], _plainly(one, model)) for one in found]
        return []


def read_content(file: Path) -> ContentFile | ContentProblem:
    """Return what a content file holds, or why it cannot be read."""
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ContentProblem(file, 1, "", "is not a text in UTF-8; save it again as UTF-8")
    except OSError as error:
        return ContentProblem(file, 1, "", f"cannot be read: {error.strerror}")
    try:
        return ContentFile(file, tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        at = _AT.search(said)
        line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
        return ContentProblem(file, line, "", f"is damaged here: {_AT.sub('', said).strip()}")


def _named(way: Way) -> str:
    """Return the way to a field as people count: `page 1, question 2, label`."""
    return "".join(f" {part + 1}" if isinstance(part, int) else f", {part}" for part in way).removeprefix(", ")


def _plainly(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Return what pydantic found, in words for an operator. The value itself is never repeated."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is needed and not there"
        case "extra_forbidden":
            name = str(error["loc"][-1])
            near = difflib.get_close_matches(name, _names(model), 1)
            return "is not a field of this file" + (f"; is {near[0]} meant?" if near else "")
        case "string_too_long":
            return f"is too long: at most {context['max_length']} characters fit"
        case "string_too_short":
            return "is empty"
        case "too_long":
            return f"has {context['actual_length']} entries, at most {context['max_length']} fit"
        case "too_short":
            return f"needs at least {context['min_length']} entry"
        case "literal_error" | "enum":
            return f"must be one of: {context['expected']}"
        case "string_type":
            return "must be a text in quotes"
        case "int_type" | "int_from_float":
            return "must be a whole number"
        case "bool_type":
            return "must be true or false"
        case "list_type" | "tuple_type":
            return "must be a list: [ … ], or a heading in double brackets"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "must be a table of fields"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "string_pattern_mismatch":
            return "must begin with a small letter and hold only small letters, digits and hyphens"
        case _:
            return error["msg"].removeprefix("Value error, ")


def _names(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> list[str]:
    """Return the names of every field of a model and of the models inside it."""
    names: list[str] = []
    for name, field in model.model_fields.items():
        names.append(field.alias or name)
        for inner in _models(field.annotation):
            if inner not in seen:
                names += _names(inner, seen | {model})
    return names


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in getattr(annotation, "__args__", ()) for model in _models(argument)]
