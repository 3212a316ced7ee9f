"""What we say, as Discord's payloads: golden files for every example, limits and disarmament for every text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import validate_message_state, validate_modal

from adapters.discord import draw, read
from adapters.discord.markup import escape, markdown
from core.files import File
from core.suite import Suite
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step, scale
from core.text import Command, Text, When, lines, quote, text
from core.values import Said, length
from core.words import HELP_HINT
from tests.examples import EXAMPLES
from tests.plots import PLOTS, SHOWN
from tests.standins.discord.syntax import markup, pings, readable

STEP = Step("example.form", "kYq3m0v1T2aXw9eR5tYu7A", "pLq3m0v1T2aXw9eR5tYu7B")
NASTY = st.text(
    alphabet=st.one_of(st.sampled_from("\\*_~`|<>[]()@#:/-+.!&1t \n😀"), st.characters()), max_size=80
) | st.sampled_from(
    [
        "@everyone @here <@1> <@!1> <@&1> <#1> </a:1> <t:1:R> <:a:1> <a:b:1> <id:home>",
        "# big\n-# small\n> quoted\n>>> all\n- item\n1. one\n* star\n+ plus",
        "**a** __b__ ~~c~~ ||d|| `e` ```f``` [g](https://h.i) <https://j.k> discord.gg/l :smile:",
        "\\", "\\\\", "a\\*b*", "¯\\_(ツ)_/¯",
    ]
)  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_drawn_as_recorded(name: str, golden: Any) -> None:
    example = EXAMPLES[name]
    golden(f"discord/{name}", draw.form(example) if isinstance(example, Form) else draw.private(example))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_what_discord_takes(name: str) -> None:
    example = EXAMPLES[name]
    if isinstance(example, Form):
        validate_modal(draw.form(example))
        return
    for drawn in (draw.message(example), draw.private(example), draw.neutral(example)):
        embeds = drawn.get("embeds", [])
        validate_message_state(drawn["components"], flags=drawn["flags"], content=drawn["content"], embeds=embeds)
        assert drawn["allowed_mentions"] == {"parse": []}
        assert length(drawn["content"]) <= 2_000


def test_the_commands_of_the_suite_are_what_discord_takes(golden: Any) -> None:
    commands = draw.commands(Suite())
    golden("discord/commands", commands)
    for command in commands:
        assert command["default_member_permissions"] is None
        for named in (command, *command.get("options", ())):
            assert 1 <= len(named["name"]) <= 32 and named["name"] == named["name"].lower()
            assert 1 <= len(named["description"]) <= 100


@given(NASTY)
def test_escaped_words_format_nothing_and_read_the_same(words: str) -> None:
    said = Said(words).words
    assert markup(escape(said)) == []
    assert readable(escape(said)) == said


@given(NASTY, NASTY, st.integers(1, 60))
def test_no_text_passes_the_limit_mentions_anybody_or_formats(name: str, quoted: str, times: int) -> None:
    body = lines(
        text("**Shared by {name}** on {at}, see {command}:",
             name=Said(name), at=When(datetime(2026, 5, 31, tzinfo=UTC)), command=Command("help-now")),
        quote(Said(quoted * times)) if Said(quoted * times) else None,
        text("{last}", last=Said(quoted)),
    )  # fmt: skip
    if length(body.plain()) > 2_000:
        return
    drawn = draw.message(Message(body))
    assert length(drawn["content"]) <= 2_000
    assert pings(drawn) == []
    ours = ["**", "`", "<t:1780185600:f>", ">"]
    assert [found for found in markup(drawn["content"]) if not found.startswith(tuple(ours)) and found != "*S"] == []


@settings(max_examples=settings.default.max_examples // 4)
@given(st.sampled_from("*_@<:/a😀\n#"))
def test_a_body_as_long_as_it_may_be_is_drawn_whole(character: str) -> None:
    said = Said((character * 3 + "b") * 374)
    for body in (quote(said), text("{said}", said=said), Text(escape("x") + character.replace("*", "-") * 990)):
        if length(body.plain()) <= 2_000:
            assert 0 < length(markdown(body)) <= 2_000
    assert len(said) > 1_400 or character == "\n"


def test_long_words_stand_in_a_block_and_are_all_there() -> None:
    said = Said("`*_" * 500)
    drawn = markdown(lines("Shared", quote(said), "Thank you"))
    assert drawn.startswith("Shared\n```\nˋ*_") and drawn.endswith("*_\n```\nThank you")  # noqa: RUF001


def test_a_quotation_has_lines_of_its_own() -> None:
    assert markdown(text("He said {q} twice", q=quote(Said("one\n\ntwo")))) == "He said \n> one\n> \n> two\n twice"


def test_our_own_words_read_plainly() -> None:
    shown = text("**At 20:00** {command} shows {at}.",
                 command=Command("group setup"), at=When(datetime(2026, 5, 31, tzinfo=UTC)))  # fmt: skip
    assert markdown(shown) == "**At 20:00** `/group setup` shows <t:1780185600:f>."


@pytest.mark.parametrize("name", SHOWN)
def test_a_plot_is_attached_with_its_words_as_recorded(name: str, golden: Any) -> None:
    golden(f"discord/plots/{name}", draw.private(SHOWN[name]))


def test_no_plot_comes_into_a_direct_message_and_files_come_by_their_names() -> None:
    file = File("notes.txt", b"canary", "text/plain")
    drawn = draw.neutral(Message(text("canary"), plot=PLOTS["line"], files=(file,)))
    names = [upload["filename"] for upload in drawn["attachments"]]
    assert names == ["notes.txt"] and PLOTS["line"].alt not in str(drawn)
    assert drawn["content"] == "You have a note." and "canary" not in str(drawn)


def test_a_file_is_drawn_nowhere_but_in_an_inbox() -> None:
    message = Message(text("x"), files=(File("notes.txt", b"x", "text/plain"),))
    for way in (draw.private, draw.message):
        with pytest.raises(ValueError, match="inbox"):
            way(message)


def test_a_direct_message_shows_no_more_than_its_head() -> None:
    drawn = draw.neutral(Message(text("**A reply**"), (Button("Open", STEP),)))
    assert drawn["content"] == "You have a note." and "reply" not in str(drawn)


def test_each_kind_of_field_has_its_control() -> None:
    few = tuple(Choice(str(number), f"Option {number}") for number in range(10))
    many = tuple(Choice(str(number), f"Option {number}") for number in range(25))
    fields = {
        Field("a", "A", Ask.LINE, value="typed"): (4, {"style": 1, "max_length": 150, "value": "typed"}),
        Field("a", "A", Ask.PARAGRAPH, most=500): (4, {"style": 2, "max_length": 500}),
        Field("a", "A", Ask.CHOICE, few): (21, {"required": True}),
        Field("a", "A", Ask.CHOICE, many): (3, {"min_values": 1, "max_values": 1}),
        Field("a", "A", Ask.CHOICE, few[:1], required=False): (3, {"min_values": 0, "required": False}),
        Field("a", "A", Ask.CHOICES, few, most=3): (22, {"min_values": 1, "max_values": 3}),
        Field("a", "A", Ask.CHOICES, many, required=False): (3, {"custom_id": "a*", "max_values": 25}),
        Field("a", "A", Ask.SCALE, scale(0, 10, "none", "all")): (3, {"max_values": 1}),
        Field("a", "A", Ask.PERSON): (5, {"max_values": 1}),
        Field("a", "A", Ask.CHANNEL, value="77"): (8, {"channel_types": [0]}),
        Field("a", "A", Ask.TIME_OF_DAY): (4, {"placeholder": "For example 20:00"}),
        Field("a", "A", Ask.DATE, required=False): (4, {"required": False}),
    }
    for field, (kind, expected) in fields.items():
        modal = draw.form(Form("A form", (field,), step=STEP))
        validate_modal(modal)
        control = modal["components"][0]["component"]
        assert control["type"] == kind
        assert expected.items() <= control.items()


def test_what_was_chosen_before_is_marked() -> None:
    field = Field("a", "A", Ask.CHOICES, (Choice("x", "X"), Choice("y", "Y")), value=("y",))
    options = draw.form(Form("A form", (field,), step=STEP))["components"][0]["component"]["options"]
    assert options == [{"label": "X", "value": "x"}, {"label": "Y", "value": "y", "default": True}]


def test_the_last_field_names_the_way_to_help_where_there_is_room() -> None:
    fields = (Field("a", "A", hint="One"), Field("b", "B", hint="Two"))
    rows = draw.form(Form("A form", fields, step=STEP))["components"]
    assert [row["description"] for row in rows] == ["One", f"Two {HELP_HINT}"]
    full = draw.form(Form("A form", (Field("a", "A", hint="x" * 90),), step=STEP))["components"]
    assert full[0]["description"] == "x" * 90


def test_a_note_counts_as_a_row_above_the_fields() -> None:
    modal = draw.form(Form("A form", (Field("a", "A"),), note=text("Read **this**"), step=STEP))
    assert modal["components"][0] == {"type": 10, "content": "Read **this**"}


def test_buttons_share_a_row_beneath_the_menu() -> None:
    steps = [Step("example.press", str(number)) for number in range(6)]
    buttons = tuple(Button(f"Press {number}", steps[number], main=number == 0) for number in range(5))
    drawn = draw.message(Message(text("Body"), buttons, Menu("Or choose", (Button("This", steps[5]),))))
    menu, row = drawn["components"]
    assert menu["components"][0]["options"] == [{"label": "This", "value": "example.press:5"}]
    assert [button["style"] for button in row["components"]] == [1, 2, 2, 2, 2]


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=45), st.text(max_size=4_000)), max_size=5))
def test_what_was_typed_is_handed_back_whole(typed: list[tuple[str, str]]) -> None:
    said = [(label, Said(words)) for label, words in typed if Said(words)]
    pages = draw.handed_back(said)
    assert all(length(page["content"]) <= 2_000 for page in pages)
    assert all(page["flags"] & draw.EPHEMERAL for page in pages)
    assert bool(pages) == bool(said)


def test_two_long_answers_come_back_on_two_pages() -> None:
    pages = draw.handed_back([("One", Said("a" * 1_500)), ("Two", Said("b" * 1_500)), ("Three", Said("c"))])
    assert ["a" * 1_500 in pages[0]["content"], "b" * 1_500 in pages[1]["content"]] == [True, True]
    assert len(pages) == 3 or "c" in pages[1]["content"]


def test_read_finds_the_step_that_draw_wrote() -> None:
    for action in Suite().actions:
        step = Step(action.key, "kYq3m0v1T2aXw9eR5tYu7A", "pLq3m0v1T2aXw9eR5tYu7B")
        button = draw.message(Message(text("x"), (Button("Press", step),)))["components"][0]["components"][0]
        pressed = {"id": "1", "type": 3, "user": {"id": "2"}, "data": {"custom_id": button["custom_id"]}}
        turn = read.turn(pressed, Suite(), datetime(2026, 5, 31, tzinfo=UTC))
        assert turn is not None and turn.step == step
