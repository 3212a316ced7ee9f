"""What a check-in asks: its pages and questions, as data that fits the forms of every platform.

Not here: reading templates from files (`config`), drawing them as forms, and what was answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, TypeAlias

from core.surface import Choice
from core.values import length

Kind: TypeAlias = Literal["scale10", "scale3", "pick", "yn", "text"]
"""0 to 10, 0 to 3, one or more of a list, yes or no, free text."""
Cadence: TypeAlias = Literal["daily", "three-a-week", "twice-a-week", "weekly", "monthly", "on-demand"]

MOST_TYPED: Final = 500
"""The longest free text of a check-in."""


MOST_SHARED: Final = 1_300
"""How much of a check-in may be of the kind a group sees: with its frame and names it is one message."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Each may be left open, whatever its kind."""

    key: str
    """Kept with every answer, so it is retired, never renamed."""
    label: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    """For `pick` only."""
    picks: int = 1
    """How many choices may be taken."""
    most: int = MOST_TYPED
    """How long a `text` may be."""
    hint: str = ""
    low: str = ""
    """The words at 0 of a scale."""
    high: str = ""
    """The words at the top of a scale."""
    shareable: bool = False
    """Whether its author may post the answer to a group."""
    only_tracks: tuple[str, ...] = ()
    """The tracks that are asked this; empty = all."""
    label_by_track: tuple[tuple[str, str], ...] = ()
    """Another wording for some tracks, as pairs of track and label."""
    offer_help_from: int | None = None
    """The answer to a scale from which help is offered, privately and to nobody else; None = never."""
    required: bool = False

    @property
    def highest(self) -> int:
        """The top of a scale; 0 for every other kind."""
        return {"scale10": 10, "scale3": 3}.get(self.kind, 0)

    @property
    def longest_shown(self) -> int:
        """How long the question with its longest answer reads beneath a check-in, in UTF-16 code units."""
        labels = sorted((length(choice.label) for choice in self.choices), reverse=True)
        answer = self.most if self.kind == "text" else sum(labels[: self.picks]) + 2 * self.picks + len("10 of 10")
        return max(length(label) for label in (self.label, *dict(self.label_by_track).values())) + 3 + answer

    def offers_help(self, answer: int) -> bool:
        """Whether this answer to a scale opens the help card."""
        return self.offer_help_from is not None and answer >= self.offer_help_from

    def worded_for(self, track: str) -> Question:
        """Return the question in the words of a track."""
        return replace(self, label=dict(self.label_by_track).get(track, self.label))


@dataclass(frozen=True, slots=True)
class Template:
    """A check-in that can be answered: questions on pages, each page a form of at most five."""

    key: str
    """Kept with every check-in, so it is retired, never renamed."""
    title: str
    summary: str
    cadence: Cadence
    tracks: tuple[str, ...]
    """The tracks it is for; empty = all."""
    pages: tuple[tuple[Question, ...], ...]

    def __hash__(self) -> int:
        """By its key alone: pages are looked up by their template in every turn."""
        return hash(self.key)

    @property
    def most_shared(self) -> int:
        """How long what a group may see of it can become, for the track that is asked most."""
        asked = [question for page in self.pages for question in page if question.shareable]
        tracks = {"", *(track for question in asked for track in question.only_tracks)}
        return max(
            sum(q.longest_shown for q in asked if not q.only_tracks or track in q.only_tracks) for track in tracks
        )

    def is_for(self, track: str) -> bool:
        """Whether people on this track may use the template."""
        return not self.tracks or track in self.tracks

    def pages_for(self, track: str) -> tuple[tuple[Question, ...], ...]:
        """Return the pages as a track sees them: its questions in its words, no empty pages."""
        return _pages_for(self, track)

    def page_for(self, track: str, n: int) -> tuple[Question, ...]:
        """Return one of `pages_for(track)`, counted from 0; empty past the last."""
        pages = self.pages_for(track)
        return pages[n] if 0 <= n < len(pages) else ()

    def questions_for(self, track: str) -> tuple[Question, ...]:
        """Return all questions a track is asked, in order and in its words."""
        return tuple(question for page in self.pages_for(track) for question in page)


@cache
def _pages_for(template: Template, track: str) -> tuple[tuple[Question, ...], ...]:
    """Worked out once: there are few templates and tracks, and they stay while a process runs."""
    pages = (
        tuple(q.worded_for(track) for q in page if not q.only_tracks or track in q.only_tracks)
        for page in template.pages
    )
    return tuple(page for page in pages if page)
