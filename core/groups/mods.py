"""What those who look after a community do about its people and its help lines.

Not here: anything a member keeps to themselves; a role opens none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.errors import Refusal
from core.groups import mod_words as words
from core.groups.words import no_such_group
from core.paging import page_in
from core.people.actions import tell
from core.people.model import Member
from core.surface import Button, Message, Step
from core.turn import Context
from core.values import MemberId, Role


def people(context: Context) -> Message:
    """Who is here, with their roles; subject: which page."""
    me = context.member.id if context.member else None
    options = [
        Button(words.named(one.handle, one.role, me=one.id == me), Step("mod.person", one.id))
        for one in _everybody(context)
    ]
    return words.people(options, page_in(context.subject))


def _everybody(context: Context) -> Sequence[Member]:
    """Everyone who joined or has a role, those with one first."""
    stores = context.stores.people
    ids = dict.fromkeys((*stores.with_role(Role.FACILITATOR), *stores.joined()))
    found = [member for each in ids if (member := stores.member(each)) is not None]
    return sorted(found, key=lambda one: (-one.role, one.handle.words.casefold() if one.handle else ""))


def person(context: Context) -> Message:
    """One person, and the roles they could have."""
    found = context.stores.people.member(MemberId(context.subject))
    if found is None:
        raise Refusal(words.gone())
    return words.person(found.id, found.handle, found.role, me=_is_me(context, found))


def set_role(context: Context) -> Message:
    """Give somebody another role, and tell them. The last moderator keeps theirs until somebody takes over."""
    key, _, wanted = context.subject.rpartition("~")
    stores = context.stores
    found = stores.people.member(MemberId(key))
    if found is None or wanted not in ("1", "2", "3"):
        raise Refusal(words.gone())
    role = Role(int(wanted))
    moderators = stores.people.with_role(Role.MODERATOR)
    if role < Role.MODERATOR and list(moderators) == [found.id]:
        raise Refusal(words.last_moderator())
    if role is not found.role:
        stores.people.promote(found.id, role)
        if not _is_me(context, found):
            tell(stores, found.id, words.your_role(role), context.now, about="role")
    if _is_me(context, found) and role is Role.MEMBER:
        return words.stepped_down()
    return words.role_set(found.handle, role)


def _is_me(context: Context, member: Member) -> bool:
    return context.member is not None and context.member.id == member.id


def help_lines(context: Context) -> Message:
    """The lines of a country of the groups, each with the day it was last checked."""
    groups = context.stores.groups.every()
    if not groups:
        raise Refusal(no_such_group())
    codes = list(dict.fromkeys(group.country for group in groups))
    code = context.subject if context.subject in codes else codes[0]
    named = [(each, context.library.gazetteer.country_name(each)) for each in codes if each != code]
    return words.help_lines(code, context.library.gazetteer.country_name(code), _rows(context, code), named)


def _rows(context: Context, code: str) -> list[tuple[str, str, str, date | None, bool]]:
    found = context.library.lines.for_country(code)
    if found is None:
        return []
    checked, today = context.stores.groups.settings().checked.get(code), context.now.date()
    kinds = (("Emergency", found.emergency), ("Crisis", found.crisis), ("Afraid of someone", found.domestic_violence))
    rows = []
    for kind, of in kinds:
        for line in of:
            days = [day for day in (line.verified_on, checked) if day is not None and day <= today]
            latest = max(days, default=None)
            old = latest is None or context.library.lines.outdated(latest, today)
            rows.append((kind, line.number, line.note, latest, old))
    return rows


def note_checked(context: Context) -> Message:
    """A moderator says that they checked each line of a country today."""
    code = context.subject
    if code not in {group.country for group in context.stores.groups.every()}:
        raise Refusal(help_lines(context))
    settings = context.stores.groups.settings()
    checked = {**settings.checked, code: context.now.date()}
    context.stores.groups.set(replace(settings, checked=checked))
    return words.checked(context.library.gazetteer.country_name(code))
