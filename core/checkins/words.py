"""What is said around writing a check-in and around a member's own entries.

Not here: sharing one (`share_words`), answering one (`company_words`), kinds (`kind_words`) and lists (`list_words`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.checkins import company_words, kind_words, list_words, share_words
from core.checkins.answer_words import day_words, some
from core.checkins.examples import ANN, CHECKIN, QUESTIONS, SEEN
from core.checkins.model import CheckIn
from core.checkins.share_words import WHERE_ONLY_YOU, WHERE_STANDS, shared
from core.checkins.template import Question, Template
from core.limits import BODY, BUTTONS, SELECT_CHOICES
from core.plots import Plot
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import length
from core.words import HELP, START

WRITE = Button("Check in", Step("checkin.write"), main=True)
SLIP = Button("Note it, at your own pace", Step("slip.write"))
FEAR = Button("Who can help", Step("care.fear"))
BOUNDARIES = Button("Look at your boundaries", Step("boundary.list"))


def move(template: str) -> Button:
    """To the lists that a template uses."""
    return Button("Look at your lists", Step("checkin.lists", f"~{template}"))


def saved(
    preview: Message | None,
    checkin: CheckIn,
    *,
    heavy: bool,
    standing: bool,
    taken: bool = False,
    back: Sequence[Text] = (),
    doors: Sequence[Button] = (),
    offers: Sequence[Button] = (),
    plot: Plot | None = None,
) -> Message:
    """Saved; and exactly what the group would see (or sees, when a copy stands there).

    `back`: what it says back to its author alone; `doors`: where its answers lead, which comes before anything else;
    `offers`: what comes after everything else. What has no room as a button is in a menu beneath.
    """
    care = (
        text("That is a lot to carry. **Help now** has steadying words and numbers; nobody is told.") if heavy else None
    )
    edit = Button("Edit", Step("checkin.edit", checkin.id))
    if standing and preview:
        says = [text("Saved. The group's copy changes with it, to this:"), preview.body]
        ways = [Button("Take it back", Step("checkin.undo", checkin.id)), edit, START]
    elif preview is None:
        says = [
            text("Saved. Only you can see it. Nothing in it is of the kind a group sees."),
            *([text("Its copy in the channel is being taken away.")] if taken else []),
        ]
        ways = [edit, START]
    else:
        says = [text("Saved. Only you can see it. Shared, the group would see exactly this:"), preview.body]
        ways = [
            Button("Share with the group", Step("checkin.share", checkin.id), main=True),
            Button("Choose what they see", Step("checkin.choose", checkin.id)),
            edit,
            Button("Keep it to myself", Step("checkin.keep", checkin.id)),
        ]
    ordered = (*doors, *ways, *offers)
    buttons, more = (*ordered[: BUTTONS - 1], HELP), ordered[BUTTONS - 1 :]
    body = lines(*says, *_room_for(back, (*says, care)), care, gap=True)
    return Message(body, buttons, Menu("More", more) if more else None, plot=plot)


def rhythm(template: str) -> Button:
    """The offer to be asked for it at an hour of their own."""
    return Button("Ask me for it regularly", Step("rhythm.show", template))


def _room_for(back: Sequence[Text], beside: Sequence[Text | None]) -> list[Text]:
    """As much of it as fits a message; all of it stands with the entry."""
    room = BODY - sum(length(each.plain()) + 2 for each in beside if each)
    fitting: list[Text] = []
    for each in back:
        room -= length(each.plain()) + 2
        if room < 0:
            break
        fitting.append(each)
    return fitting


def today(found: CheckIn, questions: Sequence[Question], day: date, *, where: str | Text) -> Message:
    """There is a check-in of this kind on that day already; `day`: the member's own today."""
    said = text("You checked in today.") if found.day == day else text("There is one for {day}.", day=_day(found))
    token = "add" if found.day == day else f"{found.day.isoformat()}~add"
    return Message(
        lines(said, *some(questions, found.answers, 0)[0], where),
        (
            Button("Edit", Step("checkin.edit", found.id), main=True),
            Button("Write another", Step("checkin.write", f"{found.template}~0~{token}")),
            Button("More for this one", Step("checkin.show", found.id)),
            START,
            HELP,
        ),
    )


def other_day(day: date, *, ahead: bool) -> Message:
    """A day that is too long ago, or has not come yet."""
    said = (
        text("{day} has not come yet, so nothing was saved.", day=day_words(day))
        if ahead
        else text(
            "{day} is a while ago. Two days back is as far as this goes; today is always open.", day=day_words(day)
        )
    )
    return Message(said, (WRITE, START, HELP))


def shown(
    checkin: CheckIn,
    questions: Sequence[Question],
    title: str,
    *,
    where: str | Text,
    shared: bool,
    start: int = 0,
    plot: Plot | None = None,
) -> Message:
    """One of a member's own check-ins, whole; a long one in several messages."""
    answers, rest = some(questions, checkin.answers, start)
    last = Button("Read on", Step("checkin.show", f"{checkin.id}~{rest}"), main=True) if rest else START
    way = (
        Button("Take it back", Step("checkin.undo", checkin.id))
        if shared
        else Button("Share with the group", Step("checkin.share", checkin.id))
    )
    choose = () if shared else (Button("Choose what they see", Step("checkin.choose", checkin.id)),)
    later = text("Written a little later.") if checkin.later else None
    return Message(
        lines(text("**{title}**, {day}", title=title, day=_day(checkin)), *answers, later, where),
        (
            Button("Edit", Step("checkin.edit", checkin.id)),
            way,
            *choose,
            Button("Delete", Step("checkin.delete", checkin.id)),
            last,
        ),
        plot=plot,
    )


def listed(
    found: Sequence[CheckIn],
    templates: Mapping[str, Template],
    month: date,
    ways: Sequence[Button] = (),
) -> Message:
    """A member's own check-ins of one month, newest first; `ways` lead to other months and to a day left blank."""
    if not found:
        return Message(text("You have no check-ins yet. A first one takes about a minute."), (WRITE, *ways, START))
    options = tuple(
        Button(_option(checkin, templates), Step("checkin.show", checkin.id)) for checkin in found[:SELECT_CHOICES]
    )
    return Message(
        text("Your check-ins of {month}, newest first. Only you see this list.", month=f"{month:%B} {month.year}"),
        (WRITE, *ways, START),
        Menu("Open one", options),
    )


def _option(checkin: CheckIn, templates: Mapping[str, Template]) -> str:
    title = templates[checkin.template].title if checkin.template in templates else "Check-in"
    return f"{_day(checkin)} · {title}"


def _day(checkin: CheckIn) -> str:
    return day_words(checkin.day)


def earlier(month: date, start: int = 0) -> Button:
    """To an earlier month, or further down in this one."""
    return Button(f"{month:%B}" if not start else "More of this month", Step("checkin.list", _month(month, start)))


def _month(month: date, start: int) -> str:
    return f"{month:%Y-%m}~{start}" if start else f"{month:%Y-%m}"


def for_yesterday(template: str, day: date) -> Button:
    """To the day before, where it is blank."""
    return Button("For yesterday", Step("checkin.write", f"{template}~0~{day.isoformat()}"))


def sure_to_delete(checkin: CheckIn, *, shared: bool) -> Message:
    """Before a check-in is deleted."""
    copy = text("The copy in the channel, and the answers beneath it, go too.") if shared else None
    return Message(
        lines(text("Delete the check-in of {day}? It cannot be brought back.", day=_day(checkin)), copy),
        (
            Button("Delete it", Step("checkin.remove", checkin.id)),
            Button("Keep it", Step("checkin.show", checkin.id), main=True),
        ),
    )


def deleted(*, shared: bool) -> Message:
    """It is gone."""
    copy = text("Its copy in the channel is being taken away.") if shared else None
    return Message(lines("Deleted.", copy), (WRITE, START))


def next_page(title: str, step: Step, number: int, pages: int) -> Message:
    """Between two pages of a longer check-in."""
    return Message(
        text(
            "{title}: page {number} of {pages} is kept as a draft for a day.",
            title=title,
            number=number,
            pages=pages,
        ),
        (Button("Next page", step, main=True), START, HELP),
    )


def empty(doors: Sequence[Button] = ()) -> Message:
    """Nothing was kept: nothing was filled in, or what was is not of the kind that is kept."""
    if doors:
        return Message(text("Nothing of it was kept, on purpose. This is here for you."), (*doors[:2], START, HELP))
    return Message(text("Nothing was filled in, so nothing was saved. That is fine too."), (WRITE, START, HELP))


def gone() -> Message:
    """The check-in was deleted meanwhile."""
    return Message(text("That check-in is no longer there. Nothing was changed."), (WRITE, START, HELP))


def draft_gone() -> Message:
    """The first pages were a draft, and its day is over."""
    return Message(
        text("The first pages were kept for a day, and that day is over. You can begin again."),
        (WRITE, START),
    )


_SHARED = shared(ANN, CHECKIN, SEEN, [])
_SIGNS = text("2 of your 7 signs are here. Your usual number is 1.")
_PLOT = Plot(
    "Strengths", (("I have a safe place to live", 3),), 0, 5, "I have a safe place to live: 3 of 5.", bars=True
)

EXAMPLES: dict[str, Message | Form] = {
    "saved": saved(_SHARED, CHECKIN, heavy=False, standing=False),
    "saved-heavy": saved(_SHARED, CHECKIN, heavy=True, standing=False),
    "saved-changed": saved(_SHARED, CHECKIN, heavy=False, standing=True),
    "saved-private": saved(None, CHECKIN, heavy=True, standing=False),
    "saved-taken-away": saved(None, CHECKIN, heavy=False, standing=False, taken=True),
    "saved-with-doors": saved(_SHARED, CHECKIN, heavy=False, standing=False, doors=(SLIP, move("circles-week"))),
    "saved-with-signs": saved(None, CHECKIN, heavy=False, standing=False, back=(_SIGNS,)),
    "saved-with-bars": saved(None, CHECKIN, heavy=False, standing=False, plot=_PLOT),
    "saved-with-an-offer": saved(_SHARED, CHECKIN, heavy=False, standing=False, offers=(rhythm("daily-brief"),)),
    "saved-afraid": saved(_SHARED, CHECKIN, heavy=False, standing=False, doors=(FEAR,)),
    "today": today(CHECKIN, QUESTIONS, CHECKIN.day, where=WHERE_ONLY_YOU),
    "today-for-yesterday": today(CHECKIN, QUESTIONS, date(2026, 6, 1), where=WHERE_ONLY_YOU),
    "other-day": other_day(date(2026, 5, 3), ahead=False),
    "other-day-ahead": other_day(date(2026, 6, 3), ahead=True),
    "shown": shown(CHECKIN, QUESTIONS, "Daily brief", where=WHERE_STANDS, shared=True),
    "shown-to-nobody": shown(CHECKIN, QUESTIONS, "Daily brief", where=WHERE_ONLY_YOU, shared=False),
    "listed": listed(
        [CHECKIN],
        {},
        date(2026, 5, 1),
        (earlier(date(2026, 4, 1)), for_yesterday("daily-brief", date(2026, 5, 30))),
    ),
    "listed-more": listed([CHECKIN], {}, date(2026, 5, 1), (earlier(date(2026, 5, 1), 25),)),
    "listed-empty": listed([], {}, date(2026, 5, 1)),
    "sure-to-delete": sure_to_delete(CHECKIN, shared=True),
    "deleted": deleted(shared=True),
    "next-page": next_page("Ground", Step("checkin.write", "ground~1"), 1, 2),
    "empty": empty(),
    "empty-afraid": empty((FEAR,)),
    "gone": gone(),
    "draft-gone": draft_gone(),
    **share_words.EXAMPLES,
    **company_words.EXAMPLES,
    **kind_words.EXAMPLES,
    **list_words.EXAMPLES,
}
