"""`python -m tests.simulation NAME …`: run one long simulation; `--list` lists them.

Not here: the simulations.
"""

from __future__ import annotations

import importlib
import sys

SOAKS = {"months": "a group's fourteen months: hundreds of people, outages and daylight saving, in minutes"}
"""Each is a module of this folder with `main(arguments)`."""


def main() -> int:
    """Run what was asked for; 1 when it does not exist or found something."""
    name, *arguments = sys.argv[1:] or ["--list"]
    if name not in SOAKS:
        for each, what in SOAKS.items():
            print(f"{each:16}{what}")
        return 0 if name == "--list" else 1
    found: int = importlib.import_module(f"tests.simulation.{name}").main(arguments)
    return found


if __name__ == "__main__":
    sys.exit(main())
