"""Whatever is planned, answered, changed or down: never more than somebody wants, and never when they want none."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.core.budget import Budget

QUICK = settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_happens_the_bot_keeps_its_manners(lived_in: Path) -> None:
    Budget.seed = lived_in
    run_state_machine_as_test(Budget, settings=QUICK)
