"""What is said while a boundary is written, listed, posted and let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from core.boundaries.model import CATEGORIES, LONGEST, SORTS, STATES, STRENGTHS, Boundary
from core.boundaries.starters import ROLES, Starter
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step
from core.text import Quote, Text, When, lines, text
from core.values import MemberId, Said
from core.words import HELP, START

_NEW = Button("Write one", Step("boundary.new"))
_LIST = Button("Your boundaries", Step("boundary.list"))


def new() -> Message:
    """Where to begin."""
    options = tuple(Button(label, Step("boundary.role", key)) for key, label, _ in ROLES)
    return Message(
        lines(
            text("**A boundary says what you will do** to stay safe and true to yourself."),
            text("It can be kept even if nobody else changes. It is neither a punishment nor a demand."),
            text("Begin with an example and make it yours, or with an empty page. Only you see it."),
        ),
        (Button("An empty page", Step("boundary.blank"), main=True), _LIST, START, HELP),
        Menu("Examples for somebody like me", options),
    )


def examples(starters: Sequence[Starter]) -> Message:
    """The examples of one role."""
    shown = [
        text("**{label}**\n{statement} {action}", label=one.label, statement=one.statement, action=one.action)
        for one in starters
    ]
    options = tuple(Button(one.label, Step("boundary.start", one.key)) for one in starters)
    return Message(
        lines(*shown, gap=True),
        (Button("An empty page", Step("boundary.blank")), START),
        Menu("Begin with this one", options),
    )


def begun(one: Boundary) -> Message:
    """A draft is there; first what is needed."""
    return Message(
        lines(*_body(one), text("It is a draft, kept as you go. First: what do you need?")),
        (
            Button("What do I need?", Step("boundary.need", one.id), main=True),
            Button("Skip this", Step("boundary.power", one.id)),
            HELP,
        ),
    )


def need_form(one: Boundary) -> Form:
    """What is behind it."""
    form = Form(
        "What do I need?",
        (
            Field(
                "because",
                "The need behind it",
                Ask.PARAGRAPH,
                hint="Only you ever see this. It may stay empty.",
                required=False,
                most=LONGEST,
            ),
            Field("category", "What is it about?", Ask.CHOICE, tuple(Choice(key, label) for key, label in CATEGORIES)),
        ),
        submit="Next",
    )
    return form.filled({"because": one.because.words if one.because else "", "category": one.category})


def power(one: Boundary) -> Message:
    """Where the owner has power."""
    buttons = tuple(
        Button(label, Step("boundary.sort", f"{one.id}~{key}"), main=key == one.sort) for key, label in SORTS
    )
    return Message(
        lines(
            text("**Where do you have power?**"),
            text(
                "You can decide what you do, and what you will do if something happens. You cannot decide for anybody else."
            ),
            text("What kind is this one?"),
        ),
        (*buttons, START, HELP),
    )


def say_form(one: Boundary) -> Form:
    """The sentence itself, and what its owner will do."""
    statement = Field(
        "statement",
        "In one sentence, beginning with I",
        Ask.PARAGRAPH,
        hint="Such as: I don't hear details after 21:00.",
        most=LONGEST,
    )
    action = Field(
        "action",
        "What I will do if it is crossed",
        Ask.PARAGRAPH,
        hint="Something you can do, whoever crosses it.",
        most=LONGEST,
    )
    strength = Field("strength", "How firm is it?", Ask.CHOICE, tuple(Choice(key, label) for key, label in STRENGTHS))
    fields = (statement, strength) if one.sort == "request" else (statement, action, strength)
    filled = {
        "statement": one.statement.words if one.statement else "",
        "action": one.action.words if one.action else "",
        "strength": one.strength,
    }
    return Form("In my words", fields, submit="Next").filled(filled)


def next_say(one: Boundary) -> Message:
    """The kind is chosen; now the words."""
    return Message(
        text("Now the words. You can change them as often as you like."),
        (Button("Write the sentence", Step("boundary.say", one.id), main=True), START, HELP),
    )


def asks_another(one: Boundary) -> Message:
    """The words ask somebody else to change."""
    return Message(
        lines(
            *_body(one), text("This asks someone else to change. Save it as a request, or say what **you** will do?")
        ),
        (
            Button("Say what I will do", Step("boundary.say", one.id), main=True),
            Button("Save as a request", Step("boundary.sort", f"{one.id}~request")),
            Button("It is right as it is", Step("boundary.as-is", one.id)),
            HELP,
        ),
    )


def would_harm(kind: str) -> str:
    """An action that is not taken."""
    return {
        "threat": "This would hurt somebody. I can't keep it as a boundary; Help now is there if it is that hard.",
        "exposure": "Telling others to hurt somebody can harm you too. What could you do to be safe instead?",
        "money or children": "Cutting somebody off from money or children needs advice from outside. What can you do yourself?",
        "tracking": "Following or watching somebody is not a boundary. What will you do to look after yourself?",
    }[kind]


def control(one: Boundary) -> Message:
    """Can it really be done?"""
    return Message(
        lines(*_body(one), text("**Can you really do it,** whatever anybody else does?")),
        (
            Button("Yes, I can", Step("boundary.control", f"{one.id}~yes"), main=True),
            Button("Not yet, make it smaller", Step("boundary.control", f"{one.id}~no")),
            HELP,
        ),
    )


def smaller(one: Boundary) -> Message:
    """Not yet."""
    return Message(
        text(
            "Then it is too big for now, and that is good to know. What would be a smaller step that is yours to take?"
        ),
        (
            Button("Make it smaller", Step("boundary.say", one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def safety(one: Boundary) -> Message:
    """Asked of everything that another person comes into."""
    return Message(
        lines(
            text("**Could saying or keeping this make you less safe?**"),
            text("Some people react with anger to a boundary. Your answer is not kept and nobody is told."),
        ),
        (
            Button("No", Step("boundary.safety", f"{one.id}~no")),
            Button("I am not sure", Step("boundary.safety", f"{one.id}~unsure")),
            Button("Yes", Step("boundary.safety", f"{one.id}~yes")),
            HELP,
        ),
    )


def locked(one: Boundary) -> Message:
    """Doubt about safety: it stays with its owner."""
    return Message(
        lines(
            text(
                "Thank you for your honesty. Then this one stays with you alone; it cannot be shared from here for now."
            ),
            text(
                "A boundary is yours even if you never say it aloud. People who advise on safety at home can plan with you first: their numbers are behind the next button."
            ),
            text("After a day you can look at the question again."),
        ),
        (
            Button("Numbers for safety at home", Step("care.afraid")),
            Button("Go on, for me alone", Step("boundary.review", one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def still_locked(until: datetime) -> Message:
    """The question can be looked at again later."""
    return Message(
        text(
            "You can look at the question of safety again from {until} on. Until then it stays with you alone.",
            until=When(until),
        ),
        (_LIST, HELP),
    )


def who(one: Boundary) -> Message:
    """Who should know?"""
    return Message(
        lines(
            text("**Who should know?**"),
            text("Nobody has to. It can help when one person outside knows; you decide, and you tell them yourself."),
        ),
        (
            Button("Only me", Step("boundary.review", one.id), main=True),
            Button("Somebody outside knows", Step("boundary.outside", one.id)),
            Button("Look at how it is", Step("boundary.show", one.id)),
            HELP,
        ),
    )


OUTSIDE = Form(
    "Somebody outside",
    (
        Field(
            "outside",
            "Who knows of it?",
            hint="A role is enough, such as: my sister. I tell nobody.",
            required=False,
            most=140,
        ),
    ),
)


def review_form(one: Boundary, day: date) -> Form:
    """When to look at it again."""
    form = Form(
        "When to look again",
        (Field("review", "I look at it again on", Ask.DATE, hint="Four weeks is a good beginning."),),
    )
    return form.filled({"review": (one.review_on or day).isoformat()})


def day_past() -> str:
    """A date that is over."""
    return "That day is over already. One that is still to come?"


def day_far() -> str:
    """A date years away."""
    return "That is more than two years away. An earlier day?"


def ready(one: Boundary) -> Message:
    """Everything is there."""
    return Message(
        lines(*_body(one), text("Everything is there. It comes into force when you say so.")),
        (
            Button("It is in force", Step("boundary.on", one.id), main=True),
            Button("Change the words", Step("boundary.say", one.id)),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def missing(one: Boundary) -> Message:
    """Something is not answered yet."""
    steps = {"say": "boundary.say", "control": "boundary.ask-control", "safety": "boundary.ask-safety"}
    return Message(
        lines(*_body(one), text("One question is still open before it can be in force.")),
        (
            Button("Answer it", Step(steps[one.missing], one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def too_many(held: Sequence[Boundary]) -> Message:
    """Three that are not negotiable are in force already."""
    options = tuple(Button(_short(one), Step("boundary.show", one.id)) for one in held)
    return Message(
        text("Three are not negotiable already. Which matter most? One of them could become firm, or this one."),
        (_LIST, START),
        Menu("Look at one of them", options),
    )


def in_force(one: Boundary) -> Message:
    """It is in force."""
    return Message(
        lines(*_body(one), text("It is in force, and yours. Would a reminder help, left by you for yourself?")),
        (
            Button("Leave myself a reminder", Step("boundary.reminders", one.id), main=True),
            Button("It was crossed", Step("boundary.cross", one.id)),
            _LIST,
            START,
        ),
    )


def shown(one: Boundary, kept: tuple[int, int] | None, *, posted: bool, can_post: bool) -> Message:
    """One of them, whole, with all that can be done with it."""
    measure = text("You did what you had decided {part} of {n} times.", part=kept[0], n=kept[1]) if kept else None
    dates = (
        text("Looked at again on {day}.", day=_day(one.review_on)) if one.review_on and one.status == "active" else None
    )
    where = text("It is posted to your group.") if posted else text("Only you see it.")
    options = [
        Button("Change the words", Step("boundary.say", one.id)),
        Button("The need behind it", Step("boundary.need", one.id)),
        Button("Another day to look again", Step("boundary.review", one.id)),
        Button("Somebody outside knows", Step("boundary.outside", one.id)),
        Button("Make a copy", Step("boundary.copy", one.id)),
    ]
    if one.status == "active":
        options += [
            Button("Pause it", Step("boundary.pause", one.id)),
            Button("It is kept and can close", Step("boundary.close", one.id)),
        ]
    if posted:
        options.append(Button("Take it back from the group", Step("boundary.unpost", one.id)))
    elif can_post:
        options.append(Button("Post it to my group", Step("boundary.preview", one.id)))
    options.append(Button("Let it go", Step("boundary.retire", one.id)))
    state = Button("It was crossed", Step("boundary.cross", one.id), main=True)
    buttons = (
        (state, Button("Reminders", Step("boundary.reminders", one.id)))
        if one.status == "active"
        else (Button("Put it in force", Step("boundary.on", one.id), main=True),)
    )
    return Message(
        lines(
            *_body(one),
            text("Because: {said}", said=one.because) if one.because else None,
            text("Outside, this person knows: {said}", said=one.outside) if one.outside else None,
            measure,
            dates,
            text("It is {state}. {where}", state=STATES[one.status], where=where),
        ),
        (*buttons, _LIST, HELP),
        Menu("More for this one", tuple(options)),
    )


def listed(found: Sequence[Boundary], *, page: int = 0) -> Message:
    """All of them; those in force first."""
    if not found:
        return Message(
            text("You have written no boundaries yet. An example is a good way to begin."),
            (Button("Write one", Step("boundary.new"), main=True), START, HELP),
        )
    order = ("active", "draft", "paused", "closed", "retired")
    every = sorted(found, key=lambda one: order.index(one.status))
    here = every[page * 24 : page * 24 + 24]
    options = [Button(_short(one), Step("boundary.show", one.id)) for one in here]
    if len(every) > (page + 1) * 24:
        options.append(Button("More", Step("boundary.list", str(page + 1))))
    active = sum(one.status == "active" for one in found)
    pause = (Button("Pause all", Step("boundary.pause-all")),) if active else ()
    return Message(
        text(
            "Your boundaries: {active} in force, {all} altogether. Only you see this list.",
            active=active,
            all=len(found),
        ),
        (_NEW, *pause, START, HELP),
        Menu("Open one", tuple(options)),
    )


def paused_all(count: int) -> Message:
    """All are paused."""
    return Message(
        text("Paused: {count}. No reminder comes until you put one in force again.", count=count),
        (Button("Undo", Step("boundary.resume-all"), main=True), _LIST),
    )


def resumed_all(count: int) -> Message:
    """The pause is undone."""
    return Message(text("In force again: {count}.", count=count), (_LIST, START))


def paused(one: Boundary) -> Message:
    """Paused."""
    return Message(
        text("Paused. It reminds you of nothing until you put it in force again."),
        (Button("Put it in force", Step("boundary.on", one.id), main=True), _LIST),
    )


def closed(one: Boundary) -> Message:
    """Kept and closed."""
    return Message(
        text("Kept and closed. That one did its work."), (Button("Open it again", Step("boundary.on", one.id)), _LIST)
    )


def retired(one: Boundary) -> Message:
    """Let go; a month in the bin."""
    return Message(
        text("Let go. It can be brought back for 30 days; after that it is gone."),
        (Button("Bring it back", Step("boundary.restore", one.id)), _LIST),
    )


def restored(one: Boundary) -> Message:
    """Back as a draft."""
    return Message(text("Back, as a draft."), (Button("Look at it", Step("boundary.show", one.id), main=True), _LIST))


def preview(post: Message, one: Boundary) -> Message:
    """Exactly what the group would see."""
    return Message(
        lines(
            "Posted, the group would see exactly this, until you take it back. The need behind it is not in it.",
            post.body,
            gap=True,
        ),
        (
            Button("Post it to my group", Step("boundary.post", one.id), main=True),
            Button("Keep it to myself", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def post(handle: Said, one: Boundary) -> Message:
    """A boundary as the group sees it."""
    return Message(
        lines(text("**A boundary** of {handle}", handle=handle), _quote(one.statement), _quote(one.action)),
        head="Somebody shared something.",
    )


def held(one: Boundary, until: datetime) -> Message:
    """Promised, in a minute."""
    return Message(
        text(
            "It will be in the channel in a minute ({until}). Until then you can undo it without a trace.",
            until=When(until),
        ),
        (
            Button("Undo", Step("boundary.unpost", one.id), main=True),
            Button("Post now", Step("boundary.now", one.id)),
            HELP,
        ),
    )


def on_its_way(one: Boundary) -> Message:
    """Being posted."""
    return Message(
        text("It is on its way to the channel."), (Button("Take it back", Step("boundary.unpost", one.id)), START)
    )


def unposted(*, posted: bool) -> Message:
    """Taken back."""
    if posted:
        return Message(text("I am taking it out of the channel. What was read there cannot be unread."), (_LIST, START))
    return Message(text("Undone. Nothing was posted."), (_LIST, START))


def not_posted(one: Boundary, *, maybe: bool) -> Message:
    """To its owner: it may not be in the channel."""
    said = (
        "The connection ended while something of yours was being posted, so it may be in the channel or not. Please look."
        if maybe
        else "What you wanted to post could not be posted. Nothing of it is in the channel."
    )
    return Message(text("{said}", said=said), (Button("Look at it", Step("boundary.show", one.id), main=True), START))


def no_place() -> Message:
    """There is no channel to post to, or it may not be shared."""
    return Message(text("It can't be posted at the moment, so I posted nothing. It stays yours."), (_LIST, START))


def gone() -> Message:
    """It is no longer there."""
    return Message(text("That is no longer there. Nothing was changed."), (_LIST, START, HELP))


def _body(one: Boundary) -> list[Text | None]:
    kind = dict(SORTS)[one.sort]
    return [text("**{kind}**", kind=kind.removesuffix(" …")), _quote(one.statement), _quote(one.action)]


def _quote(said: Said | None) -> Text | None:
    return text("{said}", said=Quote(said)) if said else None


def _short(one: Boundary) -> str:
    """A label by which its owner knows it; a menu is private."""
    words = one.statement.words if one.statement else "An empty page"
    short = words if len(words) <= 24 else words[:23].rstrip() + "…"
    return f"{short} · {STATES[one.status].split()[-1]}"[:34]


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


_NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
_ONE = Boundary(
    "bW9yZSB0aGFuIGVub3VnaA",
    _NOW,
    status="active",
    because=Said("I sleep badly when it gets late."),
    statement=Said("I don't hear details after 21:00."),
    action=Said("If it starts, I leave the room and we go on at the time we agreed."),
    in_my_control=True,
    safe=True,
    outside=Said("my sister"),
    review_on=date(2026, 6, 28),
)
_POST = post(Said("Ann"), _ONE)
_OWNER = MemberId("c29tZWJvZHkgb2Ygb3Vycw")

EXAMPLES: Mapping[str, Message | Form] = {
    "new": new(),
    "examples": examples(ROLES[1][2]),
    "begun": begun(_ONE),
    "need": need_form(_ONE),
    "power": power(_ONE),
    "next-say": next_say(_ONE),
    "say": say_form(_ONE),
    "asks-another": asks_another(_ONE),
    "control": control(_ONE),
    "smaller": smaller(_ONE),
    "safety": safety(_ONE),
    "locked": locked(_ONE),
    "still-locked": still_locked(_NOW),
    "who": who(_ONE),
    "outside": OUTSIDE,
    "review": review_form(_ONE, date(2026, 6, 28)),
    "ready": ready(_ONE),
    "too-many": too_many([_ONE]),
    "in-force": in_force(_ONE),
    "shown": shown(_ONE, (5, 6), posted=False, can_post=True),
    "shown-posted": shown(_ONE, None, posted=True, can_post=True),
    "listed": listed([_ONE]),
    "listed-empty": listed([]),
    "paused-all": paused_all(3),
    "resumed-all": resumed_all(3),
    "paused": paused(_ONE),
    "closed": closed(_ONE),
    "retired": retired(_ONE),
    "restored": restored(_ONE),
    "preview": preview(_POST, _ONE),
    "post": _POST,
    "held": held(_ONE, _NOW),
    "on-its-way": on_its_way(_ONE),
    "unposted": unposted(posted=False),
    "unposted-posted": unposted(posted=True),
    "not-posted": not_posted(_ONE, maybe=False),
    "maybe-posted": not_posted(_ONE, maybe=True),
    "no-place": no_place(),
    "gone": gone(),
}
