"""What can be shown and asked: steps, forms, buttons, messages. Plain data, checked when it is built.

Not here: how a platform draws any of it, and what happens when somebody answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from enum import Enum
from typing import TypeAlias

from core import limits
from core.files import File
from core.plots import Plot
from core.text import Text
from core.values import Said, length, tidy

_ACTION = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*")
_SUBJECT = re.compile(r"[A-Za-z0-9_.~-]*")


def _fits(what: str, words: str, most: int) -> None:
    if not 0 < length(words) <= most:
        raise ValueError(f"{what} holds 1 to {most} characters, not {length(words)}")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person can do, by key; stored in old messages, so an action is retired, never renamed.

    `subject` says with what (an id, or a few joined by `~`); `community` is stamped by the desk, because a
    direct message does not say which community it belongs to.
    """

    action: str
    subject: str = ""
    community: str = ""

    def __post_init__(self) -> None:
        if not (_ACTION.fullmatch(self.action) and _SUBJECT.fullmatch(self.subject)):
            raise ValueError("a step is feature.verb with a subject of URL-safe characters")
        if not _SUBJECT.fullmatch(self.community) or len(self.community) > limits.COMMUNITY:
            raise ValueError(f"a community's id holds at most {limits.COMMUNITY} characters")
        if len(self.action) + len(self.subject) + 2 + limits.COMMUNITY > limits.STEP_KEY:
            raise ValueError(f"a step's key holds at most {limits.STEP_KEY} characters with its community")

    @property
    def key(self) -> str:
        """The step as one string: `action:subject:community`, empty ends left out."""
        return f"{self.action}:{self.subject}:{self.community}".rstrip(":")

    @classmethod
    def parse(cls, key: str) -> Step | None:
        """Return the step a key stands for, or None when it is no key of ours."""
        action, _, rest = key.partition(":")
        subject, _, community = rest.partition(":")
        try:
            return cls(action, subject, community)
        except ValueError:
            return None


class Ask(Enum):
    """The kinds of field; the value is the name used in templates and stored forms."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    PERSON = "person"
    CHANNEL = "channel"
    TIME_OF_DAY = "time"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: the key that is stored, and the label that is read."""

    key: str
    label: str

    def __post_init__(self) -> None:
        _fits("a choice", self.label, limits.CHOICE_LABEL)
        _fits("a choice's key", self.key, limits.STEP_KEY)


Answer: TypeAlias = "str | tuple[str, ...]"
"""An answer as a platform sends it: text or an option's key; several keys for CHOICES."""
Value: TypeAlias = "Said | str | tuple[str, ...] | int | date | time | None"
"""An answer once checked, by kind of field: see `Form.check`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `value` is what is filled in beforehand, as a platform would send it."""

    key: str
    label: str
    ask: Ask = Ask.LINE
    choices: tuple[Choice, ...] = ()
    """For CHOICE, CHOICES and SCALE; a scale's keys are its numbers."""
    hint: str = ""
    required: bool = True
    value: Answer | None = None
    most: int = 0
    """LINE and PARAGRAPH: the longest answer; CHOICES: how many may be picked. 0 = as many as fit."""

    def __post_init__(self) -> None:
        _fits("a label", self.label, limits.FIELD_LABEL)
        if self.hint:
            _fits("a hint", self.hint, limits.FIELD_HINT)
        picks = self.ask in (Ask.CHOICE, Ask.CHOICES, Ask.SCALE)
        if picks != bool(self.choices) or len(self.choices) > limits.SELECT_CHOICES:
            raise ValueError(f"a choice has 1 to {limits.SELECT_CHOICES} options, other fields none: {self.key}")
        if len({choice.key for choice in self.choices}) != len(self.choices):
            raise ValueError(f"two options with one key: {self.key}")
        if self.typed and not 0 <= self.most <= limits.TYPED:
            raise ValueError(f"a typed answer holds at most {limits.TYPED} characters: {self.key}")

    @property
    def typed(self) -> bool:
        """Whether the answer is free text."""
        return self.ask in (Ask.LINE, Ask.PARAGRAPH)

    @property
    def longest(self) -> int:
        """The longest answer, or the most picks."""
        if self.ask is Ask.CHOICES:
            return self.most or len(self.choices)
        return self.most or (limits.TYPED if self.ask is Ask.PARAGRAPH else 150)


def scale(lowest: int, highest: int, low: str, high: str) -> tuple[Choice, ...]:
    """Return the options of a scale, with words at both ends."""
    ends = {lowest: f"{lowest} · {low}", highest: f"{highest} · {high}"}
    return tuple(Choice(str(number), ends.get(number, str(number))) for number in range(lowest, highest + 1))


@dataclass(frozen=True, slots=True)
class Form:
    """Up to five rows to fill in privately; a note counts as one row. The desk stamps the step it submits to."""

    title: str
    fields: tuple[Field, ...]
    note: Text | None = None
    submit: str = "Save"
    step: Step | None = None

    def __post_init__(self) -> None:
        _fits("a form's title", self.title, limits.FORM_TITLE)
        _fits("a form's button", self.submit, limits.FORM_TITLE)
        if not 1 <= len(self.fields) <= limits.FORM_FIELDS - bool(self.note):
            raise ValueError(f"a form has 1 to {limits.FORM_FIELDS} rows: {self.title}")
        if len({field.key for field in self.fields}) != len(self.fields):
            raise ValueError(f"two fields with one key: {self.title}")
        if self.note and length(self.note.plain()) > limits.NOTE:
            raise ValueError(f"a form's note holds at most {limits.NOTE} characters: {self.title}")

    def filled(self, answers: Mapping[str, Answer]) -> Form:
        """Return the form with these answers filled in beforehand (what no longer fits a field is left out)."""
        return replace(self, fields=tuple(_filled(field, answers.get(field.key)) for field in self.fields))

    def check(self, answers: Mapping[str, Answer]) -> tuple[dict[str, Value], dict[str, str]]:
        """Return the values by field and, for what cannot be taken as it is, a kind sentence by field.

        Values: Said for typed text, the key for CHOICE, a tuple of keys for CHOICES, int for SCALE, the platform's
        id as str for PERSON and CHANNEL, `time`, `date`; None where nothing was answered. Pure; never raises.
        """
        values: dict[str, Value] = {}
        problems: dict[str, str] = {}
        for field in self.fields:
            value, problem = _checked(field, answers.get(field.key))
            values[field.key] = value
            if problem:
                problems[field.key] = problem
        return values, problems


def _filled(field: Field, answer: Answer | None) -> Field:
    if not answer:
        return field
    if field.choices:
        known = {choice.key for choice in field.choices}
        picked = tuple(key for key in ([answer] if isinstance(answer, str) else answer) if key in known)
        if not picked:
            return field
        return replace(field, value=picked[: field.longest] if field.ask is Ask.CHOICES else picked[0])
    if field.typed and isinstance(answer, str) and length(tidy(answer)) > field.longest:
        return field
    return replace(field, value=answer)


def _checked(field: Field, answer: Answer | None) -> tuple[Value, str]:
    match field.ask, answer:
        case _, None | "" | ():
            empty: Value = None
        case ((Ask.LINE | Ask.PARAGRAPH), str()):
            said = Said(answer if field.ask is Ask.PARAGRAPH else " ".join(answer.split()))
            if len(said) > field.longest:
                return (
                    None,
                    f"This holds {field.longest} characters; yours has {len(said)}. Could it be shorter?",
                )
            empty = said or None
        case ((Ask.CHOICE | Ask.SCALE), str()):
            if answer not in {choice.key for choice in field.choices}:
                return None, "Please choose one of the options shown."
            return (int(answer) if field.ask is Ask.SCALE else answer), ""
        case Ask.CHOICES, tuple():
            if not set(answer) <= {choice.key for choice in field.choices}:
                return None, "Please choose from the options shown."
            if len(answer) > field.longest:
                return None, f"Up to {field.longest} fit here. Which matter most?"
            return tuple(dict.fromkeys(answer)), ""
        case Ask.TIME_OF_DAY, str():
            moment = _time(answer)
            return moment, "" if moment else "Please write a time such as 20:00."
        case Ask.DATE, str():
            day = _date(answer)
            return day, "" if day else "Please write a date such as 2026-05-31."
        case ((Ask.PERSON | Ask.CHANNEL), str()):
            return answer, ""
        case _:
            return None, "Please answer this once more."
    if empty is None and field.required:
        return None, "This one is needed to go on."
    return empty, ""


def _time(answer: str) -> time | None:
    found = re.fullmatch(r"\s*(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?\s*", answer.lower(), re.ASCII)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _date(answer: str) -> date | None:
    """A date people live in: at either end of the calendar a day before or after cannot be reckoned."""
    try:
        day = date.fromisoformat(answer.strip())
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


@dataclass(frozen=True, slots=True)
class Button:
    """A press that leads to a step; at most one button of a message is the main one."""

    label: str
    step: Step
    main: bool = False

    def __post_init__(self) -> None:
        _fits("a button", self.label, limits.CHOICE_LABEL)


@dataclass(frozen=True, slots=True)
class Menu:
    """A list of up to 25 to choose one from; each option leads to a step of its own."""

    label: str
    options: tuple[Button, ...]

    def __post_init__(self) -> None:
        _fits("a menu", self.label, limits.CHOICE_LABEL)
        if not 1 <= len(self.options) <= limits.SELECT_CHOICES:
            raise ValueError(f"a menu has 1 to {limits.SELECT_CHOICES} options")
        if len({option.step for option in self.options}) != len(self.options):
            raise ValueError("two options of a menu lead to the same step")


@dataclass(frozen=True, slots=True)
class Message:
    """Words with what can be done next. `head` is all that a notification may show; it names no topic."""

    body: Text
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    head: str = "You have a note."
    plot: Plot | None = None
    files: tuple[File, ...] = ()
    """Only in what is posted to an inbox: never in an answer, a channel or a change."""

    def __post_init__(self) -> None:
        if length(self.body.plain()) > limits.BODY:
            raise ValueError(f"a message holds at most {limits.BODY} characters")
        if len(self.buttons) > limits.BUTTONS:
            raise ValueError(f"a message has at most {limits.BUTTONS} buttons; longer lists are a menu")
        for button in self.buttons:
            _fits("a button", button.label, limits.BUTTON_LABEL)
        if len({button.step for button in self.buttons}) != len(self.buttons):
            raise ValueError("two buttons of a message lead to the same step")
        if len(self.files) > limits.FILES or len({file.name for file in self.files}) != len(self.files):
            raise ValueError(f"a message brings at most {limits.FILES} files, each with a name of its own")

    def within(self, community: str) -> Message:
        """Return the message with every button knowing its community."""
        menu = self.menu and Menu(self.menu.label, tuple(_within(o, community) for o in self.menu.options))
        return replace(self, buttons=tuple(_within(b, community) for b in self.buttons), menu=menu)


def _within(button: Button, community: str) -> Button:
    step = button.step
    if step.community or not community:
        return button
    return Button(button.label, Step(step.action, step.subject, community), button.main)


@dataclass(frozen=True, slots=True)
class Replace:
    """A message that takes the place of the one whose button was pressed (or of the form's own sheet)."""

    message: Message


Reply: TypeAlias = "Message | Replace"
"""What a handler answers: seen only by the person who acted."""
