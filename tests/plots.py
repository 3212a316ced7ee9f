"""Two plots that every platform draws as recorded, and a message with each.

Not here: drawing them.
"""

from __future__ import annotations

from core.plots import Plot
from core.surface import Button, Message, Step
from core.text import text
from core.words import HELP

DAYS = Plot(
    "How heavy the days were",
    (
        ("Mon 25", 6), ("Tue 26", 5), ("Wed 27", None), ("Thu 28", 7), ("Fri 29", 4), ("Sat 30", 2.5), ("Sun 31", 3),
    ),
    0,
    10,
    "Seven days from Monday to Sunday. It began at 6 of 10, was heaviest on Thursday at 7, and ended at 3. "
    "Nothing was written on Wednesday.",
)  # fmt: skip
STRENGTHS = Plot(
    "Strengths you used",
    (("Kindness", 9), ("Honesty", 6), ("Appreciation of beauty", 4), ("Humour", None), ("Courage", 0)),
    0,
    12,
    "Five strengths, most used first. Kindness 9 times, before 5; honesty 6, before 7; appreciation of beauty 4, "
    "before none written; courage 0, before 3.",
    unit="times",
    bars=True,
    before=(5, 7, None, 2, 3),
    names=("this month", "last month"),
)
PLOTS = {"line": DAYS, "bars": STRENGTHS}
SHOWN = {
    name: Message(text("Here is what you wrote."), (Button("Do it", Step("example.do")), HELP), plot=plot)
    for name, plot in PLOTS.items()
}
