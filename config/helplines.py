"""Helplines from TOML: the starter list and, over it, the operator's own file.

Not here: which country's lines somebody sees, and the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from config.content import ContentError, ContentFile, ContentProblem, read_content
from core.care.lines import CountryLines, Line, Lines

BUILT_IN: Final = Path(__file__).parent / "helplines.toml"
_NUMBER: Final = re.compile(r"[*+]?\d[\d -]*|[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?")


def _day(written: object) -> object:
    if isinstance(written, date):
        return written
    if written == "":
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise ValueError('must be a day such as "2026-05-31", or "" while it is not verified') from None


def _number(written: object) -> object:
    if isinstance(written, str) and not _NUMBER.fullmatch(written):
        raise ValueError("must be a number as it is dialled, or the address of a page without https://")
    return written


def _code(written: object) -> object:
    if isinstance(written, str) and not re.fullmatch(r"[A-Z]{2}", written):
        raise ValueError("must be the two capital letters of a country, such as IE")
    return written


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class _Line(_File):
    number: Annotated[str, BeforeValidator(_number)] = Field(max_length=60)
    source: str = Field(min_length=1, max_length=200)
    verified_on: Annotated[date | None, BeforeValidator(_day)] = None
    note: str = Field(default="", max_length=80)

    def line(self) -> Line:
        return Line(self.number, self.note, self.source, self.verified_on)


class _Country(_File):
    code: Annotated[str, BeforeValidator(_code)]
    name: str = Field(min_length=1, max_length=60)
    emergency: list[_Line] = Field(min_length=1)
    crisis: list[_Line] = Field(min_length=1)
    domestic_violence: list[_Line] = Field(min_length=1)

    def lines(self) -> CountryLines:
        return CountryLines(
            self.code,
            self.name,
            tuple(each.line() for each in self.emergency),
            tuple(each.line() for each in self.crisis),
            tuple(each.line() for each in self.domestic_violence),
        )


class _Helplines(_File):
    directories: list[Annotated[str, BeforeValidator(_number)]] = []
    country: list[_Country] = []


def load_lines(own: Path | None = None, built_in: Path = BUILT_IN) -> Lines:
    """Return the starter list with the operator's countries in place of its own, sorted by name.

    Directories are the operator's where they name any. Raises ContentError with every problem of both files.
    """
    problems: list[ContentProblem] = []
    countries: dict[str, CountryLines] = {}
    directories: tuple[str, ...] = ()
    for path in (built_in, own):
        if path is None:
            continue
        file = read_content(path)
        if isinstance(file, ContentProblem):
            problems.append(file)
            continue
        found = [*file.check(_Helplines), *_same_country_twice(file)]
        problems += found
        if not found:
            helplines = _Helplines.model_validate(file.data)
            countries |= {country.code: country.lines() for country in helplines.country}
            directories = tuple(helplines.directories) or directories
    if problems:
        raise ContentError(problems)
    return Lines(tuple(sorted(countries.values(), key=lambda country: country.name)), directories)


def _same_country_twice(file: ContentFile) -> Iterator[ContentProblem]:
    listed = file.data.get("country")
    countries = listed if isinstance(listed, list) else []
    codes = [each.get("code") if isinstance(each, dict) else None for each in countries]
    for at, code in enumerate(codes):
        if code is not None and code in codes[:at]:
            yield file.problem(("country", at, "code"), f"{code} is in this file twice")
