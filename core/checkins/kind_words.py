"""What is said about the kinds of check-in there are, and what an entry says back to its author alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.checkins.examples import ITEMS, LIST, TEMPLATE
from core.checkins.template import Item, OwnList, Question, Template
from core.surface import Button, Menu, Message, Step
from core.text import Text, lines, quote, text
from core.words import HELP, START

KINDS: Final = Button("Kinds of check-in", Step("checkin.kinds"))
_OFTEN: Final = {
    "daily": "Meant for every day.",
    "three-a-week": "Meant for three days a week.",
    "twice-a-week": "Meant for two days a week.",
    "weekly": "Meant for once a week.",
    "monthly": "Meant for once a month.",
    "on-demand": "For whenever you like.",
}


def kinds(found: Sequence[Template], mine: str, more: Button | None = None) -> Message:
    """The kinds of check-in there are for this member; `mine`: the one their button opens."""
    said = (
        text("**{title}** (yours) {summary}", title=one.title, summary=one.summary)
        if one.key == mine
        else text("**{title}** {summary}", title=one.title, summary=one.summary)
        for one in found
    )
    options = tuple(Button(one.title, Step("checkin.kind", one.key)) for one in found)
    return Message(
        lines(text("Write any of these whenever you like. One of them is what **Check in** opens for you."), *said),
        (*([more] if more else []), Button("Your lists", Step("checkin.lists")), START, HELP),
        Menu("Look at one", options),
    )


def kind(template: Template, *, mine: bool, lists: Sequence[tuple[OwnList, int]] = ()) -> Message:
    """One kind of check-in, before it is written. `lists`: the member's own lists it uses, with what each holds."""
    empty = [one for one, count in lists if not count]
    about = (
        text("It uses lists that you write yourself. Empty so far: {names}.", names=", ".join(o.title for o in empty))
        if empty
        else text("It uses lists that you write yourself.")
    )
    write = Button("Write it", Step("checkin.write", f"{template.key}~0"), main=True)
    make = Button("Make this mine", Step("checkin.mine", template.key))
    own = Button("Your lists for it", Step("checkin.lists", f"~{template.key}"))
    return Message(
        lines(
            text("**{title}** {summary}", title=template.title, summary=template.summary),
            _OFTEN[template.cadence],
            about if lists else None,
            "This is the one your button opens." if mine else None,
        ),
        (write, *([] if mine else [make]), *([own] if lists else []), KINDS, HELP),
    )


def mine(template: Template) -> Message:
    """From now on the member's button opens this kind."""
    return Message(
        text("From now on **Check in** opens {title} for you. All other kinds stay here.", title=template.title),
        (Button("Write it", Step("checkin.write", f"{template.key}~0"), main=True), KINDS, START),
    )


def no_kind() -> Message:
    """A kind that is not there, or not for this member."""
    return Message(text("That kind of check-in is not here at the moment. These are."), (KINDS, START, HELP))


def list_first(template: Template, missing: Sequence[OwnList], go: Step | None) -> Message:
    """It draws on a list that is empty; `go`: the rest of it, where anything is left to ask."""
    fill = tuple(
        Button(f"Begin: {one.title}"[:34], Step("checkin.lists", one.key), main=not at)
        for at, one in enumerate(missing[:2])
    )
    rest = (Button("Write the rest of it", go),) if go else ()
    return Message(
        lines(
            text("**{title}** asks about a list of your own, and it is still empty.", title=template.title),
            "It comes empty on purpose: only you know what belongs there, and only you see it.",
        ),
        (*fill, *rest, START, HELP),
    )


def signs(here: int, every: int, usual: float | None, *, tilting: bool) -> Text:
    """How many of the member's own signs are here, beside their own usual number once there is one."""
    said = text("{here} of your {every} signs are here.", here=here, every=every)
    if usual is None:
        return said
    beside = text("{said} Your usual number is {usual}.", said=said, usual=f"{usual:g}")
    if not tilting:
        return beside
    return lines(beside, "The last three entries hold more than is usual for you. What could be gentler today?")


def remedies(question: Question, items: Sequence[Item]) -> Text:
    """What has helped this member before with what is highest now."""
    if not items:
        return text("Highest now: {asked} There is room to note what helps you with it.", asked=_ended(question.label))
    said = text("Highest now: {asked} What you noted for it:", asked=_ended(question.label))
    return lines(said, *(quote(item.words) for item in items))


def _ended(label: str) -> str:
    return label if label.endswith((".", "?")) else f"{label}."


def remedy_button(list_key: str) -> Button:
    """To the list of remedies for what was highest."""
    return Button("What helps me with it", Step("checkin.lists", list_key))


_TIRED = Question("worn", "How worn out am I?", "scale3", low="rested", high="worn out")

EXAMPLES: dict[str, Message] = {
    "kinds": kinds([TEMPLATE], TEMPLATE.key),
    "kinds-more": kinds([TEMPLATE], "", Button("More kinds", Step("checkin.kinds", "8"))),
    "kind": kind(TEMPLATE, mine=False, lists=[(LIST, 0)]),
    "kind-mine": kind(TEMPLATE, mine=True, lists=[(LIST, 7)]),
    "kind-without-lists": kind(TEMPLATE, mine=False),
    "mine": mine(TEMPLATE),
    "no-kind": no_kind(),
    "list-first": list_first(TEMPLATE, [LIST], None),
    "list-first-with-a-rest": list_first(TEMPLATE, [LIST], Step("checkin.write", "circles-week~0~go")),
    "signs": Message(signs(2, 7, None, tilting=False)),
    "signs-beside-the-usual": Message(signs(2, 7, 2.0, tilting=False)),
    "signs-tilting": Message(signs(6, 7, 2.5, tilting=True)),
    "remedies": Message(remedies(_TIRED, ITEMS), (remedy_button("remedy-worn"),)),
    "remedies-none": Message(remedies(_TIRED, ()), (remedy_button("remedy-worn"),)),
}
