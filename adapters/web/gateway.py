"""The page over HTTP, for this machine only: look, act, redirect; everything works without JavaScript.

Not here: deciding anything (`page`), and keeping others out (`guard`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlencode

from aiohttp import web

from adapters.web import read
from adapters.web.guard import HEADERS, guard
from adapters.web.page import Page
from adapters.web.platform import HOWS, METHODS, How
from adapters.web.read import Posted, Unreadable, one
from adapters.web.show import ALL, Look, html

MOST_BYTES: Final = 128 * 1024
"""Five answers of 1,500 characters, each of them nine bytes when encoded, and some room."""
MOST_MINUTES: Final = 366 * 24 * 60
FAILURES: Final = 20
STATIC: Final = {
    "style.css": "text/css",
    "page.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
PAGE: Final = web.AppKey("page", Page)
STOPPING: Final = web.AppKey("stopping", asyncio.Event)


def make_app(page: Page) -> web.Application:
    """Return the application. Serve it on a loopback address; it answers nobody else anyway."""
    app = web.Application(middlewares=[guard, _readable], client_max_size=MOST_BYTES)
    app[PAGE] = page
    app[STOPPING] = asyncio.Event()
    app.on_shutdown.append(_stop)
    app.router.add_get("/", _look)
    app.router.add_get("/events", _events)
    app.router.add_get("/static/{name}", _static)
    app.router.add_get("/file", _file)
    app.router.add_post("/command", _command)
    app.router.add_post("/press", _press)
    app.router.add_post("/choose", _press)
    app.router.add_post("/submit", _submit)
    app.router.add_post("/help", _help)
    app.router.add_post("/dismiss", _dismiss)
    app.router.add_post("/clock", _clock)
    app.router.add_post("/what-if", _what_if)
    return app


@web.middleware
async def _readable(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Unreadable:
        raise web.HTTPBadRequest(text="No page of ours sends this.") from None


async def _stop(app: web.Application) -> None:
    app[STOPPING].set()
    app[PAGE].room.touch()


async def _look(request: web.Request) -> web.Response:
    return web.Response(text=await html(request.app[PAGE], _looking(request)), content_type="text/html")


async def _command(request: web.Request) -> web.Response:
    page, posted = request.app[PAGE], await _posted(request)
    who = _who(page, one(posted, "who"))
    sent = read.read_command(posted, page.commands)
    if isinstance(sent, str):
        return _back(request, page.unknown_command(who, sent))
    return _back(request, await page.act(sent, _looking(request).channel))


async def _press(request: web.Request) -> web.Response:
    page, posted = request.app[PAGE], await _posted(request)
    if not one(posted, "step"):
        return _back(request, "")
    sent = read.read_press(posted)
    _who(page, sent.who)
    return _back(request, await page.act(sent, _looking(request).channel))


async def _submit(request: web.Request) -> web.Response:
    page, posted = request.app[PAGE], await _posted(request)
    sent = read.read_submission(posted)
    _who(page, sent.who)
    return _back(request, await page.act(sent, _looking(request).channel))


async def _help(request: web.Request) -> web.Response:
    page = request.app[PAGE]
    sent = read.read_submission(await _posted(request))
    _who(page, sent.who)
    return _back(request, await page.help(sent, _looking(request).channel))


async def _dismiss(request: web.Request) -> web.Response:
    page, posted = request.app[PAGE], await _posted(request)
    return _back(request, page.dismiss(_who(page, one(posted, "who")), one(posted, "origin")))


async def _clock(request: web.Request) -> web.Response:
    """Move the clock by so many seconds, or to the `next` event."""
    page, by = request.app[PAGE], one(await _posted(request), "by")
    if by == "next":
        await page.pass_time(None)
    elif by.isascii() and by.isdigit() and len(by) < 9 and int(by) <= MOST_MINUTES * 60:
        await page.pass_time(timedelta(seconds=int(by)))
    else:
        raise web.HTTPBadRequest(text="The clock moves forwards, by at most a year.")
    return _back(request, "")


async def _what_if(request: web.Request) -> web.Response:
    """Take something away, give it back, or let the platform fail."""
    page, posted = request.app[PAGE], await _posted(request)
    room = page.room
    match one(posted, "what"), one(posted, "which"):
        case ("database-away" | "database-back") as what, _:
            page.lose_database(what == "database-away")
        case ("inbox-close" | "inbox-open") as what, who:
            room.set_inbox(_who(page, who), is_open=what == "inbox-open")
            takes = "direct messages again" if what == "inbox-open" else "no direct messages now"
            page.said = f"{room.sides[who].name} takes {takes}."
        case ("channel-delete" | "channel-restore") as what, channel if channel in room.channels:
            room.set_channel(channel, stands=what == "channel-restore")
            page.said = f"#{channel} is {'back, and empty' if what == 'channel-restore' else 'gone'}."
        case "trouble", method if method in METHODS and one(posted, "how") in HOWS:
            times = one(posted, "times")
            count = min(int(times), FAILURES) if times.isascii() and times.isdigit() else 1
            room.fail_next(method, cast(How, one(posted, "how")), count)
            page.said = f"The next {method} goes wrong."
        case _:
            raise web.HTTPBadRequest(text="There is no such switch.")
    return _back(request, "what-if")


async def _events(request: web.Request) -> web.StreamResponse:
    """Tell a page that something changed, whenever it did; the page then looks again."""
    page, stopping = request.app[PAGE], request.app[STOPPING]
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(request)
    seen = page.room.revision
    with contextlib.suppress(ConnectionError):
        await response.write(b"retry: 1000\n\n")
        while not stopping.is_set():
            now = await page.room.change(seen, 15.0)
            await response.write(b": still here\n\n" if now == seen else b"data: changed\n\n")
            seen = now
    return response


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    body = (Path(__file__).parent / "static" / name).read_bytes()
    return web.Response(body=body, content_type=STATIC[name], charset="utf-8")


async def _file(request: web.Request) -> web.Response:
    """Hand out a file of a direct message, to be saved and never shown, to the person whose inbox it is in."""
    who, post, name = (request.query.get(key, "") for key in ("who", "post", "name"))
    inbox = request.app[PAGE].room.inbox(who) if who in request.app[PAGE].room.sides else []
    found = next((file for one in inbox if one.id == post for file in one.message.files if file.name == name), None)
    if found is None:
        raise web.HTTPNotFound(text="There is no such file on this side.")
    headers = {"Content-Type": found.kind, "Content-Disposition": f'attachment; filename="{found.name}"'}
    return web.Response(body=found.content, headers=headers)


async def _posted(request: web.Request) -> Posted:
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    return read.read_body(await request.read())


def _who(page: Page, who: str) -> str:
    if who not in page.room.sides:
        raise web.HTTPBadRequest(text="Nobody here goes by that name.")
    return who


def _looking(request: web.Request) -> Look:
    """Whose eyes and which channel, by the address; the first of each where it names none that is here."""
    room, query = request.app[PAGE].room, request.query
    who = query.get("who", "")
    channel = query.get("channel", "")
    return Look(
        who if who == ALL or who in room.sides else next(iter(room.sides)),
        channel if channel in room.channels else next(iter(room.channels)),
        query.get("focus", ""),
    )


def _back(request: web.Request, focus: str) -> web.Response:
    """Send the browser back to the look it came from, so that reloading repeats nothing."""
    look = _looking(request)
    query = {"who": look.who, "channel": look.channel, **({"focus": focus} if focus else {})}
    return web.Response(status=303, headers={"Location": f"/?{urlencode(query)}"})
