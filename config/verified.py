"""Writing into the operator's own help lines file on which day each line was verified; all else in it stays.

Not here: reading it (`helplines`).
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import tomlkit
from tomlkit.items import AoT

from config.helplines import load_lines
from core.care.lines import CountryLines, Line

KINDS: Final = {
    "emergency": "Emergency",
    "crisis": "Someone to talk to, in a crisis",
    "domestic_violence": "Afraid of someone",
}
"""The kinds of lines, as the file and as people call them."""
Which: TypeAlias = tuple[str, Line]
"""A line and its kind."""
_HEAD: Final = (
    "Help lines of your own. A country here replaces the built-in one whole; what the fields mean: docs/helplines.md.",
    "`handrail lines verify IE` walks through a country's lines and writes the days.",
)
_MODE: Final = 0o644


def lines_of(country: CountryLines) -> list[Which]:
    """Every line of a country with its kind, in the order people see them."""
    return [(kind, line) for kind in KINDS for line in getattr(country, kind)]


def write_verified(own: Path, country: CountryLines, checked: Collection[Which], on: date) -> int:
    """Write the day beside these lines, with the whole country where the file has none of it; return how many it took.

    A line that was changed or removed in the file meanwhile is left alone. The file is replaced at once or not at all.
    """
    document = tomlkit.parse(own.read_bytes().decode("utf-8-sig")) if own.exists() else _new()
    entry = next((each for each in document.get("country", ()) if each.get("code") == country.code), None)
    if entry is None:
        entry = _added(document, country)
    written = 0
    for kind, line in checked:
        for each in entry.get(kind, ()):
            if (each.get("number"), each.get("note", "")) == (line.number, line.note):
                each["verified_on"] = on.isoformat()
                written += 1
    _replace(own, tomlkit.dumps(document).rstrip("\n") + "\n")
    return written


def _new() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in _HEAD:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _added(document: tomlkit.TOMLDocument, country: CountryLines) -> Any:
    countries = document.get("country")
    if countries is None:
        document["country"] = countries = tomlkit.aot()
    table = tomlkit.table() if isinstance(countries, AoT) else tomlkit.inline_table()
    table.update({"code": country.code, "name": country.name})
    for kind in KINDS:
        table[kind] = tomlkit.array().multiline(isinstance(countries, AoT))
        for line in getattr(country, kind):
            table[kind].append(_inline(line))
    if isinstance(countries, AoT):
        table.add(tomlkit.nl())
    countries.append(table)
    return document["country"][-1]


def _inline(line: Line) -> Any:
    table = tomlkit.inline_table()
    table["number"] = line.number
    if line.note:
        table["note"] = line.note
    table["source"] = line.source
    table["verified_on"] = line.verified_on.isoformat() if line.verified_on else ""
    return table


def _replace(own: Path, text: str) -> None:
    """Put the new text in the file's place once the disk has it and it can be read again."""
    own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(own.stat().st_mode) if own.exists() else _MODE
    handle, name = tempfile.mkstemp(prefix=f".{own.name}-", dir=own.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        load_lines(draft)
        draft.chmod(mode)
        draft.replace(own)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
