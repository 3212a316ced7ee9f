"""A plot's picture on Discord: small, readable on dark and light, telling things apart without hues, never failing."""

from __future__ import annotations

import colorsys
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.discord.picture import BEFORE, CARD, GAP, INK, NOW, SCALE, SOFT, WIDTH, png
from core.chart import laid_out
from core.plots import Plot, one_line
from tests.adapters.web.test_contrast import contrast
from tests.plots import DAYS, PLOTS, STRENGTHS


def opened(plot: Plot) -> Image.Image:
    return Image.open(io.BytesIO(png(plot))).convert("RGBA")


@pytest.mark.parametrize("name", PLOTS)
def test_the_picture_is_small_and_as_large_as_its_layout(name: str) -> None:
    data, chart = png(PLOTS[name]), laid_out(PLOTS[name], WIDTH)
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG" and picture.size == (chart.width * SCALE, chart.height * SCALE)
    assert len(data) < 60_000


def test_the_card_is_its_own_background_so_that_it_reads_on_dark_and_light() -> None:
    picture = opened(DAYS)
    middle = picture.getpixel((picture.width // 2, picture.height - 8))
    corner = picture.getpixel((0, 0))
    assert isinstance(middle, tuple) and isinstance(corner, tuple)
    assert middle[3] == 255 and corner[3] == 0
    assert sum(abs(one - other) for one, other in zip(middle, CARD, strict=False)) < 12


def test_words_stand_out_and_bars_differ_in_lightness_and_none_is_red() -> None:
    code = {colour: "#{:02x}{:02x}{:02x}".format(*colour) for colour in (INK, SOFT, NOW, BEFORE, GAP, CARD)}
    assert all(contrast(code[words], code[CARD]) >= 4.5 for words in (INK, SOFT))
    assert all(contrast(code[mark], code[CARD]) >= 3 for mark in (NOW, BEFORE))
    assert contrast(code[NOW], code[BEFORE]) >= 2 and contrast(code[GAP], code[CARD]) >= 1.3
    for picture in map(opened, (DAYS, STRENGTHS)):
        for _, (red, green, blue, _) in picture.getcolors(1_000) or []:
            hue, _, vivid = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
            assert vivid < 0.35 or 0.1 < hue < 0.9


def test_where_nothing_was_written_the_line_stops_and_the_place_is_marked() -> None:
    picture, chart = opened(DAYS), laid_out(DAYS, WIDTH)
    (gap,) = [box for box in chart.boxes if box.kind == "gap" and box.height > 20]
    y = round((gap.y + gap.height * 0.25) * SCALE)
    for x in range(round(gap.x * SCALE) + 2, round((gap.x + gap.width) * SCALE) - 2):
        pixel = picture.getpixel((x, y))
        assert isinstance(pixel, tuple) and sum(abs(a - b) for a, b in zip(pixel, GAP, strict=False)) < 24


@settings(max_examples=settings.default.max_examples // 4)
@given(st.text(max_size=12), st.booleans(), st.lists(st.none() | st.integers(0, 2), min_size=1, max_size=4))
def test_any_words_and_values_can_be_drawn(words: str, bars: bool, values: list[int | None]) -> None:
    line = one_line(words) or "x"
    assert png(Plot(line, tuple((line, value) for value in values), 0, 2, line, bars=bars)).startswith(b"\x89PNG")


def test_starting_does_not_wait_for_the_library_that_draws() -> None:
    program = "import sys, adapters.discord.gateway, adapters.discord.platform; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
