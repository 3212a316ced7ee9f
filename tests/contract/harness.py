"""What the platform contract needs of a platform: a place to post in, people who act, and their view of it.

Not here: any platform; each has its `harness_<name>.py` with a class `Harness`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from core.ports import Platform
from core.surface import Step
from core.values import Place


class PlatformHarness(Protocol):
    """A platform's stand-in with our gateway and platform on it; `POST` stands in the group channel."""

    platform: Platform
    home: Place
    exempt: Mapping[str, str]
    """Tests of the contract this platform need not pass, by name, each with its reason."""

    async def open(self, desk: Any) -> None:
        """Start everything before this desk, and post `tests.contract.desk.POST` in the group channel."""

    async def close(self) -> None:
        """Stop everything."""

    def round_trip(self, step: Step) -> Step | None:
        """What `read` finds in what `draw` made of a button."""

    async def act(self, who: str, step: Step) -> None:
        """Press the button of `POST` that leads to this step, and wait for what comes of it."""

    async def own_message(self) -> None:
        """Let the platform deliver the bot's own message to it, as far as it does."""

    def acknowledged(self) -> float:
        """Seconds from the last act to its acknowledgement, by the stand-in's clock; infinite when there was none."""

    def form_open(self, who: str) -> bool:
        """Whether this person has a form before them."""

    def private(self, who: str) -> str:
        """All that this person, and nobody else, was shown."""

    def posts(self) -> list[str]:
        """What stands in the group channel, plain."""

    def pings(self) -> list[str]:
        """Every mention that anything sent would have notified."""

    def fail_next(self, method: str, how: str) -> None:
        """Fail the next `post`, `edit` or `remove`: `429`, `500`, `404`, `403` or `accept_then_fail`."""
