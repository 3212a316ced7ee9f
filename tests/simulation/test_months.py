"""The short form of the fourteen months: a dozen people, long enough for clocks to change and for days to run out.

Not here: what must hold; the simulation stops at the first thing that does not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.months import Plan, simulate


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_months_of_a_small_community_hold_everything_that_is_promised(tmp_path: Path) -> None:
    report = await simulate(Plan(seed=7, members=12, months=4, pace=1.3), tmp_path)
    assert "turns" in report
