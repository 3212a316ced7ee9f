"""Messages and forms as view models; and that words stay words once they are HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.web.draw import draw_form, draw_message, draw_text, local
from adapters.web.show import Card, templates
from adapters.web.views import FormView, MessageView
from core.plots import Plot, one_line
from core.surface import Ask, Choice, Field, Form, Message, scale
from core.text import Command, Quote, Text, When, lines, text
from core.values import Said
from tests.examples import EXAMPLES
from tests.plots import PLOTS, SHOWN
from tests.standins.web.dom import Node, parse

ZONE = "Europe/Berlin"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "{{ 7 * 7 }} {% raw %} {x} ${x}",
    "</textarea></section></body>",
    "&lt;b&gt; &amp; &#60;",
    "**not strong** {said}",
    "\u202eevil\u202c \u2066x\u2069",
    "@everyone <!channel> <@U1>",
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_drawn_as_recorded(name: str, golden: Callable[[str, Any], None]) -> None:
    example = EXAMPLES[name]
    golden(
        f"web/{name}", recorded(draw_form(example, ZONE) if isinstance(example, Form) else draw_message(example, ZONE))
    )


def recorded(drawn: MessageView | FormView) -> dict[str, Any]:
    """A view as it is recorded; a message without a plot says nothing of one."""
    return {key: value for key, value in asdict(drawn).items() if key != "plot" or value is not None}


@pytest.mark.parametrize("name", SHOWN)
def test_a_plot_is_drawn_as_recorded(name: str, golden: Callable[[str, Any], None]) -> None:
    golden(f"web/plots/{name}", recorded(draw_message(SHOWN[name], ZONE)))


@pytest.mark.parametrize("name", SHOWN)
def test_a_plot_is_a_picture_with_a_name_and_a_table_of_the_same(name: str) -> None:
    page = plotted(SHOWN[name])
    plot = PLOTS[name]
    (picture,) = page.all("svg")
    assert (picture["role"], picture["aria-label"]) == ("img", plot.alt)
    rows = [[cell.text() for cell in row.all("th", "td")] for row in page.all("tr")]
    series = (plot.values, plot.before) if plot.before else (plot.values,)
    assert rows[-len(plot.points) :] == [
        [label, *("–" if values[at] is None else f"{values[at]:g}" for values in series)]
        for at, (label, _) in enumerate(plot.points)
    ]
    assert not any(node.has("style") for node in page.all())


def test_a_line_is_broken_where_nothing_was_written() -> None:
    page = plotted(SHOWN["line"])
    assert [len(line["points"].split()) for line in page.all("polyline")] == [2, 4]
    assert len(list(page.all("circle"))) == 6 and len([box for box in page.all("rect") if box["class"] == "gap"]) == 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words_in_a_plot(hostile: str) -> None:
    words = one_line(one_line(hostile)[:20])
    page = plotted(Message(text("x"), plot=Plot(words, ((words, 1), ("b", None)), 0, 2, words, unit=words)))
    assert {node.tag for node in page.all()} <= {
        "figure", "svg", "title", "line", "rect", "polyline", "circle", "text", "details", "summary", "table",
        "caption", "tbody", "tr", "th", "td", "bdi",
    }  # fmt: skip
    assert [row.text() for row in page.all("bdi")] == [words, "b"]
    assert next(page.all("svg"))["aria-label"] == words


def plotted(message: Message) -> Node:
    """The plot of a message as HTML."""
    view = draw_message(message, ZONE)
    module: Any = templates.get_template("message.html").module
    return parse(str(module.plot(Card("note-1", "1", "n", "now", "", view, None, (), ()), view.plot)))


def shown(body: Text) -> list[list[str]]:
    return [["".join(run.words for run in line) for line in block.lines] for block in draw_text(body, ZONE)]


def test_empty_lines_part_paragraphs_and_newlines_part_lines() -> None:
    assert shown(text("one\ntwo\n\nthree")) == [["one", "two"], ["three"]]


def test_a_quotation_is_a_block_of_its_own_line_by_line() -> None:
    blocks = draw_text(text("Ann:\n{said}\nafter", said=Quote(Said("a\n\nb"))), ZONE)
    assert [(block.quote, len(block.lines)) for block in blocks] == [(False, 1), (True, 3), (False, 1)]


def test_a_name_of_several_lines_keeps_them() -> None:
    assert shown(text("**Words** {said}", said=Said("a\n\nb"))) == [["Words a", "", "b"]]


def test_an_instant_is_told_in_the_readers_zone_over_the_change_of_the_clocks() -> None:
    before, after = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert (local(before, ZONE), local(after, ZONE)) == ("Sun 29 Mar, 01:30", "Sun 29 Mar, 03:30")
    assert local(before, "Nowhere/Gone") == "Sun 29 Mar, 00:30", "a zone the rules lost is read by UTC, not refused"
    (block,) = draw_text(text("{at}", at=When(before)), ZONE)
    assert block.lines[0][0].at == "2026-03-29T00:30:00+00:00"


def test_a_command_is_written_with_its_slash() -> None:
    assert shown(text("Try {command}.", command=Command("help-now"))) == [["Try /help-now."]]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words_in_a_message(hostile: str) -> None:
    said = Said(hostile)
    view = draw_message(Message(lines(text("{name} **{name}**", name=said), text("{q}", q=Quote(said)))), ZONE)
    module: Any = templates.get_template("message.html").module
    page = parse(str(module.blocks(view.blocks)))
    assert {node.tag for node in page.all()} <= {"p", "blockquote", "bdi", "br", "strong"}
    assert all(node.text() == said.words for node in page.all("bdi"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_in_their_field(hostile: str) -> None:
    fields = (Field("line", "Line"), Field("more", "More", Ask.PARAGRAPH))
    form = draw_form(Form("Words", fields), ZONE, typed={"line": hostile, "more": f"\n{hostile}"})
    macros: Any = templates.get_template("form.html").module
    page = parse("".join(str(macros.single(field.key, field, True, "")) for field in form.fields))
    (line,), (more,) = page.all("input"), page.all("textarea")
    assert line["value"] == hostile and not line.has("onfocus")
    assert "".join(str(child) for child in more.children) == f"\n\n{hostile}"


def test_what_was_typed_stays_whether_it_fits_or_not() -> None:
    fields = (
        Field("long", "Long", most=5, value="before"),
        Field("time", "Time", Ask.TIME_OF_DAY, value="20:00"),
        Field("pick", "Pick", Ask.CHOICES, (Choice("a", "A"), Choice("b", "B")), most=1, value=("a",)),
    )
    form = Form("Words", fields)
    typed = draw_form(form, ZONE, typed={"long": "much too long", "time": "after tea"}, problems={"long": "Shorter?"})
    assert [field.value for field in typed.fields[:2]] == ["much too long", "after tea"]
    assert [field.control for field in typed.fields] == ["line", "line", "checks"]
    assert not any(option.on for option in typed.fields[2].options), "what was unticked stays unticked"
    assert typed.fields[0].problem == "Shorter?"
    before = draw_form(form, ZONE)
    assert before.fields[1].control == "time" and before.fields[2].options[0].on


def test_short_choices_are_radios_long_ones_a_list_and_scales_a_row() -> None:
    def control(count: int) -> str:
        choices = tuple(Choice(str(number), f"Choice {number}") for number in range(count))
        return draw_form(Form("F", (Field("f", "F", Ask.CHOICE, choices),)), ZONE).fields[0].control

    assert [control(2), control(10), control(11), control(25)] == ["radios", "radios", "select", "select"]
    row = Form("F", (Field("f", "F", Ask.SCALE, scale(0, 10, "light", "heavy")),))
    assert draw_form(row, ZONE).fields[0].control == "scale"


def test_people_and_channels_are_offered_by_the_room() -> None:
    form = Form("F", (Field("p", "Who", Ask.PERSON), Field("c", "Where", Ask.CHANNEL, value="quiet-room")))
    drawn = draw_form(form, ZONE, people=[("ann", "Ann")], channels=[("quiet-room", "#quiet-room")])
    assert [(o.key, o.label, o.on) for f in drawn.fields for o in f.options] == [
        ("ann", "Ann", False),
        ("quiet-room", "#quiet-room", True),
    ]


def test_a_form_says_when_everything_can_stay_open() -> None:
    one = Field("f", "F", required=False)
    assert draw_form(Form("F", (one,)), ZONE).all_open
    assert not draw_form(Form("F", (one, replace(one, key="g", required=True))), ZONE).all_open
