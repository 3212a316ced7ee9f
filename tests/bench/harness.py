"""What every bench shares: figures of interleaved runs, a table to read, and a file of lines to compare with later.

Not here: what is measured.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / ".bench"
RUNS: Final = 5

console = Console(width=150 if not sys.stdout.isatty() else None)


class Skipped(Exception):
    """A bench that cannot be run here; says why."""


@dataclass(slots=True)
class Figure:
    """One thing measured on both sides, run after run, in turns."""

    name: str
    unit: str
    against: str
    goal: str = ""
    """In words, for whoever reads the table."""
    met: Callable[[float, float], bool] | None = None
    """Whether ours and the ratio are within the goal; it decides the mark in the table and nothing else."""
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def add(self, ours: float, theirs: float | None = None) -> None:
        """Note one run; a figure without a peer is held against its goal alone."""
        self.ours.append(ours)
        if theirs is not None:
            self.theirs.append(theirs)

    def line(self) -> dict[str, Any]:
        """Return the figure as it is kept: medians, the median of the ratios run by run, the spread."""
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs) if self.theirs else None
        ratios = [mine / other for mine, other in zip(self.ours, self.theirs, strict=False) if other]
        ratio = statistics.median(ratios) if ratios else None
        spread = {"ours_min": min(self.ours), "ours_max": max(self.ours)}
        if self.theirs:
            spread |= {"theirs_min": min(self.theirs), "theirs_max": max(self.theirs)}
        if ratios:
            spread |= {"ratio_min": min(ratios), "ratio_max": max(ratios)}
        met = {} if self.met is None else {"met": self.met(ours, ratio or 0.0)}
        rounded = {key: _round(value) for key, value in spread.items()}
        return {
            "name": self.name,
            "ours": _round(ours),
            "unit": self.unit,
            "against": self.against,
            "theirs": None if theirs is None else _round(theirs),
            "ratio": None if ratio is None else _round(ratio),
            "runs": len(self.ours),
            **rounded,
            "goal": self.goal,
            **met,
            "load": _round(os.getloadavg()[0]),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            **self.more,
        }


def report(bench: str, figures: Sequence[Figure]) -> None:
    """Print a bench's figures and append them to its file."""
    table = Table(title=bench, title_justify="left")
    for title in ("", "ours", "(min to max)", "against", "theirs", "(min to max)", "ratio", "goal", ""):
        table.add_column(title, justify="right" if title in ("ours", "theirs", "ratio") else "left")
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{bench}.jsonl").open("a", encoding="utf-8") as file:
        for figure in figures:
            line = figure.line()
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            table.add_row(*_row(line))
    console.print(table)


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    theirs, ratio = line["theirs"], line["ratio"]
    return (
        f"{line['name']}, {line['unit']}",
        f"{line['ours']:g}",
        f"{line['ours_min']:g} to {line['ours_max']:g}",
        line["against"],
        "" if theirs is None else f"{theirs:g}",
        "" if theirs is None else f"{line['theirs_min']:g} to {line['theirs_max']:g}",
        "" if ratio is None else f"{ratio:g}",
        line["goal"],
        {True: "met", False: "not met"}.get(line.get("met"), ""),
    )


def _round(value: float) -> float:
    return float(f"{value:.4g}")
