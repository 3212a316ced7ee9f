"""A plot as text that a screen reader can read: what it shows in words, then a row for each value.

Not here: a picture; none is uploaded. Nothing in rich text is parsed, so a label stays a label.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from adapters.slack.inputs import Json
from core.plots import Plot, number

STEPS: Final = "▁▂▃▄▅▆▇█"
BAR: Final = "▇"
EARLIER: Final = "░"
GAP: Final = "–"
"""Stands where nothing was written."""
LONGEST: Final = 10
"""How many signs the longest bar has."""


def blocks(plot: Plot) -> list[Json]:
    """Return a plot as one rich text block."""
    heading: Json = {"type": "text", "text": plot.heading, "style": {"bold": True}}
    said: Json = {"type": "text", "text": f"\n{plot.alt}"}
    rows: Json = {"type": "text", "text": "\n".join(_bars(plot) if plot.bars else _line(plot))}
    return [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [heading, said]},
                {"type": "rich_text_preformatted", "elements": [rows]},
            ],
        }
    ]


def _line(plot: Plot) -> Iterator[str]:
    room = max(_wide(label) for label, _ in plot.points)
    for label, value in plot.points:
        if value is None:
            yield f"{_padded(label, room)}    {GAP}"
        else:
            yield f"{_padded(label, room)}  {STEPS[round(plot.share(value) * (len(STEPS) - 1))]} {number(value)}"


def _bars(plot: Plot) -> Iterator[str]:
    if plot.before:
        yield f"{BAR} {plot.names[0]}   {EARLIER} {plot.names[1]}"
    room = max(_wide(label) for label, _ in plot.points)
    for at, (label, value) in enumerate(plot.points):
        yield f"{_padded(label, room)}  {_bar(plot, value, BAR)}"
        if plot.before:
            yield f"{' ' * room}  {_bar(plot, plot.before[at], EARLIER)}"


def _bar(plot: Plot, value: float | None, sign: str) -> str:
    if value is None:
        return GAP
    return f"{sign * round(plot.share(value) * LONGEST)} {number(value)}".lstrip()


def _padded(label: str, room: int) -> str:
    return label + " " * (room - _wide(label))


def _wide(label: str) -> int:
    """How many columns a label takes where all letters are equally wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)
