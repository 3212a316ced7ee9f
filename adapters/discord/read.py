"""What a person did on Discord, as a `Turn`: a command, a press, a choice or a submitted form. Pure.

Not here: anything about the connection. A payload is an interaction as the gateway sends it; only what is
named here is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from adapters.discord.draw import EPHEMERAL, MANY
from core.suite import Suite
from core.surface import Answer, Step
from core.turn import Turn
from core.values import Person, Place

PLATFORM: Final = "discord"
UNKNOWN: Final = Step("discord.unknown")
"""Leads nowhere, so that the desk says so kindly: a command or button from an earlier time."""

Payload: TypeAlias = Mapping[str, Any]


def turn(payload: Payload, suite: Suite, now: datetime) -> Turn | None:
    """Return what was done; None for what nobody did: pings, autocompletion, and whatever a bot sends."""
    member: Payload = payload.get("member") or payload
    user: Payload = member.get("user") or {}
    data: Payload = payload.get("data") or {}
    if user.get("bot") or not user.get("id"):
        return None
    answers: Mapping[str, Answer] | None = None
    match payload["type"]:
        case 2 if data.get("type") == 1:  # a slash command, not one of a context menu
            step = _commanded(data, suite)
        case 3:  # a button, or a menu with its choice
            values = data.get("values")
            step = Step.parse(values[0] if values else data.get("custom_id", "")) or UNKNOWN
        case 5:  # a submitted modal
            step = Step.parse(data.get("custom_id", "")) or UNKNOWN
            answers = dict(_answers(data.get("components", ())))
        case _:
            return None
    place = Place(PLATFORM, str(payload.get("guild_id") or ""), str(payload.get("channel_id") or ""))
    return Turn(str(payload["id"]), Person(PLATFORM, str(user["id"])), place, step, now, answers)


def beneath_own(payload: Payload) -> bool:
    """Whether what was pressed stands in a message that only this person sees, so that it may be replaced."""
    shown: Payload = payload.get("message") or {}
    return bool(shown) and (not payload.get("guild_id") or bool(shown.get("flags", 0) & EPHEMERAL))


def _commanded(data: Payload, suite: Suite) -> Step:
    verbs = [option["name"] for option in data.get("options", ()) if option.get("type") == 1]
    command = suite.commands.get(" ".join([data.get("name", ""), *verbs]))
    return command.step if command else UNKNOWN


def _answers(components: object) -> Iterator[tuple[str, Answer]]:
    """Yield each answered field's key with its answer, from labels and (as older modals have) rows."""
    for component in components if isinstance(components, list | tuple) else ():
        inner = component.get("component")
        yield from _answers([inner] if inner else component.get("components", ()))
        key = component.get("custom_id", "")
        values = component.get("values") or ()
        match component.get("type"):
            case 4 | 21:  # typed text, radio buttons
                yield key, component.get("value") or ""
            case 22:  # checkboxes
                yield key, tuple(values)
            case 3 if key.endswith(MANY):
                yield key.removesuffix(MANY), tuple(values)
            case 3 | 5 | 8:  # a select of options, people or channels
                yield key, values[0] if values else ""
