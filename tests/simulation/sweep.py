"""Every time zone, every change of its clocks in ten years, every half hour: once on each local date.

`python -m tests.simulation sweep`. Not here: following a time through a change (`tests.core.sweep`).
"""

from __future__ import annotations

from time import perf_counter

from tests.core.sweep import SLOTS, every_change, reminder, rhythm, wrong


def main(arguments: list[str]) -> int:
    """Sweep everything; 1 where a time came twice, not at all, or at another time than it should."""
    begun, found = perf_counter(), list[str]()
    swept = every_change()
    for follow in (rhythm, reminder):
        for change in swept:
            found += wrong(change, follow)
    for line in found[:50]:
        print(line)
    zones = len({change.zone for change in swept})
    took = perf_counter() - begun
    print(f"sweep: {len(swept)} changes in {zones} zones at {len(SLOTS)} times, {len(found)} wrong, in {took:.0f} s")
    return bool(found)
