"""Rich text blocks: what Slack takes of them, and what a person reads; nothing in them is ever parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .elements import Json
from .mrkdwn import date

RUNS = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})
KEYS = {
    "text": {"type", "text", "style"},
    "date": {"type", "timestamp", "format", "fallback", "url", "style"},
    "link": {"type", "url", "text", "unsafe", "style"},
    "emoji": {"type", "name", "unicode", "style"},
    "user": {"type", "user_id", "style"},
    "channel": {"type", "channel_id", "style"},
    "usergroup": {"type", "usergroup_id", "style"},
    "broadcast": {"type", "range", "style"},
    "color": {"type", "value"},
}
STYLES = frozenset({"bold", "italic", "strike", "code", "underline"})


def problems(block: Json, at: str) -> Iterator[tuple[str, str]]:
    """Why Slack would not take this block: what is wrong, and where."""
    for i, run in enumerate(block.get("elements") or ()):
        here = f"{at}/elements/{i}"
        kind = run.get("type") if isinstance(run, dict) else None
        if kind == "rich_text_list":
            yield from problems(run, here)
        elif kind not in RUNS:
            yield f"unsupported type: {kind}", here
        elif not isinstance(run.get("elements"), list):
            yield "missing required field: elements", here
        else:
            for j, part in enumerate(run["elements"]):
                yield from _part(part, f"{here}/elements/{j}")


def _part(part: Any, at: str) -> Iterator[tuple[str, str]]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in KEYS:
        yield f"unsupported type: {kind}", at
        return
    for key in sorted(set(part) - KEYS[kind]):
        yield f"invalid additional property: {key}", at
    if kind == "text" and not (isinstance(part.get("text"), str) and part["text"]):
        yield "must be more than 0 characters", f"{at}/text"
    if kind == "date" and not (type(part.get("timestamp")) is int and isinstance(part.get("format"), str)):
        yield "missing required field: timestamp or format", at
    style = part.get("style", {})
    if not isinstance(style, dict) or not set(style) <= STYLES:
        yield "unsupported style", f"{at}/style"


def characters(block: Json) -> int:
    """How many characters of text a block holds."""
    return len(readable(block, str, "UTC"))


def readable(block: Json, name: Callable[[str], str | None], tz: str) -> str:
    """What a person reads of a block, its runs beneath one another; `> ` begins a line of a quotation."""
    lines: list[str] = []
    for run in block.get("elements") or ():
        if run["type"] == "rich_text_list":
            lines.append(readable(run, name, tz))
            continue
        words = "".join(_words(part, name, tz) for part in run["elements"])
        quoted = run["type"] == "rich_text_quote"
        lines += [f"> {line}" for line in words.split("\n")] if quoted else [words]
    return "\n".join(lines)


def _words(part: Json, name: Callable[[str], str | None], tz: str) -> str:
    match part["type"]:
        case "date":
            fallback = part.get("fallback", "")
            return date(f"!date^{part['timestamp']}^{part['format']}", fallback, tz)
        case "user":
            return f"@{name(part['user_id']) or part['user_id']}"
        case "channel":
            return f"#{name(part['channel_id']) or part['channel_id']}"
        case "broadcast":
            return f"@{part['range']}"
        case "link":
            return str(part.get("text") or part["url"])
        case "emoji":
            return f":{part['name']}:"
        case _:
            return str(part.get("text", ""))
