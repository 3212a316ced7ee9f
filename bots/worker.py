"""The job loop alone, for work that shows nothing; run as many as you like. It imports no platform.

Not here: delivery to Discord and Slack, which the programs that hold their connections do.
"""

from __future__ import annotations

import asyncio
import logging

from bots.assemble import Places, assembled, settle_in, stopped


async def work(places: Places) -> None:
    """Keep promises until the process is asked to stop."""
    stop = await stopped()
    async with assembled(places) as handrail:
        settle_in()
        logging.getLogger("handrail").info("ready: worker")
        await handrail.loop().run(handrail.bell, stop)


def main(places: Places) -> None:
    """Run the worker."""
    asyncio.run(work(places))
