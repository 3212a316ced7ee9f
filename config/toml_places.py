"""Where in a TOML file each key and each list entry stands, so that a complaint can name the line.

Not a TOML reader: `tomllib` has already read the text, so it is known to be well formed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

Way: TypeAlias = "tuple[str | int, ...]"
"""The way to a value: keys, and positions in lists."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_INLINE_BLANK = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''[\s\S]*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_OTHER = re.compile(r"[^,\]}#\n]+")


@lru_cache(maxsize=4)
def places(text: str) -> Mapping[Way, int]:
    """Return the line, counted from 1, of every key and list entry of a well-formed TOML text.

    It is asked for only where something is wrong, and then again for each thing that is.
    """
    scan = _Scan(text)
    scan.file()
    return scan.lines


def line_of(lines: Mapping[Way, int], way: Way) -> int:
    """Return the line of a value, or of the nearest thing around it that is there; 1 at worst."""
    for end in range(len(way), 0, -1):
        if way[:end] in lines:
            return lines[way[:end]]
    return 1


class _Scan:
    """One walk over a text, noting lines on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Way, int] = {}
        self.entries: dict[Way, int] = {}
        """How many entries each list of tables has so far."""

    def file(self) -> None:
        table: Way = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.header("]]")
            elif self.text.startswith("[", self.at):
                table = self.header("]")
            else:
                self.pair(table)

    def header(self, end: str) -> Way:
        line = self.line()
        self.at += len(end)
        keys = self.key()
        self.at += len(end)
        table: Way = ()
        for position, key in enumerate(keys):
            table = (*table, key)
            self.lines.setdefault(table, line)
            last = position == len(keys) - 1
            if last and end == "]]":
                self.entries[table] = self.entries.get(table, 0) + 1
            if table in self.entries:
                table = (*table, self.entries[table] - 1)
                self.lines.setdefault(table, line)
        return table

    def pair(self, table: Way) -> None:
        line = self.line()
        for key in self.key():
            table = (*table, key)
            self.lines.setdefault(table, line)
        self.at += 1  # The equals sign.
        self.skip(_INLINE_BLANK)
        self.value(table)

    def key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self.skip(_INLINE_BLANK)
            part = self.take(_KEY_PART)
            parts.append(next(iter(tomllib.loads(f"{part} = 0"))))
            self.skip(_INLINE_BLANK)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def value(self, way: Way) -> None:
        opening = self.text[self.at]
        if opening in "[{":
            self.inside(way, "]" if opening == "[" else "}")
        elif opening in "\"'":
            self.take(_STRING)
        else:
            self.take(_OTHER)

    def inside(self, way: Way, end: str) -> None:
        self.at += 1
        position = 0
        while not self.text.startswith(end, self.skip(_BLANK)):
            if self.text[self.at] == ",":
                self.at += 1
            elif end == "}":
                self.pair(way)
            else:
                self.lines[(*way, position)] = self.line()
                self.value((*way, position))
                position += 1
        self.at += 1

    def skip(self, what: re.Pattern[str]) -> int:
        self.take(what)
        return self.at

    def take(self, what: re.Pattern[str]) -> str:
        found = what.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not well-formed TOML at line {self.line()}")
        self.at = found.end()
        return found[0]

    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
