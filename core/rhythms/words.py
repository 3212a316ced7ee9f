"""What is said about being asked for a check-in. Never who was asked and did not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from core.limits import SELECT_CHOICES
from core.paging import page_of
from core.rhythms import form_words, prompt_words
from core.rhythms.model import EVERY_DAY, Rhythm, between
from core.rhythms.plan_words import WEEKDAYS, day_of, week
from core.rhythms.prompt_words import SHOW
from core.surface import Button, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.words import HELP, START


def none_yet(
    template: str, title: str, usual: Rhythm, plan: Text | None, others: Sequence[Button], most: int
) -> Message:
    """They have no rhythm; one is offered and nothing is switched on."""
    return Message(
        lines(
            "I ask for no check-in until you say so."
            if plan
            else "Nothing is planned: I ask for no check-in until you say so.",
            text(
                "{title} could come {when}. You can change it, pause it or end it here.", title=title, when=when(usual)
            ),
            plan,
            _manners(most),
            gap=True,
        ),
        (
            Button("Yes, ask me", Step("rhythm.begin", template), main=True),
            Button("Another time or other days", Step("rhythm.change", template)),
            START,
            HELP,
        ),
        _menu(_MORE, others),
    )


def shown(
    rhythm: Rhythm,
    title: str,
    plan: Text | None,
    notices: Sequence[str],
    others: Sequence[Button],
    most: int,
    *,
    away: bool,
) -> Message:
    """One rhythm and how it is changed, beneath everything that is planned for seven days."""
    key = rhythm.template
    now = Button("Go on", Step("rhythm.resume", key), main=True) if rhythm.paused else None
    menu = [
        Button(
            "A nudge: off" if rhythm.nudge else "A nudge: on", Step("rhythm.nudge", f"{key}~{int(not rhythm.nudge)}")
        ),
        *([Button("Back from being away", Step("rhythm.here"))] if away else []),
        *_MORE,
        Button(f"Stop asking: {title}"[:75], Step("rhythm.stop", key)),
    ]
    return Message(
        lines(
            lines(text("**{title}**: {when}.", title=title, when=when(rhythm)), *notices, _state(rhythm)),
            plan,
            _manners(most),
            gap=True,
        ),
        (
            now or Button("Pause", Step("rhythm.pause", key)),
            Button("Time and days", Step("rhythm.change", key)),
            Button("Fewer of these", Step("rhythm.fewer", key)),
            START,
            HELP,
        ),
        _menu(menu, others),
    )


def _state(rhythm: Rhythm) -> Text | None:
    if rhythm.paused and rhythm.back:
        return text("It pauses until {day}.", day=day_of(rhythm.back))
    if rhythm.paused:
        return text("It pauses until you say so.")
    return text("One nudge follows, where it still fits before 21:30.") if rhythm.nudge else None


def _manners(most: int) -> Text:
    if not most:
        return text("You chose no messages, so everything waits here without a line.")
    return text(
        "At most {count} a day, and none between 21:30 and 08:00 but a time you placed there yourself.",
        count="one message" if most == 1 else f"{most} messages",
    )


_MORE = (
    Button("Days away", Step("rhythm.away")),
    Button("Messages a day", Step("rhythm.most")),
)
ZONE_UNKNOWN = "I no longer know the time zone you chose, so I send nothing until you choose one in About you."
NOT_AGREED = "You did not agree to private lines, so what is for you waits here. You can change that in About you."


def _menu(first: Sequence[Button], others: Sequence[Button]) -> Menu:
    """What can be done about this rhythm, then the others; very many others have a menu of their own."""
    every = (*first, *others)
    return Menu("More", every if len(every) <= SELECT_CHOICES else (*first, _OTHERS))


def others(found: Sequence[Button], page: int) -> Message:
    """Every kind of check-in there is: its rhythm, or one that could begin."""
    return Message(
        text("Every kind of check-in can have a rhythm of its own. Nothing begins before you say so."),
        (Button("Your rhythm", Step("rhythm.show")), START, HELP),
        Menu("Look at one", page_of(found, page, lambda to: Step("rhythm.others", str(to)))),
    )


_OTHERS = Button("Other kinds of check-in", Step("rhythm.others"))


def other(title: str, template: str, *, kept: bool) -> Button:
    """Another kind of check-in: its rhythm, or one that could begin."""
    return Button(f"{title}: its rhythm" if kept else f"Ask for {title} too", Step("rhythm.show", template))


def when(rhythm: Rhythm) -> str:
    """A rhythm in words."""
    at = rhythm.at.strftime("%H:%M")
    if rhythm.monthly and len(rhythm.days) == 1:
        return f"on the first {WEEKDAYS[rhythm.days[0]]} of a month at {at}"
    if rhythm.monthly:
        return f"in the first week of a month at {at}"
    if rhythm.days == EVERY_DAY:
        return f"every day at {at}"
    named = [WEEKDAYS[day] for day in rhythm.days]
    return f"on {' and '.join([', '.join(named[:-1]), named[-1]] if len(named) > 1 else named)} at {at}"


def begun(rhythm: Rhythm, title: str, first: datetime | None) -> Message:
    """Switched on, changed, or going on."""
    said = text("Done. {title} comes {when}.", title=title, when=when(rhythm))
    next_one = text("The next one: {day}, {at}.", day=day_of(first.date()), at=f"{first:%H:%M}") if first else None
    return Message(
        lines(said, next_one, "You can change, pause or end it at any time."),
        (SHOW, Button("Time and days", Step("rhythm.change", rhythm.template)), START, HELP),
    )


def paused(rhythm: Rhythm) -> Message:
    """Paused."""
    until = text("until {day}", day=day_of(rhythm.back)) if rhythm.back else text("until you say so")
    return Message(
        text("It pauses {until}. Checking in is possible all the same.", until=until),
        (Button("Go on now", Step("rhythm.resume", rhythm.template)), SHOW, HELP),
    )


def stopped(template: str) -> Message:
    """Ended."""
    return Message(
        text("I no longer ask for it. What you wrote stays yours, and you can begin again at any time."),
        (Button("Begin again", Step("rhythm.begin", template)), START, HELP),
    )


def fewer(before: Rhythm, now: Rhythm) -> Message:
    """One step fewer, with the way back."""
    said = text("It pauses until you say so.") if now.paused else text("Fewer it is: {when}.", when=when(now))
    mask = f"{before.template}~{between(before.days)}"
    return Message(said, (Button("As it was", Step("rhythm.as-before", mask)), SHOW, HELP))


def as_before(rhythm: Rhythm) -> Message:
    """Back to how it was."""
    return Message(text("As it was: {when}.", when=when(rhythm)), (SHOW, START, HELP))


def same() -> Message:
    """The rhythm still fits."""
    return Message(text("It stays as it is. Your check-in is here when you are."), (SHOW, START, HELP))


def skipped() -> Message:
    """Not today."""
    return Message(text("Not today, then. Nothing is counted, and nobody is told."), (SHOW, START, HELP))


def no_rhythm() -> Message:
    """There is nothing to change."""
    return Message(
        text("I don't ask for this check-in, so there is nothing to change. You can begin whenever you like."),
        (SHOW, START, HELP),
    )


def nudge_set(*, on: bool) -> Message:
    """A nudge switched on or off."""
    said = "One nudge may follow, at most 75 minutes later and before 21:30." if on else "No nudge, then."
    return Message(text("{said}", said=said), (SHOW, START, HELP))


def away_set(first: date, last: date) -> Message:
    """Days away are kept."""
    return Message(
        text(
            "Nothing is sent from {first} to {last}. What is for you waits here.",
            first=day_of(first),
            last=day_of(last),
        ),
        (Button("Back from being away", Step("rhythm.here")), SHOW, HELP),
    )


def here_again() -> Message:
    """Back from being away."""
    return Message(text("Good. Your rhythm goes on as it was."), (SHOW, START, HELP))


def most_set(most: int) -> Message:
    """A number of messages a day is kept."""
    return Message(lines(_manners(most)), (SHOW, START, HELP))


def quieter(most: int) -> Message:
    """What can be done so that fewer of these come; each at one more press."""
    return Message(
        lines("I can write to you less often.", _manners(most), "What is for you waits here either way.", gap=True),
        (
            Button("Messages a day", Step("rhythm.most"), main=True),
            Button("Days away", Step("rhythm.away")),
            Button("See what is planned", Step("rhythm.show")),
            HELP,
        ),
    )


_RHYTHM = Rhythm("daily-brief", "YSByaHl0aG0gb2Ygb3Vycw", EVERY_DAY)
_WEEKLY = Rhythm("circles-week", "YW5vdGhlciByaHl0aG0geQ", (6,), time(18, 30), paused=True)
_AT = datetime(2026, 5, 31, 20, 0)  # noqa: DTZ001 - on the member's own clock
_DAY = date(2026, 6, 7)

EXAMPLES: Mapping[str, Message | Form] = {
    "none-yet": none_yet("daily-brief", "Daily brief", _RHYTHM, None, [], 2),
    "none-yet-but-notes": none_yet(
        "daily-brief", "Daily brief", _RHYTHM, week([(_AT, "A note you left for yourself", "")], []), [], 2
    ),
    "shown": shown(
        _RHYTHM,
        "Daily brief",
        week(
            [(_AT, "Daily brief", ""), (_AT.replace(month=6, day=1), "Daily brief", "you are away")],
            [(_AT.replace(day=29), "that day's messages were used up")],
        ),
        [],
        [other("Slide check", "slide-check", kept=False)],
        2,
        away=True,
    ),
    "others": others([other(f"Own {number}", f"own-{number}", kept=number == 1) for number in range(1, 31)], 0),
    "shown-paused": shown(_WEEKLY, "My week in circles", None, [NOT_AGREED], [], 0, away=False),
    "begun": begun(_RHYTHM, "Daily brief", _AT),
    "paused": paused(_WEEKLY.pause(_DAY)),
    "paused-open": paused(_WEEKLY),
    "stopped": stopped("daily-brief"),
    "fewer": fewer(_RHYTHM, _RHYTHM.fewer()),
    "fewer-pause": fewer(_WEEKLY, _WEEKLY.fewer()),
    "as-before": as_before(_RHYTHM),
    "same": same(),
    "skipped": skipped(),
    "no-rhythm": no_rhythm(),
    "nudge-on": nudge_set(on=True),
    "away-set": away_set(_DAY, _DAY),
    "here-again": here_again(),
    "most-set": most_set(1),
    "quieter": quieter(2),
    **form_words.EXAMPLES,
    **prompt_words.EXAMPLES,
}
