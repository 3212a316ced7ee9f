"""Whether anybody may join yet: only with limits of confidentiality, and help lines somebody has checked.

Not here: checking the lines; moderators do that in their own commands, the operator in a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.people import join_words as words
from core.surface import Message
from core.turn import Context
from core.values import Role

if TYPE_CHECKING:
    from core.groups.model import Group


def open_groups(context: Context) -> Sequence[Group]:
    """The groups people may join: those whose main country's urgent lines were checked lately."""
    library, today = context.library, context.now.date()
    checked = context.stores.groups.settings().checked
    return [
        group
        for group in context.stores.groups.every()
        if library.sample or library.lines.open_in(group.country, today, checked.get(group.country))
    ]


def not_open(context: Context) -> Message | None:
    """Why nobody can join yet: kindly for whoever comes, exactly for moderators; None when the door is open."""
    groups = context.stores.groups.every()
    limits = bool(context.library.limits.strip())
    if limits and open_groups(context):
        return None
    if context.member is None or not context.member.may(Role.MODERATOR):
        return words.not_open()
    country = context.library.gazetteer.country_name(groups[0].country) if groups else ""
    known = bool(groups) and context.library.lines.for_country(groups[0].country) is not None
    lines_checked = bool(open_groups(context))
    return words.still_needed(limits=limits, country=country, known=known, checked=lines_checked)
