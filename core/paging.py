"""A list too long for one menu, a page at a time: nothing is cut off, whatever the smallest platform's menu holds.

Not here: what is in a list, and in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.limits import SELECT_CHOICES
from core.surface import Button, Step

EARLIER: Final = "Earlier in the list"
FURTHER: Final = "Further down the list"
PAGE: Final = SELECT_CHOICES - 2
"""Options on a page; the ways to the pages beside it fit as well."""


def page_in(subject: str) -> int:
    """The page a step's subject names; the first for whatever is none."""
    return int(subject) if subject.isascii() and subject.isdecimal() and len(subject) < 5 else 0


def page_of(options: Sequence[Button], page: int, to: Callable[[int], Step]) -> tuple[Button, ...]:
    """The options of one page (or of the last, past the end) with the ways to those beside it."""
    if len(options) <= SELECT_CHOICES:
        return tuple(options)
    last = (len(options) - 1) // PAGE
    page = min(page, last)
    before = (Button(EARLIER, to(page - 1)),) if page else ()
    after = (Button(FURTHER, to(page + 1)),) if page < last else ()
    return (*options[page * PAGE : (page + 1) * PAGE], *before, *after)
