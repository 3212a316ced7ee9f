"""A check-in template of one's own: what a file may hold, what follows what, and how it is read."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest

from config.templates import BUILT_IN
from core.checkins.forms import page
from core.checkins.template import AskIf, OwnList
from core.surface import Choice
from tests.config.templates import CHOICES, GOOD, HEAD, LISTS, PAGED, QUESTION, SCALE, YES_NO, asked, complaints, load


def test_whatever_is_accepted_becomes_a_form(tmp_path: Path) -> None:
    choices = ", ".join(f'"{"c" * 70}{at}"' for at in range(24)) + ', { key = "x", label = "Ü" }'
    text = HEAD.replace("Evening", "E" * 18) + "".join(
        f"""
[[page]]
[[page.question]]
key = "words-{number}"
label = "{"L" * 45}"
kind = "pick"
picks = 3
choices = [{choices}]
[[page.question]]
key = "scale-{number}"
label = "How much?"
kind = "scale10"
low = "{"l" * 40}"
high = "{"h" * 40}"
offer_help_from = 10
[[page.question]]
key = "other-{number}"
label = "Yes?"
kind = "yn"
hint = "{"h" * 100}"
only_tracks = ["healing"]
"""
        for number in range(12)
    )
    (template,) = load(tmp_path, long=text)
    assert len(page(template, "healing", 11).fields) == 3
    assert len(page(template, "recovery", 0).fields) == 2


def test_a_page_that_asks_a_track_nothing_is_left_out(tmp_path: Path) -> None:
    text = GOOD + 'only_tracks = ["healing"]\n\n[[page]]\n' + QUESTION.format(key="then")
    (template,) = load(tmp_path, own=text)
    assert [len(template.pages_for(track)) for track in ("healing", "recovery")] == [2, 1]
    assert template.page_for("recovery", 0)[0].key == "then"
    assert template.is_for("healing") and not template.is_for("general")


def test_a_free_text_without_a_hint_gets_the_gentle_one(tmp_path: Path) -> None:
    (template,) = load(tmp_path, own=GOOD)
    assert "No names." in template.questions_for("recovery")[0].hint


def test_a_bare_choice_gets_its_key_from_its_label(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "text"', 'kind = "pick"\nchoices = ["Not yet", "müde", { key = "z", label = "好" }]')
    (template,) = load(tmp_path, own=text)
    assert [choice.key for choice in template.questions_for("recovery")[0].choices] == [
        "not-yet",
        "mude",
        "z",
    ]


AREAS = LISTS.replace("most = 24", 'areas = ["rest", "food", "people"]\nleast_areas = 2\nmost = 7')


def test_a_file_may_hold_follow_ups_doors_and_lists(tmp_path: Path) -> None:
    text = (
        HEAD.replace('"daily"', '"weekly"\ndays = ["sat"]\ntime = "07:30"\nbars = true')
        + """
[[page]]
[[page.question]]
key = "mood"
label = "How is it?"
kind = "pick"
picks = 2
choices = ["fine", "not so good"]
opens = { not-so-good = "help" }
shareable = true
share_as = "count"
[[page.question]]
key = "number"
label = "How much?"
kind = "scale5"
low = "none"
high = "all"
[[page]]
[[page.question]]
key = "ticks"
label = "Which?"
kind = "own"
list = "mine"
none = "None"
ask_if = { key = "mood", is = ["not-so-good"] }
[[page.question]]
key = "talk"
label = "Shall we?"
kind = "yn"
keep = false
ask_if = { key = "number", at_least = 4 }
"""
        + AREAS
        + 'hint = "Small things."\n'
    )
    (template,) = load(tmp_path, own=text)
    mood, ticks, talk = (asked(template, key) for key in ("mood", "ticks", "talk"))
    assert template.days == ("sat",) and template.at == time(7, 30) and template.bars and not template.remedies
    assert mood.opens == (("not-so-good", "help"),) and mood.share_as == "count" and asked(template, "number").keep
    assert ticks.own_list == "mine" and ticks.none == "None" and ticks.ask_if == AskIf("mood", ("not-so-good",))
    assert talk.ask_if == AskIf("number", at_least=4) and not talk.keep
    areas = (Choice("rest", "rest"), Choice("food", "food"), Choice("people", "people"))
    assert template.lists == (OwnList("mine", "Mine", "Small things.", 7, areas, 2),)


@pytest.mark.parametrize(
    ("text", "condition", "said"),
    [
        (YES_NO, '{ key = "how", is = ["yes"] }', ""),
        (CHOICES, '{ key = "how", is = ["b-c", "a"] }', ""),
        (SCALE, '{ key = "how", at_least = 5 }', ""),
        (YES_NO, '{ key = "then", is = ["yes"] }', "key: names then, which is not asked on an earlier page"),
        (YES_NO, '{ key = "never", is = ["yes"] }', "key: names never, which is not asked on an earlier page"),
        (YES_NO, '{ key = "How", is = ["yes"] }', "key: must begin with a small letter"),
        (YES_NO, '{ is = ["yes"] }', "key: is needed and not there"),
        (YES_NO, '{ key = "how" }', "at_least: is one of two ways to say it"),
        (YES_NO, '{ key = "how", is = [] }', "at_least: is one of two ways to say it"),
        (SCALE, '{ key = "how", is = ["1"], at_least = 1 }', "at_least: is one of two ways to say it"),
        (YES_NO, '{ key = "how", is = "yes" }', "is: must be a list"),
        (YES_NO, '{ key = "how", is = [true] }', "is 1: must be a text in quotes"),
        (YES_NO, '{ key = "how", iz = ["yes"] }', "iz: is not a field of this file"),
        (YES_NO, '{ key = "how", is = ["yes", "maybe"] }', "is 2: is maybe, which is none of the choices of how: yes"),
        (CHOICES, '{ key = "how", is = ["b c"] }', "is 1: is b c, which is none of the choices of how: a, b-c"),
        (YES_NO, '{ key = "how", at_least = 1 }', "at_least: has no meaning for how; write is and its choices"),
        (SCALE, '{ key = "how", is = ["5"] }', "is: has no meaning for how; write at_least and a number"),
        (SCALE, '{ key = "how", at_least = 6 }', "at_least: is 6; the most that how can be is 5"),
        (SCALE, '{ key = "how", at_least = 0 }', "at_least: must be at least 1"),
        (SCALE, '{ key = "how", at_least = "5" }', "at_least: must be a whole number"),
        (PAGED, '{ key = "how", at_least = 1 }', "key: names how, a text; follow-ups go by choices and numbers"),
        (YES_NO.replace('"yn"', '"yn"\nkeep = false'), '{ key = "how", is = ["no"] }', "key: names how, whose answer"),
    ],
)  # fmt: skip
def test_a_follow_up_follows_an_answer_that_can_be_given_on_an_earlier_page(
    tmp_path: Path, text: str, condition: str, said: str
) -> None:
    own = text + f"ask_if = {condition}\n"
    if not said:
        assert load(tmp_path, own=own)[0].varies
        return
    expected = f"own.toml:{own.count(chr(10))}: page 2, question 1, ask_if, {said}"
    found = complaints(tmp_path, own=own)
    assert any(one.startswith(expected) for one in found), found


def test_a_follow_up_cannot_stand_on_the_page_of_what_it_follows(tmp_path: Path) -> None:
    text = YES_NO.replace('\n[[page]]\n\n[[page.question]]\nkey = "then"', '\n[[page.question]]\nkey = "then"')
    (found,) = complaints(tmp_path, own=text + 'ask_if = { key = "how", is = ["yes"] }\n')
    assert "page 1, question 2, ask_if, key: names how, which is not asked on an earlier page" in found


def test_every_example_in_the_guide_can_be_used_as_it_stands(tmp_path: Path) -> None:
    guide = (BUILT_IN.parents[1] / "docs" / "check-in-templates.md").read_text("utf-8")
    examples = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert len(examples) >= 5
    for number, example in enumerate(examples):
        head = "" if example.startswith("key =") else HEAD.replace("evening", f"example-{number}")
        page = "[[page]]\n" if example.startswith("[[page.question]]") else ""
        load(tmp_path / str(number), own=head + page + example)


def test_files_written_on_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(tmp_path)[0].title == "Evening"
