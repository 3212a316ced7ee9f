"""The kinds of check-in there are for a member, and the one their button opens.

Not here: what a kind asks; that is data.
"""

from __future__ import annotations

from typing import Final

from core.checkins import kind_words as words
from core.checkins.actions import DEFAULT, me, track_of
from core.checkins.lists import items_for
from core.checkins.template import Template
from core.errors import Refusal
from core.groups.actions import home_group
from core.groups.rounds import ROUND
from core.ports import Record
from core.surface import Button, Message, Step
from core.turn import Context

KIND: Final = "choice"
NAME: Final = "template"
A_PAGE: Final = 8
"""How many kinds one message shows with their summaries."""


def kinds_for(context: Context) -> list[Template]:
    """The kinds a member can write whenever they like, the usual one first."""
    track = track_of(context)
    found = [one for one in context.library.templates.values() if one.is_for(track) and one.key != ROUND]
    return sorted(found, key=lambda one: one.key != DEFAULT)


def mine(context: Context) -> str:
    """The kind this member's button opens: their own choice, else their group's, else the usual one."""
    known, track = context.library.templates, track_of(context)
    for key in _wishes(context):
        if key in known and key != ROUND and known[key].is_for(track):
            return key
    return DEFAULT


def _wishes(context: Context) -> list[str]:
    if context.member is None:
        return []
    record = context.stores.records.find(context.member.id, KIND, NAME)
    if record is not None:
        return [str(record.body["template"])]
    group = home_group(context.stores, context.member.id)
    return [group.template] if group else []


def show_kinds(context: Context) -> Message:
    """All kinds, a few at a time."""
    found, start = kinds_for(context), int(context.subject) if context.subject.isdecimal() else 0
    start = start if start < len(found) else 0
    rest = start + A_PAGE
    more = Button("More kinds", Step("checkin.kinds", str(rest))) if rest < len(found) else None
    return words.kinds(found[start:rest], mine(context), more) if found else words.no_kind()


def show_kind(context: Context) -> Message:
    """One kind, before it is written."""
    template = _kind(context)
    items = items_for(context.stores, me(context), template, context.now)
    lists = [(about, len(items.get(about.key, ()))) for about in template.lists]
    return words.kind(template, mine=mine(context) == template.key, lists=lists)


def make_mine(context: Context) -> Message:
    """Let the member's button open this kind."""
    template = _kind(context)
    context.stores.records.save(me(context), Record(KIND, NAME, {"template": template.key}, context.now))
    return words.mine(template)


def _kind(context: Context) -> Template:
    found = next((one for one in kinds_for(context) if one.key == context.subject), None)
    if found is None:
        raise Refusal(words.no_kind())
    return found
