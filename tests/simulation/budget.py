"""The budget at length: hundreds of lives of one member, each a chance sequence of plans, answers, outages, travels.

`python -m tests.simulation budget --examples 500`. Not here: what can happen and what must hold (`tests.core.budget`).
"""

from __future__ import annotations

import argparse
import functools
import tempfile
from pathlib import Path
from time import perf_counter

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

import bots.assemble
from tests.core.budget import Budget
from tests.core.home import plant


def main(arguments: list[str]) -> int:
    """Try so many; whatever does not hold is told with the shortest way there, and the seed plays it again."""
    parser = argparse.ArgumentParser(prog="budget")
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    bots.assemble.load_lines = functools.cache(bots.assemble.load_lines)
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        machine = seed(asked.seed)(type("Seeded", (Budget,), {"seed": plant(Path(folder))}))
        deep = settings(
            max_examples=asked.examples,
            stateful_step_count=asked.steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        run_state_machine_as_test(machine, settings=deep)
    print(f"budget: {asked.examples} lives of {asked.steps} steps, all kept, in {perf_counter() - begun:.0f} s")
    return 0
