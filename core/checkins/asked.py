"""What a step to write a check-in is about: which kind, which page, which day.

Not here: whether it may be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.checkins.kinds import mine
from core.surface import Step
from core.turn import Context

_PAGES: Final = "checkin.pages"
"""The draft that holds a template's pages before the one being written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step to write is about: `template~page`, and after it `add`, `go`, or an earlier day, in any order."""

    template: str
    page: int = 0
    add: bool = False
    """Another one, though there is one of that day."""
    go: bool = False
    """Even though a list it draws on is empty."""
    day: date | None = None
    """Not today but that day."""
    round: str = ""
    """For a group round; no step says so, its own slice does."""

    def step(self, page: int, *, go: bool = False) -> Step:
        """The step to a page of the same."""
        tokens = [self.day.isoformat() if self.day else "", "add" if self.add else "", "go" if self.go or go else ""]
        if self.round:
            return Step("round.answer", f"{self.round}~{page}")
        return Step("checkin.write", "~".join([self.template, str(page), *filter(None, tokens)]))

    @property
    def draft(self) -> str:
        """Where the earlier pages of it are kept meanwhile."""
        day = f"~{self.day.isoformat()}" if self.day else ""
        return Step(_PAGES, f"{self.round or self.template}{day}").key


def asked_of(context: Context) -> Asked:
    """Read a step to write. An empty one is about the member's own kind."""
    template, _, rest = context.subject.partition("~")
    if template in ("", "add"):
        return Asked(mine(context), add=template == "add")
    number, *tokens = rest.split("~")
    days = [day for token in tokens if (day := _day(token))]
    page = int(number) if number.isdecimal() and len(number) < 3 else 0
    return Asked(template, page, "add" in tokens, "go" in tokens, days[0] if days else None)


def _day(token: str) -> date | None:
    try:
        return date.fromisoformat(token) if len(token) == len("2026-05-31") else None
    except ValueError:
        return None
