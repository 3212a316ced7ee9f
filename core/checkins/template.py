"""What a check-in asks: its pages and questions, as data that fits the forms of every platform.

Not here: reading templates from files (`config`), drawing them as forms, and what was answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time
from functools import cache
from typing import Final, Literal, TypeAlias

from core.surface import Choice
from core.values import Said, length

Kind: TypeAlias = Literal["scale10", "scale5", "scale3", "pick", "own", "yn", "text"]
"""0 to 10, to 5 or to 3; one or more of a list; any of the member's own list; yes or no; free text."""
Cadence: TypeAlias = Literal["daily", "three-a-week", "twice-a-week", "weekly", "monthly", "on-demand"]
Day: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Door: TypeAlias = Literal["slip", "help", "help-fear", "lists", "boundary"]
"""Where a choice leads once it is saved: noting a slip, help, help for somebody who is afraid, one's own lists."""

MOST_TYPED: Final = 500
"""The longest free text of a check-in."""
MOST_ITEMS: Final = 25
"""The longest list of one's own: all of it is one question."""
ITEM_LONGEST: Final = 140
"""The longest entry of a list of one's own."""
NONE: Final = "none"
"""The key of the choice that says that nothing of one's own list is ticked; no entry has it."""
TOPS: Final = {"scale10": 10, "scale5": 5, "scale3": 3}
"""The top of each kind of scale."""

MOST_SHARED: Final = 1_300
"""How much of a check-in may be of the kind a group sees: with its frame and names it is one message."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a member's own list."""

    key: str
    """Kept with every tick."""
    words: Said
    area: str = ""
    """The area of life it belongs to, for a list that asks for one."""

    def __post_init__(self) -> None:
        if not self.key or self.key == NONE or not 0 < len(self.words) <= ITEM_LONGEST:
            raise ValueError(f"an entry has a key of its own and 1 to {ITEM_LONGEST} characters")


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list that each member writes for themselves and nobody else sees. It comes empty."""

    key: str
    """Kept with every entry, so it is retired, never renamed."""
    title: str
    hint: str = ""
    most: int = MOST_ITEMS
    areas: tuple[Choice, ...] = ()
    """The areas of life an entry can belong to; empty = it is not asked."""
    least_areas: int = 0
    """Over how many areas a full list is spread."""


@dataclass(frozen=True, slots=True)
class AskIf:
    """When a follow-up is asked: only after such an answer on an earlier page."""

    key: str
    """The question whose answer decides."""
    one_of: tuple[str, ...] = ()
    """For `pick` and `yn`: any of these choices."""
    at_least: int = 0
    """For scales: this or more; for `own`: that many ticked."""

    def fits(self, answer: object) -> bool:
        """Whether an answer, as it was sent or as it is kept, asks for the follow-up."""
        match answer:
            case str() if self.one_of:
                return answer in self.one_of
            case tuple() if self.one_of:
                return any(key in self.one_of for key in answer)
            case tuple():
                return ticked(answer) >= self.at_least
            case str() if answer.isdecimal():
                return int(answer) >= self.at_least
            case int():
                return not self.one_of and answer >= self.at_least
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Each may be left open, whatever its kind."""

    key: str
    """Kept with every answer, so it is retired, never renamed."""
    label: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    """For `pick`; for `own` they are filled in for whoever is asked."""
    picks: int = 1
    """How many choices of a `pick` may be taken."""
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
    own_list: str = ""
    """For `own` only: the list whose entries are the choices of whoever is asked."""
    none: str = ""
    """For `own` only: the words of a choice that says that nothing is ticked; empty = there is none."""
    ask_if: AskIf | None = None
    """A follow-up's condition; None = always asked."""
    opens: tuple[tuple[str, Door], ...] = ()
    """For `pick` and `yn`: choices that lead somewhere, as pairs of choice and door."""
    share_as: Literal["", "count"] = ""
    """`count`: a group sees only how many were ticked."""
    keep: bool = True
    """Whether the answer is kept; False = it leads somewhere and is then forgotten."""

    @property
    def highest(self) -> int:
        """The top of a scale; 0 for every other kind."""
        return TOPS.get(self.kind, 0)

    @property
    def longest_shown(self) -> int:
        """How long the question with its longest answer reads beneath a check-in, in UTF-16 code units."""
        labels = sorted((length(choice.label) for choice in self.choices), reverse=True)
        answer = self.most if self.kind == "text" else sum(labels[: self.picks]) + 2 * self.picks + len("10 of 10")
        if self.share_as == "count":
            answer = len(str(MOST_ITEMS))
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
    days: tuple[Day, ...] = ()
    """The days suggested to whoever wants to be asked; for `monthly` the first such day of a month."""
    at: time | None = None
    """The suggested time of day; None = the usual one."""
    lists: tuple[OwnList, ...] = ()
    """The lists of one's own that it uses."""
    remedies: bool = False
    """Whether what was highest shows the member's own remedies for it."""
    bars: bool = False
    """Whether the numbers are drawn as bars beside those of the time before; they are never added up."""
    varies: bool = field(init=False, repr=False, compare=False)
    """Whether what is asked depends on earlier answers or on lists of the member's own; looked at in every turn."""

    def __post_init__(self) -> None:
        varies = any(question.ask_if or question.own_list for page in self.pages for question in page)
        object.__setattr__(self, "varies", varies)

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
        """Return the pages as a track sees them: its questions in its words, no empty pages.

        Follow-ups are among them, and questions from one's own lists without choices; see `asking.pages_asked`.
        """
        return _pages_for(self, track)

    def page_for(self, track: str, n: int) -> tuple[Question, ...]:
        """Return one of `pages_for(track)`, counted from 0; empty past the last."""
        pages = self.pages_for(track)
        return pages[n] if 0 <= n < len(pages) else ()

    def questions_for(self, track: str) -> tuple[Question, ...]:
        """Return all questions a track is asked, in order and in its words."""
        return tuple(question for page in self.pages_for(track) for question in page)


def ticked(keys: tuple[str, ...]) -> int:
    """How many of a list are ticked; the choice that says none is none."""
    return sum(key != NONE for key in keys)


@cache
def _pages_for(template: Template, track: str) -> tuple[tuple[Question, ...], ...]:
    """Worked out once: there are few templates and tracks, and they stay while a process runs."""
    pages = (
        tuple(q.worded_for(track) for q in page if not q.only_tracks or track in q.only_tracks)
        for page in template.pages
    )
    return tuple(page for page in pages if page)
