"""What a member's own history reads like: with its n, without a score, and never as a judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from core.history.measures import SERIES, Direction, Middle, Series, Share
from core.history.model import OwnDate
from core.plots import Plot
from core.posts import words as post_words
from core.surface import Ask, Button, Field, Form, Menu, Message, Step
from core.text import Text, lines, text
from core.values import Said
from core.words import HELP, START

_CHECK_INS = Button("Your check-ins", Step("checkin.list"))
MY_DATE = Button("My date", Step("history.my-date"))


def too_early(entries: int) -> Message:
    """Not enough to look back on."""
    there = f"{_entries(entries).capitalize()} so far. " if entries else ""
    return Message(
        text(
            "{there}After four check-ins there is something to look back on. Until then it is too early to say.",
            there=there,
        ),
        (Button("Check in", Step("checkin.write"), main=True), MY_DATE, _CHECK_INS, START),
    )


def shown(facts: Sequence[Text], drawn: Sequence[Series]) -> Message:
    """Everything the entries say, each line with how much it rests on."""
    options = tuple(Button(one.title, Step("history.draw", one.key)) for one in drawn)
    return Message(
        lines(
            text("**Looking back**"),
            *facts,
            text("Days without an entry count as nothing at all. Only you see this."),
            gap=True,
        ),
        (MY_DATE, _CHECK_INS, START, HELP),
        Menu("Draw the last four weeks", options) if options else None,
    )


def work_days(days: int) -> Text:
    """Measure 1."""
    return text("Days in recovery work: {days}. This number only grows.", days=days)


def work_days_with_date(days: int, own: OwnDate, since: int) -> Text:
    """Measure 1 together with the member's date, which is never shown alone."""
    return text(
        "Days in recovery work: {days}. Your date: {date}, {since}.",
        days=days,
        date=_day(own.day),
        since=_days(since),
    )


def aligned(share: Share) -> Text:
    """Measure 2."""
    return text("{part} of {n} reported days in the last 28 went as you wanted.", part=share.part, n=share.n)


def reached_out(middle: Middle) -> Text:
    """Measure 3."""
    return text(
        "You told somebody safe within {hours} hours: the middle of {n} times.",
        hours=_number(middle.value),
        n=middle.n,
    )


def ridden_out(share: Share) -> Text:
    """Measure 4."""
    return text("{part} of {n} times with a strong pull passed by.", part=share.part, n=share.n)


def week(one: Series, middle: Middle | None, going: Direction) -> Text:
    """Measure 5, one series."""
    if middle is None:
        return text("{title}: nothing written in the last seven days.", title=one.title)
    return text(
        "{title}: {value} of 10, the middle of {n} in the last seven days. These four weeks beside the four before: {going}.",
        title=one.title,
        value=_number(middle.value),
        n=_entries(middle.n),
        going=going,
    )


def contact(share: Share) -> Text:
    """Measure 6."""
    return text("Real contact on {part} of {n} reported days in the last seven.", part=share.part, n=share.n)


def outer(middle: Middle) -> Text:
    """Measure 7."""
    return text(
        "Outer-circle actions: {value} a week, the middle of {n} weeks.", value=_number(middle.value), n=middle.n
    )


def drawn(one: Series, days: Sequence[tuple[date, float | None]], middle: float | None) -> Message:
    """Four weeks of one series as a small picture that is also said in words."""
    written = [value for _, value in days if value is not None]
    alt = (
        f"{one.title}, from 0 ({one.low}) to 10 ({one.high}). {_entries(len(written))} in the last 28 days; "
        f"the middle is {_number(middle or 0)}, the lowest {_number(min(written))}, the highest {_number(max(written))}."
    )
    points = tuple((f"{day.day} {day:%b}", value) for day, value in days)
    return Message(
        text("{alt} Gaps are days without an entry, nothing more.", alt=alt),
        (Button("Look back", Step("history.show"), main=True), _CHECK_INS, START),
        plot=Plot(one.title, points, 0.0, 10.0, alt),
    )


def nothing_to_draw() -> Message:
    """Too few entries of that kind."""
    return Message(
        text("There are fewer than four entries of that kind in the last four weeks: too early to draw."),
        (Button("Look back", Step("history.show"), main=True), START),
    )


DATE_FORM = Form(
    "My date",
    (Field("day", "A date that means something to you", Ask.DATE, hint="Such as 2026-03-12. Only you see it."),),
    note=text("It is optional. I never change it, whatever you write down, and nobody else learns of it from me."),
)


def date_ahead() -> str:
    """A date in the future."""
    return "That day is still to come. Today or a day before it?"


def no_date() -> Message:
    """None is set."""
    return Message(
        text("You have set no date. Some people find one helpful, others do not; both are fine."),
        (Button("Set a date", Step("history.date")), Button("Look back", Step("history.show")), START),
    )


def my_date(own: OwnDate, since: int, work: int, *, group: bool) -> Message:
    """The member's date, together with the number that only grows."""
    if own.hidden:
        return Message(
            text("Your date is kept and hidden. It is shown nowhere until you want it back."),
            (
                Button("Show it again", Step("history.unhide"), main=True),
                Button("Change it", Step("history.date")),
                Button("Delete it", Step("history.no-date")),
                START,
            ),
        )
    share = (Button("Share a milestone", Step("history.milestone")),) if group else ()
    return Message(
        lines(
            text("Your date: {date}, {since}.", date=_day(own.day), since=_days(since)),
            text("Days in recovery work: {work}. This number only grows.", work=work),
        ),
        (
            Button("Change it", Step("history.date")),
            Button("Hide it", Step("history.hide")),
            Button("Delete it", Step("history.no-date")),
            *share,
            START,
        ),
    )


def date_kept(own: OwnDate) -> Message:
    """Set or changed."""
    return Message(
        text("Kept: {date}. Only you see it.", date=_day(own.day)),
        (Button("My date", Step("history.my-date"), main=True), Button("Look back", Step("history.show")), START),
    )


def date_hidden() -> Message:
    """Hidden."""
    return Message(
        text("Hidden. It is kept for you and shown nowhere."),
        (Button("Show it again", Step("history.unhide")), START, HELP),
    )


def date_deleted() -> Message:
    """Gone."""
    return Message(text("Deleted. You can set one again whenever you like."), (MY_DATE, START))


def milestone_preview(preview: Message) -> Message:
    """Exactly what the group would see, before anything is promised."""
    return Message(
        lines(
            "Shared, the group would see exactly this, for 30 days or until you take it back:", preview.body, gap=True
        ),
        (
            Button("Share with the group", Step("history.share"), main=True),
            Button("Keep it to myself", Step("history.my-date")),
            START,
        ),
    )


def milestone_post(handle: Said, days: int) -> Message:
    """A milestone as the group sees it."""
    return Message(
        text("**{handle}** shares a milestone of their own: {days}.", handle=handle, days=_days(days)),
        head="Somebody shared something.",
    )


def undo(shared: str) -> Step:
    """Taking a milestone back."""
    return Step("history.unshare", shared)


def held(shared: str, until: datetime) -> Message:
    """Promised, in a minute."""
    return post_words.held(undo(shared), Step("history.now", shared), until)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(days: int) -> str:
    return "one day" if days == 1 else f"{days} days"


def _entries(n: int) -> str:
    return "one entry" if n == 1 else f"{n} entries"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


_OWN = OwnDate(date(2026, 3, 12))
_DAYS = tuple((date(2026, 5, day), None if day % 5 == 0 else float(day % 7)) for day in range(4, 32))

EXAMPLES: Mapping[str, Message | Form] = {
    "too-early": too_early(2),
    "too-early-yet": too_early(0),
    "shown": shown(
        [
            work_days_with_date(180, _OWN, 80),
            aligned(Share(24, 26)),
            reached_out(Middle(5.5, 4)),
            ridden_out(Share(5, 6)),
            week(SERIES[0], Middle(4, 6), "easier"),
            week(SERIES[1], None, "too early to say"),
            contact(Share(5, 6)),
            outer(Middle(7, 4)),
        ],
        SERIES,
    ),
    "shown-little": shown([work_days(5)], []),
    "drawn": drawn(SERIES[0], _DAYS, 3.0),
    "nothing-to-draw": nothing_to_draw(),
    "date": DATE_FORM,
    "no-date": no_date(),
    "my-date": my_date(_OWN, 80, 180, group=True),
    "my-date-hidden": my_date(OwnDate(_OWN.day, hidden=True), 80, 180, group=True),
    "date-kept": date_kept(_OWN),
    "date-hidden": date_hidden(),
    "date-deleted": date_deleted(),
    "milestone-preview": milestone_preview(milestone_post(Said("Ann"), 80)),
    "milestone-post": milestone_post(Said("Ann"), 80),
    "milestone-held": held("bW9yZSB0aGFuIGVub3VnaA", datetime(2026, 5, 31, 18, 1, tzinfo=UTC)),
}
