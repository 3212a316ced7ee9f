"""Plots and files as plain data: what cannot be built, what is kept, and that everything has its place in a picture."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chart import laid_out
from core.codec import pack, reply_from_json, reply_to_json, unpack
from core.feature import Edit, Post
from core.files import File
from core.limits import FILE_BYTES, PLOT_LABEL, PLOT_POINTS, PLOT_TITLE
from core.plots import Plot, number, one_line
from core.surface import Button, Message, Replace, Step
from core.text import text
from core.values import Place, PostRef, tidy
from tests.plots import DAYS, SHOWN, STRENGTHS

NOTES = File("notes.txt", b"canary", "text/plain")
LABELS = st.one_of(st.text(max_size=90), st.sampled_from(["@everyone", "W" * 40, "漢" * 40, "<b>", "\u202eevil"]))


@st.composite
def plots(draw: Any) -> Plot:
    """Any plot that can be built."""
    low = draw(st.floats(-1_000, 1_000))
    high = low + draw(st.floats(0.5, 1_000))
    value = st.none() | st.floats(0, 1).map(lambda share: min(max(low + share * (high - low), low), high))
    label = LABELS.map(lambda words: one_line(one_line(words)[: PLOT_LABEL // 2]) or "x")
    points = draw(st.lists(st.tuples(label, value), min_size=1, max_size=PLOT_POINTS))
    bars = draw(st.booleans())
    before = draw(st.lists(value, min_size=len(points), max_size=len(points))) if bars and draw(st.booleans()) else ()
    title = one_line(one_line(draw(LABELS))[: PLOT_TITLE // 2]) or "x"
    return Plot(title, tuple(points), low, high, title, draw(st.sampled_from(["", "h"])), bars, tuple(before))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 61},
        {"title": "two\nlines"},
        {"points": ()},
        {"points": tuple((str(day), 1) for day in range(32))},
        {"points": (("", 1),)},
        {"points": (("x" * 41, 1),)},
        {"points": (("\u202eevil", 1),)},
        {"points": (("x", 10.1),)},
        {"points": (("x", -0.1),)},
        {"points": (("x", float("nan")),)},
        {"lowest": 10},
        {"highest": float("inf")},
        {"alt": ""},
        {"alt": "x" * 501},
        {"unit": "x" * 21},
        {"before": (1,) * 7},
        {"bars": True, "before": (1, 2)},
        {"bars": True, "before": (11,) * 7},
        {"names": ("", "before")},
    ],
)
def test_a_plot_that_could_not_be_drawn_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a plot|a value|earlier values"):
        replace(DAYS, **wrong)


@given(st.text())
def test_words_made_one_line_can_stand_in_a_plot(words: str) -> None:
    line = one_line(words)
    assert one_line(line) == line == tidy(line) and "\n" not in line


@given(plots())
def test_everything_of_any_plot_lies_within_its_picture(plot: Plot) -> None:
    for width in (480, 640):
        chart = laid_out(plot, width)
        spots = [*(spot for rule in chart.rules for spot in rule), *chart.dots]
        spots += [(box.x, box.y) for box in chart.boxes]
        spots += [(box.x + box.width, box.y + box.height) for box in chart.boxes]
        spots += [(words.x, words.y) for words in chart.words]
        assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in spots)
        written = sum(value is not None for value in (*plot.values, *plot.before))
        if plot.bars:
            assert sum(box.kind != "gap" for box in chart.boxes) == written + (2 if plot.before else 0)
        else:
            assert len(chart.dots) == written == sum(map(len, chart.lines))


def test_the_first_and_the_last_label_of_a_month_stand_beneath_and_none_runs_into_another() -> None:
    month = Plot("A month", tuple((f"{day} May", 1) for day in range(1, 32)), 0, 10, "A month.")
    for width in (480, 640):
        beneath = [words for words in laid_out(month, width).words if words.words.endswith(" May")]
        assert (beneath[0].words, beneath[-1].words) == ("1 May", "31 May") and len(beneath) >= 5
        assert all(later.x - earlier.x > 55 for earlier, later in pairwise(beneath))


def test_a_gap_is_no_zero() -> None:
    gap, zero = (replace(DAYS, points=(("a", 5), ("b", value), ("c", 5))) for value in (None, 0))
    assert [len(line) for line in laid_out(gap, 640).lines] == [1, 1]
    assert [len(line) for line in laid_out(zero, 640).lines] == [3]


def test_values_are_written_as_people_write_them() -> None:
    assert [number(value) for value in (3, 3.0, 2.5, 0, 1 / 3, 100, -2)] == ["3", "3", "2.5", "0", "0.33", "100", "-2"]


@given(plots(), st.booleans())
def test_an_answer_with_a_plot_is_read_back_as_it_was(plot: Plot, replaces: bool) -> None:
    message = Message(text("x"), plot=plot)
    reply = Replace(message) if replaces else message
    assert reply_from_json(unpack(pack(reply_to_json(reply)))) == reply


def test_an_answer_kept_before_there_were_plots_is_still_read() -> None:
    kept = reply_to_json(SHOWN["line"])
    del kept["plot"]
    assert reply_from_json(kept) == replace(SHOWN["line"], plot=None)


def test_a_file_is_never_kept_with_an_answer() -> None:
    for reply in (Message(text("x"), files=(NOTES,)), Replace(Message(text("x"), files=(NOTES,)))):
        with pytest.raises(ValueError, match="inbox"):
            reply_to_json(reply)


def test_a_message_within_a_community_keeps_its_plot_and_its_files() -> None:
    message = Message(text("x"), (Button("Go", Step("a.b")),), plot=STRENGTHS, files=(NOTES,))
    within = message.within("com1")
    assert (within.plot, within.files) == (STRENGTHS, (NOTES,)) and within.buttons[0].step.community == "com1"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("", b"x", "text/plain"),
        ("../secrets.txt", b"x", "text/plain"),
        ("a..b", b"x", "text/plain"),
        ("a/b", b"x", "text/plain"),
        (".hidden", b"x", "text/plain"),
        ('a"b.txt', b"x", "text/plain"),
        ("a\r\nb.txt", b"x", "text/plain"),
        ("übung.txt", b"x", "text/plain"),
        ("x" * 81, b"x", "text/plain"),
        ("a.txt", b"", "text/plain"),
        ("a.txt", b"x" * (FILE_BYTES + 1), "text/plain"),
        ("a.txt", b"x", "text"),
        ("a.txt", b"x", "text/plain\r\nX: y"),
    ],
)
def test_a_file_that_no_platform_takes_cannot_be_built(name: str, content: bytes, kind: str) -> None:
    with pytest.raises(ValueError, match="a file"):
        File(name, content, kind)


def test_a_message_brings_two_files_at_most_each_with_a_name_of_its_own() -> None:
    for files in ((NOTES, NOTES), tuple(File(f"{n}.txt", b"x", "text/plain") for n in range(3))):
        with pytest.raises(ValueError, match="files"):
            Message(text("x"), files=files)


def test_neither_a_plot_nor_a_file_shows_itself_in_a_log() -> None:
    shown = repr(Message(text("x"), plot=DAYS, files=(NOTES,)))
    assert "canary" not in shown and "Monday" not in shown and "6" not in shown.replace("6 bytes", "")


def test_no_plot_can_be_put_into_an_inbox_on_any_platform() -> None:
    for inbox in (
        Place("discord", "", user="123"),
        Place("slack", "T1", user="T1.U1"),
        Place("web", "house", user="ann"),
    ):
        with pytest.raises(ValueError, match="inbox"):
            Post(inbox, Message(text("x"), plot=DAYS))
        with pytest.raises(ValueError, match="inbox"):
            Edit(PostRef(inbox, "m1"), Message(text("x"), plot=DAYS))
    assert Post(Place("discord", "1", "2"), Message(text("x"), plot=DAYS))
