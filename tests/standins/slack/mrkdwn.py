"""How Slack reads text: what it pings, links and unescapes; it knows nothing of blocks' layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from .elements import Json, texts_of
from .state import Message

Kind = Literal["user", "channel", "here", "everyone", "subteam", "link", "room", "bare"]
_ANGLE = re.compile(r"<([^<>\s][^<>]*)>")
_BARE = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something Slack would turn into a mention or a link; `bare` is `@here` in plain letters."""

    kind: Kind
    target: str
    text: str
    pings: bool


def mentions(source: Message | Json | list[Json] | str) -> list[Mention]:
    """Every mention and link in the mrkdwn of a message, view, blocks or call; plain_text never counts."""
    return [mention for text, full in _texts(source) for mention in _read(text, full)]


def pings(source: Message | Json | list[Json] | str) -> list[str]:
    """What would ring: `@channel`, `@here`, `@everyone`, user ids, user group ids."""
    return [mention.target for mention in mentions(source) if mention.pings]


def _texts(source: Message | Json | list[Json] | str) -> Iterator[tuple[str, bool]]:
    if isinstance(source, str):
        yield source, False
        return
    if isinstance(source, Message):
        full = source.parse_mode == "full"
        source = {"text": source.text, "blocks": source.blocks}
    else:
        full = isinstance(source, dict) and (source.get("parse") == "full" or bool(source.get("link_names")))
    if isinstance(source, dict) and source.get("type", "message") == "message":
        yield source.get("text") or "", full
    blocks = source if isinstance(source, list) else source.get("blocks") or [source]
    for block in blocks:
        if isinstance(block, dict) and block.get("type") == "markdown":
            yield block["text"], full
        for rich in _rich(block):
            yield rich, False
    for node in texts_of(blocks):
        if node["type"] == "mrkdwn":
            yield node["text"], full


def _rich(node: Any) -> Iterator[str]:
    """The mentions in rich text, written as mrkdwn."""
    if isinstance(node, list):
        for child in node:
            yield from _rich(child)
    elif isinstance(node, dict):
        match node.get("type"):
            case "broadcast":
                yield f"<!{node.get('range')}>"
            case "user":
                yield f"<@{node.get('user_id')}>"
            case "usergroup":
                yield f"<!subteam^{node.get('usergroup_id')}>"
            case "link":
                yield f"<{node.get('url')}>"
        if node.get("type", "").startswith("rich_text"):
            yield from _rich(node.get("elements"))


def _read(text: str, full: bool) -> Iterator[Mention]:
    for found in _ANGLE.finditer(text):
        inner, _, _ = found[1].partition("|")
        if inner.startswith("@"):
            yield Mention("user", inner[1:], found[0], True)
        elif inner.startswith("#"):
            yield Mention("room", inner[1:], found[0], False)
        elif inner.startswith("!subteam^"):
            yield Mention("subteam", inner[9:], found[0], True)
        elif inner == "!channel":
            yield Mention("channel", "@channel", found[0], True)
        elif inner == "!here":
            yield Mention("here", "@here", found[0], True)
        elif inner == "!everyone":
            yield Mention("everyone", "@everyone", found[0], True)
        elif not inner.startswith("!"):
            yield Mention("link", inner, found[0], False)
    for found in _BARE.finditer(text):
        yield Mention("bare", found[0], found[0], full)


def plain(text: str) -> str:
    """The characters a person sees of plain text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def readable(text: str, name: Callable[[str], str | None], tz: str = "UTC") -> str:
    """What a person reads of mrkdwn: names for ids (by `name`), labels for links, dates in their zone."""

    def draw(found: re.Match[str]) -> str:
        inner, _, label = found[1].partition("|")
        if inner.startswith("!date^"):
            return date(inner, label, tz)
        if inner.startswith("!subteam^"):
            return label or "@group"
        if inner.startswith("!"):
            return f"@{inner[1:]}"
        if inner[0] in "@#":
            return inner[0] + (name(inner[1:]) or label or inner[1:])
        return label or inner

    return plain(_ANGLE.sub(draw, text))


def date(token: str, fallback: str, tz: str) -> str:
    """A `!date^seconds^format` in this zone, much as Slack writes it for a British reader."""
    parts = token.split("^")
    if len(parts) < 3 or not parts[1].isdigit():
        return fallback
    when = datetime.fromtimestamp(int(parts[1]), UTC).astimezone(ZoneInfo(tz))
    forms = {
        "date_num": "%Y-%m-%d", "date_slash": "%d/%m/%Y", "date_long": "%A, %-d %B %Y",
        "date_short": "%-d %b %Y",
        "date": "%-d %B %Y", "time_secs": "%H:%M:%S", "time": "%H:%M", "day_divider_pretty": "%A, %-d %B",
    }  # fmt: skip
    return re.sub(
        r"\{(\w+)\}",
        lambda found: when.strftime(forms.get(found[1].removesuffix("_pretty"), forms.get(found[1], "%x"))),
        parts[2],
    )
