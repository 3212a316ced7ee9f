"""Who sees what of a check-in, and for how long: chosen answer by answer, and seen exactly before it is shared.

Not here: posting it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.checkins import share_words as words
from core.checkins.actions import groups_of, note_share, own, questions_of, settled, shared_message
from core.checkins.model import CheckIn
from core.checkins.template import Question
from core.checkins.writing import after_saving, change
from core.errors import Refusal
from core.groups.model import Group
from core.limits import SELECT_CHOICES
from core.surface import Form, Message
from core.turn import Context
from core.values import GroupId

USUAL: Final = 30
"""For how many days a copy stands unless its author chooses."""


def choose_form(context: Context) -> Form | Message:
    """Which answers, for how long, and in which group; nothing is ticked beforehand."""
    checkin = own(context, context.subject)
    if settled(checkin, context.now):
        return words.settled(checkin.id)
    asked = _asked(context, checkin)
    if not asked:
        return words.nothing_to_share(checkin.id)
    return words.choose_form(asked, [(one.id, one.label) for one in _groups(context, checkin)])


def choose(context: Context) -> Message:
    """Keep the choice; a copy that stands follows it, and otherwise exactly that is shown before it is shared."""
    checkin = own(context, context.subject)
    what, long, group = (context.values.get(key) for key in ("what", "stands", "group"))
    chosen = replace(
        checkin,
        shown=what if isinstance(what, tuple) else (),
        stands=int(long) if isinstance(long, str) else USUAL,
    )
    if chosen.group is not None:
        changed, taken = change(context, chosen)
        found = context.stores.groups.find(chosen.group)
        if changed.group is not None and found:
            note_share(context.stores, changed, found, context.now)
        return after_saving(context, changed, taken=taken)
    context.stores.checkins.save(chosen)
    seen = shared_message(context.stores, context.library, chosen)
    if seen is None:
        raise Refusal(words.nothing_to_share(checkin.id))
    groups = {one.id: one.label for one in _groups(context, chosen)}
    named = group if isinstance(group, str) else next(iter(groups), "")
    return words.preview(seen, chosen, named if groups else "", groups.get(GroupId(named), ""))


def _asked(context: Context, checkin: CheckIn) -> list[Question]:
    questions = [one for one in questions_of(context.library, checkin) if one.shareable and one.key in checkin.answers]
    return questions[:SELECT_CHOICES]


def _groups(context: Context, checkin: CheckIn) -> list[Group]:
    """The groups to choose from; none where there is nothing to choose."""
    found = groups_of(context.stores, checkin.member)[:SELECT_CHOICES]
    return found if len(found) > 1 and checkin.group is None and not checkin.round else []
