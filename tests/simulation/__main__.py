"""`python -m tests.simulation NAME …`: run one long simulation; `--list` lists them.

Not here: the simulations.
"""

from __future__ import annotations

import importlib
import sys

SOAKS = {
    "months": ("tests.simulation.months", "a group's fourteen months: hundreds of people, outages, daylight saving"),
    "budget": ("tests.simulation.budget", "when the bot may speak: hundreds of lives of chance plans and outages"),
    "sweep": ("tests.simulation.sweep", "every change of clocks of every zone in ten years, at every half hour"),
    "kills": (
        "tests.killrig.rig",
        "ten thousand kills, stops and cut connections, until all promises are told",
    ),
}
"""Each is a module with `main(arguments)`."""


def main() -> int:
    """Run what was asked for; 1 when it does not exist or found something."""
    name, *arguments = sys.argv[1:] or ["--list"]
    if name not in SOAKS:
        for each, (_, what) in SOAKS.items():
            print(f"{each:16}{what}")
        return 0 if name == "--list" else 1
    found: int = importlib.import_module(SOAKS[name][0]).main(arguments)
    return found


if __name__ == "__main__":
    sys.exit(main())
