"""Joining, and reaching a member privately.

Not here: leaving; `privacy` sits above every slice that has something to erase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.errors import LookAgain, Refusal
from core.people import words
from core.ports import ZoneMatch
from core.rhythm import after_quiet
from core.surface import Message
from core.turn import Context, Library, Stores, Turn
from core.values import MemberId, Role, Said

NOTE_LATE: Final = timedelta(hours=20)
_POINTS_OUTSIDE = re.compile(r"[@<>#/\\]|\w\.\w{2,}|\d{6,}|everyone|here$", re.IGNORECASE)
_DRAFT: Final = "people.zone"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A country that was understood, and the time zones that fit what was typed."""

    country: str
    name: str
    zones: tuple[ZoneMatch, ...]


def whereabouts(turn: Turn, library: Library) -> Whereabouts | None:
    """Find the country and zones for a submitted join form; None when the country is not understood."""
    answers = turn.answers or {}
    country = library.gazetteer.country(str(answers.get("country", "")))
    if country is None:
        return None
    zones = library.gazetteer.zones(country, str(answers.get("city", "")), turn.now)
    return Whereabouts(country, library.gazetteer.country_name(country), zones)


def note_details(context: Context) -> Message:
    """Take what was typed in the join form, keep it as a draft, and ask which local time is right."""
    handle = context.values.get("handle")
    if context.values.get("adult") == "no":
        return words.adults_only()
    if not isinstance(handle, Said) or _POINTS_OUTSIDE.search(handle.words):
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


def join(context: Context) -> Message:
    """Make this person a member with the zone they chose (or change what a member told us)."""
    draft = context.stores.drafts.find(context.turn.who, _DRAFT, context.now)
    zone = context.subject.replace("~", "/")
    if draft is None or not _known(zone):
        raise Refusal(words.start_again())
    handle, country = Said(str(draft["handle"])), str(draft["country"])
    people, turn = context.stores.people, context.turn
    member = context.member or people.admit(turn.who, turn.place.home, Role.MEMBER, turn.now)
    if people.handle_taken(handle, member.id):
        raise Refusal(words.start_again())
    joined = people.join(member.id, handle, country, zone, turn.now)
    context.stores.drafts.drop(turn.who, _DRAFT)
    context.library.countries.remember(turn.who, country)
    local = turn.now.astimezone(ZoneInfo(zone))
    name = context.library.gazetteer.country_name(country)
    return words.welcome(joined.handle or handle, name, local, before=member.joined_at is not None)


def known_details(context: Context) -> dict[str, str]:
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


def tell(
    stores: Stores,
    member: MemberId,
    message: Message,
    now: datetime,
    *,
    about: str = "",
    until: datetime | None = None,
) -> None:
    """Keep a private note for a member, and promise one neutral line in their inbox that says so.

    The line waits for the end of their quiet hours, and several notes share one. Where the inbox is closed the
    note simply waits for its reader's next private answer; it is never put in a channel. A note `about` something
    takes the place of an earlier one about the same; `until`: when it is no longer worth reading.
    """
    person = stores.people.member(member)
    inbox = stores.people.inbox(member)
    if person is None or inbox is None:
        return
    stores.people.keep_note(member, message, now, about, until)
    due = after_quiet(now, person.zone)
    stores.jobs.promise(
        "people.note",
        member,
        key=f"note~{member}",
        due_at=due,
        expires_at=due + NOTE_LATE,
        platform=inbox.platform,
        owner=member,
    )


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
