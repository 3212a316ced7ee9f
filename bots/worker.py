"""The job loop alone, for work that shows nothing; run as many as you like. It imports no platform.

Not here: delivery to Discord and Slack, which the programs that hold their connections do.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bots.running import serve

if TYPE_CHECKING:
    from bots.assemble import Places
    from config.settings import Settings


def main(settings: Settings, places: Places) -> None:
    """Run the worker."""
    asyncio.run(serve(settings, places, (), quiet=True))
