"""Check-ins: pages, days, what the group sees of them, and what becomes of them later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.checkins import share_words, words
from core.checkins.forms import kept, page
from core.checkins.keys import post_of
from core.checkins.model import CheckIn
from core.checkins.template import MOST_SHARED, Question, Template
from core.ports import Transaction
from core.surface import Ask, Choice, Message
from core.turn import Answered, NotDone, Opens
from core.values import MemberId, Person, Said
from tests.core.home import (
    ANSWERS,
    CHANNEL,
    MINUTE,
    WORDS,
    Home,
    form,
    inbox_of,
    labels,
    message,
    options,
    said,
    subject,
)

TWO_PAGES = """
key = "evening"
title = "Evening"
summary = "Two pages."
cadence = "daily"
[[page]]
[[page.question]]
key = "first"
label = "First"
kind = "text"
shareable = true
[[page.question]]
key = "number"
label = "A number"
kind = "scale10"
low = "none"
high = "all"
[[page]]
[[page.question]]
key = "second"
label = "Second"
kind = "text"
shareable = true
[[page.question]]
key = "third"
label = "Third"
kind = "text"
"""


@pytest.fixture
async def paged(tmp_path: Path, lived_in: Path) -> AsyncIterator[Home]:
    """A home whose operator added a template of two pages."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    made = Home(tmp_path, lived_in, checkins=own)
    await made.open()
    yield made
    await made.close()


async def write_both(home: Home, first: str = "one", second: str = "two") -> str:
    """Both pages of the evening."""
    middle = await home.does("ann", "checkin.write:evening", {"first": first, "number": "3"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    outcome = await home.does("ann", step, {"second": second, "third": ""})
    return subject(outcome, "checkin.edit")


# Pages.


async def test_pages_are_asked_one_after_the_other_and_saved_together(paged: Home) -> None:
    first = form(await paged.does("ann", "checkin.write:evening"))
    assert first.title == "Evening 1/2" and first.submit == "Next"
    middle = await paged.does("ann", "checkin.write:evening", {"first": "one", "number": "3"})
    assert "page 1 of 2 is kept" in said(middle)
    assert "no check-ins yet" in said(await paged.does("ann", "checkin.list"))
    step = next(option.step for option in options(middle) if option.label == "Next page")
    second = form(await paged.does("ann", step))
    assert second.title == "Evening 2/2" and second.submit == "Save"
    outcome = await paged.does("ann", step, {"second": "two", "third": "three"})
    shown = said(await paged.does("ann", f"checkin.show:{subject(outcome, 'checkin.edit')}"))
    assert all(part in shown for part in ("one", "3 of 10", "two", "three"))


async def test_a_restart_between_pages_loses_nothing(paged: Home) -> None:
    middle = await paged.does("ann", "checkin.write:evening", {"first": "one", "number": ""})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    await paged.restart()
    outcome = await paged.does("ann", step, {"second": "two"})
    assert "one" in said(outcome) and "two" in said(outcome)


async def test_first_pages_are_over_after_a_day_and_the_words_of_the_last_come_back(paged: Home) -> None:
    await paged.does("ann", "checkin.write:evening", {"first": "one"})
    paged.clock.move(timedelta(days=1, minutes=1))
    outcome = await paged.does("ann", "checkin.write:evening~1", {"second": WORDS})
    assert isinstance(outcome, NotDone) and "that day is over" in said(outcome)
    assert [each.words for _, each in outcome.typed] == [WORDS]


async def test_pages_can_be_edited_one_by_one(paged: Home) -> None:
    checkin = await write_both(paged)
    edited = await paged.does("ann", f"checkin.edit:{checkin}", {"first": "uno", "number": "4"})
    step = next(option.step for option in options(edited) if option.label == "Next page")
    assert form(await paged.does("ann", step)).fields[0].value == "two"
    outcome = await paged.does("ann", step, {"second": "due", "third": ""})
    assert "uno" in said(outcome) and "due" in said(outcome)


@pytest.mark.parametrize("number", ["9", "99999999999", "00", "-1", "x", "1~1~1"])
@pytest.mark.parametrize("step", ["checkin.write:evening~", "checkin.edit:ID~", "checkin.show:ID~"])
@pytest.mark.parametrize("answers", [None, {"first": "x"}])
async def test_a_page_that_never_was_is_met_kindly(
    paged: Home, incidents: list[str], step: str, number: str, answers: dict[str, str] | None
) -> None:
    checkin = await write_both(paged)
    await paged.does("ann", step.replace("ID", checkin) + number, answers)
    assert incidents == []
    assert "uno" not in said(await paged.does("ann", f"checkin.show:{checkin}"))


async def test_two_templates_begun_at_once_keep_their_own_pages(tmp_path: Path, lived_in: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    (own / "morning.toml").write_text(TWO_PAGES.replace("evening", "morning").replace("Evening", "Morning"))
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    await home.does("ann", "checkin.write:evening", {"first": "in the evening"})
    await home.does("ann", "checkin.write:morning", {"first": "in the morning"})
    outcome = await home.does("ann", "checkin.write:evening~1", {"second": "two"})
    assert "in the evening" in said(outcome) and "in the morning" not in said(outcome)
    await home.close()


async def test_left_open_altogether_nothing_is_saved(paged: Home) -> None:
    await paged.does("ann", "checkin.write:evening", {"first": "", "number": ""})
    outcome = await paged.does("ann", "checkin.write:evening~1", {"second": " \u200b ", "third": ""})
    assert "nothing was saved" in said(outcome)
    assert "no check-ins yet" in said(await paged.does("ann", "checkin.list"))


# Long ones.

LONG = "".join(
    f"""
[[page]]
[[page.question]]
key = "t{number}"
label = "Question {number}"
kind = "text"
shareable = true
"""
    for number in range(8)
)


async def test_a_long_entry_reads_on_until_all_of_it_was_read(tmp_path: Path, lived_in: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    head = 'key = "long"\ntitle = "Long"\nsummary = "Long."\ncadence = "daily"\n'
    (own / "long.toml").write_text(head + LONG.replace("shareable = true", ""))
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    outcome = None
    for number in range(8):
        key = f"checkin.write:long~{number}" if number else "checkin.write:long"
        outcome = await home.does("ann", key, {f"t{number}": f"{number} " + "y" * 497})
    assert outcome is not None
    checkin = subject(outcome, "checkin.edit")
    read, key = "", f"checkin.show:{checkin}"
    for _ in range(10):
        shown = await home.does("ann", key)
        read += said(shown)
        following = [option.step for option in options(shown) if option.label == "Read on"]
        if not following:
            break
        key = f"checkin.show:{following[0].subject}"
    assert all(f"{number} yyy" in read for number in range(8))
    assert isinstance(await home.does("ann", "checkin.write:long~0"), Answered), "there is one of this kind today"
    assert isinstance(await home.does("ann", "checkin.write"), Opens), "and none of the usual one"
    assert "Long" in labels(await home.does("ann", "checkin.kinds")), "an own kind is among the kinds"
    await home.close()


async def test_more_to_share_than_a_message_holds_is_still_saved(
    tmp_path: Path, lived_in: Path, incidents: list[str]
) -> None:
    from config.content import ContentError

    own = tmp_path / "own"
    own.mkdir()
    (own / "long.toml").write_text('key = "long"\ntitle = "Long"\nsummary = "Long."\ncadence = "daily"\n' + LONG)
    home = Home(tmp_path, lived_in, checkins=own)
    try:
        await home.open()
    except ContentError as error:
        assert "share" in str(error)
        return
    for number in range(8):
        key = f"checkin.write:long~{number}" if number else "checkin.write:long"
        outcome = await home.does("ann", key, {f"t{number}": f"{number} " + "y" * 497})
    assert incidents == [] and "Saved" in said(outcome)
    await home.close()


# What the group would see, and what it sees.

KEY = st.text("abcdefghij", min_size=1, max_size=8)
LABEL = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(["text", "scale10", "scale3", "yn", "pick"]))
    choices = ()
    if kind == "pick":
        keys = draw(st.lists(KEY, min_size=2, max_size=5, unique=True))
        choices = tuple(Choice(key, draw(LABEL)) for key in keys)
    return Question(
        draw(KEY),
        draw(LABEL),
        kind,  # type: ignore[arg-type]
        choices,
        picks=draw(st.integers(1, max(1, len(choices)))),
        low="low",
        high="high",
        shareable=draw(st.booleans()),
        most=draw(st.integers(1, 200)),
    )


TEMPLATES = st.lists(questions(), min_size=1, max_size=4, unique_by=lambda question: question.key).map(
    lambda asked: Template("any", "Any", "Any.", "daily", (), (tuple(asked),))
)
TYPED = st.one_of(st.text(max_size=250), st.sampled_from(["@everyone", "<!channel>", "**b** {x}", "\u202e", "%s"]))


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Template, dict[str, object]]:
    template = draw(TEMPLATES)
    answers: dict[str, object] = {}
    for field in page(template, "general", 0).fields:
        if draw(st.booleans()):
            continue
        if field.typed:
            answers[field.key] = draw(TYPED)
        elif field.ask is Ask.CHOICES:
            keys = [choice.key for choice in field.choices]
            answers[field.key] = tuple(draw(st.lists(st.sampled_from(keys), max_size=3)))
        else:
            answers[field.key] = draw(st.sampled_from([choice.key for choice in field.choices]))
    return template, answers


@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=list(HealthCheck))
@given(given_in=filled_in())
async def test_the_preview_is_the_post_byte_for_byte_whatever_is_asked_and_answered(
    home: Home, given_in: tuple[Template, dict[str, object]]
) -> None:
    template, answers = given_in
    home.clock.move(timedelta(days=2))
    home.desk.library.templates["any"] = template  # type: ignore[index]
    outcome = await home.does("ann", "checkin.write:any", answers)  # type: ignore[arg-type]
    if not isinstance(outcome, Answered) or "Shared, the group would see" not in said(outcome):
        assert "Share with the group" not in labels(outcome)
        return
    before = set(home.channel())
    checkin = subject(outcome, "checkin.share")
    await home.share("ann", checkin)
    (posted,) = [post.message for post in home.room.in_channel(CHANNEL)][-1:]
    pieces = message(outcome).body.pieces()
    shown = posted.body.pieces()
    assert any(pieces[at : at + len(shown)] == shown for at in range(len(pieces))) or (
        posted.body.plain() in said(outcome)
    )
    assert posted.body.plain() in said(outcome)
    private = [question for question in template.questions_for("general") if not question.shareable]
    for question in private:
        assert f"{question.label}:" not in posted.body.plain() or len(question.label) < 4
    await home.does("ann", f"checkin.remove:{checkin}")
    await home.later(timedelta(seconds=1))
    assert set(home.channel()) == before


# What becomes of it.


async def test_an_edit_that_leaves_nothing_to_share_takes_the_copy_out_of_the_channel(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    outcome = await home.does("ann", f"checkin.edit:{checkin}", {"heavy": "3"})
    await home.later(timedelta(seconds=5))
    assert home.channel() == []
    assert "being taken away" in said(outcome)
    assert "Only you can see it" in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_an_edit_that_leaves_nothing_to_share_while_it_is_held_posts_nothing(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    await home.does("ann", f"checkin.edit:{checkin}", {})
    await home.later(MINUTE)
    assert home.channel() == []
    assert "Only you can see it" in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_an_edit_that_removes_every_answer_keeps_an_empty_entry_that_can_be_opened(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.edit:{checkin}", {})
    shown = await home.does("ann", f"checkin.show:{checkin}")
    assert isinstance(shown, Answered) and WORDS not in said(shown)
    assert isinstance(await home.does("ann", f"checkin.edit:{checkin}"), Opens)


async def test_a_template_that_was_withdrawn_leaves_its_entries_readable_as_far_as_they_can_be(
    tmp_path: Path, lived_in: Path, incidents: list[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    checkin = await write_both(home)
    await home.share("ann", checkin)
    (own / "evening.toml").unlink()
    await home.restart()
    home.loop = home.handrail.loop(home.room)
    assert "Check-in" in "".join(labels(await home.does("ann", "checkin.list")))
    shown = await home.does("ann", f"checkin.show:{checkin}")
    assert isinstance(shown, Answered) and "31 May" in said(shown)
    assert isinstance(await home.does("ann", f"checkin.edit:{checkin}"), NotDone)
    await home.does("ben", f"checkin.with:{checkin}")
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 1
    assert "Deleted" in said(await home.does("ann", f"checkin.remove:{checkin}"))
    await home.later(timedelta(seconds=5))
    assert home.channel() == [] and incidents == []
    await home.close()


async def test_more_than_twelve_names_end_in_and_others(home: Home) -> None:
    handles = [Said(f"Name {number:02}") for number in range(20)]
    shown = share_words.shared(Said("Ann"), _checkin(), (), handles).body.plain()
    assert "Name 11 and others" in shown and "Name 12" not in shown
    twelve = share_words.shared(Said("Ann"), _checkin(), (), handles[:12]).body.plain()
    assert "Name 11" in twelve and "others" not in twelve


def test_the_longest_names_and_answers_still_fit_one_message() -> None:
    asked = tuple(Question(f"q{number}", "Q" * 45, "text", shareable=True, most=277) for number in range(4))
    assert Template("t", "T", "T", "daily", (), (asked,)).most_shared == MOST_SHARED
    answers = {question.key: Said("😀" * 138) for question in asked}
    checkin = replace(_checkin(), answers=answers)
    company = [Said(f"{number:02}" + "n" * 30) for number in range(30)]
    preview = share_words.shared(Said("A" * 32), checkin, asked, company)
    assert isinstance(words.saved(preview, checkin, heavy=True, standing=True), Message)


def _checkin() -> CheckIn:
    day, at = date(2026, 5, 31), datetime(2026, 5, 31, tzinfo=UTC)
    return CheckIn("c" * 22, MemberId("m" * 22), "any", "general", day, {}, at)


# Days.


async def test_a_second_one_on_a_members_own_day_offers_to_edit_or_to_add(home: Home) -> None:
    await home.check_in()
    again = await home.does("ann", "checkin.write")
    assert {"Edit", "Write another"} <= set(labels(again))
    refused = await home.does("ann", "checkin.write", ANSWERS)
    assert isinstance(refused, NotDone) and WORDS in {each.words for _, each in refused.typed}
    assert isinstance(await home.does("ann", "checkin.write:add", ANSWERS), Answered)
    assert len(await home.look(lambda stores: stores.checkins.latest(_id(stores, "ann"), 9))) == 2


def _id(stores, who: str):  # type: ignore[no-untyped-def]
    return stores.people.find(Person("web", who)).id


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Europe/Berlin", "2026-05-31T21:59", "2026-05-31T22:01"),
        ("Pacific/Auckland", "2026-06-01T11:59", "2026-06-01T12:01"),
        ("America/Los_Angeles", "2026-06-01T06:59", "2026-06-01T07:01"),
        ("Pacific/Kiritimati", "2026-06-01T09:59", "2026-06-01T10:01"),
        ("Asia/Kolkata", "2026-05-31T18:29", "2026-05-31T18:31"),
    ],
)
async def test_a_day_ends_at_the_members_own_midnight(home: Home, zone: str, last: str, first: str) -> None:
    await home.join("cleo", zone=zone.replace("/", "~"))
    home.clock.at = datetime.fromisoformat(last).replace(tzinfo=UTC)
    await home.check_in("cleo")
    assert isinstance(await home.does("cleo", "checkin.write"), Answered)
    home.clock.at = datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert isinstance(await home.does("cleo", "checkin.write"), Opens)
    await home.check_in("cleo")
    days = await home.look(lambda stores: [one.day for one in stores.checkins.latest(_id(stores, "cleo"), 9)])
    assert days[0] - days[1] == timedelta(days=1)


async def test_whoever_moves_across_the_date_line_can_check_in_on_their_new_day(home: Home) -> None:
    home.clock.at = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
    await home.check_in("ben")  # in Auckland it is the 2nd already
    await home.join("ben", "Ben", zone="Pacific~Honolulu")
    assert isinstance(await home.does("ben", "checkin.write"), Opens)
    await home.check_in("ben")
    days = await home.look(lambda stores: [one.day for one in stores.checkins.latest(_id(stores, "ben"), 9)])
    assert sorted(days) == [date(2026, 6, 1), date(2026, 6, 2)]


async def test_clocks_that_change_give_nobody_a_day_twice_or_take_one_away(home: Home) -> None:
    """29 March 2026 has 23 hours in Berlin, 25 October 25."""
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)):
        for at in (time(0, 5), time(22, 55)):
            from core.rhythm import instant

            home.clock.at = instant(day, at, "Europe/Berlin")
            outcome = await home.does("ann", "checkin.write")
            if at == time(0, 5):
                assert isinstance(outcome, Opens)
                await home.check_in()
            else:
                assert "You checked in today" in said(outcome)


# Tracks.


async def on_track(home: Home, track: str, who: str = "ann") -> None:
    """Let a member be asked what this track is asked; with none, what their group's is."""

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        people = tx.within(tx.community_at(home.room.place(CHANNEL))).people
        member = people.find(Person("web", who))
        people.join(member.id, member.handle, member.country, member.zone, home.clock.now(), track)

    await home.handrail.database.write(change)


async def test_the_groups_track_decides_what_is_asked_and_in_which_words(home: Home) -> None:
    asked = {}
    await on_track(home, "")
    for track in ("general", "recovery", "healing", "couples"):
        await home.does("mo", "group.change", {"channel": CHANNEL, "track": track, "country": "Portugal"})
        opened = form(await home.does("ann", "checkin.write"))
        asked[track] = {field.key: field.label for field in opened.fields}
    assert "pull" not in asked["general"] and "pull" not in asked["couples"]
    assert asked["recovery"]["pull"] != asked["healing"]["pull"]


async def test_an_entry_keeps_the_words_its_author_read_when_the_track_changes(home: Home) -> None:
    await on_track(home, "")
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "recovery", "country": "Portugal"})
    checkin = await home.check_in("ann", {"pull": "7"})
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "general", "country": "Portugal"})
    assert "How strong was the pull? 7 of 10" in said(await home.does("ann", f"checkin.show:{checkin}"))


# Others.


async def test_nobody_else_can_do_anything_with_somebodys_entry(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    for verb in ("edit", "share", "now", "undo", "show", "delete", "remove"):
        answers = ANSWERS if verb == "edit" else None
        outcome = await home.does("ben", f"checkin.{verb}:{checkin}", answers)
        assert isinstance(outcome, NotDone) and "no longer there" in said(outcome), verb
    assert len(home.channel()) == 1


async def test_nobody_else_can_do_anything_with_somebodys_reply(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin)
    for verb in ("answer-now", "answer-again", "unanswer"):
        assert isinstance(await home.does("ann", f"checkin.{verb}:{reply}"), NotDone), verb
    await home.later(MINUTE)
    assert len(home.channel()) == 2


async def test_what_was_never_shared_can_be_answered_by_nobody(home: Home) -> None:
    checkin = await home.check_in()
    for outcome in (
        await home.does("ben", f"checkin.with:{checkin}"),
        await home.does("ben", f"checkin.reply:{checkin}"),
        await home.does("ben", f"checkin.reply:{checkin}", {"words": "hello"}),
    ):
        assert isinstance(outcome, NotDone) and "no longer there" in said(outcome)


async def test_a_share_that_somebody_deleted_in_the_channel_is_a_share_no_longer(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    (posted,) = [post for post in home.room.in_channel(CHANNEL) if WORDS in post.message.body.plain()]
    await home.room.remove(posted.ref)
    await home.does("ben", f"checkin.with:{checkin}")
    await home.later(timedelta(seconds=5))
    assert "Only you can see it" in said(await home.does("ann", f"checkin.show:{checkin}"))
    assert isinstance(await home.does("ben", f"checkin.reply:{checkin}"), NotDone)


async def test_the_same_answers_are_kept_from_a_direct_message(home: Home) -> None:
    outcome = await home.does("ann", "checkin.write", ANSWERS, place=inbox_of("ann"))
    checkin = subject(outcome, "checkin.share")
    await home.share("ann", checkin)
    assert len(home.channel()) == 1


@given(given_in=filled_in())
def test_what_was_kept_fills_the_form_as_it_was_given(given_in: tuple[Template, dict[str, object]]) -> None:
    from core.checkins.forms import as_typed

    template, answers = given_in
    asked = page(template, "general", 0)
    values, problems = asked.check(answers)  # type: ignore[arg-type]
    given = kept(template.page_for("general", 0), {key: v for key, v in values.items() if key not in problems})
    again, more = asked.check(as_typed(given))
    assert not more and kept(template.page_for("general", 0), again) == given


async def test_a_share_that_waits_for_two_platforms_is_undone_with_one_button(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    community, due = await home.community(), home.clock.now() + MINUTE

    def promise_elsewhere(tx: Transaction) -> None:
        stores = tx.within(community)
        ann = stores.people.find(home.room.person("ann"))
        key = f"{post_of(checkin)}~slack"
        stores.jobs.promise(
            "checkin.post", checkin, key=key, due_at=due, expires_at=due, platform="slack", owner=ann and ann.id
        )

    await home.handrail.database.write(promise_elsewhere)
    assert labels(await home.does("ann", "start.menu")).count("Undo the check-in") == 1


@pytest.mark.parametrize("days", [0.5, 8])
async def test_what_was_taken_back_goes_however_long_the_platform_was_away(home: Home, days: float) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    home.room.fail_next("remove", "500", times=12)
    await home.does("ann", f"checkin.undo:{checkin}")
    for _ in range(30):
        await home.later(timedelta(minutes=10))
    home.clock.move(timedelta(days=days))
    await home.later()
    await home.later(timedelta(hours=1))
    assert home.channel() == []


async def test_a_changed_share_follows_however_long_the_platform_was_away(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    home.room.fail_next("edit", "500", times=12)
    await home.does("ann", f"checkin.edit:{checkin}", {**ANSWERS, "next": "something else"})
    for _ in range(30):
        await home.later(timedelta(minutes=10))
    assert WORDS not in " ".join(home.channel())
