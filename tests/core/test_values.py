"""The small words everything is written in: whatever somebody types, nothing breaks, nothing hides, nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import limits
from core.surface import Step
from core.text import Quote, text
from core.values import Cell, Person, Place, PostRef, Said, Sealed, length, new_id, tidy
from tests.core.typed import SUBJECT, TYPED


@given(TYPED)
def test_tidying_twice_is_tidying_once(raw: str) -> None:
    assert tidy(tidy(raw)) == tidy(raw)


@given(TYPED)
def test_what_was_tidied_hides_nothing_and_can_be_written_down(raw: str) -> None:
    tidied = tidy(raw)
    assert tidied.encode().decode() == tidied == unicodedata.normalize("NFC", tidied)
    assert tidied == tidied.strip() and "\n\n\n" not in tidied
    for character in tidied:
        category = unicodedata.category(character)
        assert category not in ("Cs",) and (category != "Cc" or character in "\n\t")
        assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff"


@given(st.text("abcdefg ABC,.'-äöüßéñ漢字кий", max_size=60))
def test_ordinary_words_are_left_as_they_are_but_for_the_ends(raw: str) -> None:
    assert tidy(raw) == unicodedata.normalize("NFC", raw).strip()


@pytest.mark.parametrize("kept", ["👨‍👩‍👧", "क्‍ष", "می‌خواهم", "🏳️‍🌈", "e\u0301toile", "Zoë 🌱"])
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(kept: str) -> None:
    assert tidy(kept) == unicodedata.normalize("NFC", kept)


@given(TYPED)
def test_length_counts_as_the_strictest_platform_does(raw: str) -> None:
    tidied = tidy(raw)
    assert length(tidied) == len(tidied.encode("utf-16-le")) // 2 == len(Said(raw))


@given(TYPED)
def test_what_somebody_said_shows_itself_nowhere(raw: str) -> None:
    said = Said(f"canary{raw}")
    for shown in (repr(said), str(said), f"{said}", repr([said]), repr(Quote(said)), repr(text("{x}", x=said))):
        assert "canary" not in shown
    assert "canary" not in repr(Sealed(b"canary"))


def test_no_platforms_id_shows_itself_in_a_log() -> None:
    for value in (
        Person("p", "canary"),
        Place("p", "canary", "canary", "canary"),
        PostRef(Place("p", "canary"), "canary"),
    ):
        assert "canary" not in repr(value) and "canary" not in f"{value}"


def test_ids_fit_every_place_they_go() -> None:
    ids = {new_id() for _ in range(500)}
    assert len(ids) == 500
    for one in ids:
        assert len(one) == limits.COMMUNITY == 22
        assert Step.parse(f"checkin.show:{one}:{one}") == Step("checkin.show", one, one)
    assert Cell("a", "b", "c") == Cell("a", "b", "c") != Cell("a", "b", "d")


# Steps.


@given(
    st.from_regex(r"[a-z][a-z0-9-]{0,8}\.[a-z][a-z0-9-]{0,8}", fullmatch=True),
    SUBJECT,
    st.text("abc019_-", max_size=22),
)
def test_a_step_is_read_back_from_its_key(action: str, subject: str, community: str) -> None:
    step = Step(action, subject, community)
    assert Step.parse(step.key) == step and len(step.key) <= limits.STEP_KEY


@given(TYPED)
def test_reading_a_made_up_key_never_raises(key: str) -> None:
    step = Step.parse(key)
    assert step is None or Step.parse(step.key) == step


@given(st.from_regex(r"[a-z]{1,6}\.[a-z]{1,6}:[a-z0-9]{0,90}", fullmatch=True))
def test_every_step_has_room_for_its_community(key: str) -> None:
    step = Step.parse(key)
    if step is not None:
        assert len(Step(step.action, step.subject, "c" * 22).key) <= limits.STEP_KEY
