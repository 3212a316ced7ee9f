"""Messages, forms and texts as what the templates lay out: plain values, nothing escaped, nothing to parse.

Not here: HTML; Jinja's autoescape is the only place where words become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias

from adapters.web.read import MANY, ONE
from adapters.web.views import Block, ButtonView, Control, FieldView, FormView, MessageView, OptionView, PlotView, Run
from core.chart import laid_out
from core.limits import RADIO_CHOICES
from core.plots import Plot, number
from core.rhythm import clock_of
from core.surface import Answer, Ask, Button, Field, Form, Menu, Message
from core.text import Command, Name, Piece, Plain, Quote, Strong, Text, When

WIDTH: Final = 480
"""Of a plot's plane: about as wide as a card, so that its words are as large as the others."""
Options: TypeAlias = Sequence[tuple[str, str]]
"""(id, label) of what a PERSON or CHANNEL field offers."""


def draw_text(text: Text, zone: str) -> tuple[Block, ...]:
    """Return a text as paragraphs and quotations; instants in the reader's zone (IANA name)."""
    blocks: list[Block] = []
    lines: list[list[Run]] = [[]]

    def end() -> None:
        kept = [tuple(line) for line in lines]
        while kept and not kept[0]:
            kept.pop(0)
        while kept and not kept[-1]:
            kept.pop()
        if kept:
            blocks.append(Block(False, tuple(kept)))
        lines[:] = [[]]

    for piece in text.pieces():
        if isinstance(piece, Quote):
            end()
            blocks.append(Block(True, tuple((Run("name", line),) for line in piece.said.words.split("\n"))))
            continue
        for run in _runs(piece, zone):
            if run is None:
                lines.append([])
            elif run.kind == "plain" and not run.words:
                end()
            else:
                lines[-1].append(run)
    end()
    return tuple(blocks)


def _runs(piece: Piece, zone: str) -> Iterator[Run | None]:
    """The runs of a piece; None ends a line, a run of no words ends a paragraph."""
    match piece:
        case Plain(words) | Strong(words):
            kind: Literal["plain", "strong"] = "plain" if isinstance(piece, Plain) else "strong"
            for part in re.split(r"(\n{2,}|\n)", words):
                if part.startswith("\n"):
                    yield None if part == "\n" else Run("plain", "")
                elif part:
                    yield Run(kind, part)
        case Name(said) | Quote(said):
            loud = isinstance(piece, Name) and piece.strong
            for number, line in enumerate(said.words.split("\n")):
                if number:
                    yield None
                if line:
                    yield Run("loud-name" if loud else "name", line)
        case When(at):
            yield Run("when", local(at, zone), at.isoformat())
        case Command(name):
            yield Run("command", f"/{name}")


def local(at: datetime, zone: str) -> str:
    """Return an instant as the people of a zone say it, such as `Sat 31 May, 20:00`."""
    there = at.astimezone(clock_of(zone))
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"


def draw_message(message: Message, zone: str) -> MessageView:
    """Return a message as it is laid out."""
    menu: Menu | None = message.menu
    return MessageView(
        draw_text(message.body, zone),
        tuple(_button(button) for button in message.buttons),
        menu.label if menu else "",
        tuple(_button(option) for option in menu.options) if menu else (),
        message.head,
        draw_plot(message.plot) if message.plot else None,
    )


def draw_plot(plot: Plot) -> PlotView:
    """Return a plot as it is laid out, and as a table."""
    series = (plot.values, plot.before) if plot.before else (plot.values,)
    rows = tuple(
        (label, *("–" if values[at] is None else number(values[at] or 0) for values in series))
        for at, (label, _) in enumerate(plot.points)
    )
    return PlotView(laid_out(plot, WIDTH), plot.heading, plot.alt, plot.names if plot.before else (), rows)


def _button(button: Button) -> ButtonView:
    return ButtonView(button.label, button.step.key, button.main)


def draw_form(
    form: Form,
    zone: str,
    *,
    typed: Mapping[str, Answer] | None = None,
    problems: Mapping[str, str] | None = None,
    people: Options = (),
    channels: Options = (),
) -> FormView:
    """Return a form as it is laid out. What was typed stays, whether it can be taken or not."""
    offered = {Ask.PERSON: people, Ask.CHANNEL: channels}
    given = {field.key: field.value for field in form.fields} if typed is None else typed
    wrong = problems or {}
    fields = tuple(_field(field, given.get(field.key), wrong.get(field.key, ""), offered) for field in form.fields)
    note = draw_text(form.note, zone) if form.note else ()
    return FormView(form.title, note, fields, form.submit, form.step.key if form.step else "")


def _field(field: Field, answer: Answer | None, problem: str, offered: Mapping[Ask, Options]) -> FieldView:
    picked = (answer,) if isinstance(answer, str) else answer or ()
    known = offered.get(field.ask) or [(choice.key, choice.label) for choice in field.choices]
    value = answer if isinstance(answer, str) else ""
    return FieldView(
        field.key,
        (MANY if field.ask is Ask.CHOICES else ONE) + field.key,
        field.label,
        _control(field, value),
        field.hint,
        _room(field),
        field.required,
        value,
        tuple(OptionView(key, label, key in picked) for key, label in known),
        problem,
    )


def _control(field: Field, value: str) -> Control:
    """The control for a field; a time or date typed some other way stays readable in a plain line."""
    match field.ask:
        case Ask.PARAGRAPH:
            return "paragraph"
        case Ask.TIME_OF_DAY if re.fullmatch(r"(\d\d:\d\d)?", value):
            return "time"
        case Ask.DATE if re.fullmatch(r"(\d{4}-\d\d-\d\d)?", value):
            return "date"
        case Ask.LINE | Ask.TIME_OF_DAY | Ask.DATE:
            return "line"
        case Ask.CHOICES:
            return "checks"
        case Ask.SCALE if len(field.choices) <= 11:
            return "scale"
        case Ask.CHOICE if len(field.choices) <= RADIO_CHOICES:
            return "radios"
        case _:
            return "select"


def _room(field: Field) -> str:
    if field.ask is Ask.CHOICES and field.longest < len(field.choices):
        return f"Up to {field.longest}."
    return f"Up to {field.most} characters." if field.typed and field.most else ""
