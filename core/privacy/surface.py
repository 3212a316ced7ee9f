"""Privacy, as steps; and its jobs: an export, forgetting who left, and the daily keeping to days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from core.feature import Action, Command, Feature
from core.people.model import Member
from core.privacy import export_words, going_words, parts, words
from core.privacy.actions import erase
from core.privacy.agreed import ASK, end_consent, page, still_right
from core.privacy.deliveries import EXPORT, send, standing, take_files_away
from core.privacy.keeping import RETENTION, stay
from core.privacy.leaving import FORGET, leave
from core.privacy.retention import Wishes, wish, wishes_of, would_go
from core.surface import Form, Message, Replace, Reply, Step
from core.turn import Context
from core.values import Role


def _of_theirs(say: Callable[[Context, Member], Message]) -> Callable[[Context], Message]:
    """For whoever we know, joined or not (any more); for everybody else there is nothing here."""
    return lambda context: say(context, context.member) if context.member else words.nothing()


def _show(context: Context) -> Reply:
    if context.member is None:
        return words.shown([], known=False)
    return words.shown([(part.label, n) for part, n in parts.counted(context, context.member)], known=True)


def _who(context: Context) -> Reply:
    return words.who(slack=context.turn.who.platform == "slack")


def _long(context: Context) -> Reply:
    return words.how_long(wishes_of(context.stores, context.member.id) if context.member else Wishes())


def _wishes_form(context: Context) -> Form | Message:
    return words.wishes_form(wishes_of(context.stores, context.member.id)) if context.member else words.nothing()


def _wishes(context: Context, member: Member) -> Message:
    asked = Wishes.parse(f"{context.values['entries']}~{context.values['words']}") or Wishes()
    entries, worded = would_go(context, member.id, asked)
    if entries or worded:
        return words.sure_to_shorten(asked, entries, worded)
    wish(context, member.id, asked)
    return words.kept_so()


def _keep_so(context: Context, member: Member) -> Message:
    asked = Wishes.parse(context.subject)
    if asked is None:
        return words.kept()
    wish(context, member.id, asked)
    return words.kept_so()


def _choose(context: Context, member: Member) -> Message:
    return going_words.choose([(part.key, part.label, n) for part, n in parts.counted(context, member)])


def _ask_all(context: Context, member: Member) -> Message:
    counts = context.stores.keeping.counts(member.id)
    return going_words.sure(counts.shared, len(standing(context.stores, member.id)))


def _ask_part(context: Context, member: Member) -> Message:
    part = parts.part_of(context.subject)
    found = parts.look_for(context, member.id, part) if part else parts.Found(0)
    if part is None or not found.count:
        return going_words.none_of_it()
    return going_words.sure_part(part.key, part.label, found.count, found.shared)


def _clear(context: Context, member: Member) -> Message:
    part = parts.part_of(context.subject)
    gone = parts.delete_part(context, member.id, part) if part else 0
    return going_words.part_gone(gone) if gone else going_words.none_of_it()


def _ask_day(context: Context, member: Member) -> Message:
    day = context.values["day"]
    found = parts.look_for_day(context, member, day) if isinstance(day, date) else parts.Found(0)
    if not isinstance(day, date) or not found.count:
        return going_words.none_of_it()
    return going_words.sure_day(day, found.count, found.shared)


def _clear_day(context: Context, member: Member) -> Message:
    try:
        day = date.fromisoformat(context.subject)
    except ValueError:
        return going_words.none_of_it()
    gone = parts.delete_day(context, member, day)
    return going_words.part_gone(gone) if gone else going_words.none_of_it()


def _stay(context: Context, member: Member) -> Message:
    stay(context.stores, member.id)
    return going_words.stays()


def _theirs(key: str, say: Callable[[Context, Member], Message]) -> Action:
    return Action(key, reads=_of_theirs(say), needs=Role.ANYONE)


def _done(key: str, do: Callable[[Context, Member], Message]) -> Action:
    asked = _of_theirs(do)
    return Action(key, does=lambda context: Replace(asked(context)), needs=Role.ANYONE)


FEATURE = Feature(
    "privacy",
    commands=(
        Command("privacy show", "What is kept, who can see it, and for how long", Step("privacy.show"), "Privacy"),
        Command("privacy export", "Everything of yours, as files", Step("privacy.export"), "Take everything with you"),
        Command("privacy delete", "Delete something of yours, or everything", Step("privacy.delete"), "Delete"),
        Command("privacy leave", "Leave, and no longer be written to", Step("privacy.leave"), "Leave"),
    ),
    actions=(
        Action("privacy.show", reads=_show, needs=Role.ANYONE),
        Action("privacy.who", reads=_who, needs=Role.ANYONE),
        Action("privacy.long", reads=_long, needs=Role.ANYONE),
        _theirs("privacy.agreed", page),
        _done("privacy.revoke", end_consent),
        _done("privacy.still-right", still_right),
        Action("privacy.wishes", form=_wishes_form, does=_of_theirs(_wishes)),
        _done("privacy.keep-so", _keep_so),
        _theirs("privacy.export", lambda context, member: export_words.warning()),
        _done("privacy.send", lambda context, member: send(context)),
        _done("privacy.unsend", lambda context, member: take_files_away(context)),
        _theirs("privacy.delete", _choose),
        _theirs("privacy.all", _ask_all),
        Action("privacy.keep", reads=lambda context: Replace(words.kept()), needs=Role.ANYONE),
        Action("privacy.erase", does=lambda context: Replace(erase(context)), needs=Role.ANYONE),
        _theirs("privacy.part", _ask_part),
        _done("privacy.clear", _clear),
        Action("privacy.day", form=going_words.day_form(), does=_of_theirs(_ask_day), needs=Role.ANYONE),
        _done("privacy.clear-day", _clear_day),
        _theirs("privacy.leave", lambda context, member: going_words.leave()),
        _done("privacy.go", lambda context, member: leave(context)),
        _done("privacy.stay", _stay),
    ),
    jobs=(EXPORT, FORGET, RETENTION, ASK),
)
