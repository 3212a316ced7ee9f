"""Small pieces that every page about a boundary is made of.

Not here: whole pages; those stand in `words` and beside it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from core.boundaries.model import CATEGORIES, SORTS, STATES, STRENGTHS, Boundary
from core.surface import Button, Step
from core.text import Quote, Text, text
from core.values import Said

NEW: Final = Button("Write one", Step("boundary.new"))
LIST: Final = Button("Your boundaries", Step("boundary.list"))


def body(one: Boundary) -> list[Text | None]:
    """Its kind, its sentence and its action, on lines of their own."""
    return [text("**{kind}**", kind=dict(SORTS)[one.sort]), quoted(one.statement), quoted(one.own_action)]


def how(one: Boundary) -> Text | None:
    """How firm it is and what it is about, in a few words; a request is neither firm nor not."""
    said = [dict(STRENGTHS)[one.strength]] if one.sort != "request" else []
    said += [dict(CATEGORIES)[one.category]] if one.category != "other" else []
    return text("{said}", said=" · ".join(said)) if said else None


def quoted(said: Said | None) -> Text | None:
    """A member's words as a quotation; None when there are none."""
    return text("{said}", said=Quote(said)) if said else None


def short(one: Boundary, *, state: bool = True) -> str:
    """A label by which its owner knows it; a menu is private."""
    words = " ".join(one.statement.words.split()) if one.statement else "An empty page"
    begins = words if len(words) <= 24 else words[:23].rstrip() + "…"
    return f"{begins} · {STATES[one.status].split()[-1]}"[:34] if state else begins


def taken_out(*, posted: bool) -> Text | None:
    """That its copy goes by itself; None where there was none."""
    if not posted:
        return None
    return text("What I posted goes out of the channel, too. What was read there cannot be unread.")


def day_of(day: date) -> str:
    """A day in words."""
    return f"{day.day} {day:%B}"


NOW: Final = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
ONE: Final = Boundary(
    "bW9yZSB0aGFuIGVub3VnaA",
    NOW,
    status="active",
    because=Said("I sleep badly when it gets late."),
    statement=Said("I don't hear details after 21:00."),
    action=Said("If it starts, I leave the room and we go on at the time we agreed."),
    in_my_control=True,
    safe=True,
    outside=Said("my sister"),
    review_on=date(2026, 6, 28),
)
"""One made up for the examples; nobody's."""
