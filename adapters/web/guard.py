"""Keeps the page this machine's own: loopback callers, loopback names, same-origin posts, a strict policy.

Not here: any page. Another site open in the same browser can neither read the playground nor press in it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

NAMES: Final = ("127.0.0.1", "localhost", "::1")
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what does not come from this machine or this page; stamp the policy on every answer."""
    reason = refusal(request)
    if reason:
        response: web.StreamResponse = web.Response(status=403, text=reason)
    else:
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(HEADERS)
            raise
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def refusal(request: web.Request) -> str:
    """Why a request is refused; empty when it is not."""
    if not _loopback(request.remote or ""):
        return "This page answers its own machine only."
    if _name(request.headers.get("Host", "")) not in NAMES:
        return "This page has no such name."
    if request.method in ("GET", "HEAD"):
        return ""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin") or (origin is None and site is None):
        return "Only this page's own forms may change anything."
    if origin is not None and origin != f"http://{request.headers.get('Host', '')}":
        return "Only this page's own forms may change anything."
    return ""


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
