"""What we say, as Slack's blocks and views: golden files for every example, and what they must never hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import draw
from adapters.slack.inputs import answer, block
from core.feature import Action, Command, Feature
from core.files import File
from core.suite import Suite
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step, scale
from core.text import Command as Typed
from core.text import Quote, When, text
from core.values import Role, Said
from core.words import HELP, START, not_saved, typed_back
from tests.examples import EXAMPLES
from tests.plots import PLOTS, SHOWN
from tests.standins.slack import check_view
from tests.standins.slack.elements import empty_value

Json = dict[str, Any]
STEP = Step("checkin.write", "ground~1", "com1")


def drawn_form(*fields: Field) -> list[Json]:
    view = draw.form(Form("Form", fields, step=STEP), "n1", "C7")
    assert check_view(view, "modal") == (None, [])
    return [one["element"] for one in view["blocks"] if one["type"] == "input"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_drawn_as_recorded(name: str, golden: Any) -> None:
    example = EXAMPLES[name]
    if isinstance(example, Form):
        golden(f"slack/{name}", draw.form(example, "nonce", "C7"))
    else:
        golden(f"slack/{name}", {"sheet": draw.sheet(example, "C7"), "post": draw.post(example)})


@pytest.mark.parametrize("name", SHOWN)
def test_a_plot_is_drawn_as_rows_as_recorded(name: str, golden: Any) -> None:
    golden(f"slack/plots/{name}", draw.sheet(SHOWN[name]))


def test_a_direct_conversation_which_can_be_exported_holds_no_plot() -> None:
    assert PLOTS["line"].alt not in str(draw.neutral(SHOWN["line"]))


def test_a_file_is_drawn_nowhere() -> None:
    message = Message(text("x"), files=(File("notes.txt", b"x", "text/plain"),))
    for way in (draw.sheet, draw.home, draw.post):
        with pytest.raises(ValueError, match="inbox"):
            way(message)


def test_the_slash_commands_are_as_recorded(golden: Any) -> None:
    golden("slack/commands", draw.commands(Suite()))


def test_a_command_that_slack_has_already_is_refused() -> None:
    taken = Feature(
        "taken",
        (Command("join", "Join", Step("x.y")),),
        (Action("x.y", shows=lambda turn, library: not_saved(), needs=Role.ANYONE),),
    )
    with pytest.raises(ValueError, match="/join"):
        draw.commands(Suite([taken]))


def test_an_inbox_shows_the_head_and_the_buttons_and_no_content() -> None:
    message = Message(text("{said}", said=Quote(Said("secret"))), (HELP,), head="You have a note.")
    drawn = draw.neutral(message)
    assert "secret" not in json.dumps(drawn) and drawn["text"] == "You have a note."
    assert drawn["blocks"][1]["elements"][0]["action_id"] == HELP.step.key
    assert draw.neutral(Message(text("secret")))["blocks"][1]["elements"][0]["action_id"] == START.step.key


def test_a_notification_shows_the_head_only_with_nothing_to_parse_in_it() -> None:
    drawn = draw.post(Message(text("The words."), head="<!channel> & more"))
    assert drawn["text"] == "&lt;!channel&gt; &amp; more"


def test_quoted_words_names_times_and_commands_are_elements_of_their_own() -> None:
    at = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
    body = text(
        "**Dear {who}**\n{said}\nuntil {at}, or {how}.",
        who=Said("*Ann*"),
        said=Quote(Said("a_b\n<@U1>")),
        at=When(at),
        how=Typed("help-now"),
    )
    first, quoted, last = draw.sheet(Message(body))["blocks"][0]["elements"]
    assert first["elements"] == [
        {"type": "text", "text": "Dear ", "style": {"bold": True}},
        {"type": "text", "text": "*Ann*", "style": {"bold": True}},
    ]
    assert quoted == {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a_b\n<@U1>"}]}
    assert last["elements"][1] == {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": "2026-05-31 18:00 UTC",
    }
    assert last["elements"][3] == {"type": "text", "text": "/help-now", "style": {"code": True}}


def test_a_message_without_words_still_shows_something() -> None:
    view = draw.sheet(Message(text(""), head="Here."))
    assert check_view(view, "modal") == (None, []) and view["blocks"][0]["text"]["text"] == "Here."


def test_what_was_typed_is_handed_back_below_a_message_whatever_its_length() -> None:
    typed = typed_back([(f"Question {n}", Said("x" * 1_500)) for n in range(5)])
    view = draw.sheet(not_saved(), "C7", typed)
    assert check_view(view, "modal") == (None, []) and json.dumps(view).count("x" * 1_500) == 5


def test_each_kind_of_field_becomes_the_input_that_fits_it() -> None:
    few = (Choice("a", "A"), Choice("b", "B"))
    many = tuple(Choice(f"k{n}", f"Label {n}") for n in range(11))
    kinds = [
        element["type"]
        for group in (
            (Field("a", "A"), Field("b", "B", Ask.PARAGRAPH), Field("c", "C", Ask.CHOICE, few)),
            (Field("d", "D", Ask.CHOICE, many), Field("e", "E", Ask.SCALE, scale(0, 10, "low", "high"))),
            (Field("f", "F", Ask.CHOICES, few), Field("g", "G", Ask.CHOICES, few, most=1)),
            (Field("h", "H", Ask.CHOICES, many), Field("i", "I", Ask.PERSON), Field("j", "J", Ask.CHANNEL)),
            (Field("k", "K", Ask.TIME_OF_DAY), Field("l", "L", Ask.DATE)),
        )
        for element in drawn_form(*group)
    ]
    assert kinds == [
        *("plain_text_input", "plain_text_input", "radio_buttons"),
        *("static_select", "static_select"),
        *("checkboxes", "multi_static_select"),
        *("multi_static_select", "users_select", "conversations_select"),
        *("timepicker", "datepicker"),
    ]


VALUES: dict[Ask, str | tuple[str, ...]] = {
    Ask.LINE: "words",
    Ask.PARAGRAPH: "two\nlines",
    Ask.CHOICE: "k3",
    Ask.SCALE: "k3",
    Ask.CHOICES: ("k1", "k3"),
    Ask.PERSON: "T1.U9",
    Ask.CHANNEL: "C8",
    Ask.TIME_OF_DAY: time(20, 0).isoformat("minutes"),
    Ask.DATE: date(2026, 5, 31).isoformat(),
}


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("count", [5, 12])
def test_what_is_filled_in_beforehand_comes_back_as_it_was(ask: Ask, count: int) -> None:
    choices = tuple(Choice(f"k{n}", f"Label {n}") for n in range(count))
    picks = choices if ask in (Ask.CHOICE, Ask.CHOICES, Ask.SCALE) else ()
    for value in (VALUES[ask], None):
        (element,) = drawn_form(Field("f", "F", ask, picks, value=value))
        state = empty_value(element)
        assert state is not None and answer(state, "T1") == value


def test_what_a_picker_could_not_show_is_left_out() -> None:
    elements = drawn_form(Field("t", "T", Ask.TIME_OF_DAY, value="8pm"), Field("d", "D", Ask.DATE, value="May"))
    assert [list(element) for element in elements] == [["type", "action_id"]] * 2


def test_a_channel_field_offers_the_channel_one_stands_in_until_another_is_set() -> None:
    (fresh,) = drawn_form(Field("c", "C", Ask.CHANNEL))
    (filled,) = drawn_form(Field("c", "C", Ask.CHANNEL, value="C8"))
    assert fresh["default_to_current_conversation"] and "default_to_current_conversation" not in filled


def test_two_forms_share_no_block_so_that_slack_carries_no_answer_over() -> None:
    field = Field("words", "Your words")
    assert block(field, "n1")["block_id"] != block(field, "n2")["block_id"]


def test_only_fields_that_are_there_can_be_marked() -> None:
    blocks = {"a": "a~n1", "b": "b~n1"}
    marked = draw.errors({"b": "Please look."}, blocks)
    assert marked == {"response_action": "errors", "errors": {"b~n1": "Please look."}}
    assert draw.errors({"c": "Gone."}, blocks) is None and draw.errors({}, blocks) is None
    assert draw.stay(text("Away."), {}) is None
    assert draw.stay(text("Away."), blocks) == {"response_action": "errors", "errors": {"a~n1": "Away."}}


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


@given(label=WORDS, hint=WORDS, title=WORDS, typed=WORDS, menu=WORDS)
def test_any_words_of_ours_fit(label: str, hint: str, title: str, typed: str, menu: str) -> None:
    choices = tuple(Choice(f"k{n}", f"{label[:8]}{n}") for n in range(25))
    fields = (
        Field("a", label[:20], hint=hint[:20], value=typed[:20], most=60),
        Field("b", label[:20], Ask.CHOICES, choices, value=tuple(f"k{n}" for n in range(25))),
        Field("c", label[:20], Ask.SCALE, choices),
    )
    view = draw.form(Form(title[:10], fields, submit=title[:10], note=text("{n}", n=hint), step=STEP), "n1")
    options = tuple(Button(f"{menu[:8]}{n}", Step("a.b", str(n))) for n in range(25))
    sheet = draw.sheet(Message(text("{n}", n=hint), (), Menu(menu[:20], options)))
    assert check_view(view, "modal") == (None, []) and check_view(sheet, "modal") == (None, [])
