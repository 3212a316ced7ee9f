"""How a shared check-in reads in the channel, and what is said about sharing one and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from core.checkins.answer_words import names, seen_lines
from core.checkins.examples import ANN, CHECKIN, SEEN
from core.checkins.model import CheckIn
from core.checkins.readings import shared_answers
from core.checkins.template import Question
from core.posts import words
from core.surface import Ask, Button, Choice, Field, Form, Message, Step
from core.text import Text, When, lines, text
from core.values import Said
from core.words import HELP, START

STANDS: Final = ((1, "1 day"), (7, "7 days"), (30, "30 days"), (0, "Until I take it back"))
"""For how many days a copy may stand, and how that is offered."""


def shared(handle: Said, checkin: CheckIn, seen: Sequence[Question], company: Sequence[Said]) -> Message:
    """A check-in as the group sees it: what its author chose to share, and who is with them."""
    said = "**In the round**, {handle}" if checkin.round else "**Check-in** from {handle}"
    with_them = text("With {handle}: {names}", handle=handle, names=names(company)) if company else None
    return Message(
        lines(text(said, handle=handle), *seen_lines(seen, shared_answers(seen, checkin.answers)), with_them),
        (
            Button("With you", Step("checkin.with", checkin.id)),
            Button("Reply", Step("checkin.reply", checkin.id)),
        ),
        head="Somebody shared a check-in.",
    )


def choose_form(asked: Sequence[Question], groups: Sequence[tuple[str, str]]) -> Form:
    """What the group sees, and for how long; nothing is ticked beforehand. `groups`: ids and names, if several."""
    fields = [
        Field(
            "what",
            "What may the group see?",
            Ask.CHOICES,
            tuple(Choice(question.key, question.label) for question in asked),
            hint="You see exactly what they would see before anything is shared.",
        ),
        Field(
            "stands",
            "How long may it stand there?",
            Ask.CHOICE,
            tuple(Choice(str(days), label) for days, label in STANDS),
            hint="30 days unless you choose. Taking it back is always possible.",
            required=False,
        ),
    ]
    if groups:
        which = tuple(Choice(key, name) for key, name in groups)
        fields.append(Field("group", "Which of your groups?", Ask.CHOICE, which, required=False))
    return Form("What they see", tuple(fields), submit="Show me")


def preview(seen: Message, checkin: CheckIn, group: str, name: str = "") -> Message:
    """Exactly what the group would see, for how long, before anything is shared. `group`: its id, where it matters."""
    step = Step("checkin.share", f"{checkin.id}~{group}" if group else checkin.id)
    head = (
        text("{name} would see exactly this, {long}:", name=name, long=_long(checkin.stands))
        if name
        else text("The group would see exactly this, {long}:", long=_long(checkin.stands))
    )
    return Message(
        lines(head, seen.body, gap=True),
        (
            Button("Share with the group", step, main=True),
            Button("Choose again", Step("checkin.choose", checkin.id)),
            Button("Keep it to myself", Step("checkin.keep", checkin.id)),
            HELP,
        ),
    )


def _long(stands: int) -> str:
    return {0: "until you take it back", 1: "for a day"}.get(stands, f"for {stands} days")


def nothing_to_share(checkin: str) -> Message:
    """There is nothing in it that a group could see."""
    return Message(
        text("Nothing in it is of the kind a group sees, so there is nothing to choose. It stays yours."),
        (Button("Edit", Step("checkin.edit", checkin)), START, HELP),
    )


def settled(checkin: str) -> Message:
    """It has stood in the channel for more than a day, and others have answered what they read."""
    return Message(
        text(
            "This has been in the channel for more than a day, and people have read it as it is. To change it, take "
            "it back first; then it is yours to edit, and to share anew if you like."
        ),
        (Button("Take it back", Step("checkin.undo", checkin)), START, HELP),
    )


def kept() -> Message:
    """It stays private."""
    return Message(text("It stays with you. You can still share it later, from your check-ins."), (START, HELP))


def undo(checkin: str) -> Step:
    """Taking a share back."""
    return Step("checkin.undo", checkin)


def edit(checkin: str) -> Button:
    """Changing what was written."""
    return Button("Edit", Step("checkin.edit", checkin))


def see(checkin: str) -> Button:
    """Looking at it."""
    return Button("See it", Step("checkin.show", checkin), main=True)


def again(checkin: str) -> Button:
    """Sharing it once more."""
    return Button("Share with the group", Step("checkin.share", checkin))


def undone(checkin: str) -> Message:
    """Nothing was posted."""
    return words.undone(again(checkin), edit(checkin))


def round_over(checkin: str) -> Message:
    """It was written for a round that is closed."""
    return Message(
        text("The round it was written for is closed, so nothing was posted. It stays yours."),
        (Button("See it", Step("checkin.show", checkin)), START, HELP),
    )


WHERE_ONLY_YOU: Final = "Only you can see it."
WHERE_HELD: Final = "It will be in the channel in a moment; you can still take it back."
WHERE_UNSURE: Final = "It was on its way to the channel; please look there whether it arrived."
WHERE_STANDS: Final = "A copy of what you shared is in the group's channel."


def where_until(until: datetime) -> Text:
    """Its copy stands there until then."""
    return text("{stands} It goes from there at {until}.", stands=WHERE_STANDS, until=When(until))


_ID = CHECKIN.id
_SHARED = shared(ANN, CHECKIN, SEEN, [])

EXAMPLES: dict[str, Message | Form] = {
    "shared": _SHARED,
    "shared-with-company": shared(ANN, CHECKIN, SEEN, [Said("Ben"), Said("Cleo")]),
    "shared-in-a-round": shared(ANN, replace(CHECKIN, round="cm91bmQ"), SEEN, []),
    "choose": choose_form(SEEN, []),
    "choose-with-groups": choose_form(SEEN, [("Z3JvdXAgb25l", "Tuesday"), ("Z3JvdXAgdHdv", "Quiet room")]),
    "preview": preview(_SHARED, CHECKIN, ""),
    "preview-in-a-named-group": preview(_SHARED, replace(CHECKIN, stands=1), "Z3JvdXAgb25l", "Tuesday"),
    "nothing-to-share": nothing_to_share(_ID),
    "settled": settled(_ID),
    "kept": kept(),
    "undone": undone(_ID),
    "round-over": round_over(_ID),
}
