"""Joining, page by page, so that it can be put down and taken up again; and changing later what was told.

Not here: leaving (`privacy` is above every slice that has something to erase); whether anybody may join (`opening`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.errors import LookAgain, Refusal
from core.people import consents
from core.people import join_words as words
from core.people.actions import moved
from core.people.handles import points_outside
from core.people.left import come_back
from core.people.model import Member
from core.people.opening import not_open, open_groups
from core.ports import ZoneMatch
from core.rhythm import clock_of, is_known
from core.surface import Answer, Form, Message, Step
from core.turn import Context, Library, Stores, Turn
from core.values import GroupId, MemberId, Role, Said

if TYPE_CHECKING:
    from core.groups.model import Group

NOTES: Final = "notes"
"""The consent to private notes."""
PRESET: Final = ("recovery", "healing")
"""Tracks of a group that leave no question open about what its members' check-ins ask."""
_FORM: Final = Step("people.join", "go")
_DRAFT: Final = "people.zone"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A country that was understood, and the time zones that fit what was typed."""

    country: str
    name: str
    zones: tuple[ZoneMatch, ...]


def whereabouts(turn: Turn, library: Library) -> Whereabouts | None:
    """Find the country and zones for a submitted form; None when the country is not understood."""
    answers = turn.answers or {}
    country = library.gazetteer.country(str(answers.get("country", "")))
    if country is None:
        return None
    zones = library.gazetteer.zones(country, str(answers.get("city", "")), turn.now)
    return Whereabouts(country, library.gazetteer.country_name(country), zones)


def first_page(context: Context) -> Message:
    """What this is; for somebody who began to join, the way on from where they stopped."""
    moderator = context.member is not None and context.member.may(Role.MODERATOR)
    return not_open(context) or words.first_page(
        context.library.limits, begun=_stopped_at(context), moderator=moderator
    )


def _stopped_at(context: Context) -> Step | None:
    drafts, who = context.stores.drafts, context.turn.who
    draft = drafts.find(who, _DRAFT, context.now)
    if draft:
        return Step("people.eyes") if "zone" in draft else _FORM
    begun = drafts.find(who, _FORM.key, context.now) or drafts.find(who, "people.join", context.now)
    return _FORM if begun else None


def details_form(context: Context) -> Form | Message:
    """The form with a name and a country; before it, for somebody who only begins, what this is and is not."""
    if context.member is not None and context.member.joined_at is not None:
        return words.join_form(joined=True).filled(_told(context))
    if closed := not_open(context):
        return closed
    begins = context.turn.answers is None and context.subject != _FORM.subject
    if begins and _stopped_at(context) is None:
        return first_page(context)
    return words.join_form(joined=False).filled(_told(context))


def note_details(context: Context) -> Message:
    """Take what was typed, keep it as a draft, and ask which local time is right."""
    handle = context.values.get("handle")
    if context.values.get("adult") == "no":
        return words.adults_only()
    if not isinstance(handle, Said) or points_outside(handle.words):
        raise LookAgain({"handle": words.handle_not_a_name()})
    if context.stores.people.handle_taken(handle, context.member.id if context.member else None):
        raise LookAgain({"handle": words.handle_taken()})
    found = context.found
    if not isinstance(found, Whereabouts):
        raise LookAgain({"country": words.country_unknown()})
    city = context.values.get("city")
    answers = {
        "handle": handle.words,
        "country": found.country,
        "city": city.words if isinstance(city, Said) else "",
    }
    context.stores.drafts.save(context.turn.who, _DRAFT, answers, context.now)
    return words.which_zone(found.name, found.zones) if found.zones else words.no_zone(found.name)


def choose_zone(context: Context) -> Message:
    """Note the zone; a member's is changed at once, somebody who joins is asked the next question."""
    draft = context.stores.drafts.find(context.turn.who, _DRAFT, context.now)
    zone = context.subject.replace("~", "/")
    if draft is None or not zone or not is_known(zone):
        raise Refusal(words.start_again())
    if context.member is not None and context.member.joined_at is not None:
        joined = _save(context, context.member, draft, zone, context.member.track)
        return _welcome(context, joined, before=True)
    context.stores.drafts.save(context.turn.who, _DRAFT, {**draft, "zone": zone}, context.now)
    return words.other_eyes()


def rest_form(context: Context) -> Form | Message:
    """The last page: groups and questions where there is a choice, and whether the bot may write."""
    member = context.member
    if member is None or member.joined_at is None:
        draft = context.stores.drafts.find(context.turn.who, _DRAFT, context.now)
        if closed := not_open(context):
            return closed
        if draft is None or "zone" not in draft:
            return words.start_again()
        groups = open_groups(context)
        asks = len(groups) > 1 or groups[0].track not in PRESET
        return words.rest_form(_named(groups), tracks=asks, joined=False, values={})
    mine = context.stores.groups.of(member.id)
    offered = [group for group in context.stores.groups.every() if group in mine or group in open_groups(context)]
    noted = agreed(context.stores, member.id, NOTES, context.now)
    values: dict[str, Answer] = {"groups": tuple(group.id for group in mine), "track": member.track or "group"}
    if noted is not None:
        values["notes"] = "yes" if noted else "no"
    return words.rest_form(_named(offered), tracks=True, joined=True, values=values)


def finish(context: Context) -> Message:
    """Make this person a member with everything they chose, or change what a member chose."""
    member = context.member
    if member is not None and member.joined_at is not None:
        _choose(context, member)
        changed = context.stores.people.member(member.id) or member
        return about(context, changed)
    draft = context.stores.drafts.find(context.turn.who, _DRAFT, context.now)
    if draft is None or "zone" not in draft:
        raise Refusal(words.start_again())
    people, turn = context.stores.people, context.turn
    if people.handle_taken(Said(str(draft["handle"])), member.id if member else None):
        raise Refusal(words.taken_meanwhile())
    member = member or people.admit(turn.who, turn.place.home, Role.MEMBER, turn.now)
    joined = _save(context, member, draft, str(draft["zone"]), member.track)
    context.stores.drafts.drop(turn.who, _FORM.key)
    context.stores.drafts.drop(turn.who, "people.join")
    if come_back(context.stores, joined.id, context.now):
        moved(context.stores, joined.id, context.now)  # what was planned ended when they left
    _choose(context, joined)
    return _welcome(context, joined, before=False)


def about(context: Context, member: Member) -> Message:
    """What a member told us."""
    name = context.library.gazetteer.country_name(member.country or "")
    local = context.now.astimezone(clock_of(member.zone))
    groups = context.stores.groups.every()
    mine = [group.label for group in context.stores.groups.of(member.id)]
    noted = agreed(context.stores, member.id, NOTES, context.now)
    shown = mine if len(groups) > 1 else []
    return words.about_you(member.handle or Said("you"), name, local, shown, member.track, notes=noted is not False)


def agreed(stores: Stores, member: MemberId, key: str, now: datetime) -> bool | None:
    """Whether a member agrees to something now; None when they were never asked."""
    found = next((one for one in consents.consents(stores, member) if one.key == key), None)
    return None if found is None else found.until is None or found.until > now


def _choose(context: Context, member: Member) -> None:
    """Save the answers of the last page, each for itself."""
    stores, now = context.stores, context.now
    wanted = _wanted(context)
    for group in stores.groups.every() if wanted else ():
        if group.id in wanted:
            stores.groups.enter(group.id, member.id, now)
        else:
            stores.groups.leave(group.id, member.id)
    track = context.values.get("track")
    chosen = "" if track in (None, "group") else str(track)
    if track is not None and chosen != member.track and member.handle and member.country and member.zone:
        stores.people.join(member.id, member.handle, member.country, member.zone, now, chosen)
    before, now_agreed = agreed(stores, member.id, NOTES, now), context.values.get("notes") == "yes"
    if now_agreed and not before:
        consents.agree(stores, member.id, NOTES, "private notes from the bot", consents.ONLY_YOU, now)
    elif not now_agreed and not consents.revoke(stores, member.id, NOTES, now) and before is None:
        consents.agree(stores, member.id, NOTES, "private notes from the bot", consents.ONLY_YOU, now, until=now)


def _wanted(context: Context) -> set[GroupId]:
    """The groups somebody chose; where there is only one there is no question."""
    chosen = context.values.get("groups")
    if isinstance(chosen, tuple):
        return {GroupId(group) for group in chosen}
    if context.member is not None and context.member.joined_at is not None:
        return set()
    return {group.id for group in list(open_groups(context))[:1]}


def _save(context: Context, member: Member, draft: dict[str, Answer], zone: str, track: str) -> Member:
    handle, country = Said(str(draft["handle"])), str(draft["country"])
    if context.stores.people.handle_taken(handle, member.id):
        raise Refusal(words.taken_meanwhile())
    joined = context.stores.people.join(member.id, handle, country, zone, context.now, track)
    context.stores.drafts.drop(context.turn.who, _DRAFT)
    context.library.countries.remember(context.turn.who, country)
    if member.zone not in (None, zone):
        moved(context.stores, member.id, context.now)
    return joined


def _welcome(context: Context, member: Member, *, before: bool) -> Message:
    name = context.library.gazetteer.country_name(member.country or "")
    local = context.now.astimezone(clock_of(member.zone))
    return words.welcome(member.handle or Said("you"), name, local, before=before)


def _named(groups: Sequence[Group]) -> list[tuple[str, str]]:
    return [(group.id, group.label) for group in groups]


def _told(context: Context) -> dict[str, str]:
    """What to fill into the form beforehand: what was typed a moment ago, else what the member told us."""
    draft = context.stores.drafts.find(context.turn.who, _DRAFT, context.now)
    if draft:
        country = context.library.gazetteer.country_name(str(draft["country"]))
        return {"handle": str(draft["handle"]), "country": country, "city": str(draft["city"])}
    member = context.member
    if member is None or member.handle is None or member.country is None or member.zone is None:
        return {}
    city = member.zone.rsplit("/", 1)[-1].replace("_", " ")
    name = context.library.gazetteer.country_name(member.country)
    return {"handle": member.handle.words, "country": name, "city": city}
