"""A plot as a small picture: a calm card of its own, readable on Discord's dark and light alike.

Not here: where anything stands in it (`core.chart`). Shapes and lightness tell things apart, never a hue alone.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

from core.chart import SIZES, Chart, Kind, laid_out
from core.plots import Plot

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH: Final = 640
SCALE: Final = 2
"""Pixels for each unit of the plane, so that it stays sharp on a phone."""
_FINER: Final = 2
"""Shapes are drawn so much larger, then made smaller: that is what smooths them."""
CARD: Final = (37, 34, 32)
RULE: Final = (72, 66, 60)
INK: Final = (237, 230, 220)
SOFT: Final = (192, 181, 167)
NOW: Final = (143, 205, 187)
BEFORE: Final = (140, 130, 117)
GAP: Final = (66, 60, 55)
_CORNER: Final = 14
_FILLS: Final = {"now": NOW, "before": BEFORE, "gap": GAP}
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}


def png(plot: Plot) -> bytes:
    """Return a plot as a PNG. It takes its time: call it in a thread."""
    from PIL import Image, ImageDraw  # here, so that starting and asking for help do not wait for it

    chart = laid_out(plot, WIDTH)
    fine = SCALE * _FINER
    size = (chart.width * fine, chart.height * fine)
    shapes = Image.new("RGB", size, CARD)
    _shapes(ImageDraw.Draw(shapes), chart, fine)
    picture = shapes.reduce(_FINER)
    _words(ImageDraw.Draw(picture), chart)
    corners = Image.new("L", size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), _CORNER * fine, fill=255)
    picture.putalpha(corners.reduce(_FINER))
    data = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE).save(data, "PNG", optimize=True)
    return data.getvalue()


def _shapes(draw: ImageDraw, chart: Chart, fine: int) -> None:
    for (x1, y1), (x2, y2) in chart.rules:
        draw.line((x1 * fine, y1 * fine, x2 * fine, y2 * fine), RULE, fine)
    for box in chart.boxes:
        sides = (box.x * fine, box.y * fine, (box.x + box.width) * fine, (box.y + box.height) * fine)
        draw.rounded_rectangle(sides, min(4, box.width / 2) * fine, fill=_FILLS[box.kind])
    for line in chart.lines:
        draw.line([(x * fine, y * fine) for x, y in line], NOW, round(2.5 * fine), joint="curve")
    for x, y in chart.dots:
        draw.circle((x * fine, y * fine), 4.5 * fine, NOW)


def _words(draw: ImageDraw, chart: Chart) -> None:
    for said in chart.words:
        colour = INK if said.kind in ("title", "value") else SOFT
        at = (said.x * SCALE, said.y * SCALE)
        draw.text(at, said.words, colour, _font(said.kind), anchor=_ANCHORS[said.anchor])


@cache
def _font(kind: Kind) -> FreeTypeFont:
    """The font that the library brings along, so that no machine's own fonts are needed."""
    from PIL import ImageFont

    font = ImageFont.load_default(SIZES[kind] * SCALE)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 - asked for in a size, it never is the other kind
    return font
