"""What a browser sends, as turns."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from adapters.web.read import Sent, Unreadable, read_body, read_command, read_press, read_submission
from core.suite import Suite
from core.surface import Step
from core.values import Person, Place

NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
ANN, PLACE = Person("web", "ann"), Place("web", "playground", "evening-circle")
COMMANDS = Suite().commands


def test_a_press_is_its_step() -> None:
    posted = read_body(urlencode({"who": "ann", "origin": "o", "nonce": "n", "step": "a.b:c:d"}).encode())
    assert read_press(posted) == Sent("ann", "o", "n", Step("a.b", "c", "d"))


@pytest.mark.parametrize("step", ["", "<script>", "a.b:ü", "A.B", "a.b:" + "x" * 200])
def test_a_step_nobody_draws_is_unreadable(step: str) -> None:
    with pytest.raises(Unreadable):
        read_press([("who", "ann"), ("step", step)])


def test_one_answer_is_text_and_ticked_boxes_are_several() -> None:
    posted = [("step", "a.b"), ("one.words", "x\r\ny"), ("many.pick", "a"), ("many.pick", "b"), ("one.open", "")]
    assert read_submission(posted).answers == {"words": "x\ny", "pick": ("a", "b"), "open": ""}


def test_a_form_with_no_box_ticked_is_still_a_submission() -> None:
    assert read_submission([("step", "a.b")]).answers == {}


def test_the_same_submission_is_the_same_turn_and_changed_words_are_another() -> None:
    def turn(words: str, nonce: str = "n", who: str = "ann") -> str:
        sent = Sent(who, "s", nonce, Step("a.b"), {"words": words})
        return sent.turn(Person("web", who), PLACE, NOW).id

    assert turn("once") == turn("once")
    assert len({turn("once"), turn("twice"), turn("once", "m"), turn("once", who="ben")}) == 4


def test_a_press_and_an_empty_submission_are_different_turns() -> None:
    press, submission = Sent("ann", "s", "n", Step("a.b")), Sent("ann", "s", "n", Step("a.b"), {})
    assert press.turn(ANN, PLACE, NOW).id != submission.turn(ANN, PLACE, NOW).id


@pytest.mark.parametrize("typed", ["/group setup", "group setup", "  /Group   Setup "])
def test_a_command_is_read_forgivingly(typed: str) -> None:
    sent = read_command([("who", "mo"), ("nonce", "n"), ("command", typed)], COMMANDS)
    assert isinstance(sent, Sent) and sent.step == Step("group.setup") and sent.origin == "mo-command"


def test_a_command_with_more_words_is_no_command_so_that_nothing_is_said_in_one() -> None:
    assert read_command([("command", "/checkin today was hard")], COMMANDS) == "checkin today was hard"


@pytest.mark.parametrize("body", [b"step=%FF%FE", b"step=%ED%A0%80", b"\xff\xfe=\x00", b"a=1&a=2&&=", b""])
def test_bytes_that_are_no_text_do_no_harm(body: bytes) -> None:
    read_body(body)


def test_more_fields_than_any_form_has_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_body(b"&".join(b"a=1" for _ in range(500)))
