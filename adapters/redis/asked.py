"""What Redis says about itself: whether it answers, and whether it writes anything to a disk.

Not here: what to make of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from redis import Redis
from redis.exceptions import RedisError, ResponseError

SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Told:
    """What was found out; None where Redis would not say."""

    answers: bool
    keeps_on_disk: bool | None = None


def ask(url: str) -> Told:
    """Ask; never raises, and a refused question is no error."""
    client = Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS, decode_responses=True)
    try:
        client.ping()
        try:
            save = client.config_get("save").get("save", "")
            append = client.config_get("appendonly").get("appendonly", "no")
        except ResponseError:
            return Told(answers=True)
        return Told(answers=True, keeps_on_disk=bool(save) or append != "no")
    except (RedisError, OSError, ValueError):
        return Told(answers=False)
    finally:
        client.close()
