"""The small words everything is written in: whatever somebody types, nothing breaks, nothing hides, nothing is lost."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import limits
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
from core.rhythm import QUIET_FROM, QUIET_UNTIL, after_quiet, instant, local_day
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message, Replace, Step, scale
from core.text import Command, Name, Plain, Quote, Strong, Text, When, lines, quote, text
from core.values import Cell, Person, Place, PostRef, Said, Sealed, length, new_id, tidy
from tests.examples import EXAMPLES

ANY = st.text(st.characters(codec=None), max_size=60)
HOSTILE = st.sampled_from(
    ["\ud800", "\udfff\ud800", "\u202eevil", "a\u200bb", "\x00", "\r\n\r\n\r\n", "@everyone", "<!channel>", "<@U1>",
     "{slot}", "**b**", "%s", "e" + "\u0301" * 40, "\U0001f468\u200d\U0001f469", "\ufeff", "\U000e0041",
     " \t ", "\U0001d518" * 20]
)  # fmt: skip
TYPED = st.one_of(ANY, HOSTILE, st.lists(st.one_of(ANY, HOSTILE), max_size=4).map("".join))


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

SUBJECT = st.text("abcXYZ019_.~-", max_size=40)


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


# Texts and messages, written down and read back.

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


# Forms.


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


# The clock on the wall.

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham",
         "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Dublin", "Pacific/Auckland", "Antarctica/Troll",
         "America/Sao_Paulo", "Africa/Cairo", "Asia/Gaza", "America/Nuuk", "Europe/Lisbon")  # fmt: skip


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """Every instant from 2025 to 2030 at which this zone's clocks change, to the second."""
    place, found = ZoneInfo(zone), []
    step, at = timedelta(hours=12), datetime(2025, 1, 1, tzinfo=UTC)
    while at < datetime(2031, 1, 1, tzinfo=UTC):
        if at.astimezone(place).utcoffset() != (at + step).astimezone(place).utcoffset():
            early, late = at, at + step
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) / 2
                same = middle.astimezone(place).utcoffset() == early.astimezone(place).utcoffset()
                early, late = (middle, late) if same else (early, middle)
            found.append(late.replace(microsecond=0))
        at += step
    return tuple(found)


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_that_is_skipped_is_the_first_valid_one_and_one_that_comes_twice_is_the_first(zone: str) -> None:
    place = ZoneInfo(zone)
    for change in transitions(zone):
        before = (change - timedelta(seconds=1)).astimezone(place).utcoffset()
        after = change.astimezone(place).utcoffset()
        assert before is not None and after is not None
        lost = after - before
        wall = (change - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None) + timedelta(seconds=1)
        if lost > timedelta():
            for into in (timedelta(), lost / 2, lost - timedelta(seconds=1)):
                skipped = wall + into
                assert instant(skipped.date(), skipped.time(), zone) == change, (zone, change, into)
            assert instant((wall + lost).date(), (wall + lost).time(), zone) == change
        else:
            twice = wall + lost
            for into in (timedelta(), -lost / 2, -lost - timedelta(seconds=1)):
                first = instant((twice + into).date(), (twice + into).time(), zone)
                assert first < change and first.astimezone(place).replace(tzinfo=None) == twice + into


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_hour_of_days_on_which_clocks_change_comes_once_and_in_order(zone: str) -> None:
    place = ZoneInfo(zone)
    for change in transitions(zone)[:6]:
        day = change.astimezone(place).date()
        slots = [instant(day, time(hour, minute), zone) for hour in range(24) for minute in (0, 30)]
        assert slots == sorted(slots)
        assert {local_day(slot, zone) for slot in slots} == {day}


@given(
    st.integers(0, 6 * 365 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(ZONES),
)
def test_quiet_hours_end_at_eight_by_the_members_own_clock(now: datetime, zone: str) -> None:
    then, place = after_quiet(now, zone), ZoneInfo(zone)
    assert now <= then <= now + timedelta(hours=13)
    shown = then.astimezone(place).time()
    assert QUIET_UNTIL <= shown < QUIET_FROM
    was_quiet = not QUIET_UNTIL <= now.astimezone(place).time() < QUIET_FROM
    assert (then != now) is was_quiet and after_quiet(then, zone) == then


def test_without_a_zone_nothing_waits_and_days_are_those_of_utc() -> None:
    midnight = datetime(2026, 5, 31, 0, 0, tzinfo=UTC)
    assert after_quiet(midnight, None) == midnight
    assert local_day(midnight - timedelta(seconds=1), None) == date(2026, 5, 30)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01"])
def test_a_date_at_the_ends_of_the_calendar_is_kindly_asked_for_again(typed: str) -> None:
    _, problems = Form("A day", (Field("day", "Which day?", Ask.DATE),)).check({"day": typed})
    assert problems == {"day": "Please write a date such as 2026-05-31."}
