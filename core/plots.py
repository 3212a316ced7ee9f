"""A small plot: what was written, point by point on one scale, and the same in words. Checked when it is built.

Not here: where everything of it stands in a picture (`chart`), and how a platform draws it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core import limits
from core.values import length, tidy


def one_line(words: str) -> str:
    """Return words as a title or label of a plot holds them: tidy, and on one line."""
    return " ".join(tidy(words).split())


def number(value: float) -> str:
    """Return a value as people write it: `3`, `2.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True, repr=False)
class Plot:
    """Values by label in their order, drawn as a line or as bars. None = nothing was written: a gap, never zero."""

    title: str
    points: tuple[tuple[str, float | None], ...]
    lowest: float
    """Where the scale begins; no value lies below."""
    highest: float
    alt: str
    """In words, what the picture shows: all that somebody who does not see it gets to know."""
    unit: str = ""
    bars: bool = False
    """For things side by side, such as strengths; a line is for what changes from day to day."""
    before: tuple[float | None, ...] = ()
    """With bars: an earlier value of each, such as last month's."""
    names: tuple[str, str] = ("now", "before")
    """What the values and the earlier ones are called; read only where there are earlier ones."""

    def __post_init__(self) -> None:
        _line("a plot's title", self.title, limits.PLOT_TITLE)
        for name in (*self.names, *([self.unit] if self.unit else [])):
            _line("a plot's unit or name", name, limits.PLOT_UNIT)
        for label, _ in self.points:
            _line("a plot's label", label, limits.PLOT_LABEL)
        if not 0 < length(self.alt.strip()) <= limits.PLOT_ALT or self.alt != tidy(self.alt):
            raise ValueError(f"a plot is said in words, in 1 to {limits.PLOT_ALT} tidy characters")
        if not 1 <= len(self.points) <= limits.PLOT_POINTS:
            raise ValueError(f"a plot has 1 to {limits.PLOT_POINTS} points")
        if self.before and (not self.bars or len(self.before) != len(self.points)):
            raise ValueError("earlier values stand beside bars, one for each")
        if not (math.isfinite(self.lowest) and math.isfinite(self.highest) and self.lowest < self.highest):
            raise ValueError("a plot's scale begins below its end")
        written = [value for value in (*self.values, *self.before) if value is not None]
        if not all(self.lowest <= value <= self.highest for value in written):
            raise ValueError("a value lies outside of its plot's scale")

    def __repr__(self) -> str:
        return f"Plot({len(self.points)} points)"

    @property
    def heading(self) -> str:
        """The title, with the unit where there is one."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def values(self) -> tuple[float | None, ...]:
        """The values alone."""
        return tuple(value for _, value in self.points)

    @property
    def has_gaps(self) -> bool:
        """Whether something was not written."""
        return None in self.values or None in self.before

    def share(self, value: float) -> float:
        """Return where on the scale a value lies: 0 at its lowest, 1 at its highest."""
        return (value - self.lowest) / (self.highest - self.lowest)


def _line(what: str, words: str, most: int) -> None:
    if not 0 < length(words) <= most:
        raise ValueError(f"{what} holds 1 to {most} characters, not {length(words)}")
    if words != one_line(words):
        raise ValueError(f"{what} is one line of tidy words")
