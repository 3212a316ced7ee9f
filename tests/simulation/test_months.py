"""The short form of the months: a dozen people, long enough for clocks to change and for days to run out.

Not here: what must hold; the simulation stops at the first thing that does not.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.simulation.months import Plan, simulate


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_months_of_a_small_community_hold_everything_that_is_promised(tmp_path: Path) -> None:
    report = await simulate(Plan(seed=7, members=10, months=4), tmp_path)
    for happened in ("deleted", "files", "reminders", "looked for lost ones", "messages", "closed inboxes"):
        assert re.search(rf"{happened} [1-9]", report), f"months in which nothing happens prove nothing: {report}"
