"""Whatever is planned, answered, changed or down: never more than somebody wants, and never when they want none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from core.rhythm import Kind
from tests.core.budget import EVERY_DAY, Budget

QUICK = settings(
    max_examples=settings.default.max_examples // 20,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=set(Phase) - {Phase.shrink, Phase.explain},
)
"""What is found is told as it was lived; the long form looks for the shortest way there."""
NEWS = Kind.NOTICE
LIVES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "a full day ends with it": (
        {"do": "wants_so_many", "most": 3, "hours": 0},
        {"do": "something_is_to_be_told", "kinds": [NEWS], "at": time(8), "hours": 9},
        {"do": "wants_so_many", "most": 2, "hours": 40},
        {"do": "asks_what_was_held_back"},
    ),
    "a week has ten": ({"do": "much_is_to_be_told", "most": 4, "days": 6},),
    "the night is quiet, and the morning brings what waited": (
        {"do": "something_is_to_be_told", "kinds": [NEWS], "at": time(21, 30), "hours": 1},
        {"do": "time_passes", "hours": 12},
        {"do": "something_is_to_be_told", "kinds": [NEWS], "at": time(6, 59), "hours": 1},
        {"do": "time_passes", "hours": 12},
    ),
    "a reminder before something ends with it": (
        {"do": "places_a_reminder", "at": time(18), "days": EVERY_DAY, "minutes": 90, "hours": 0},
        {"do": "stops_a_reminder", "number": 1, "hours": 48},
    ),
    "a nudge ends when it is switched off": (
        {"do": "wants_so_many", "most": 4, "hours": 0},
        {"do": "changes_her_mind", "how": "nudge", "kind": "daily-brief", "hours": 30},
        {"do": "changes_her_mind", "how": "no nudge", "kind": "daily-brief", "hours": 48},
    ),
    "a rhythm ends when it is stopped": (
        {"do": "changes_her_mind", "how": "stop", "kind": "daily-brief", "hours": 48},
    ),
    "what a platform could not take is not said days later": (
        {"do": "nothing_can_be_sent", "hours": 60},
        {"do": "reads_everything"},
    ),
    "a journey gives no second day": (
        {"do": "wants_so_many", "most": 3, "hours": 0},
        {"do": "travels", "zone": "Pacific~Kiritimati"},
        {"do": "something_is_to_be_told", "kinds": [NEWS, NEWS], "at": time(8), "hours": 2},
        {"do": "time_passes", "hours": 24},
    ),
    "what waits for another line is not said in the night of a journey": (
        {"do": "wants_so_many", "most": 4, "hours": 0},
        {"do": "places_a_reminder", "at": time(22, 30), "days": EVERY_DAY, "minutes": 90, "hours": 0},
        {"do": "comes_to", "at": time(19)},
        {"do": "comes_to", "at": time(20, 30)},
        {"do": "travels", "zone": "Pacific~Auckland"},
        {"do": "time_passes", "hours": 6},
    ),
    "what shares a line is all there": (
        {"do": "something_is_to_be_told", "kinds": [NEWS, Kind.PAIRING, Kind.THEME], "at": time(22), "hours": 2},
        {"do": "time_passes", "hours": 12},
        {"do": "reads_everything"},
    ),
    "one line makes up for an outage": (
        {"do": "wants_to_be_asked", "kind": "seven-signals", "at": time(19), "days": EVERY_DAY},
        {"do": "nothing_runs", "hours": 24},
        {"do": "reads_everything"},
    ),
    "days away are silent": (
        {"do": "is_away", "days": 2},
        {"do": "something_is_to_be_told", "kinds": [NEWS], "at": time(9), "hours": 72},
    ),
}
"""Lives of which each meets one promise for certain; chance seldom leads there within a few seconds."""


@pytest.fixture
def her(lived_in: Path) -> Iterator[Budget]:
    """Ann, who is asked at 20:00 every day and left herself a reminder for 14:00."""
    Budget.seed = lived_in
    life = Budget()
    life.begins(asked=time(20), placed=time(14))
    yield life
    life.teardown()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life)
def test_each_promise_is_met_by_somebody(her: Budget, life: str) -> None:
    for step in LIVES[life]:
        getattr(her, step["do"])(**{key: value for key, value in step.items() if key != "do"})


def test_whatever_happens_the_bot_keeps_its_manners(lived_in: Path) -> None:
    Budget.seed = lived_in
    run_state_machine_as_test(Budget, settings=QUICK)
