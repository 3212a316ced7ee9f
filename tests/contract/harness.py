"""What a platform adapter brings to the contract that all of them keep.

A new adapter adds its name to `PLATFORMS`, and a `harness_<name>.py` with a class `PlatformHarness`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias

from core.ports import Platform
from core.surface import Form, Message, Step
from core.turn import Turn
from core.values import Place
from tests.journeys.house import House
from tests.journeys.stage import Stage

Drawn: TypeAlias = Any
"""What an adapter hands to its platform: a payload as plain JSON values."""

PLATFORMS = ["discord", "slack", "web"]


class Harness(Protocol):
    """One adapter, drawn without a network and live on its stage. Made with an open house."""

    exempt: Mapping[str, str]
    """Names of contract tests this platform cannot keep, each with the reason."""
    stage: Stage

    def __init__(self, house: House) -> None: ...

    @property
    def platform(self) -> Platform:
        """The platform of the open stage."""

    @property
    def channel(self) -> Place:
        """The group channel of the open stage."""

    def inbox(self, who: str) -> Place:
        """Somebody's inbox on the open stage."""

    def slowest_acknowledgement(self) -> float:
        """Seconds between a delivery to us and our first response to it, at worst so far."""

    @staticmethod
    def draws(example: Message | Form) -> Iterable[Drawn]:
        """Every way in which this is ever shown: privately, in a channel, in an inbox, as a page."""

    @staticmethod
    def alts(example: Message) -> list[str]:
        """What somebody who does not see pictures is told of a plot, in a private answer and in a channel."""

    @staticmethod
    def values(example: Message) -> list[float | None]:
        """The values of a plot as its reader can tell them from a private answer; earlier ones are left out."""

    @staticmethod
    def faults(drawn: Drawn) -> list[str]:
        """Why the platform would not take this; empty when it would."""

    @staticmethod
    def pings(drawn: Drawn) -> list[str]:
        """Whom this would notify."""

    @staticmethod
    def steps(drawn: Drawn) -> list[Step]:
        """The steps that the payloads of every press, choice and submission of this are read as."""

    @staticmethod
    def recorded() -> Mapping[str, tuple[Turn | None, Turn | None]]:
        """Recorded payloads by name: what each is read as, and what it should be."""
