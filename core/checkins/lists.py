"""Members' own lists: how they are kept, and the day that a smaller inner circle waits for.

Not here: what is said about them, and the questions that draw on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast

from core.checkins.template import Item, OwnList, Template
from core.codec import Json
from core.ports import Record
from core.turn import Stores
from core.values import MemberId, Said

KIND: Final = "list"
INNER: Final = "inner-circle"
CIRCLES: Final = (INNER, "middle-circle", "outer-circle")
"""The lists between which entries move, from the inside out."""
WAITS: Final = timedelta(hours=24)
"""How long making the inner circle smaller waits, so that it is no decision of one hour."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """An entry that goes from its list once its day is over."""

    item: str
    due: datetime
    to: str = ""
    """The list it moves to; empty = it is removed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One member's list."""

    items: tuple[Item, ...] = ()
    leaving: tuple[Leaving, ...] = ()

    def find(self, item: str) -> Item | None:
        """An entry by key."""
        return next((one for one in self.items if one.key == item), None)

    def due(self, item: str) -> datetime | None:
        """When an entry goes; None = it stays."""
        return next((one.due for one in self.leaving if one.item == item), None)

    def without(self, item: str) -> Kept:
        """The list without an entry."""
        return Kept(
            tuple(one for one in self.items if one.key != item),
            tuple(one for one in self.leaving if one.item != item),
        )

    def with_item(self, item: Item) -> Kept:
        """The list with an entry more, or with an entry in other words."""
        if self.find(item.key) is None:
            return replace(self, items=(*self.items, item))
        return replace(self, items=tuple(item if one.key == item.key else one for one in self.items))

    def staying(self, item: str) -> Kept:
        """The list with an entry that does not go after all."""
        return replace(self, leaving=tuple(one for one in self.leaving if one.item != item))


Lists = Mapping[str, Kept]


def as_of(lists: Lists, now: datetime) -> dict[str, Kept]:
    """The lists as they are now: what waited for its day is done."""
    found = dict(lists)
    for key, kept in lists.items():
        for going in kept.leaving:
            item = kept.find(going.item)
            if going.due > now:
                continue
            found[key] = found[key].without(going.item)
            if item is not None and going.to:
                found[going.to] = found.get(going.to, Kept()).with_item(item)
    return found


def lists_of(stores: Stores, member: MemberId, now: datetime) -> dict[str, Kept]:
    """All of a member's lists, by key, as they are now."""
    return as_of({record.name: _from_body(record.body) for record in stores.records.of_kind(member, KIND)}, now)


def items_for(stores: Stores, member: MemberId, template: Template, now: datetime) -> dict[str, tuple[Item, ...]]:
    """The entries of the lists a template uses; nothing is read for one that uses none."""
    if not template.lists:
        return {}
    kept = lists_of(stores, member, now)
    return {about.key: kept[about.key].items[: about.most] for about in template.lists if about.key in kept}


def save(stores: Stores, member: MemberId, lists: Lists, now: datetime) -> None:
    """Keep a member's lists as they are now."""
    before = {record.name: record.body for record in stores.records.of_kind(member, KIND)}
    for key, kept in lists.items():
        if (body := _body(kept)) != before.get(key):
            stores.records.save(member, Record(KIND, key, body, now))


def declared(templates: Iterable[Template]) -> dict[str, OwnList]:
    """The lists that templates use, by key; the first one to declare a list describes it."""
    found: dict[str, OwnList] = {}
    for template in templates:
        for about in template.lists:
            found.setdefault(about.key, about)
    return found


def shrinks(key: str, to: str) -> bool:
    """Whether taking an entry out of a list (to another, or to nowhere) makes the inner circle smaller."""
    return key == INNER and to != INNER


def areas_still(about: OwnList, items: Iterable[Item]) -> int:
    """How many more areas of life a list has to touch than it has room left for entries; 0 = all is well."""
    listed = list(items)
    touched = len({item.area for item in listed if item.area})
    return max(0, about.least_areas - touched - (about.most - len(listed)))


def _body(kept: Kept) -> dict[str, Json]:
    return {
        "items": [[item.key, item.words.words, item.area] for item in kept.items],
        "leaving": [[one.item, one.due.isoformat(), one.to] for one in kept.leaving],
    }


def _from_body(body: Mapping[str, Json]) -> Kept:
    items = cast("list[tuple[str, str, str]]", body["items"])
    leaving = cast("list[tuple[str, str, str]]", body["leaving"])
    return Kept(
        tuple(Item(key, Said(words), area) for key, words, area in items),
        tuple(Leaving(item, datetime.fromisoformat(due), to) for item, due, to in leaving),
    )
