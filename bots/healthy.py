"""`handrail healthy`: ask the health port of the program that runs here.

Not here: what is well (`adapters/health`). It is asked twice a minute, so it imports little.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from typing import Final

SECONDS: Final = 5.0
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def main() -> int:
    """Return 0 when all is well; otherwise say what is not, and return 1."""
    where = _where()
    if where is None:
        sys.stderr.write("Nobody is answered: set HANDRAIL_HEALTH_PORT, such as 8421.\n")
        return 1
    host, port = where
    asked = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        asked.request("GET", "/healthz")
        answer = asked.getresponse()
        told = json.loads(answer.read())
        ill = sorted(part for part, well in told["parts"].items() if not well)
    except (OSError, http.client.HTTPException, ValueError, KeyError, AttributeError, TypeError):
        sys.stderr.write("Nobody answers. Does the program run?\n")
        return 1
    finally:
        asked.close()
    if answer.status == 200 and not ill:
        return 0
    sys.stderr.write(f"Not well: {', '.join(ill) or 'unknown'}.\n")
    return 1


def _where() -> tuple[str, int] | None:
    """The address that is answered: from the environment alone where it is there, else from all settings."""
    host, port = os.environ.get("HANDRAIL_HEALTH_HOST"), os.environ.get("HANDRAIL_HEALTH_PORT", "")
    if not port.isdecimal():
        from config.settings import SettingsError, read_settings

        try:
            settings = read_settings()
        except SettingsError:
            return None
        host, port = settings.health_host, str(settings.health_port)
    host = host or "127.0.0.1"
    return (_EVERYWHERE.get(host, host), int(port)) if int(port) else None
