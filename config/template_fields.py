"""The fields of a check-in template's file around its questions: each checked by itself, and what they become.

Not here: what is wrong only between fields, and reading the files (`config.templates`).
"""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Final

from pydantic import Field, ValidationInfo, field_validator

from config.question_fields import ChoiceFields, FileFields, Key, QuestionFields, different, spelled, words_of
from core import limits
from core.checkins.template import MOST_ITEMS, Cadence, Day, OwnList, Template
from core.surface import Choice

_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DAYS: Final = {"weekly": 1, "twice-a-week": 2, "three-a-week": 3, "monthly": 1}
"""How many days each cadence has; the others have none to choose."""


class _Page(FileFields):
    question: list[QuestionFields] = Field(min_length=1, max_length=limits.FORM_FIELDS)


class ListFields(FileFields):
    """A list of one's own, as it is declared in a file."""

    key: Key
    title: Annotated[str, words_of(limits.FORM_TITLE)]
    hint: Annotated[str, words_of(limits.FIELD_HINT)] | None = None
    most: int = Field(default=MOST_ITEMS, ge=1, le=MOST_ITEMS)
    areas: list[ChoiceFields] = Field(default=[], max_length=limits.SELECT_CHOICES)
    least_areas: int = Field(default=0, ge=0)

    @field_validator("areas", mode="before")
    @classmethod
    def _spell_out(cls, areas: object) -> object:
        return [spelled(one) for one in areas] if isinstance(areas, list) else areas

    @field_validator("areas")
    @classmethod
    def _areas_differ(cls, areas: list[ChoiceFields]) -> list[ChoiceFields]:
        different(areas)
        return areas

    @field_validator("least_areas")
    @classmethod
    def _can_be_spread(cls, least: int, info: ValidationInfo) -> int:
        for field, what in (("areas", "there are areas"), ("most", "there are entries")):
            most = info.data.get(field, least)
            if least > (most if isinstance(most, int) else len(most)):
                raise ValueError(f"is {least}, more than {what}")
        return least

    def own_list(self) -> OwnList:
        """Return it as the core knows it."""
        areas = tuple(Choice(one.key, one.label) for one in self.areas)
        return OwnList(self.key, self.title, self.hint or "", self.most, areas, self.least_areas)


class TemplateFields(FileFields):
    """A whole file."""

    key: Key
    title: Annotated[str, words_of(limits.FORM_TITLE)]
    summary: Annotated[str, words_of(limits.COMMAND_SUMMARY)]
    cadence: Cadence
    days: list[Day] = Field(default=[])
    time: str | None = None
    tracks: list[Key] = Field(default=[])
    remedies: bool = False
    bars: bool = False
    lists: list[ListFields] = Field(default=[])
    page: list[_Page] = Field(min_length=1)

    @field_validator("days")
    @classmethod
    def _as_often(cls, days: list[Day], info: ValidationInfo) -> list[Day]:
        cadence = info.data.get("cadence")
        if cadence is not None and days and len(days) != _DAYS.get(cadence, 0):
            takes = _DAYS.get(cadence, 0) or "none"
            raise ValueError(f"has {len(days)} entries; {cadence} takes {takes}")
        if len(set(days)) < len(days):
            raise ValueError("names a day twice")
        return days

    @field_validator("time")
    @classmethod
    def _on_the_clock(cls, at: str | None, info: ValidationInfo) -> str | None:
        if at is not None and not _TIME.fullmatch(at):
            raise ValueError('must be a time of day such as "20:00"')
        if at is not None and info.data.get("cadence") == "on-demand":
            raise ValueError("has no meaning for a check-in on demand")
        return at

    def template(self) -> Template:
        """Return it as the core asks it."""
        return Template(
            key=self.key,
            title=self.title,
            summary=self.summary,
            cadence=self.cadence,
            tracks=tuple(self.tracks),
            pages=tuple(tuple(question.question() for question in page.question) for page in self.page),
            days=tuple(self.days),
            at=time.fromisoformat(self.time) if self.time else None,
            lists=tuple(one.own_list() for one in self.lists),
            remedies=self.remedies,
            bars=self.bars,
        )
