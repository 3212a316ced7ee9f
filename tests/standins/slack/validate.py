"""Whether Slack would take these blocks or this view; says why not in Slack's words, mends nothing."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, BlockElement

from . import rich, shapes
from .elements import Json
from .shapes import ANY, PLAIN, Shape

MESSAGE_BLOCKS, MESSAGE_CHARACTERS, VIEW_BYTES = 50, 13_000, 250_000
TEXT, UPDATE_TEXT_BYTES = 40_000, 4_000


class Check:
    """One walk over one payload; `errors` are Slack's messages, each with a pointer to the spot."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.errors: list[str] = []
        self.characters = 0
        self.inputs = 0
        self.focused = 0
        self._action_ids: set[str] = set()
        self._block_ids: set[str] = set()

    def complain(self, what: str, at: str) -> None:
        """Adds a message about the spot."""
        self.errors.append(f"{what} [json-pointer:{at or '/'}]")

    def shape(self, node: Any, shape: Shape, at: str) -> None:
        """Checks required keys, text objects, strings and lists against a table row."""
        if not isinstance(node, dict):
            return self.complain("must provide an object", at)
        for key in shape.required:
            if node.get(key) is None:
                self.complain(f"missing required field: {key}", at)
        for key, (kind, most) in shape.texts.items():
            if node.get(key) is not None:
                self.text(node[key], kind, most, f"{at}/{key}")
        for key, most in shape.strings.items():
            self.string(node.get(key), most, f"{at}/{key}")
        for key, (least, most) in shape.lists.items():
            value = node.get(key)
            if value is not None and not isinstance(value, list):
                self.complain("must be an array", f"{at}/{key}")
            elif value is not None and len(value) > most:
                self.complain(f"no more than {most} items allowed", f"{at}/{key}")
            elif value is not None and len(value) < least:
                self.complain(f"no fewer than {least} items allowed", f"{at}/{key}")

    def string(self, value: Any, most: int, at: str, least: int = 0) -> None:
        """A string within its length."""
        if value is None:
            return
        if not isinstance(value, str):
            self.complain("must be a string", at)
        elif len(value) > most:
            self.complain(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            self.complain(f"must be more than {least - 1} characters", at)

    def text(self, node: Any, kind: str, most: int, at: str) -> None:
        """A text object: its kind, its length, and no key Slack does not know."""
        if not isinstance(node, dict):
            return self.complain("must provide an object", at)
        mine = node.get("type")
        if mine not in ((PLAIN,) if kind == PLAIN else (PLAIN, "mrkdwn")):
            self.complain(f"unsupported type: {mine}", f"{at}/type")
        if not isinstance(node.get("text"), str):
            return self.complain("missing required field: text", at)
        self.string(node["text"], most, f"{at}/text", least=1)
        self.keys(node, {"type", "text", "emoji" if mine == PLAIN else "verbatim"}, at)
        self.characters += len(node["text"])

    def keys(self, node: Json, known: Any, at: str) -> None:
        """No key beyond the known ones."""
        for key in sorted(set(node) - set(known)):
            self.complain(f"invalid additional property: {key}", at)

    def blocks(self, blocks: Any, most: int, at: str) -> None:
        """Every block, and the ids that must not repeat."""
        if not isinstance(blocks, list):
            return self.complain("must be an array", at)
        if len(blocks) > most:
            self.complain(f"no more than {most} items allowed", at)
        for i, block in enumerate(blocks):
            self.block(block, f"{at}/{i}")

    def block(self, block: Any, at: str) -> None:
        """One block with all that is in it."""
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in shapes.BLOCKS or (kind == "markdown" and self.surface != "message"):
            return self.complain(f"unsupported type: {kind}", at)
        before = len(self.errors)
        self.shape(block, shapes.BLOCKS[kind], at)
        self.string(block.get("block_id"), 255, f"{at}/block_id", least=1)
        self.unique(block.get("block_id"), self._block_ids, f"{at}/block_id")
        if kind == "section":
            if not block.get("text") and not block.get("fields"):
                self.complain("missing required field: text", at)
            for i, part in enumerate(block.get("fields") or ()):
                self.text(part, ANY, 2000, f"{at}/fields/{i}")
        if kind == "markdown":
            self.characters += len(str(block.get("text")))
        if kind == "rich_text" and len(self.errors) == before:
            for what, where in rich.problems(block, at):
                self.complain(what, where)
            self.characters += rich.characters(block) if len(self.errors) == before else 0
        if kind == "input":
            self.inputs += 1
        parts = block.get("elements") if isinstance(block.get("elements"), list) else []
        if kind in ("actions", "context"):
            for i, element in enumerate(parts or ()):
                self.element(element, kind, f"{at}/elements/{i}")
        for key, place in (("accessory", "accessory"), ("element", "input")):
            if key in block:
                self.element(block[key], place, f"{at}/{key}")
        if len(self.errors) == before:
            self.sdk(Block, block, at)

    def unique(self, value: Any, seen: set[str], at: str) -> None:
        """An id not seen before on this surface: stricter than Slack for action ids of different blocks."""
        if isinstance(value, str):
            if value in seen:
                self.complain(f"{at.rsplit('/', 1)[1]} `{value}` already exists", at)
            seen.add(value)

    def element(self, node: Any, place: str, at: str) -> None:
        """One element, allowed in its place and within its limits."""
        kind = node.get("type") if isinstance(node, dict) else None
        if kind not in shapes.FITS[place] or (kind == "file_input" and self.surface != "modal"):
            return self.complain(f"unsupported type: {kind}", f"{at}/type")
        if kind in ("plain_text", "mrkdwn"):
            return self.text(node, ANY, 3000, at)
        before = len(self.errors)
        self.shape(node, shapes.ELEMENTS[kind], at)
        self.string(node.get("action_id"), 255, f"{at}/action_id", least=1)
        self.unique(node.get("action_id"), self._action_ids, f"{at}/action_id")
        if "placeholder" in node:
            self.text(node["placeholder"], PLAIN, 150, f"{at}/placeholder")
        if "confirm" in node:
            self.shape(node["confirm"], shapes.CONFIRM, f"{at}/confirm")
        if node.get("focus_on_load"):
            self.focused += 1
            if self.focused > 1:
                self.complain("only one element may have focus_on_load", at)
        self.options(node, kind, at)
        self.bounds(node, kind, at)
        if len(self.errors) == before:
            self.sdk(BlockElement, node, at)

    def options(self, node: Json, kind: str, at: str) -> None:
        """Options and groups of options, and initial choices that must be among them."""
        shape = shapes.RICH_OPTION if kind in ("radio_buttons", "checkboxes") else shapes.OPTION
        lists = [(node.get("options"), f"{at}/options")]
        for i, group in enumerate(node.get("option_groups") or ()):
            self.shape(group, shapes.OPTION_GROUP, f"{at}/option_groups/{i}")
            lists.append((group.get("options"), f"{at}/option_groups/{i}/options"))
        if kind.endswith("static_select") and bool(node.get("options")) == bool(node.get("option_groups")):
            self.complain("exactly one of options and option_groups must be given", at)
        known: list[Json] = []
        for options, where in lists:
            for i, option in enumerate(options if isinstance(options, list) else ()):
                if not isinstance(option, dict):
                    self.complain("must provide an object", f"{where}/{i}")
                    continue
                self.shape(option, shape, f"{where}/{i}")
                allowed = {"text", "value", "description"} | ({"url"} if kind == "overflow" else set())
                self.keys(option, allowed, f"{where}/{i}")
                known.append(option)
        if kind.endswith("external_select"):
            return
        initial = [node["initial_option"]] if node.get("initial_option") else node.get("initial_options") or []
        if any(option not in known for option in initial):
            self.complain("initial_option must exactly match one of the options", at)

    def bounds(self, node: Json, kind: str, at: str) -> None:
        """The numbers and formats of typed inputs and pickers."""
        for key, (least, most) in shapes.INTEGERS.items():
            value = node.get(key)
            if value is not None and not (type(value) is int and least <= value <= most):
                self.complain(f"must be an integer between {least} and {most}", f"{at}/{key}")
        low, high = node.get("min_length"), node.get("max_length")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            self.complain("min_length must not exceed max_length", at)
        if kind == "plain_text_input" and isinstance(high, int) and len(node.get("initial_value") or "") > high:
            self.complain("initial_value is longer than max_length", f"{at}/initial_value")
        for key, form in (("initial_time", r"([01]\d|2[0-3]):[0-5]\d"), ("initial_date", r"\d{4}-\d\d-\d\d")):
            if key in node and not re.fullmatch(form, str(node[key])):
                self.complain("has the wrong format", f"{at}/{key}")
        if node.get("style") not in (None, "primary", "danger"):
            self.complain(f"unsupported style: {node['style']}", f"{at}/style")

    def sdk(self, parser: type[Block] | type[BlockElement], node: Json, at: str) -> None:
        """What the SDK's own model knows about the object: its keys and its validators."""
        try:
            parsed: Any = parser.parse(node)
            if not isinstance(parsed, JsonObject):
                return self.complain(f"unsupported type: {node.get('type')}", at)
            self.keys(node, {*parsed.attributes, "type"}, at)
            for name in validators(type(parsed)):
                getattr(parsed, name)()
        except (SlackObjectFormationError, TypeError, ValueError, AttributeError) as problem:
            self.complain(str(problem), at)


@functools.cache
def validators(model: type[JsonObject]) -> tuple[str, ...]:
    """The names of a model's validators: what its validate_json looks up anew, slowly, for every object."""
    return tuple(name for name in dir(model) if hasattr(getattr(model, name, None), "validator"))


def check_message(blocks: Any, at: str = "/blocks") -> tuple[str | None, list[str]]:
    """Slack's error code for these message blocks, if any, and its messages."""
    check = Check("message")
    check.blocks(blocks, MESSAGE_BLOCKS, at)
    if check.errors:
        return "invalid_blocks", check.errors
    if check.characters > MESSAGE_CHARACTERS:
        return "msg_blocks_too_long", [f"{check.characters} characters of text"]
    return None, []


def check_view(view: Any, surface: str, at: str = "/view") -> tuple[str | None, list[str]]:
    """Slack's error code for this view, if any, and its messages; `surface` is `modal` or `home`."""
    check = Check(surface)
    if not isinstance(view, dict) or view.get("type") != surface:
        kind = view.get("type") if isinstance(view, dict) else None
        check.complain(f"unsupported type: {kind}", f"{at}/type")
        return "invalid_arguments", check.errors
    check.shape(view, shapes.MODAL if surface == "modal" else shapes.HOME, at)
    check.keys(view, shapes.VIEW_KEYS[surface], at)
    if isinstance(view.get("blocks"), list):
        check.blocks(view["blocks"], len(view["blocks"]), f"{at}/blocks")
    if surface == "modal" and check.inputs and not view.get("submit"):
        check.complain("missing required field: submit", at)
    if not check.errors and len(json.dumps(view).encode()) > VIEW_BYTES:
        return "view_too_large", []
    return ("invalid_arguments" if check.errors else None), check.errors
