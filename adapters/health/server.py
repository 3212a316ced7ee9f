"""Answers `GET /healthz` and `GET /metrics`, on this machine alone unless an operator says otherwise.

Not here: what is well (`pulse`) and what is counted (`metrics`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from adapters.health.metrics import Metrics
from adapters.health.pulse import Pulse

_NEVER_KEPT: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@asynccontextmanager
async def answering(pulse: Pulse, metrics: Metrics, host: str, port: int) -> AsyncIterator[int]:
    """Answer until the block ends; yields the port (asked for as 0, the system's choice)."""

    async def health(_: web.Request) -> web.Response:
        parts = await pulse.parts()
        well = all(parts.values())
        return web.json_response({"ok": well, "parts": parts}, status=200 if well else 503, headers=_NEVER_KEPT)

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={**_NEVER_KEPT, "Content-Type": CONTENT_TYPE_LATEST})

    site = web.Application()
    site.router.add_get("/healthz", health)
    site.router.add_get("/metrics", numbers)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
