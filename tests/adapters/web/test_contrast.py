"""The colours of the page, light and dark: every pair in use is readable (WCAG 2.2, AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import adapters.web

STYLE = (Path(adapters.web.__file__).parent / "static" / "style.css").read_text()
WORDS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "tint"),
    ("soft", "paper"), ("soft", "card"), ("soft", "tint"),
    ("accent", "paper"), ("accent", "card"), ("accent", "tint"),
    ("accent-deep", "card"), ("accent-deep", "wash"), ("accent-deep", "tint"),
    ("on-accent", "accent"), ("on-accent", "accent-deep"),
    ("problem", "card"), ("problem", "tint"), ("paper", "ink"),
]  # fmt: skip
EDGES = [
    ("edge", "card"),
    ("edge", "paper"),
    ("edge", "tint"),
    ("accent", "tint"),
    ("accent", "card"),
    ("problem", "card"),
]


def palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    read = {
        name: dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for name, block in (("light", light), ("dark", dark))
    }
    return {"light": read["light"], "dark": {**read["light"], **read["dark"]}}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_and_edges_can_be_seen(scheme: str) -> None:
    colours = palettes()[scheme]
    for pairs, least in ((WORDS, 4.5), (EDGES, 3.0)):
        weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
        assert {pair: round(found, 2) for pair, found in weak.items() if found < least} == {}


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21
