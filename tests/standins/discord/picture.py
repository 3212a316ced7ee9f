"""Reads the values of a plot back from the pixels of its picture, as somebody with a ruler would.

Not here: the drawing. Where a scale lies comes from the layout; where a point or a bar ends is looked for.
"""

from __future__ import annotations

import io

from PIL import Image

from adapters.discord.picture import NOW, SCALE, WIDTH, png
from core.chart import Chart, laid_out
from core.plots import Plot


def measured(plot: Plot) -> list[float | None]:
    """The values that the picture of a plot shows; None where it shows nothing. Earlier ones are left out."""
    picture = Image.open(io.BytesIO(png(plot))).convert("RGBA").convert("RGB")
    chart = laid_out(plot, WIDTH)
    shares = _lengths(plot, chart, picture) if plot.bars else _heights(plot, chart, picture)
    return [None if share is None else plot.lowest + share * (plot.highest - plot.lowest) for share in shares]


def _heights(plot: Plot, chart: Chart, picture: Image.Image) -> list[float | None]:
    """How high on the scale a mark stands above each label's place."""
    (left, top), (right, _) = chart.rules[0]
    bottom = chart.rules[-1][0][1]
    step = (right - left - 40) / (len(plot.points) - 1)
    found: list[float | None] = []
    for n in range(len(plot.points)):
        x = round((left + 20 + n * step) * SCALE)
        marked = [y for y in range(round(top * SCALE) - 9, round(bottom * SCALE) + 10) if _is_mark(picture, x, y)]
        found.append((bottom - sum(marked) / len(marked) / SCALE) / (bottom - top) if marked else None)
    return found


def _lengths(plot: Plot, chart: Chart, picture: Image.Image) -> list[float | None]:
    """How far along the scale a bar reaches beside each label."""
    left = chart.rules[0][0][0]
    drawn = zip([box for box in chart.boxes if box.kind == "now" and box.x == left], plot.values, strict=False)
    whole = next((box.width / plot.share(value) for box, value in drawn if value), 1.0)
    beside = [words for words in chart.words if words.anchor == "end"]
    rows = [sum(_is_mark(picture, x, round(label.y - 5.5) * SCALE) for x in range(picture.width)) for label in beside]
    return [row / SCALE / whole if row else None for row in rows]


def _is_mark(picture: Image.Image, x: int, y: int) -> bool:
    pixel = picture.getpixel((x, y))
    return isinstance(pixel, tuple) and sum(abs(one - other) for one, other in zip(pixel, NOW, strict=True)) < 40
