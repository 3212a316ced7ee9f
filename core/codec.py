"""Messages and places as plain JSON values and back, so that they can be sealed and kept.

Not here: sealing. What is read back equals what was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, cast

from core.plots import Plot
from core.surface import Button, Menu, Message, Replace, Reply, Step
from core.text import Command, Quote, Slot, Text, When
from core.values import Place, PostRef, Said

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def pack(value: Mapping[str, Json] | list[Json]) -> bytes:
    """Return compact UTF-8 JSON."""
    return _ENCODER.encode(value).encode()


def unpack(data: bytes) -> dict[str, Json]:
    """Return the object that `pack` wrote."""
    return cast("dict[str, Json]", _DECODER.raw_decode(data.decode())[0])


def reply_to_json(reply: Reply) -> dict[str, Json]:
    """Return a reply as JSON values. `ValueError` for one with a file: those are made when they are sent."""
    message = reply.message if isinstance(reply, Replace) else reply
    if message.files:
        raise ValueError("a file is posted to an inbox, never kept in an answer")
    plot: dict[str, Json] = {"plot": _plot(message.plot)} if message.plot else {}
    return {
        "replace": isinstance(reply, Replace),
        "body": _text(message.body),
        "buttons": [_button(button) for button in message.buttons],
        "menu": [message.menu.label, *(_button(option) for option in message.menu.options)] if message.menu else [],
        "head": message.head,
        **plot,
    }


def reply_from_json(data: Mapping[str, Json]) -> Reply:
    """Return the reply that `reply_to_json` wrote."""
    match cast("list[Json]", data["menu"]):
        case [str(label), *options]:
            menu: Menu | None = Menu(label, tuple(_to_button(option) for option in options))
        case _:
            menu = None
    message = Message(
        _to_text(cast("list[Json]", data["body"])),
        tuple(_to_button(button) for button in cast("list[Json]", data["buttons"])),
        menu,
        cast(str, data["head"]),
        _to_plot(cast("list[Json]", data["plot"])) if "plot" in data else None,
    )
    return Replace(message) if data["replace"] else message


def place_to_json(place: Place) -> list[Json]:
    """Return a place as JSON values."""
    return [place.platform, place.home, place.channel, place.user]


def place_from_json(data: Json) -> Place:
    """Return the place that `place_to_json` wrote."""
    return Place(*cast("list[str]", data))


def ref_to_json(ref: PostRef) -> list[Json]:
    """Return a message reference as JSON values."""
    return [place_to_json(ref.place), ref.message]


def ref_from_json(data: Json) -> PostRef:
    """Return the reference that `ref_to_json` wrote."""
    place, message = cast("list[Json]", data)
    return PostRef(place_from_json(place), cast(str, message))


def _button(button: Button) -> Json:
    return [button.label, button.step.key, button.main]


def _to_button(data: Json) -> Button:
    label, key, main = cast("tuple[str, str, bool]", data)
    step = Step.parse(key)
    if step is None:
        raise ValueError("a stored button has no step")
    return Button(label, step, main)


def _plot(plot: Plot) -> list[Json]:
    scale: list[Json] = [plot.lowest, plot.highest]
    points: list[Json] = [[label, value] for label, value in plot.points]
    return [plot.title, points, scale, plot.alt, plot.unit, plot.bars, list(plot.before), list(plot.names)]


def _to_plot(data: list[Json]) -> Plot:
    title, points, (lowest, highest), alt, unit, bars, before, (now, earlier) = cast(
        "tuple[str, list[tuple[str, float | None]], tuple[float, float], str, str, bool, list[float], tuple[str, str]]",
        data,
    )
    pairs = tuple((label, value) for label, value in points)
    return Plot(title, pairs, lowest, highest, alt, unit, bars, tuple(before), (now, earlier))


def _text(text: Text) -> list[Json]:
    return [text.template, {name: _slot(slot) for name, slot in text.slots}]


def _slot(slot: Slot) -> Json:
    match slot:
        case str() | int():
            return slot
        case Said():
            return ["said", slot.words]
        case Quote(said):
            return ["quote", said.words]
        case When(at):
            return ["when", at.isoformat()]
        case Command(name):
            return ["command", name]
        case Text():
            return ["text", *_text(slot)]


def _to_text(data: list[Json]) -> Text:
    template, slots = cast("tuple[str, dict[str, Json]]", data)
    return Text(template, tuple((name, _to_slot(slot)) for name, slot in slots.items()))


def _to_slot(data: Json) -> Slot:
    match data:
        case str() | int():
            return data
        case ["said", str(words)]:
            return Said(words)
        case ["quote", str(words)]:
            return Quote(Said(words))
        case ["when", str(at)]:
            return When(datetime.fromisoformat(at))
        case ["command", str(name)]:
            return Command(name)
        case ["text", *rest]:
            return _to_text(rest)
        case _:
            raise ValueError("a stored text has an unknown slot")
