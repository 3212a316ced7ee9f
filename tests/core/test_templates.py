"""What a member is asked: follow-ups and lists of their own, and what the answers of one check-in say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.templates import load_templates
from core import limits
from core.checkins import asking, readings
from core.checkins.forms import as_typed, kept, page, page_asked
from core.checkins.model import Given
from core.checkins.template import (
    ITEM_LONGEST,
    MOST_SHARED,
    NONE,
    AskIf,
    Item,
    OwnList,
    Question,
    Template,
)
from core.surface import Answer, Ask, Choice, Form
from core.values import Said, length

TRACKS = ("recovery", "healing", "couples", "general")
TEMPLATES = load_templates()
YES_NO = Question("well", "Well?", "yn", opens=(("no", "help"),))
MOOD = Question("mood", "Mood?", "pick", (Choice("up", "up"), Choice("down", "down"), Choice("so", "so-so")), picks=2)
PULL = Question("pull", "How much?", "scale5", low="none", high="all")
TICKS = Question("ticks", "Which?", "own", own_list="mine", none="None of them", shareable=True, share_as="count")
WORDS = "canary: the post stays unopened"
MINE = {"mine": (Item("a" * 22, Said(WORDS)), Item("b" * 22, Said("no breakfast"), "food"))}


def template(*pages: Sequence[Question], lists: tuple[OwnList, ...] = (OwnList("mine", "Mine"),)) -> Template:
    return Template("own", "Own", "Own.", "daily", (), tuple(tuple(page) for page in pages), lists=lists)


def keys(pages: Sequence[Sequence[Question]]) -> list[list[str]]:
    return [[question.key for question in page] for page in pages]


def text(key: str, ask_if: AskIf | None = None) -> Question:
    return Question(key, "Words?", "text", ask_if=ask_if)


# Follow-ups.


@pytest.mark.parametrize(
    ("question", "condition", "fitting", "others"),
    [
        (YES_NO, AskIf("well", ("no",)), ["no"], ["yes", "", None, (), Said("no")]),
        (MOOD, AskIf("mood", ("down", "so")), [("down",), ("up", "so"), "so"], [("up",), "up", (), None]),
        (PULL, AskIf("pull", at_least=3), [3, 5, "3", "5"], [2, 0, "2", "0", "", "x", None, Said("5")]),
        (TICKS, AskIf("ticks", at_least=2), [("a", "b"), ("a", "b", NONE)], [("a",), ("a", NONE), (NONE,), (), None]),
    ],
)  # fmt: skip
def test_a_follow_up_is_asked_after_an_answer_that_fits_sent_or_kept_and_no_other(
    question: Question, condition: AskIf, fitting: list[Given], others: list[Given]
) -> None:
    two = template([question], [text("more", condition)])
    for answer in fitting:
        assert keys(asking.pages_asked(two, "general", {question.key: answer}, MINE))[1] == ["more"], answer
    for answer in others:
        assert keys(asking.pages_asked(two, "general", {question.key: answer}, MINE))[1] == [], answer
    assert keys(asking.pages_asked(two, "general", {}, MINE))[1] == []


def test_a_page_that_asks_nothing_is_passed_over_and_the_others_keep_their_numbers() -> None:
    three = template([YES_NO], [text("more", AskIf("well", ("no",)))], [text("last")])
    pages = asking.pages_asked(three, "general", {"well": "yes"}, {})
    assert keys(pages) == [["well"], [], ["last"]]
    assert asking.next_page(pages) == 0 and asking.next_page(pages, 0) == 2 and asking.next_page(pages, 2) is None
    first, last = (page_asked(three, "general", pages, number) for number in (0, 2))
    assert (first.title, first.submit, last.title, last.submit) == ("Own 1/2", "Next", "Own 2/2", "Save")
    with pytest.raises(ValueError, match="no page 1"):
        page_asked(three, "general", pages, 1)
    with pytest.raises(ValueError, match="no page 3"):
        page_asked(three, "general", pages, 3)


def test_what_follows_a_follow_up_that_is_not_asked_is_not_asked_either() -> None:
    again = Question("again", "Again?", "yn", ask_if=AskIf("well", ("no",)))
    three = template([YES_NO], [again], [text("last", AskIf("again", ("yes",)))])
    stale = {"well": "yes", "again": "yes", "last": Said("words")}
    pages = asking.pages_asked(three, "general", stale, {})
    assert keys(pages) == [["well"], [], []]
    pages = asking.pages_asked(three, "general", stale | {"well": "no"}, {})
    assert keys(pages) == [["well"], ["again"], ["last"]]


def test_circles_ask_what_was_going_on_only_where_the_middle_one_was_touched() -> None:
    circles = next(one for one in TEMPLATES if one.key == "circles-week")
    lists = {"outer-circle": [Item("walk", Said("A walk"))]}
    for middle, asked in (("none", []), ("some", ["before"]), ("a-lot", ["before"])):
        pages = asking.pages_asked(circles, "recovery", {"middle": middle}, lists)
        assert keys(pages) == [["outer", "middle", "inner", "move"], asked]


def test_a_template_that_is_always_the_same_is_the_very_same_each_time() -> None:
    brief = next(one for one in TEMPLATES if one.key == "daily-brief")
    assert not brief.varies
    assert asking.pages_asked(brief, "general", {"heavy": 3}, MINE) is brief.pages_for("general")
    first, again = (page_asked(brief, "general", brief.pages_for("general"), 0) for _ in range(2))
    assert first is again and first == page(brief, "general", 0)


# Lists of one's own.


def test_choices_are_the_members_own_words_and_none_of_them() -> None:
    one = template([TICKS])
    pages = asking.pages_asked(one, "general", {}, MINE)
    (field,) = page_asked(one, "general", pages, 0).fields
    assert [choice.label for choice in field.choices] == [WORDS, "no breakfast", "None of them"]
    assert field.ask is Ask.CHOICES and field.longest == 3
    other = page_asked(one, "general", asking.pages_asked(one, "general", {}, {"mine": [Item("c", Said("late"))]}), 0)
    assert WORDS not in repr(other), "nobody's list stays for the next one"


@pytest.mark.parametrize("lists", [{}, {"mine": ()}, {"another": MINE["mine"]}])
def test_a_question_from_an_empty_list_is_left_out_and_the_list_is_named(lists: asking.Lists) -> None:
    both = template([TICKS, YES_NO], [replace_key(TICKS, "later")])
    assert keys(asking.pages_asked(both, "general", {}, lists)) == [["well"], []]
    assert asking.empty_lists(both, "general", lists) == ("mine",)
    assert asking.empty_lists(both, "general", MINE) == ()
    assert page(both, "general", 0).title == "Own"


def replace_key(question: Question, key: str) -> Question:
    return Question(key, question.label, question.kind, own_list=question.own_list)


def test_a_long_entry_is_shown_on_one_line_and_ends_in_a_mark() -> None:
    words = "I say that I am fine\nwhen somebody asks me, and " + "then I change the subject " * 3
    lists = {"mine": [Item("a", Said(words[:ITEM_LONGEST])), Item("b", Said("x" * ITEM_LONGEST))]}
    lists["mine"].append(Item("c", Said("😀" * 70)))
    ((question,),) = asking.pages_asked(template([TICKS]), "general", {}, lists)
    first, second, third, none = (choice.label for choice in question.choices)
    assert first.startswith("I say that I am fine when somebody asks me, and then I") and first.endswith("…")
    assert second == "x" * 74 + "…" and third == "😀" * 37 + "…" and none == "None of them"
    assert all(length(label) <= limits.CHOICE_LABEL for label in (first, second, third))


@pytest.mark.parametrize(("key", "words"), [("", "a"), (NONE, "a"), ("a", ""), ("a", "y" * 141), ("a", "😀" * 71)])
def test_an_entry_has_a_key_of_its_own_and_words_that_fit(key: str, words: str) -> None:
    with pytest.raises(ValueError, match="an entry has") as caught:
        Item(key, Said(words))
    assert "yyy" not in str(caught.value)


# Doors, and what is kept and shared.


def test_a_choice_opens_its_door_sent_or_kept() -> None:
    several = Question("s", "S?", "pick", MOOD.choices, 2, opens=(("up", "lists"), ("down", "help"), ("so", "help")))
    assert asking.opens_of(several, ("down", "up")) == ("lists", "help")
    assert asking.opens_of(several, "so") == ("help",)
    for answer in ((), "", None, "other", 3, Said("up")):
        assert asking.opens_of(several, answer) == ()
    assert asking.doors([[YES_NO], [several]], {"well": "no", "s": ("down", "up")}) == ("help", "lists")


def test_being_afraid_opens_its_door_and_is_not_kept() -> None:
    ground = next(one for one in TEMPLATES if one.key == "ground")
    pages = asking.pages_asked(ground, "healing", {}, {})
    sent = {"afraid": "yes", "sleep": "2"}
    values, problems = page_asked(ground, "healing", pages, 0).check(sent)
    assert problems == {} and kept(pages[0], values) == {"sleep": 2}
    assert asking.doors(pages, sent) == ("help-fear",)
    assert asking.doors(pages, kept(pages[0], values)) == ()


def test_a_group_sees_how_many_were_ticked_and_never_which() -> None:
    picks = Question("picks", "Which?", "pick", MOOD.choices, 3, shareable=True, share_as="count")
    asked = [TICKS, picks, MOOD, Question("words", "Words?", "text", shareable=True)]
    answers: dict[str, Given] = {"mood": ("up",), "words": Said("hello"), "picks": ("up", "so")}
    for ticks, count in ((("a", "b"), "2"), ((NONE,), "0"), (("a", NONE), "1")):
        seen = readings.shared_answers(asked, {**answers, "ticks": ticks})
        assert seen == {"ticks": count, "picks": "2", "words": Said("hello")}
    assert "ticks" not in readings.shared_answers(asked, answers)


# Numbers.


def test_signals_add_up_to_how_many_are_there_and_open_is_not_nought() -> None:
    signals = next(one for one in TEMPLATES if one.key == "seven-signals")
    counts = [({}, None), ({"signs": (NONE,)}, 0), ({"signs": ("a", "b", "c")}, 3), ({"signs": ("a", NONE)}, 1)]
    for answers, count in counts:
        assert readings.signals_sum(signals, "general", answers) == count
    brief = next(one for one in TEMPLATES if one.key == "daily-brief")
    assert readings.signals_sum(brief, "general", {"words": ("calm",)}) is None


def test_the_highest_needs_are_those_with_the_highest_number_above_nought() -> None:
    scan = next(one for one in TEMPLATES if one.key == "needs-scan")

    def highest(**answers: Given) -> list[str]:
        return [question.key for question in readings.highest_needs(scan, "general", answers)]

    assert highest(food=1, annoyed=0, alone=3, worn=2) == ["alone"]
    assert highest(food=2, worn=2, more="yes", stressed=2) == ["food", "worn", "stressed"]
    assert highest(food=0, alone=0) == highest() == highest(food="3") == []
    declared = {one.key for one in scan.lists}
    assert declared == {
        readings.remedy_list_of(key) for key in ("food", "annoyed", "alone", "worn", "bored", "stressed")
    }


def test_bars_stand_beside_the_time_before_and_gaps_stay_gaps() -> None:
    strengths = next(one for one in TEMPLATES if one.key == "strengths-month")
    drawn = readings.bars(strengths, "general", {"place": 5, "people": 0}, {"people": 2})
    assert [(bar.now, bar.before) for bar in drawn[:3]] == [(5, None), (0, 2), (None, None)]
    assert len(drawn) == 8 and all(bar.highest == 5 and bar.label for bar in drawn)
    assert [bar.before for bar in readings.bars(strengths, "general", {"place": 5})] == [None] * 8


# Every template, whatever the lists hold and whatever is answered.

ENTRY = st.text(min_size=1, max_size=ITEM_LONGEST).filter(lambda words: 0 < len(Said(words)) <= ITEM_LONGEST)


@st.composite
def own_lists(draw: st.DrawFn, asked: Template) -> dict[str, list[Item]]:
    return {
        one.key: [Item(f"item-{at}", Said(words)) for at, words in enumerate(draw(st.lists(ENTRY, max_size=one.most)))]
        for one in asked.lists
    }


def answered(draw: st.DrawFn, form: Form) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for field in form.fields:
        if field.typed:
            answers[field.key] = draw(st.text(max_size=field.longest // 2))
        elif field.ask is Ask.CHOICES:
            some = st.lists(st.sampled_from([one.key for one in field.choices]), max_size=field.longest, unique=True)
            answers[field.key] = tuple(draw(some))
        else:
            answers[field.key] = draw(st.sampled_from(["", *(one.key for one in field.choices)]))
    return answers


@given(data=st.data())
def test_every_page_of_every_template_is_a_form_and_gives_back_what_was_answered(data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(TEMPLATES))
    track = data.draw(st.sampled_from(TRACKS))
    lists = data.draw(own_lists(asked))
    earlier: dict[str, Given] = {}
    sent: Mapping[str, Answer] = {}
    number = asking.next_page(asking.pages_asked(asked, track, {}, lists))
    while number is not None:
        pages = asking.pages_asked(asked, track, earlier, lists)
        assert len(pages) == len(asked.pages_for(track)) and keys(pages) == keys(
            asking.pages_asked(asked, track, sent, lists)
        ), "what was sent and what is kept ask for the same pages"
        form = page_asked(asked, track, pages, number)
        assert len(form.fields) <= limits.FORM_FIELDS and length(form.title) <= limits.FORM_TITLE
        answers = answered(data.draw, form)
        values, problems = form.check(answers)
        assert problems == {}
        given_now = kept(pages[number], values)
        again, _ = form.filled(as_typed(given_now)).check(as_typed(given_now))
        assert kept(pages[number], again) == given_now
        earlier, sent = earlier | given_now, {**sent, **answers}
        number = asking.next_page(asking.pages_asked(asked, track, earlier, lists), number)
    pages = asking.pages_asked(asked, track, earlier, lists)
    assert earlier.keys() <= {question.key for each in pages for question in each}
    private = {question.key for each in pages for question in each if not question.shareable}
    assert not private & set(readings.shared_answers([q for each in pages for q in each], earlier))


@pytest.mark.parametrize("asked", TEMPLATES, ids=lambda one: one.key)
def test_all_that_can_be_shared_fits_one_message_and_all_words_fit_their_place(asked: Template) -> None:
    assert asked.most_shared <= MOST_SHARED
    assert length(asked.summary) <= limits.COMMAND_SUMMARY and length(asked.title) <= limits.FORM_TITLE
    for track in TRACKS:
        full = {one.key: [Item(f"{at}", Said("w" * ITEM_LONGEST)) for at in range(one.most)] for one in asked.lists}
        everything = {q.key: _fullest(q) for q in asked.questions_for(track)}
        pages = asking.pages_asked(asked, track, everything, full)
        assert all(pages), "with full lists and the fullest answers every page asks something"
        for number in range(len(pages)):
            assert page_asked(asked, track, pages, number).fields


def _fullest(question: Question) -> Given:
    if question.kind in ("pick", "own"):
        return tuple(choice.key for choice in question.choices) or ("0",)
    return {"yn": "yes"}.get(question.kind, question.highest)
