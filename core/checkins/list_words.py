"""What is said about the lists that members write for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.checkins.asking import label_of
from core.checkins.examples import ITEMS, LATER, LIST
from core.checkins.template import ITEM_LONGEST, Item, OwnList
from core.limits import SELECT_CHOICES
from core.surface import Ask, Button, Field, Form, Menu, Message, Step
from core.text import Quote, Text, When, lines, quote, text
from core.values import Said, length
from core.words import HELP, START

_SHORT = 60
"""How much of an entry a menu shows."""


def overview(found: Sequence[tuple[OwnList, int]]) -> Message:
    """All lists there are for this member, with what each holds."""
    if not found:
        return Message(text("No kind of check-in here uses a list of your own."), (START, HELP))
    here = found[:SELECT_CHOICES]
    said = (text("**{title}** {count}", title=one.title, count=_count(count)) for one, count in here)
    options = tuple(Button(one.title, Step("checkin.lists", one.key)) for one, _ in here)
    return Message(
        lines(
            text("Lists you write for yourself. Nobody else ever sees them."),
            *said,
            text("The others are with the kinds of check-in that use them.") if len(found) > len(here) else None,
        ),
        (Button("Kinds of check-in", Step("checkin.kinds")), START, HELP),
        Menu("Open one", options),
    )


def _count(count: int) -> str:
    return "still empty" if not count else "1 entry" if count == 1 else f"{count} entries"


def one_list(about: OwnList, items: Sequence[Item], leaving: Sequence[tuple[Item, datetime]]) -> Message:
    """One list. `leaving`: what goes from it once its day of thinking is over."""
    going = {item.key: due for item, due in leaving}
    said = [_entry(number, item, about, going.get(item.key)) for number, item in enumerate(items, 1)]
    head = lines(text("**{title}** {hint}", title=about.title, hint=about.hint), None if items else "Still empty.")
    add = (Button("Add", Step("checkin.add", about.key), main=True),) if len(items) < about.most else ()
    first = items[:SELECT_CHOICES]
    options = tuple(Button(short(item), Step("checkin.item", f"{about.key}~{item.key}")) for item in first)
    body = _fitting(head, said)
    menu = Menu("Change, move or remove one", options) if options else None
    return Message(body, (*add, Button("All your lists", Step("checkin.lists")), START, HELP), menu)


def _fitting(head: Text, said: Sequence[Text]) -> Text:
    """All entries, or as many as one message holds; the menu beneath has every one."""
    shown: list[Text] = []
    room = 1_700 - length(head.plain())
    for each in said:
        room -= length(each.plain()) + 1
        if room < 0:
            return lines(head, *shown, text("{n} more are in the menu.", n=len(said) - len(shown)))
        shown.append(each)
    return lines(head, *shown)


def _entry(number: int, item: Item, about: OwnList, due: datetime | None) -> Text:
    area = next((choice.label for choice in about.areas if choice.key == item.area), "")
    said = text("{number}. {words}", number=number, words=item.words)
    if area:
        said = text("{said} ({area})", said=said, area=area)
    return text("{said} (goes at {due})", said=said, due=When(due)) if due else said


def short(item: Item) -> str:
    """An entry as a menu shows it; it is read whole once it is opened."""
    return label_of(item, _SHORT)


def add_form(about: OwnList) -> Form:
    """Several entries at once, one on each line."""
    fields = [
        Field(
            "items",
            "One on each line",
            Ask.PARAGRAPH,
            hint=f"Up to {ITEM_LONGEST} characters each. No names.",
            most=1_500,
        )
    ]
    return Form(about.title, (*fields, *_area(about)), submit="Keep")


def reword_form(about: OwnList, item: Item) -> Form:
    """One entry, in other words."""
    form = Form(about.title, (Field("words", "In your words", most=ITEM_LONGEST), *_area(about)), submit="Keep")
    return form.filled({"words": item.words.words, "area": item.area})


def _area(about: OwnList) -> tuple[Field, ...]:
    if not about.areas:
        return ()
    hint = f"All of them together touch at least {about.least_areas} areas." if about.least_areas > 1 else ""
    return (Field("area", "Which area of life?", Ask.CHOICE, about.areas, hint),)


def one_item(about: OwnList, item: Item, moves: Sequence[OwnList], due: datetime | None) -> Message:
    """One entry, whole, and what can be done with it."""
    key = f"{about.key}~{item.key}"
    if due:
        return Message(
            lines(text("**{title}**", title=about.title), quote(item.words), text("It goes at {due}.", due=When(due))),
            (Button("Leave it where it is", Step("checkin.stay", key), main=True), _back(about), START, HELP),
        )
    ways = (Button("Change", Step("checkin.reword", key)), Button("Remove", Step("checkin.drop", key)))
    to = tuple(Button(f"To: {one.title}"[:34], Step("checkin.move", f"{key}~{one.key}")) for one in moves[:2])
    return Message(
        lines(text("**{title}**", title=about.title), quote(item.words)),
        (*ways, *to, _back(about)),
    )


def _back(about: OwnList) -> Button:
    return Button("Back to the list", Step("checkin.lists", about.key))


def waits(about: OwnList, item: Item, due: datetime) -> Message:
    """Taking something out of the inner circle takes a day."""
    return Message(
        lines(
            text("Making this list smaller waits for a day, until {due}. Until then this stays:", due=When(due)),
            quote(item.words),
            "Talk it over first with a mentor, a friend on the same road or somebody else you trust. Making it larger "
            "never waits.",
        ),
        (
            Button("Leave it where it is", Step("checkin.stay", f"{about.key}~{item.key}"), main=True),
            _back(about),
            START,
            HELP,
        ),
    )


def stays(about: OwnList) -> Message:
    """It stays where it is."""
    return Message(text("It stays where it is."), (_back(about), START))


def removed(about: OwnList, item: Item) -> Message:
    """An entry is gone."""
    return Message(
        lines(text("Removed from {title}:", title=about.title), text("{said}", said=Quote(item.words))),
        (_back(about), START),
    )


def moved(to: OwnList) -> Message:
    """An entry is in another list now."""
    return Message(text("It is in {title} now.", title=to.title), (_back(to), START))


def too_many(about: OwnList, left: int) -> str:
    """More entries than the list holds."""
    return f"This list holds {about.most}; there is room for {left} more. Which matter most?"


def too_long() -> str:
    """One line is longer than an entry."""
    return f"Each line holds {ITEM_LONGEST} characters. Could the longest be shorter?"


def more_areas(about: OwnList, still: int) -> str:
    """The entries would touch too few areas of life."""
    return f"They are to touch {about.least_areas} areas in all, so {still} of those left belong to other areas."


def no_list() -> Message:
    """A list, or an entry, that is not there."""
    return Message(
        text("That is no longer in your lists. Nothing was changed."),
        (Button("All your lists", Step("checkin.lists")), START, HELP),
    )


_MOVES = [OwnList("middle-circle", "Middle circle"), OwnList("outer-circle", "Outer circle")]
_INNER = OwnList("inner-circle", "Inner circle", "What you keep out of.")
_ITEM = Item("aGVyZTEx", Said("The bar by the station"))

EXAMPLES: dict[str, Message | Form] = {
    "lists": overview([(LIST, 0), (_INNER, 1), (_MOVES[0], 4)]),
    "lists-none": overview([]),
    "list": one_list(LIST, ITEMS, []),
    "list-empty": one_list(LIST, (), []),
    "list-with-something-leaving": one_list(_INNER, [_ITEM], [(_ITEM, LATER)]),
    "list-add": add_form(LIST),
    "list-reword": reword_form(LIST, ITEMS[0]),
    "list-item": one_item(_INNER, _ITEM, _MOVES, None),
    "list-item-leaving": one_item(_INNER, _ITEM, _MOVES, LATER),
    "list-waits": waits(_INNER, _ITEM, LATER),
    "list-stays": stays(_INNER),
    "list-removed": removed(LIST, ITEMS[0]),
    "list-moved": moved(_MOVES[0]),
    "no-list": no_list(),
}
