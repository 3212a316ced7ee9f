"""Forms: checking and filling them never raises, and what no platform could show cannot be declared."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Step, scale
from core.text import text
from core.values import Said, length, tidy
from tests.core.typed import TYPED


@st.composite
def fields(draw: st.DrawFn) -> Field:
    ask = draw(st.sampled_from(Ask))
    choices: tuple[Choice, ...] = ()
    most = 0
    if ask is Ask.SCALE:
        choices = scale(0, draw(st.sampled_from([3, 10])), "low", "high")
    elif ask in (Ask.CHOICE, Ask.CHOICES):
        keys = draw(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=6, unique=True))
        choices = tuple(Choice(key, key) for key in keys)
        most = draw(st.integers(0, 3)) if ask is Ask.CHOICES else 0
    elif ask in (Ask.LINE, Ask.PARAGRAPH):
        most = draw(st.integers(0, 40))
    return Field(draw(st.sampled_from("abcde")), "Label", ask, choices, required=draw(st.booleans()), most=most)


FORMS = st.builds(
    Form, st.just("Title"), st.lists(fields(), min_size=1, max_size=5, unique_by=lambda field: field.key).map(tuple)
)
ANSWERS = st.dictionaries(
    st.sampled_from("abcdex"),
    st.one_of(TYPED, st.lists(TYPED, max_size=4).map(tuple), st.sampled_from(["3", "20:00", "2026-05-31", "٣", "²"])),
)


@given(FORMS, ANSWERS)
def test_checking_a_form_never_raises_and_says_something_about_every_field(form: Form, answers: dict[str, str]) -> None:
    values, problems = form.check(answers)
    assert values.keys() == {field.key for field in form.fields}
    assert problems.keys() <= values.keys() and all(problems.values())
    for field in form.fields:
        value = values[field.key]
        if field.key in problems:
            continue
        assert value is not None or not field.required
        if isinstance(value, Said):
            assert field.typed and 0 < len(value) <= field.longest
        elif isinstance(value, tuple):
            assert field.ask is Ask.CHOICES and len(value) <= field.longest and len(set(value)) == len(value)
        elif value is not None:
            kinds = {Ask.SCALE: int, Ask.TIME_OF_DAY: time, Ask.DATE: date}
            assert isinstance(value, kinds.get(field.ask, str))


@given(FORMS, ANSWERS)
def test_filling_a_form_never_raises_and_never_puts_in_what_would_be_refused(
    form: Form, answers: dict[str, str]
) -> None:
    filled = form.filled(answers)
    assert [field.key for field in filled.fields] == [field.key for field in form.fields]
    for field in filled.fields:
        if field.choices and field.value is not None:
            offered = {choice.key for choice in field.choices}
            picked = (field.value,) if isinstance(field.value, str) else field.value
            assert set(picked) <= offered and len(picked) <= max(field.longest, 1)
        if field.typed and isinstance(field.value, str):
            assert length(tidy(field.value)) <= field.longest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("20:00", time(20)), ("8", time(8)), ("8pm", time(20)), ("8.15 p.m.", time(20, 15)), ("12 am", time(0)),
     ("12pm", time(12)), ("24:00", None), ("13pm", None), ("8:60", None), ("soon", None),
     ("\u0668:\u0660\u0660", None), ("20h15", time(20, 15))],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    values, problems = Form("F", (Field("t", "Time", Ask.TIME_OF_DAY),)).check({"t": typed})
    assert values["t"] == meant and bool(problems) is (meant is None)


# Limits.


@pytest.mark.parametrize(
    "made",
    [
        lambda: Field("k", "L" * 46),
        lambda: Field("k", "L", hint="h" * 101),
        lambda: Field("k", "L", Ask.CHOICE),
        lambda: Field("k", "L", Ask.LINE, (Choice("a", "A"),)),
        lambda: Field("k", "L", Ask.CHOICE, tuple(Choice(str(n), "x") for n in range(26))),
        lambda: Field("k", "L", Ask.CHOICE, (Choice("a", "A"), Choice("a", "B"))),
        lambda: Field("k", "L", most=1501),
        lambda: Choice("k", "x" * 76),
        lambda: Choice("k", ""),
        lambda: Form("T" * 25, (Field("k", "L"),)),
        lambda: Form("T", ()),
        lambda: Form("T", tuple(Field(str(n), "L") for n in range(6))),
        lambda: Form("T", tuple(Field(str(n), "L") for n in range(5)), note=text("note")),
        lambda: Form("T", (Field("k", "L"), Field("k", "M"))),
        lambda: Message(text("{x}", x="y" * 2001)),
        lambda: Message(text("{x}", x="😀" * 1001)),
        lambda: Message(text("x"), tuple(Button(str(n), Step("a.b", str(n))) for n in range(6))),
        lambda: Message(text("x"), (Button("a", Step("a.b")), Button("b", Step("a.b")))),
        lambda: Message(text("x"), (Button("x" * 35, Step("a.b")),)),
        lambda: Menu("m", ()),
        lambda: Menu("m", tuple(Button(str(n), Step("a.b", str(n))) for n in range(26))),
        lambda: Step("Nope"),
        lambda: Step("a.b", "with space"),
        lambda: Step("a.b", "x" * 90),
        lambda: Step("a.b", "", "c" * 23),
    ],
)
def test_what_no_platform_could_show_cannot_be_declared(made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"."):
        made()


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01"])
def test_a_date_at_the_ends_of_the_calendar_is_kindly_asked_for_again(typed: str) -> None:
    _, problems = Form("A day", (Field("day", "Which day?", Ask.DATE),)).check({"day": typed})
    assert problems == {"day": "Please write a date such as 2026-05-31."}
