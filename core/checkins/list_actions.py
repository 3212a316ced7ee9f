"""Writing one's own lists: adding, changing, moving and removing entries.

Not here: what is kept, and the day that a smaller inner circle waits for (`lists`).
"""

from __future__ import annotations

from dataclasses import replace

from core.checkins import list_words as words
from core.checkins.actions import me, track_of
from core.checkins.lists import CIRCLES, WAITS, Kept, Leaving, areas_still, declared, lists_of, save, shrinks
from core.checkins.template import ITEM_LONGEST, Item, OwnList
from core.errors import LookAgain, Refusal
from core.surface import Form, Message
from core.turn import Context
from core.values import Said, new_id


def show_lists(context: Context) -> Message:
    """Every list there is for this member, those of one kind (`~kind`), or one list (its key)."""
    kept = lists_of(context.stores, me(context), context.now)
    if context.subject and not context.subject.startswith("~"):
        about = _about(context, context.subject)
        return _shown(about, kept.get(about.key, Kept()))
    kind = context.subject.removeprefix("~")
    found = [about for about in _all(context).values() if not kind or about.key in _of_kind(context, kind)]
    return words.overview([(about, len(kept.get(about.key, Kept()).items)) for about in found])


def add_form(context: Context) -> Form:
    """Several entries at once."""
    return words.add_form(_about(context, context.subject))


def add(context: Context) -> Message:
    """Add an entry for each line; one that is there already is not added twice."""
    about = _about(context, context.subject)
    kept = lists_of(context.stores, me(context), context.now)
    here = kept.get(about.key, Kept())
    typed, area = context.values.get("items"), context.values.get("area")
    there = {item.words.words.casefold() for item in here.items}
    entries: dict[str, Said] = {}
    for line in (typed.words if isinstance(typed, Said) else "").split("\n"):
        said = Said(" ".join(line.split()).lstrip("-•* ").strip())
        if said and said.words.casefold() not in there:
            entries.setdefault(said.words.casefold(), said)
    if any(len(said) > ITEM_LONGEST for said in entries.values()):
        raise LookAgain({"items": words.too_long()})
    left = about.most - len(here.items)
    if len(entries) > left:
        raise LookAgain({"items": words.too_many(about, max(left, 0))})
    for said in entries.values():
        here = here.with_item(Item(_key(here), said, area if isinstance(area, str) else ""))
    _spread(about, here)
    save(context.stores, me(context), kept | {about.key: here}, context.now)
    return _shown(about, here)


def show_item(context: Context) -> Message:
    """One entry, whole."""
    about, item, kept, _ = _named(context)
    return words.one_item(about, item, _moves(context, about, kept), kept[about.key].due(item.key))


def reword_form(context: Context) -> Form:
    """One entry, to be put in other words."""
    about, item, _, _ = _named(context)
    return words.reword_form(about, item)


def reword(context: Context) -> Message:
    """Keep an entry in other words; what was ticked before stays ticked."""
    about, item, kept, _ = _named(context)
    said, area = context.values.get("words"), context.values.get("area")
    changed = replace(
        item,
        words=said if isinstance(said, Said) else item.words,
        area=area if isinstance(area, str) else item.area,
    )
    here = kept[about.key].with_item(changed)
    _spread(about, here)
    save(context.stores, me(context), kept | {about.key: here}, context.now)
    return _shown(about, here)


def drop(context: Context) -> Message:
    """Remove an entry; from the inner circle, once its day is over."""
    about, item, kept, _ = _named(context)
    return _take_out(context, about, item, kept, "")


def move(context: Context) -> Message:
    """Move an entry to another circle; out of the inner one, once its day is over."""
    about, item, kept, to = _named(context)
    if to not in [one.key for one in _moves(context, about, kept)]:
        raise Refusal(words.no_list())
    return _take_out(context, about, item, kept, to)


def stay(context: Context) -> Message:
    """Leave an entry where it is after all."""
    about, item, kept, _ = _named(context)
    save(context.stores, me(context), kept | {about.key: kept[about.key].staying(item.key)}, context.now)
    return words.stays(about)


def _take_out(context: Context, about: OwnList, item: Item, kept: dict[str, Kept], to: str) -> Message:
    here = kept[about.key]
    if shrinks(about.key, to):
        due = here.due(item.key) or context.now + WAITS
        going = Leaving(item.key, due, to)
        save(
            context.stores,
            me(context),
            kept | {about.key: replace(here, leaving=(*here.staying(item.key).leaving, going))},
            context.now,
        )
        return words.waits(about, item, due)
    changed = kept | {about.key: here.without(item.key)}
    if to:
        changed[to] = changed.get(to, Kept()).with_item(item)
    save(context.stores, me(context), changed, context.now)
    return words.moved(_about(context, to)) if to else words.removed(about, item)


def _shown(about: OwnList, here: Kept) -> Message:
    leaving = [(item, due) for item in here.items if (due := here.due(item.key))]
    return words.one_list(about, here.items, leaving)


def _all(context: Context) -> dict[str, OwnList]:
    """The lists of every kind there is for this member's track."""
    track = track_of(context)
    return declared(one for one in context.library.templates.values() if one.is_for(track))


def _of_kind(context: Context, kind: str) -> set[str]:
    template = context.library.templates.get(kind)
    return {about.key for about in template.lists} if template else set()


def _about(context: Context, key: str) -> OwnList:
    """A list by key; one of a kind for another track can still be opened by whoever wrote it."""
    about = declared(context.library.templates.values()).get(key)
    if about is None:
        raise Refusal(words.no_list())
    return about


def _named(context: Context) -> tuple[OwnList, Item, dict[str, Kept], str]:
    """The list, the entry, all lists as they are now, and what else the step names."""
    key, _, rest = context.subject.partition("~")
    name, _, more = rest.partition("~")
    about = _about(context, key)
    kept = lists_of(context.stores, me(context), context.now)
    item = kept.get(about.key, Kept()).find(name)
    if item is None:
        raise Refusal(words.no_list())
    return about, item, kept, more


def _moves(context: Context, about: OwnList, kept: dict[str, Kept]) -> list[OwnList]:
    """The circles an entry of this list can move to."""
    known = declared(context.library.templates.values())
    if about.key not in CIRCLES:
        return []
    others = [known[key] for key in CIRCLES if key in known and key != about.key]
    return [one for one in others if len(kept.get(one.key, Kept()).items) < one.most]


def _spread(about: OwnList, here: Kept) -> None:
    if still := areas_still(about, here.items):
        raise LookAgain({"area": words.more_areas(about, still)})


def _key(here: Kept) -> str:
    """A short key that no entry has, or had."""
    key = new_id()[:8]
    return _key(here) if here.find(key) else key
