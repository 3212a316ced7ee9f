"""Which parts of a program are alive: some beat, some are asked.

Not here: how it is told (`server`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

FRESH_SECONDS: Final = 30.0
"""How old the last beat of a part may be."""


class Pulse:
    """The parts of one program; a part that has never beaten is not well."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.stopping = False
        """Whether the program was asked to stop: it takes nothing new from then on."""
        self._clock = clock
        self._beats: dict[str, float | None] = {}
        self._asked: dict[str, Callable[[], Awaitable[bool]]] = {}

    def expect(self, *parts: str) -> None:
        """Name parts that will beat."""
        for part in parts:
            self._beats.setdefault(part, None)

    def beat(self, part: str) -> None:
        """Say that a part did its work just now."""
        self._beats[part] = self._clock()

    def ask(self, part: str, well: Callable[[], Awaitable[bool]]) -> None:
        """Name a part that can say itself whether it is well."""
        self._asked[part] = well

    async def parts(self) -> dict[str, bool]:
        """Whether each part is well."""
        now = self._clock()
        found = {part: at is not None and now - at <= FRESH_SECONDS for part, at in self._beats.items()}
        for part, well in self._asked.items():
            found[part] = await well()
        return {**found, "running": not self.stopping}
