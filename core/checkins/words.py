"""What is said around a check-in, and how a shared one reads in the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from core.checkins.model import CheckIn, Given, Response
from core.checkins.template import Question, Template
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Quote, Text, When, lines, text
from core.values import MemberId, Said, length
from core.words import HELP, START

REPLY_LONGEST = 500
MOST_NAMES = 12
"""More names beneath one share than this would read like a count."""
ROOM = 1_500
"""How much of a message its answers may fill, the rest being ours."""
_WRITE = Button("Check in", Step("checkin.write"), main=True)


def answer_lines(questions: Sequence[Question], answers: Mapping[str, Given]) -> list[Text]:
    """Each answer under its question; words on lines of their own."""
    return [_answer(question, answers[question.key]) for question in questions if question.key in answers]


def _some(questions: Sequence[Question], answers: Mapping[str, Given], start: int) -> tuple[list[Text], int]:
    """As many answers from the `start`th on as fit one message, and where the rest begins (0 = nothing is left)."""
    every = answer_lines(questions, answers)
    shown: list[Text] = []
    for number, line in enumerate(every[start:], start):
        if shown and sum(length(part.plain()) for part in (*shown, line)) > ROOM:
            return shown, number
        shown.append(line)
    return shown, 0


def _answer(question: Question, given: Given) -> Text:
    labels = {choice.key: choice.label for choice in question.choices} | {"yes": "Yes", "no": "No"}
    match given:
        case Said():
            return text("**{label}**\n{said}", label=_asked(question.label), said=Quote(given))
        case tuple():
            shown = ", ".join(labels.get(key, key) for key in given)
        case int():
            shown = f"{given} of {question.highest}"
        case _:
            shown = labels.get(given, given)
    return text("**{label}** {shown}", label=_asked(question.label), shown=shown)


def _asked(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


def _names(handles: Sequence[Said]) -> Text:
    if len(handles) > MOST_NAMES:
        return text("{names} and others", names=_names(handles[:MOST_NAMES]))
    return Text(
        ", ".join(f"{{n{n}}}" for n in range(len(handles))),
        tuple((f"n{n}", name) for n, name in enumerate(handles)),
    )


def shared(handle: Said, checkin: CheckIn, seen: Sequence[Question], company: Sequence[Said]) -> Message:
    """A check-in as the group sees it: what its author chose to share, and who is with them."""
    with_them = text("With {handle}: {names}", handle=handle, names=_names(company)) if company else None
    return Message(
        lines(text("**Check-in** from {handle}", handle=handle), *answer_lines(seen, checkin.answers), with_them),
        (
            Button("With you", Step("checkin.with", checkin.id)),
            Button("Reply", Step("checkin.reply", checkin.id)),
        ),
        head="Somebody shared a check-in.",
    )


def response(handle: Said, said: Said) -> Message:
    """Somebody's words beneath a share."""
    return Message(
        lines(text("**{handle}**", handle=handle), text("{said}", said=Quote(said))),
        head="Somebody answered.",
    )


def saved(preview: Message | None, checkin: CheckIn, *, heavy: bool, standing: bool, taken: bool = False) -> Message:
    """Saved; and exactly what the group would see (or sees, when a copy stands there)."""
    care = (
        text("That is a lot to carry. **Help now** has steadying words and numbers; nobody is told.") if heavy else None
    )
    edit, keep = (
        Button("Edit", Step("checkin.edit", checkin.id)),
        Button("Keep it to myself", Step("checkin.keep", checkin.id)),
    )
    if standing and preview:
        body = lines("Saved. The group's copy changes with it, to this:", preview.body, care, gap=True)
        return Message(body, (Button("Take it back", Step("checkin.undo", checkin.id)), edit, START, HELP))
    if preview is None:
        copy = text("Its copy in the channel is being taken away.") if taken else None
        body = lines("Saved. Only you can see it. Nothing in it is of the kind a group sees.", copy, care, gap=True)
        return Message(body, (edit, START, HELP))
    body = lines("Saved. Only you can see it. Shared, the group would see exactly this:", preview.body, care, gap=True)
    share = Button("Share with the group", Step("checkin.share", checkin.id), main=True)
    return Message(body, (share, keep, edit, HELP))


def kept() -> Message:
    """It stays private."""
    return Message(text("It stays with you. You can still share it later, from your check-ins."), (START, HELP))


def held(checkin: str, until: datetime) -> Message:
    """Promised to the group, in a minute."""
    return Message(
        text(
            "It will be in the channel in a minute ({until}). Until then you can undo it without a trace.",
            until=When(until),
        ),
        (
            Button("Undo", Step("checkin.undo", checkin), main=True),
            Button("Post now", Step("checkin.now", checkin)),
            HELP,
        ),
    )


def on_its_way(checkin: str) -> Message:
    """Being posted."""
    return Message(
        text("It is on its way to the channel."),
        (Button("Take it back", Step("checkin.undo", checkin)), START),
    )


def stands(checkin: str) -> Message:
    """It stands in the channel already."""
    return Message(
        text("It is in the channel already."), (Button("Take it back", Step("checkin.undo", checkin)), START)
    )


def undone(checkin: str) -> Message:
    """Nothing was posted."""
    return Message(
        text("Undone. Nothing was posted, and your check-in is still yours."),
        (
            Button("Share with the group", Step("checkin.share", checkin)),
            Button("Edit", Step("checkin.edit", checkin)),
            START,
        ),
    )


def taken_back(checkin: str) -> Message:
    """A posted copy is being removed."""
    return Message(
        text("I am taking it out of the channel. What was read there cannot be unread; your check-in is still yours."),
        (Button("Edit", Step("checkin.edit", checkin)), START),
    )


def today(found: CheckIn, questions: Sequence[Question], *, where: str) -> Message:
    """There is a check-in today already."""
    return Message(
        lines("You checked in today.", *_some(questions, found.answers, 0)[0], where),
        (
            Button("Edit", Step("checkin.edit", found.id), main=True),
            Button("Write another", Step("checkin.write", f"{found.template}~0~add")),
            Button("More for this one", Step("checkin.show", found.id)),
            START,
            HELP,
        ),
    )


def shown(
    checkin: CheckIn, questions: Sequence[Question], title: str, *, where: str, shared: bool, start: int = 0
) -> Message:
    """One of a member's own check-ins, whole; a long one in several messages."""
    answers, rest = _some(questions, checkin.answers, start)
    last = Button("Read on", Step("checkin.show", f"{checkin.id}~{rest}"), main=True) if rest else START
    way = (
        Button("Take it back", Step("checkin.undo", checkin.id))
        if shared
        else Button("Share with the group", Step("checkin.share", checkin.id))
    )
    return Message(
        lines(text("**{title}**, {day}", title=title, day=_day(checkin.day)), *answers, where),
        (
            Button("Edit", Step("checkin.edit", checkin.id)),
            way,
            Button("Delete", Step("checkin.delete", checkin.id)),
            last,
        ),
    )


WHERE_ONLY_YOU = "Only you can see it."
WHERE_HELD = "It will be in the channel in a moment; you can still take it back."
WHERE_UNSURE = "It was on its way to the channel; please look there whether it arrived."
WHERE_STANDS = "A copy of what you shared is in the group's channel."


def listed(found: Sequence[CheckIn], templates: Mapping[str, Template]) -> Message:
    """A member's own check-ins, newest first."""
    if not found:
        return Message(text("You have no check-ins yet. A first one takes about a minute."), (_WRITE, START))
    options = tuple(Button(_option(checkin, templates), Step("checkin.show", checkin.id)) for checkin in found[:25])
    return Message(
        text("Your check-ins, newest first. Only you see this list."),
        (_WRITE, START),
        Menu("Open one", options),
    )


def _option(checkin: CheckIn, templates: Mapping[str, Template]) -> str:
    title = templates[checkin.template].title if checkin.template in templates else "Check-in"
    return f"{_day(checkin.day)} · {title}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def sure_to_delete(checkin: CheckIn, *, shared: bool) -> Message:
    """Before a check-in is deleted."""
    copy = text("The copy in the channel, and the answers beneath it, go too.") if shared else None
    return Message(
        lines(text("Delete the check-in of {day}? It cannot be brought back.", day=_day(checkin.day)), copy),
        (
            Button("Delete it", Step("checkin.remove", checkin.id)),
            Button("Keep it", Step("checkin.show", checkin.id), main=True),
        ),
    )


def deleted(*, shared: bool) -> Message:
    """It is gone."""
    copy = text("Its copy in the channel is being taken away.") if shared else None
    return Message(lines("Deleted.", copy), (_WRITE, START))


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


def empty() -> Message:
    """Nothing was filled in."""
    return Message(text("Nothing was filled in, so nothing was saved. That is fine too."), (_WRITE, START, HELP))


def gone() -> Message:
    """The check-in was deleted meanwhile."""
    return Message(text("That check-in is no longer there. Nothing was changed."), (_WRITE, START))


def draft_gone() -> Message:
    """The first pages were a draft, and its day is over."""
    return Message(
        text("The first pages were kept for a day, and that day is over. You can begin again."),
        (_WRITE, START),
    )


def share_gone() -> Message:
    """Somebody wants to answer a share that was taken back."""
    return Message(text("That share is no longer there, so nothing was posted."), (START,))


def no_place() -> Message:
    """There is no channel to share to."""
    return Message(
        text(
            "I can't reach the group's channel at the moment, so I posted nothing. Those who look after it know. It stays yours."
        ),
        (START,),
    )


def own_share() -> Message:
    """The author pressed *With you* on their own share."""
    return Message(text("This one is yours. Others can press it for you."), (START,))


def with_them(handle: Said, checkin: str) -> Message:
    """Somebody stands with the author."""
    return Message(
        text("Your name is now beneath the check-in of {handle}.", handle=handle),
        (Button("Undo", Step("checkin.step-back", checkin)),),
    )


def stepped_back() -> Message:
    """Their name is removed again."""
    return Message(text("Undone. Your name goes from beneath it."))


def reply_form(handle: Said) -> Form:
    """Words for somebody's share."""
    return Form(
        "Reply",
        (
            Field(
                "words",
                "Your words",
                Ask.PARAGRAPH,
                hint='"Me too" carries further than advice.',
                most=REPLY_LONGEST,
            ),
        ),
        note=text(
            "They will stand beneath the check-in of {handle}, under your own handle, for the group to read.",
            handle=handle,
        ),
        submit="Preview and hold",
    )


def response_held(preview: Message, response: str, until: datetime) -> Message:
    """Promised beneath the share, in a minute."""
    return Message(
        lines(
            text("In a minute ({until}) the group will read this beneath it:", until=When(until)),
            preview.body,
            gap=True,
        ),
        (
            Button("Undo", Step("checkin.unanswer", response), main=True),
            Button("Post now", Step("checkin.answer-now", response)),
        ),
    )


def response_on_its_way(response: str, *, stands: bool = False) -> Message:
    """Being posted, or posted already."""
    said = "It is in the channel already." if stands else "It is on its way."
    return Message(text("{said}", said=said), (Button("Take it back", Step("checkin.unanswer", response)), START))


def response_undone(*, posted: bool) -> Message:
    """Their words are withdrawn."""
    if posted:
        return Message(text("I am taking your words out of the channel. What was read cannot be unread."), (START,))
    return Message(text("Undone. Nothing was posted."), (START,))


def not_posted(checkin: str) -> Message:
    """To the author: the channel did not take it."""
    return Message(
        text("What you shared could not be posted. It is saved, and still only yours."),
        (Button("See it", Step("checkin.show", checkin), main=True), START),
    )


def maybe_posted(checkin: str) -> Message:
    """To the author: nobody can tell whether it was posted."""
    return Message(
        text(
            "The connection ended while your check-in was being posted, so it may be in the channel or not. Please look."
        ),
        (
            Button("Post again", Step("checkin.share", checkin), main=True),
            Button("Leave it", Step("checkin.keep", checkin)),
        ),
    )


def maybe_left() -> Message:
    """To somebody who took their words back while nobody could tell whether they were posted."""
    return Message(
        text(
            "You took something back while it was being posted, and the connection ended just then. It may be in the "
            "channel all the same. Please look; those who look after the group can delete it there."
        ),
        (START,),
    )


def response_not_posted(response: str, *, maybe: bool) -> Message:
    """To somebody who answered a share: their words may not be in the channel."""
    said = (
        "The connection ended while your reply was being posted, so it may be in the channel or not. Please look."
        if maybe
        else "Your reply could not be posted. Nothing of it is in the channel."
    )
    return Message(
        text("{said}", said=said),
        (Button("Post again", Step("checkin.answer-again", response), main=True), START),
    )


_QUESTIONS = (
    Question(
        "words",
        "Two words for today",
        "pick",
        (Choice("calm", "calm"), Choice("tired", "tired"), Choice("hopeful", "hopeful")),
        2,
        shareable=True,
    ),
    Question("heavy", "How heavy is today?", "scale10", low="light", high="more than I can carry"),
    Question("next", "One next right-sized thing", "text", most=140, shareable=True),
)
_CHECKIN = CheckIn(
    "bW9yZSB0aGFuIGVub3VnaA",
    MemberId("c29tZWJvZHkgb2Ygb3Vycw"),
    "daily-brief",
    "general",
    date(2026, 5, 31),
    {"words": ("calm", "tired"), "heavy": 4, "next": Said("Call my sister before noon.")},
    datetime(2026, 5, 31, 18, 0, tzinfo=UTC),
)
_ID = _CHECKIN.id
_LATER = datetime(2026, 5, 31, 18, 1, tzinfo=UTC)
_ANN = Said("Ann")
_SEEN = [question for question in _QUESTIONS if question.shareable]
_SHARED = shared(_ANN, _CHECKIN, _SEEN, [])
_RESPONSE = Response("YW4gYW5zd2VyIG9mIG91cg", _ID, _CHECKIN.member, Said("Me too. Thank you for saying it."), _LATER)

EXAMPLES: dict[str, Message | Form] = {
    "shared": _SHARED,
    "shared-with-company": shared(_ANN, _CHECKIN, _SEEN, [Said("Ben"), Said("Cleo")]),
    "response": response(Said("Ben"), _RESPONSE.words),
    "saved": saved(_SHARED, _CHECKIN, heavy=False, standing=False),
    "saved-heavy": saved(_SHARED, _CHECKIN, heavy=True, standing=False),
    "saved-changed": saved(_SHARED, _CHECKIN, heavy=False, standing=True),
    "saved-private": saved(None, _CHECKIN, heavy=True, standing=False),
    "saved-taken-away": saved(None, _CHECKIN, heavy=False, standing=False, taken=True),
    "kept": kept(),
    "held": held(_ID, _LATER),
    "on-its-way": on_its_way(_ID),
    "stands": stands(_ID),
    "undone": undone(_ID),
    "taken-back": taken_back(_ID),
    "today": today(_CHECKIN, _QUESTIONS, where=WHERE_ONLY_YOU),
    "shown": shown(_CHECKIN, _QUESTIONS, "Daily brief", where=WHERE_STANDS, shared=True),
    "listed": listed([_CHECKIN], {}),
    "listed-empty": listed([], {}),
    "sure-to-delete": sure_to_delete(_CHECKIN, shared=True),
    "deleted": deleted(shared=True),
    "next-page": next_page("Ground", Step("checkin.write", "ground~1"), 1, 2),
    "empty": empty(),
    "gone": gone(),
    "draft-gone": draft_gone(),
    "share-gone": share_gone(),
    "no-place": no_place(),
    "own-share": own_share(),
    "with-them": with_them(_ANN, _ID),
    "stepped-back": stepped_back(),
    "reply": reply_form(_ANN),
    "response-held": response_held(response(Said("Ben"), _RESPONSE.words), _RESPONSE.id, _LATER),
    "response-on-its-way": response_on_its_way(_RESPONSE.id),
    "response-undone": response_undone(posted=False),
    "response-taken-back": response_undone(posted=True),
    "not-posted": not_posted(_ID),
    "maybe-posted": maybe_posted(_ID),
    "maybe-left": maybe_left(),
    "response-not-posted": response_not_posted(_RESPONSE.id, maybe=False),
    "response-maybe-posted": response_not_posted(_RESPONSE.id, maybe=True),
}
