"""Why anything may be sent: which work writes where, and what its reader did to have it.

Not here: counting it. A kind of work or of note that is missing here is reported as sent without a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from tests.simulation.souls import Soul

RINGS = ("people.note", "people.reminder", "people.placed")
INBOX_WORK = frozenset({*RINGS, "privacy.export", "post.remove"})
"""Work that may write to an inbox."""
GROUP_WORK: dict[str, tuple[str, ...]] = {
    "group.door": (),
    "checkin.post": ("checkin.share", "checkin.now"),
    "checkin.answer": ("checkin.reply", "checkin.answer-again"),
    "history.post": ("history.share",),
    "boundary.post": ("boundary.post", "boundary.now"),
    "round.post": (),
    "round.open": (),
    "round.close": (),
}
"""Work that may write into a channel, and what its owner did to have it; empty = it belongs to a group."""

Offers: TypeAlias = "set[str]"
Explains: TypeAlias = Callable[[Soul, datetime, int], bool]
FACILITATOR = 2


def _did(*actions: str, within: timedelta) -> Explains:
    return lambda soul, now, role: any(soul.did(action, now - within) for action in actions)


def _role(needed: int) -> Explains:
    return lambda soul, now, role: role >= needed


def _led(soul: Soul, now: datetime, role: int) -> bool:
    """Whether they look after a group, or did when the note was written."""
    return role >= FACILITATOR or (soul.led is not None and now - soul.led < timedelta(days=31))


def _offers(*actions: str) -> Callable[[Offers, str], bool]:
    return lambda offers, words: bool(offers & set(actions))


def _offers_of(slice_: str) -> Callable[[Offers, str], bool]:
    return lambda offers, words: any(action.startswith(slice_) for action in offers)


def _says(*parts: str) -> Callable[[Offers, str], bool]:
    return lambda offers, words: any(part in words for part in parts)


WEEKS = timedelta(days=16)
NOTES: tuple[tuple[str, Callable[[Offers, str], bool], Explains], ...] = (
    ("a day after a hard moment", _offers("slip.right"), _did("slip.what", within=timedelta(days=13))),
    ("an agreement with oneself", _offers("slip.told", "slip.agreement"), _did("slip.what", within=WEEKS)),
    (
        "a rhythm",
        _offers("rhythm.skip", "rhythm.fewer", "rhythm.resume", "rhythm.show", "rhythm.same"),
        _did("rhythm.", within=timedelta(days=500)),
    ),
    ("a platform less", _says("no longer on this platform"), lambda soul, now, role: soul.home == "quay"),
    ("an unanswered share", _says("ne share is unanswered"), _led),
    ("nobody looks after it", _says("looks after"), _role(1)),
    ("another role", _says("special role here", "You help to look after", "facilitator here"), _role(1)),
    (
        "a long silence",
        _offers("privacy.stay"),
        lambda soul, now, role: soul.came is None or soul.came <= now - timedelta(days=364),
    ),
    (
        "a standing consent",
        _offers("privacy.still-right"),
        _did("checkin.share", "boundary.post", within=timedelta(days=500)),
    ),
    (
        "taken back as it was posted",
        _says("You took something back"),
        _did("checkin.", "history.", "boundary.", within=WEEKS),
    ),
    ("a boundary", _offers_of("boundary."), _did("boundary.", within=timedelta(days=500))),
    ("a lost channel", _offers("group.change", "group.door", "group.settings"), _led),
    ("an export", _offers("privacy.export", "privacy.send"), _did("privacy.", within=timedelta(days=40))),
    (
        "a share not posted",
        _offers("checkin.share", "checkin.list", "checkin.show", "checkin.undo"),
        _did("checkin.share", "checkin.now", "checkin.undo", "checkin.remove", within=timedelta(days=40)),
    ),
    (
        "a reply not posted",
        _offers("checkin.answer-again", "checkin.unanswer"),
        _did("checkin.reply", "checkin.answer-again", within=timedelta(days=40)),
    ),
    (
        "a milestone not posted",
        _offers("history.my-date", "history.milestone", "history.share"),
        _did("history.share", within=timedelta(days=40)),
    ),
)
"""What a note is called here, how it is known, and what explains it."""
