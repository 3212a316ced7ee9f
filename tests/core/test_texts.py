"""Texts and messages: written down and read back as they were, and no typed word is ever taken for a template."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import (
    pack,
    place_from_json,
    place_to_json,
    ref_from_json,
    ref_to_json,
    reply_from_json,
    reply_to_json,
    unpack,
)
from core.surface import Button, Menu, Message, Replace, Step
from core.text import Command, Name, Plain, Quote, Strong, Text, When, lines, quote, text
from core.values import Place, PostRef, Said, tidy
from tests.core.typed import SUBJECT, TYPED
from tests.examples import EXAMPLES

TEMPLATES = st.text("ab *{}\n", max_size=12)


def slots() -> st.SearchStrategy[object]:
    leaf = st.one_of(
        TYPED.map(tidy),
        st.integers(-10, 10**6),
        TYPED.map(Said),
        TYPED.map(lambda words: Quote(Said(words))),
        st.datetimes(timezones=st.just(UTC)).map(When),
        st.sampled_from(["help-now", "group setup"]).map(Command),
    )
    return st.recursive(leaf, lambda inner: texts_of(inner), max_leaves=6)


@st.composite
def texts_of(draw: st.DrawFn, inner: st.SearchStrategy[object]) -> Text:
    filled = draw(st.dictionaries(st.sampled_from("abc"), inner, max_size=3))
    template = draw(st.sampled_from(["", "x ", "**y** ", "\n"])) + "".join(f"{{{name}}} " for name in filled)
    return text(template, **filled)  # type: ignore[arg-type]


TEXTS = texts_of(slots())
STEPS = st.builds(Step, st.just("a.b"), SUBJECT, st.text("abc019", max_size=22))
BUTTONS = st.builds(Button, st.text("abc", min_size=1, max_size=20), STEPS, st.booleans())


@st.composite
def messages(draw: st.DrawFn) -> Message:
    buttons = draw(st.lists(BUTTONS, max_size=5, unique_by=lambda button: button.step))
    options = st.lists(BUTTONS, min_size=1, max_size=5, unique_by=lambda button: button.step).map(tuple)
    menu = draw(st.none() | st.builds(Menu, st.just("Menu"), options))
    return Message(draw(TEXTS), tuple(buttons), menu, draw(st.sampled_from(["You have a note.", "Here it is."])))


@given(messages(), st.booleans())
def test_a_reply_is_read_back_as_it_was_written_down(message: Message, replaces: bool) -> None:
    reply = Replace(message) if replaces else message
    assert reply_from_json(unpack(pack(reply_to_json(reply)))) == reply


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_is_read_back_as_it_was_written_down(name: str) -> None:
    example = EXAMPLES[name]
    if isinstance(example, Message):
        assert reply_from_json(unpack(pack(reply_to_json(example)))) == example


@given(TYPED.map(tidy), TYPED.map(tidy), TYPED.map(tidy))
def test_places_are_read_back_as_they_were_written_down(home: str, channel: str, user: str) -> None:
    place = Place("discord", home, channel, user)
    assert place_from_json(place_to_json(place)) == place
    assert ref_from_json(ref_to_json(PostRef(place, home))) == PostRef(place, home)


@given(TEXTS)
def test_pieces_hold_all_of_a_text_and_no_empty_or_split_words(made: Text) -> None:
    pieces = made.pieces()
    assert "".join(_plain(piece) for piece in pieces) == made.plain()
    for one, next_one in pairwise(pieces):
        assert not (isinstance(one, Plain) and isinstance(next_one, Plain))


def _plain(piece: object) -> str:
    match piece:
        case Plain(words) | Strong(words):
            return words
        case Quote(said) | Name(said):
            return said.words
        case When(at):
            return at.strftime("%Y-%m-%d %H:%M UTC")
        case Command(name):
            return f"/{name}"
    raise AssertionError(piece)


@given(TYPED)
def test_what_fills_a_slot_is_never_read_as_a_template(raw: str) -> None:
    filled = text("{said} and {words}", said=Said(f"{{words}} **b** {raw}"), words=f"{{said}} **c** {tidy(raw)}")
    assert filled.plain() == f"{Said(f'{{words}} **b** {raw}').words} and {{said}} **c** {tidy(raw)}"
    assert not any(isinstance(piece, Strong) for piece in filled.pieces())


def test_slots_and_template_fit_each_other() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        text("{a}")
    with pytest.raises(ValueError, match="do not fit"):
        text("a", b="c")
    assert lines("a", None, text("b")).plain() == "a\nb" and lines("a", "b", gap=True).plain() == "a\n\nb"
    assert quote(Said("x")).pieces() == (Quote(Said("x")),)
