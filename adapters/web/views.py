"""What the templates lay out, as plain values: runs of words, blocks, buttons, fields, messages, forms.

Not here: how they come about (`draw`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.chart import Chart

Control: TypeAlias = Literal["line", "paragraph", "time", "date", "radios", "checks", "scale", "select"]
"""The kinds of control a field becomes."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words drawn one way; `at` is the ISO instant of a `when`."""

    kind: Literal["plain", "strong", "name", "loud-name", "when", "command"]
    words: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a quotation, line by line."""

    quote: bool
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button and the key it sends."""

    label: str
    step: str
    main: bool


@dataclass(frozen=True, slots=True)
class PlotView:
    """A plot: where everything of it stands, in words, and as the rows of a table."""

    chart: Chart
    heading: str
    alt: str
    columns: tuple[str, ...]
    """What the values are called, one name for each column of them; empty where there is only one."""
    rows: tuple[tuple[str, ...], ...]
    """A label and its values."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that can be fetched."""

    name: str
    size: str
    address: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with what can be done next."""

    blocks: tuple[Block, ...]
    buttons: tuple[ButtonView, ...]
    menu: str
    """The menu's label; empty when there is none."""
    options: tuple[ButtonView, ...]
    head: str
    plot: PlotView | None = None


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option of a field."""

    key: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as a control."""

    key: str
    name: str
    """What the control is called in the request."""
    label: str
    control: Control
    hint: str
    room: str
    """How much fits, in words."""
    required: bool
    value: str
    options: tuple[OptionView, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A form as it is shown, with what was typed and what needs another look."""

    title: str
    note: tuple[Block, ...]
    fields: tuple[FieldView, ...]
    submit: str
    step: str

    @property
    def all_open(self) -> bool:
        """Whether every question may be left open."""
        return not any(field.required for field in self.fields)
