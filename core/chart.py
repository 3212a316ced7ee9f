"""Where everything of a plot stands in a picture: words, bars, lines and gaps on a plane of some width.

Not here: colours, fonts and pixels; each platform that shows pictures has its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal, TypeAlias

from core.plots import Plot, number

HEIGHT: Final = 240
"""Of a line; bars take the room they need."""
EDGE: Final = 20
SIZES: Final = {"title": 21.0, "soft": 16.0, "value": 17.0, "small": 13.0}
"""How large each kind of words is."""
GAP_WORDS: Final = "nothing written"
_WIDE: Final = 0.56
"""How wide a letter is, on average, for its size."""
_GAP: Final = 26.0
"""How long the place of a bar that was not written is; it says nothing about a value."""
_LABELS: Final = 0.45
"""The most of the width that the labels of bars take; what is longer ends with an ellipsis in the picture."""

Kind: TypeAlias = Literal["title", "soft", "value", "small"]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Spot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """Words on a baseline, beginning, centred or ending there."""

    x: float
    y: float
    words: str
    kind: Kind
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A bar, or the place of something that was not written."""

    x: float
    y: float
    width: float
    height: float
    kind: Literal["now", "before", "gap"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot, laid out."""

    width: int
    height: int
    rules: tuple[tuple[Spot, Spot], ...]
    """Hairlines behind everything."""
    boxes: tuple[Box, ...]
    lines: tuple[tuple[Spot, ...], ...]
    """Each unbroken run of points."""
    dots: tuple[Spot, ...]
    words: tuple[Words, ...]


def laid_out(plot: Plot, width: int) -> Chart:
    """Return where everything of a plot stands."""
    return _bars(plot, width) if plot.bars else _line(plot, width)


def _line(plot: Plot, width: int) -> Chart:
    swatches, legend, top = _legend(plot, width)
    top, bottom = top + 18.0, HEIGHT - 44.0
    ends = (number(plot.highest), number(plot.lowest))
    left = EDGE + max(_wide(end, "soft") for end in ends) + 10
    xs = _spread(left + 20, width - EDGE - 20, len(plot.points))
    at = {n: (xs[n], _r(bottom - plot.share(v) * (bottom - top))) for n, v in enumerate(plot.values) if v is not None}
    runs = [(there, list(run)) for there, run in groupby(range(len(xs)), key=lambda n: n in at)]
    half = min((xs[1] - xs[0]) * 0.38 if len(xs) > 1 else 18, 18)
    gaps = [
        Box(_r(xs[run[0]] - half), top, _r(xs[run[-1]] - xs[run[0]] + 2 * half), bottom - top, "gap")
        for there, run in runs
        if not there
    ]
    named = list(dict.fromkeys([min(at), max(at)])) if at else []
    values = [Words(at[n][0], at[n][1] - 11, number(plot.values[n] or 0), "value", "middle") for n in named]
    scale = [Words(_r(left - 8), y + 5.5, end, "soft", "end") for y, end in zip((top, bottom), ends, strict=True)]
    rules = [((_r(left), y), (width - EDGE, y)) for y in (top, (top + bottom) / 2, bottom)]
    return Chart(
        width,
        HEIGHT,
        tuple(rules),
        (*swatches, *gaps),
        tuple(tuple(at[n] for n in run) for there, run in runs if there),
        tuple(at.values()),
        (*legend, *scale, *_beneath(plot, xs, bottom + 28, width), *values),
    )


def _beneath(plot: Plot, xs: Sequence[float], y: float, width: int) -> Iterator[Words]:
    """The labels that fit beneath, evenly; the first and the last always."""
    labels = [label for label, _ in plot.points]
    widest = max(_wide(label, "soft") for label in labels) + 14
    step = xs[1] - xs[0] if len(xs) > 1 else width
    every = max(1, -(-widest // step))
    last = len(labels) - 1
    for n, label in enumerate(labels):
        if n == last or (n % every == 0 and last - n >= every):
            shown = _fitted(label, "soft", width / 2 - EDGE if last else width - EDGE)
            half = _wide(shown, "soft") / 2
            x = min(max(xs[n], EDGE / 2 + half), width - EDGE / 2 - half)
            yield Words(_r(x), y, shown, "soft", "middle")


def _bars(plot: Plot, width: int) -> Chart:
    swatches, legend, top = _legend(plot, width)
    row = 46.0 if plot.before else 34.0
    labels = [_fitted(label, "soft", _LABELS * width) for label, _ in plot.points]
    left = _r(EDGE + max(_wide(label, "soft") for label in labels) + 12)
    written = [number(value) for value in (*plot.values, *plot.before) if value is not None]
    room = width - EDGE - max((_wide(value, "value") for value in written), default=0) - 10 - left
    boxes: list[Box] = []
    words: list[Words] = []
    for n, (_, value) in enumerate(plot.points):
        y = top + n * row + 6
        words.append(Words(_r(left - 12), y + 14.5, labels[n], "soft", "end"))
        earlier = plot.before[n] if plot.before else None
        for shown, kind, at, height in ((value, "now", y, 18.0), (earlier, "before", y + 23, 10.0)):
            if shown is not None:
                long = _r(max(plot.share(shown) * room, 2.0))
                boxes.append(Box(left, at, long, height, "now" if kind == "now" else "before"))
                size: Kind = "value" if kind == "now" else "small"
                words.append(
                    Words(_r(left + long + 8), at + height / 2 + (5.5 if kind == "now" else 4.5), number(shown), size)
                )
            elif kind == "now" or plot.before:
                boxes.append(Box(left + 4, at, _GAP, height, "gap"))
    height = round(top + len(labels) * row + 14)
    rules = (((left, top), (left, height - 10.0)),)
    return Chart(width, height, rules, (*swatches, *boxes), (), (), (*legend, *words))


def _legend(plot: Plot, width: int) -> tuple[list[Box], list[Words], float]:
    """The heading, what the signs mean where that needs saying, and where the picture begins beneath."""
    words = [Words(EDGE, 36, _fitted(plot.heading, "title", width - 2 * EDGE), "title")]
    signs: list[tuple[Literal["now", "before", "gap"], str]] = []
    if plot.before:
        signs += [("now", plot.names[0]), ("before", plot.names[1])]
    if plot.has_gaps:
        signs.append(("gap", GAP_WORDS))
    boxes, x = [], float(EDGE)
    for kind, said in signs:
        height = 8.0 if kind == "before" else 12.0
        boxes.append(Box(x, 54 + (12 - height) / 2, 16, height, kind))
        words.append(Words(_r(x + 24), 65.5, said, "soft"))
        x = _r(x + 24 + _wide(said, "soft") + 22)
    return boxes, words, 76.0 if signs else 50.0


def _spread(first: float, last: float, count: int) -> list[float]:
    if count == 1:
        return [_r((first + last) / 2)]
    return [_r(first + (last - first) * n / (count - 1)) for n in range(count)]


def _wide(words: str, kind: Kind) -> float:
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
    return letters * SIZES[kind] * _WIDE


def _fitted(words: str, kind: Kind, room: float) -> str:
    if _wide(words, kind) <= room:
        return words
    while words and _wide(f"{words}…", kind) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _r(value: float) -> float:
    return round(value, 1)
