"""The floor of the turn benches: Bolt's own listeners over HTTP, which answer at once and always the same.

What a turn takes here is the library's; nobody built on it can be below. Run as `turn_server` is.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import draw
from core.surface import Button, Message, Step
from core.text import text
from tests.bench import acts


def _app(api: str) -> AsyncApp:
    share = Button("Share", Step("checkin.share", "checkin-of-this-floor1"))
    view = draw.sheet(Message(text("Saved."), (share,)))
    client = AsyncWebClient("xoxb-made-up", base_url=api)
    app = AsyncApp(client=client, signing_secret=acts.SECRET, process_before_response=True)

    @app.view("checkin.write")
    async def submitted(ack: Any) -> None:
        await ack(response_action="update", view=view)

    @app.action(re.compile("^checkin.share:"))
    async def pressed(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view=view)

    return app


async def serve(api: str) -> None:
    """Serve until the input ends."""
    runner = web.AppRunner(_app(api).web_app(acts.PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[-1]))
