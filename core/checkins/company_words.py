"""What is said about standing with somebody and answering their share, and how an answer reads in the channel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from core.checkins.model import Response
from core.posts.words import maybe_posted
from core.surface import Ask, Button, Field, Form, Message, Step
from core.text import Quote, When, lines, text
from core.values import MemberId, Said
from core.words import HELP, START

REPLY_LONGEST: Final = 500
_WISHES: Final = {
    "just-listen": "They asked you to just listen: company, and no advice. A few words are enough.",
    "experience": "They would like to hear what it was like for you.",
    "encouragement": "They would like some encouragement.",
}
"""What the last line of a round asks for, by its choice, said before anything is typed."""


def response(handle: Said, said: Said, to: Said | None = None) -> Message:
    """Somebody's words beneath a share; beneath a round it says whom they are for."""
    by = text("**{handle}**, for {to}", handle=handle, to=to) if to else text("**{handle}**", handle=handle)
    return Message(lines(by, text("{said}", said=Quote(said))), head="Somebody answered.")


def share_gone() -> Message:
    """Somebody wants to answer a share that was taken back."""
    return Message(text("That share is no longer there, so nothing was posted."), (START, HELP))


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
    return Message(text("Undone. Your name goes from beneath it."), (START,))


def reply_form(handle: Said, wish: str = "") -> Form:
    """Words for somebody's share; what its author wished for comes first."""
    note = text(
        "They will stand beneath the check-in of {handle}, under your own handle, for the group to read.", handle=handle
    )
    wished = text("**{wish}**", wish=_WISHES[wish]) if wish in _WISHES else None
    hint = "No advice this time." if wish == "just-listen" else '"Me too" carries further than advice.'
    return Form(
        "Reply",
        (Field("words", "Your words", Ask.PARAGRAPH, hint=hint, most=REPLY_LONGEST),),
        note=lines(wished, note, gap=True),
        submit="Preview and hold",
    )


def undo(response: str) -> Step:
    """Taking one's words back."""
    return Step("checkin.unanswer", response)


def again(response: str) -> Button:
    """Posting the same words once more."""
    return Button("Post again", Step("checkin.answer-again", response), main=True)


def response_held(preview: Message, response: str, until: datetime) -> Message:
    """Promised beneath the share, in a minute."""
    return Message(
        lines(
            text("In a minute ({until}) the group will read this beneath it:", until=When(until)),
            preview.body,
            gap=True,
        ),
        (
            Button("Undo", undo(response), main=True),
            Button("Post now", Step("checkin.answer-now", response)),
        ),
    )


def response_undone(*, posted: bool) -> Message:
    """Their words are withdrawn."""
    if posted:
        return Message(text("I am taking your words out of the channel. What was read cannot be unread."), (START,))
    return Message(text("Undone. Nothing was posted."), (START,))


_AT = datetime(2026, 5, 31, 18, 1, tzinfo=UTC)
_ANN, _BEN = Said("Ann"), Said("Ben")
_ID = "bW9yZSB0aGFuIGVub3VnaA"
_RESPONSE = Response(
    "YW4gYW5zd2VyIG9mIG91cg", _ID, MemberId("c29tZWJvZHkgb2Ygb3Vycw"), Said("Me too. Thank you for saying it."), _AT
)

EXAMPLES: dict[str, Message | Form] = {
    "response": response(_BEN, _RESPONSE.words),
    "response-in-a-round": response(_BEN, _RESPONSE.words, _ANN),
    "share-gone": share_gone(),
    "own-share": own_share(),
    "with-them": with_them(_ANN, _ID),
    "stepped-back": stepped_back(),
    "reply": reply_form(_ANN),
    "reply-just-listen": reply_form(_ANN, "just-listen"),
    "reply-encouragement": reply_form(_ANN, "encouragement"),
    "response-held": response_held(response(_BEN, _RESPONSE.words), _RESPONSE.id, _AT),
    "response-undone": response_undone(posted=False),
    "response-taken-back": response_undone(posted=True),
    "response-maybe-posted": maybe_posted("your reply", again(_RESPONSE.id)),
}
