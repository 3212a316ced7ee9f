"""What the group sees of a check-in: the preview to the byte, and a post that follows what its author does later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
from core.turn import Answered, NotDone
from core.values import MemberId, Said
from tests.core.home import ANSWERS, CHANNEL, MINUTE, WORDS, Home, inbox_of, labels, message, said, subject

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


@given(given_in=filled_in())
def test_what_was_kept_fills_the_form_as_it_was_given(given_in: tuple[Template, dict[str, object]]) -> None:
    from core.checkins.forms import as_typed

    template, answers = given_in
    asked = page(template, "general", 0)
    values, problems = asked.check(answers)  # type: ignore[arg-type]
    given = kept(template.page_for("general", 0), {key: v for key, v in values.items() if key not in problems})
    again, more = asked.check(as_typed(given))
    assert not more and kept(template.page_for("general", 0), again) == given


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


async def test_the_same_answers_are_kept_from_a_direct_message(home: Home) -> None:
    outcome = await home.does("ann", "checkin.write", ANSWERS, place=inbox_of("ann"))
    checkin = subject(outcome, "checkin.share")
    await home.share("ann", checkin)
    assert len(home.channel()) == 1


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


async def test_a_share_that_somebody_deleted_in_the_channel_is_a_share_no_longer(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    (posted,) = [post for post in home.room.in_channel(CHANNEL) if WORDS in post.message.body.plain()]
    await home.room.remove(posted.ref)
    await home.does("ben", f"checkin.with:{checkin}")
    await home.later(timedelta(seconds=5))
    assert "Only you can see it" in said(await home.does("ann", f"checkin.show:{checkin}"))
    assert isinstance(await home.does("ben", f"checkin.reply:{checkin}"), NotDone)


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
