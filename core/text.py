"""Text as data: a template with typed slots, broken into pieces that each platform draws its own way.

Not here: drawing. A template is ours and may hold `**strong**` and `{slots}`; what fills a slot is never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from core.values import Said


@dataclass(frozen=True, slots=True)
class Plain:
    """Our own words, to be escaped like any other."""

    words: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Our own words, in bold."""

    words: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A member's words on lines of their own, drawn as a quotation."""

    said: Said


@dataclass(frozen=True, slots=True)
class Name:
    """A member's words inside a line, such as a handle; bold where our words round it are."""

    said: Said
    strong: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """An instant (UTC-aware), shown in the reader's own time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Command:
    """A command a person can type, such as `help-now`; each platform writes it its own way."""

    name: str


Piece: TypeAlias = Plain | Strong | Quote | Name | When | Command
Slot: TypeAlias = "str | int | Said | Quote | When | Command | Text"

_MARK = re.compile(r"\{(\w+)\}|\*\*")


@dataclass(frozen=True, slots=True)
class Text:
    """A template and what fills its slots; equal texts draw the same everywhere."""

    template: str
    slots: tuple[tuple[str, Slot], ...] = ()

    def pieces(self) -> tuple[Piece, ...]:
        """Return what to draw, in order, neighbouring plain pieces merged; newlines stand inside plain pieces."""
        merged: list[Piece] = []
        for piece in self._walk():
            last = merged[-1] if merged else None
            if isinstance(piece, Plain) and isinstance(last, Plain):
                merged[-1] = Plain(last.words + piece.words)
            elif not isinstance(piece, Plain) or piece.words:
                merged.append(piece)
        return tuple(merged)

    def _walk(self) -> Iterator[Piece]:
        slots = dict(self.slots)
        for words, slot, strong in _parsed(self.template):
            if words:
                yield Strong(words) if strong else Plain(words)
            if not slot:
                continue
            value = slots[slot]
            match value:
                case Text():
                    yield from value._walk()
                case Said():
                    yield Name(value, strong)
                case str() | int():
                    if said := str(value):
                        yield Strong(said) if strong else Plain(said)
                case _:
                    yield value

    def plain(self) -> str:
        """Return the text without any formatting, for length checks, screen readers and transcripts."""
        slots = dict(self.slots)
        return "".join(words + _plain(slots[slot]) if slot else words for words, slot, _ in _parsed(self.template))


def _plain(slot: Slot) -> str:
    match slot:
        case Text():
            return slot.plain()
        case Said():
            return slot.words
        case Quote(said):
            return said.words
        case When(at):
            return at.strftime("%Y-%m-%d %H:%M UTC")
        case Command(name):
            return f"/{name}"
        case _:
            return str(slot)


@lru_cache(maxsize=1_024)
def _parsed(template: str) -> tuple[tuple[str, str, bool], ...]:
    """Return a template's runs: our words, the slot after them (empty: none), and whether both are strong."""
    parsed = []
    strong, start = False, 0
    for mark in _MARK.finditer(template):
        parsed.append((template[start : mark.start()], mark.group(1) or "", strong))
        start = mark.end()
        strong ^= mark.group(1) is None
    return (*parsed, (template[start:], "", strong))


def text(template: str, **slots: Slot) -> Text:
    """Return a text; a slot that the template names and nobody fills, or the other way round, is a `ValueError`."""
    named = {slot for _, slot, _ in _parsed(template) if slot}
    if named != slots.keys():
        raise ValueError(f"slots of a text do not fit its template: {sorted(named ^ slots.keys())}")
    return Text(template, tuple(sorted(slots.items(), key=lambda slot: slot[0])))


def lines(*parts: Text | str | None, gap: bool = False) -> Text:
    """Return the parts under one another (with an empty line between when `gap`), leaving out what is None."""
    kept = [part if isinstance(part, Text) else text("{words}", words=part) for part in parts if part is not None]
    template = ("\n\n" if gap else "\n").join(f"{{p{number}}}" for number in range(len(kept)))
    return Text(template, tuple((f"p{number}", part) for number, part in enumerate(kept)))


def quote(said: Said) -> Text:
    """Return a member's words as a quotation of its own."""
    return Text("{said}", (("said", Quote(said)),))
