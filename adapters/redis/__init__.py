"""The bell, the cooldown and the pace shared by several processes. Losing Redis costs some waiting and nothing else.

Not here: anything that has to stay true; that is in the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from adapters.redis.bell import RedisBell
from adapters.redis.cooldown import RedisCooldown
from adapters.redis.pace import RedisPace

if TYPE_CHECKING:
    from adapters.vault import Vault

__all__ = ["RedisBell", "RedisCooldown", "RedisPace", "connect"]


def connect(url: str, vault: Vault) -> tuple[RedisBell, RedisCooldown, RedisPace, Callable[[], Awaitable[None]]]:
    """Return a bell, a cooldown, a pace and what closes them. Nothing is connected before it is used."""
    bell = RedisBell(url)
    cooldown = RedisCooldown(url, vault.person_ref)
    pace = RedisPace(url, vault.person_ref)

    async def close() -> None:
        await bell.close()
        await cooldown.close()
        await pace.close_client()

    return bell, cooldown, pace, close
