"""One time for every program: the database's, so that a machine whose clock is wrong does nothing early or late.

Not here: what time it is where somebody lives; the core works that out from the instant it is handed.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from adapters.database.survey import database_clock
from core.errors import NotSaved

if TYPE_CHECKING:
    from adapters.clock import MovableClock
    from bots.assemble import OpenDatabase

CHECK_SECONDS: Final = 60.0
AGAIN_SECONDS: Final = 1.0
"""Until the database has been asked for the first time, and while it is away."""
_WRONG: Final = timedelta(seconds=2)

log = logging.getLogger("handrail")


async def put_right(clock: MovableClock, database: OpenDatabase) -> bool:
    """Set our clock by the database's, where it is off by more than the asking took; False while nobody answers."""
    began = monotonic()
    try:
        shown = await database.read(lambda tx: database_clock(tx.link))
    except NotSaved:
        return False
    took = timedelta(seconds=monotonic() - began)
    off = shown + took / 2 - clock.now()
    if abs(off) > took:
        clock.move(off)
    if abs(off) > _WRONG:
        log.warning("our clock was %d seconds from the database's, and was set by it", abs(off).total_seconds())
    return True


async def keep_right(clock: MovableClock, database: OpenDatabase, right: bool) -> None:
    """Look again and again, for as long as the program runs; between looks it goes by no wall clock at all."""
    while True:
        await asyncio.sleep(CHECK_SECONDS if right else AGAIN_SECONDS)
        right = await put_right(clock, database)
