"""The first thing to open: a menu of everything this person may do, built from the features themselves."""

from __future__ import annotations

from datetime import datetime

from core.boundaries.surface import FEATURE as BOUNDARIES
from core.care.surface import FEATURE as CARE
from core.checkins.kind_words import KINDS
from core.checkins.surface import FEATURE as CHECKINS
from core.feature import Action, Command, Feature
from core.groups.surface import FEATURE as GROUPS
from core.history.surface import FEATURE as HISTORY
from core.paging import page_in
from core.people.joining import first_page
from core.privacy.surface import FEATURE as PRIVACY
from core.rhythms.actions import yesterday
from core.rhythms.surface import FEATURE as RHYTHMS
from core.rounds.actions import invitations
from core.rounds.surface import FEATURE as ROUNDS
from core.start import words
from core.surface import Button, Reply, Step
from core.turn import Context
from core.values import Role

_BELOW = (CHECKINS, ROUNDS, RHYTHMS, BOUNDARIES, HISTORY, CARE, GROUPS, PRIVACY)
_UNDO = {
    "checkin.post": ("checkin.undo", "Undo the check-in"),
    "checkin.answer": ("checkin.unanswer", "Undo the reply"),
    "boundary.post": ("boundary.unpost", "Undo the boundary"),
}


def _start(context: Context) -> Reply:
    member = context.member
    if member is None or member.handle is None or member.joined_at is None:
        return first_page(context)
    held: list[tuple[Button, datetime]] = []
    for name, subject, due in context.stores.jobs.pending_of(member.id):
        if name in _UNDO and all(button.step.subject != subject for button, _ in held):  # one promise a platform
            action, label = _UNDO[name]
            held.append((Button(label, Step(action, subject), main=not held), due))
    return words.member(member.handle, held, _options(context), page_in(context.subject), notes=member.notes)


def _options(context: Context) -> list[Button]:
    """Every command of the features below that this person may use, in the words of a menu."""
    commands = [
        command
        for feature in _BELOW
        for command in feature.commands
        for action in feature.actions
        if action.key == command.step.action and not action.founds and _may(context, action)
    ]
    offered = [Button(command.label or command.name, command.step) for command in commands]
    late = yesterday(context)
    first = [*invitations(context), *([late] if late else [])]
    return [*first, words.CHECK_INS, KINDS, words.HARD_MOMENT, words.DETAILS, *offered]


def _may(context: Context, action: Action) -> bool:
    return action.needs is Role.ANYONE or (context.member is not None and context.member.may(action.needs))


FEATURE = Feature(
    "start",
    commands=(Command("start", "Everything there is, as a menu", Step("start.menu"), "Everything"),),
    actions=(Action("start.menu", reads=_start, needs=Role.ANYONE),),
)
