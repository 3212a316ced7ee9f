"""A whole database as lines of text, the same for SQLite and PostgreSQL: a header, then every row of every table.

Not here: reading a database (`backup`), filling one (`restore`), and sealing the lines (the vault).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

FORMAT: Final = 1
Row: TypeAlias = list[Any]


class BackupProblem(Exception):
    """Why a backup cannot be made or restored, in words for the person running the bot. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One table in a backup."""

    name: str
    columns: tuple[str, ...]
    count: int
    """How many rows follow."""


@dataclass(frozen=True, slots=True)
class Dump:
    """All rows, each after the rows it points to, and what has to be known before they are taken over."""

    revision: str
    """The migration the tables are at."""
    made_at: datetime
    keks: tuple[int, ...]
    """The numbers of the instance keys that lock what is in it."""
    erased: frozenset[str]
    """The erasure ledger as it was."""
    tables: tuple[Shape, ...]
    rows: Iterator[tuple[Shape, Row]]

    @property
    def count(self) -> int:
        """How many rows there are in all."""
        return sum(shape.count for shape in self.tables)


def to_lines(dump: Dump) -> Iterator[bytes]:
    """Yield a dump as lines. Its rows can be read once."""
    head = {
        "format": FORMAT,
        "revision": dump.revision,
        "made_at": dump.made_at.isoformat(),
        "keks": dump.keks,
        "erased": sorted(dump.erased),
        "tables": [[shape.name, shape.columns, shape.count] for shape in dump.tables],
    }
    yield _line(head)
    at: Shape | None = None
    for shape, row in dump.rows:
        if shape is not at:
            at = shape
            yield _line({"table": shape.name})
        yield _line([[b64encode(value).decode()] if isinstance(value, bytes) else value for value in row])
    yield _line({"end": True})


def from_lines(pieces: Iterable[bytes]) -> Dump:
    """Return the dump that was written as lines; raises `BackupProblem`, also later, when they are not whole."""
    lines = _lines(pieces)
    head = json.loads(next(lines, b"{}"))
    if head.get("format") != FORMAT:
        raise BackupProblem("It was made by a newer Handrail than this one. Please install that version first.")
    shapes = tuple(Shape(name, tuple(columns), count) for name, columns, count in head["tables"])
    return Dump(
        head["revision"],
        datetime.fromisoformat(head["made_at"]),
        tuple(head["keks"]),
        frozenset(head["erased"]),
        shapes,
        _rows(lines, {shape.name: shape for shape in shapes}),
    )


def _rows(lines: Iterator[bytes], shapes: dict[str, Shape]) -> Iterator[tuple[Shape, Row]]:
    at: Shape | None = None
    left = {name: shape.count for name, shape in shapes.items()}
    for line in lines:
        read = json.loads(line)
        if isinstance(read, list) and at is not None:
            left[at.name] -= 1
            yield at, [b64decode(value[0]) if isinstance(value, list) else value for value in read]
        elif "table" in read:
            at = shapes[read["table"]]
        elif not any(left.values()) and next(lines, None) is None:
            return
    raise BackupProblem("It does not hold as many rows as it says. Please take another copy, or an older backup.")


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
