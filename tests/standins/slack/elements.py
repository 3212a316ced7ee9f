"""Walks over blocks: their elements, texts and inputs, and the state of inputs; no rules, no layout."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Typed = Mapping[tuple[str, str], Json]
"""What a person filled in, by block_id and action_id."""


def elements_of(block: Json) -> Iterator[Json]:
    """The elements directly inside a block: of actions and context, the accessory, the input's element."""
    if block.get("type") in ("actions", "context", "context_actions"):
        yield from block.get("elements", ())
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield block[key]


def empty_value(element: Json) -> Json | None:
    """The state of an input nobody touched: its initial value or null; None for what holds no state."""
    kind: str = element.get("type", "")
    state: Json = {"type": kind}
    many = kind.startswith("multi_") or kind == "checkboxes"
    if kind in ("plain_text_input", "email_text_input", "url_text_input", "number_input"):
        return state | {"value": element.get("initial_value")}
    if kind == "rich_text_input":
        return state | {"rich_text_value": element.get("initial_value")}
    if kind in ("datepicker", "timepicker", "datetimepicker"):
        noun = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}[kind]
        if kind == "timepicker" and "timezone" in element:
            state["timezone"] = element["timezone"]
        return state | {f"selected_{noun}": element.get(f"initial_{noun}")}
    if kind in ("radio_buttons", "checkboxes") or kind.endswith("_select"):
        noun = kind.removeprefix("multi_").removesuffix("_select").removesuffix("s")
        noun = noun if noun in ("user", "channel", "conversation") else "option"
        noun += "s" if many else ""
        return state | {f"selected_{noun}": element.get(f"initial_{noun}", [] if many else None)}
    return None


def values_of(blocks: list[Json], typed: Typed) -> Json:
    """The `state.values` of a view or message: every input of it, untouched ones included."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if (state := empty_value(element)) is not None:
                key = (block["block_id"], element["action_id"])
                values.setdefault(key[0], {})[key[1]] = copy.deepcopy(typed.get(key, state))
    return values


def texts_of(node: Any) -> Iterator[Json]:
    """Every text object anywhere inside."""
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn") and isinstance(node.get("text"), str):
            yield node
        for value in node.values():
            yield from texts_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_of(value)


def inputs_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each input block with its element."""
    for block in blocks:
        if block["type"] == "input":
            yield block, next(elements_of(block))
