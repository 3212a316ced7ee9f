"""Text as Discord markdown, in which nothing that somebody wrote formats, links, mentions or unfurls.

Not here: components and payloads; those are `draw`'s. Escaping does not disarm `@everyone`: every payload
also carries `allowed_mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from core.text import Command, Name, Piece, Plain, Quote, Strong, Text, When
from core.values import length

CONTENT: Final = 2_000
"""A message's content, in UTF-16 units (the strictest way it could be counted)."""
_LONG_NAME: Final = 60
"""Words inside a line that are longer than this may get lines of their own."""

_SPECIAL = re.compile(
    r"[\\*_~`|<>\[\]@#]"  # emphasis, code, spoilers, mentions, timestamps, emoji, masked links, headings
    r"|:(?=\S)(?!(?<=\d:)\d\d(?!\d))"  # addresses and :shortcodes:, but not 20:00
    r"|/(?=\S)"  # addresses, and invitations, which show a card even without a scheme
    r"|(?:(?<=\n)|\A)(?P<indent>[^\S\n]*)(?P<number>\d*)"  # lists; a piece may begin where a line does
    r"(?P<bullet>[-+](?=\s|\Z)|(?<=\d)\.(?=\s|\Z)|\.(?=\s))"
)
_LOOKALIKES: Final = str.maketrans("\\*_~`|<>[]@#:/-+.", "＼∗ˍ∼ˋǀ‹›［］＠＃ː∕‐＋․")  # noqa: RUF001
_BACKTICK: Final = str.maketrans("`", "ˋ")  # noqa: RUF001

_OWN_LINES: Final = ("> ", "```")
"""Escaped words never begin like this."""
_Way: TypeAlias = Callable[[Piece], str]


def markdown(text: Text) -> str:
    """Return the text for a content of at most 2,000 UTF-16 units; nothing is left out.

    Where escaping would pass that, long words of a member stand in a code block; where even that is too much,
    every special character is drawn as its lookalike, which takes no more room than the plain text.
    """
    pieces = text.pieces()
    for way in (_escaped, _blocks):
        drawn = _joined(pieces, way)
        if length(drawn) <= CONTENT:
            return drawn
    return "".join(_lookalike(piece) for piece in pieces)


def escape(words: str) -> str:
    """Return words that Discord shows as they are, wherever in a line they stand."""
    return _SPECIAL.sub(_disarmed, words)


def _disarmed(found: re.Match[str]) -> str:
    if found["bullet"]:
        return f"{found['indent']}{found['number']}\\{found['bullet']}"
    return f"\\{found[0]}"


def _joined(pieces: tuple[Piece, ...], way: _Way) -> str:
    """Join the pieces, giving quotations and blocks lines of their own."""
    drawn, ended, was_strong = "", False, False
    for piece in pieces:
        part = way(piece)
        strong = isinstance(piece, Strong) or (isinstance(piece, Name) and piece.strong)
        if strong and was_strong and drawn.endswith("**") and part.startswith("**"):
            drawn, part = drawn[:-2], part[2:]  # two bold runs side by side are one, or their stars would show
        was_strong = strong
        if part.startswith(_OWN_LINES):
            drawn += f"\n{part}\n" if drawn and not drawn.endswith("\n") else f"{part}\n"
            ended = True
        else:
            drawn += part.removeprefix("\n") if ended else part
            ended = False
    return drawn.removesuffix("\n") if ended else drawn


def _escaped(piece: Piece) -> str:
    match piece:
        case Plain(words):
            return escape(words)
        case Strong(words):
            return f"**{escape(words)}**"
        case Name(said, strong):
            return f"**{escape(said.words)}**" if strong else escape(said.words)
        case Quote(said):
            return "\n".join(f"> {escape(line)}" for line in said.words.split("\n"))
        case When(at):
            return f"<t:{int(at.timestamp())}:f>"
        case Command(name):
            return f"`/{name}`"


def _blocks(piece: Piece) -> str:
    """As `_escaped`, but long words of a member in a code block, where only backticks need disarming."""
    match piece:
        case Quote(said) | Name(said) if isinstance(piece, Quote) or len(said) > _LONG_NAME:
            return f"```\n{said.words.translate(_BACKTICK)}\n```"
        case _:
            return _escaped(piece)


def _lookalike(piece: Piece) -> str:
    match piece:
        case Plain(words) | Strong(words):
            return words.translate(_LOOKALIKES)
        case Quote(said) | Name(said):
            return said.words.translate(_LOOKALIKES)
        case When():
            return _escaped(piece)
        case Command(name):
            return f"/{name}"
