"""Discord's markdown as far as tests need it: what would ping or format, and what a reader sees.

Not here: a whole parser; it errs towards finding too much.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_PINGS = re.compile(r"@everyone|@here|<@[!&]?\d+>")
_MARKUP = re.compile(
    r"(?P<mention><(?:@[!&]?|#|id:|t:|/[^:>]+:|a?:\w+:)[^>\s]*>)"
    r"|(?P<everyone>@(?:everyone|here)\b)"
    r"|(?P<emphasis>\*\S|_\S|~~|\|\||`)"
    r"|(?P<link>\]\(|\w+://\S|discord(?:app)?\.(?:gg|com)/\w|:[^\s:]+:)"
    r"|(?P<block>^(?:#{1,3} |-# |>|\s*(?:[-*+]|\d+\.) ))",
    re.MULTILINE,
)
_BLOCK = re.compile(r"```\n.*?\n```", re.DOTALL)
_ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
_TIME = re.compile(r"<t:(-?\d+):f>")


def markup(content: str) -> list[str]:
    """Return everything in a content that Discord would format, link or mention, escapes and blocks honoured."""
    # An escaped character is a letter to the formatter, so that `\\*a*` keeps its second star.
    rest = _ESCAPED.sub("x", _BLOCK.sub("", content))
    return [found[0] for found in _MARKUP.finditer(rest)]


def pings(payload: Any) -> list[str]:
    """Return what a sent payload would notify, by its `allowed_mentions` and not by its escapes."""
    if isinstance(payload, list):
        return [ping for item in payload for ping in pings(item)]
    if not isinstance(payload, dict):
        return []
    if "data" in payload:
        return pings(payload["data"])
    allowed = payload.get("allowed_mentions")
    if "content" in payload and (allowed is None or allowed.get("parse") != [] or len(allowed) > 2):
        return _PINGS.findall(payload["content"] or "")
    return ["the author of the message above"] if (allowed or {}).get("replied_user") else []


def readable(content: str) -> str:
    """Return what somebody reads: no escapes, stars, quotation marks or block fences; times in UTC."""
    text = re.sub(r"```\n(.*?)\n```", r"\1", content, flags=re.DOTALL)
    text = re.sub(r"^> ", "", text, flags=re.MULTILINE)
    text = _TIME.sub(lambda at: datetime.fromtimestamp(int(at[1]), UTC).strftime("%Y-%m-%d %H:%M UTC"), text)
    text = re.sub(r"(?<!\\)\*\*|(?<!\\)`", "", text)
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)
