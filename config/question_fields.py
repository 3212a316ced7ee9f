"""The fields of one question in a check-in template's file: each checked by itself, and what they become.

Not here: the file around them (`config.template_fields`), and what is wrong only between questions.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from core import limits
from core.checkins.template import MOST_TYPED, TOPS, AskIf, Door, Kind, Question
from core.surface import Choice
from core.values import length

TEXT_HINT: Final = "No details that would paint a picture. No names."
"""Shown under every free text that brings no hint of its own."""
_END_WORDS: Final = 40
"""Both ends of a scale share one hint of 100 characters with their numbers."""
_CHOICE_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def words_of(most: int) -> AfterValidator:
    """Return the check of a text that may be so long and is not empty."""

    def fits(words: str) -> str:
        if not words.strip():
            raise ValueError("is empty")
        if length(words) > most:
            raise ValueError(f"is {length(words)} characters long; at most {most} fit")
        return words

    return AfterValidator(fits)


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$"), words_of(32)]


class FileFields(BaseModel):
    """What every part of a file has in common: no field but ours, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class ChoiceFields(FileFields):
    """One choice: the key that is kept, and the label that is read."""

    key: Annotated[str, words_of(limits.CHOICE_LABEL)]
    label: Annotated[str, words_of(limits.CHOICE_LABEL)]

    @field_validator("key")
    @classmethod
    def _plain(cls, key: str) -> str:
        if not _CHOICE_KEY.fullmatch(key):
            raise ValueError('is not small letters, digits and hyphens; write { key = "a-key", label = "…" }')
        return key


class _AskIf(FileFields):
    key: Key
    one_of: list[str] = Field(default=[], alias="is")
    at_least: int | None = Field(default=None, ge=1, validate_default=True)

    @field_validator("at_least")
    @classmethod
    def _one_of_both(cls, at_least: int | None, info: ValidationInfo) -> int | None:
        if "one_of" in info.data and bool(info.data["one_of"]) == (at_least is not None):
            raise ValueError('is one of two ways to say it: is = ["a-choice"] or at_least = 1, and not both')
        return at_least

    def condition(self) -> AskIf:
        return AskIf(self.key, tuple(self.one_of), self.at_least or 0)


class QuestionFields(FileFields):
    """A question as it stands in a file."""

    key: Key
    kind: Kind
    label: Annotated[str, words_of(limits.FIELD_LABEL)]
    hint: Annotated[str, words_of(limits.FIELD_HINT)] | None = None
    shareable: bool = False
    required: bool = False
    keep: bool = True
    choices: list[ChoiceFields] = Field(default=[], validate_default=True)
    picks: int = Field(default=1, ge=1)
    own_list: Key | None = Field(default=None, alias="list")
    none: Annotated[str, words_of(limits.CHOICE_LABEL)] | None = None
    share_as: Literal["count"] | None = Field(default=None, validate_default=True)
    opens: dict[str, Door] = {}
    ask_if: _AskIf | None = None
    most: int = Field(default=MOST_TYPED, ge=1, le=MOST_TYPED)
    low: str = Field(default="", validate_default=True)
    high: str = Field(default="", validate_default=True)
    offer_help_from: int | None = Field(default=None, ge=0)
    only_tracks: list[Key] = []
    label_by_track: dict[Key, Annotated[str, words_of(limits.FIELD_LABEL)]] = {}

    @field_validator("required")
    @classmethod
    def _never_required(cls, required: bool) -> bool:
        if required:
            raise ValueError("must be false: every question may be left open")
        return required

    @field_validator("keep")
    @classmethod
    def _kept_if_shared(cls, keep: bool, info: ValidationInfo) -> bool:
        if not keep and info.data.get("shareable"):
            raise ValueError("must be true for an answer that can be shared")
        return keep

    @field_validator("choices", mode="before")
    @classmethod
    def _spell_out(cls, choices: object) -> object:
        return [spelled(one) for one in choices] if isinstance(choices, list) else choices

    @field_validator("choices")
    @classmethod
    def _choices_fit(cls, choices: list[ChoiceFields], info: ValidationInfo) -> list[ChoiceFields]:
        if info.data.get("kind") == "pick":
            if not 2 <= len(choices) <= limits.SELECT_CHOICES:
                raise ValueError(f"a pick offers 2 to {limits.SELECT_CHOICES} choices, not {len(choices)}")
            different(choices)
        return choices

    @field_validator("picks")
    @classmethod
    def _picks_fit(cls, picks: int, info: ValidationInfo) -> int:
        if picks > len(info.data.get("choices", ())) > 0:
            raise ValueError(f"is {picks}, more than there are choices")
        return picks

    @field_validator("share_as")
    @classmethod
    def _only_a_number(cls, share_as: str | None, info: ValidationInfo) -> str | None:
        kind, shareable = info.data.get("kind"), info.data.get("shareable")
        if kind == "own" and shareable and share_as is None:
            raise ValueError('must be "count": what stands in a list of one\'s own is not posted')
        if share_as and not shareable:
            raise ValueError("has no meaning without shareable = true")
        if share_as and kind == "pick" and info.data.get("picks") == 1:
            raise ValueError("has no meaning where one choice is picked; picks says how many may be")
        return share_as

    @field_validator("opens")
    @classmethod
    def _from_a_choice(cls, opens: dict[str, Door], info: ValidationInfo) -> dict[str, Door]:
        choices = [one.key for one in info.data.get("choices", ())]
        keys = ["yes", "no"] if info.data.get("kind") == "yn" else choices
        for key in opens:
            if keys and key not in keys:
                raise ValueError(f"names {key}, which is none of its choices: {', '.join(keys)}")
        return opens

    @field_validator("low", "high")
    @classmethod
    def _ends_of_a_scale(cls, words: str, info: ValidationInfo) -> str:
        if info.data.get("kind") in TOPS and not words.strip():
            raise ValueError(f"a scale needs words at both ends; {info.field_name} is empty")
        if length(words) > _END_WORDS:
            raise ValueError(f"is {length(words)} characters long; at most {_END_WORDS} fit")
        return words

    @field_validator("offer_help_from")
    @classmethod
    def _on_the_scale(cls, score: int | None, info: ValidationInfo) -> int | None:
        top = TOPS.get(info.data.get("kind", ""))
        if score is not None and top is not None and score > top:
            raise ValueError(f"is {score}, above the top of the scale ({top})")
        return score

    def question(self) -> Question:
        """Return it as the core asks it."""
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
            own_list=self.own_list or "",
            none=self.none or "",
            ask_if=self.ask_if.condition() if self.ask_if else None,
            opens=tuple(self.opens.items()),
            share_as=self.share_as or "",
            keep=self.keep,
        )


def spelled(choice: object) -> object:
    """Return a choice given as a bare label with the key made from it: `not yet` has the key `not-yet`."""
    if not isinstance(choice, str):
        return choice
    plain = unicodedata.normalize("NFKD", choice.lower()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return {"key": key or choice, "label": choice}


def different(choices: list[ChoiceFields]) -> None:
    """Refuse two choices with one key."""
    keys = [one.key for one in choices]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"two choices have the key {key}")
