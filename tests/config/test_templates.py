"""Check-in templates: what the built-in ones ask, and that everything wrong in a file is said, with its line.

Not here: how a template is drawn and answered.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from config.content import ContentError
from config.templates import load_templates
from core.checkins.forms import page
from core.checkins.template import Template

HEAD = """\
key = "evening"
title = "Evening"
summary = "A few words before sleep."
cadence = "daily"
tracks = ["recovery", "healing"]
"""
QUESTION = """
[[page.question]]
key = "{key}"
label = "How was it?"
kind = "text"
"""
GOOD = HEAD + "\n[[page]]\n" + QUESTION.format(key="how")


def load(folder: Path, **files: str) -> tuple[Template, ...]:
    own, built_in = folder / "own", folder / "built-in"
    for each in (own, built_in):
        each.mkdir(exist_ok=True)
    for name, text in files.items():
        (own / f"{name}.toml").write_text(text, "utf-8")
    return load_templates(own, built_in)


def complaints(folder: Path, **files: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder, **files)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [f"{one.file.name}:{one.line}: {one.field}: {one.what}" for one in caught.value.problems]


def test_the_daily_brief_asks_each_track_in_its_own_words() -> None:
    (brief,) = load_templates()
    assert brief.key == "daily-brief"
    labels = {
        track: [question.label for question in brief.questions_for(track)]
        for track in ("recovery", "healing", "couples", "general")
    }
    assert labels["recovery"] == [
        "Two words for today",
        "How heavy is today?",
        "How strong was the pull?",
        "Real contact with someone safe today?",
        "One next right-sized thing",
    ]
    assert labels["healing"][2] == "How much room did what happened take up?"
    assert "pull" not in {question.key for question in brief.questions_for("general")}
    assert labels["general"] == labels["couples"]
    assert [question.key for question in brief.questions_for("general") if question.shareable] == [
        "words",
        "next",
    ]
    assert not any(question.required for question in brief.questions_for("recovery"))


def test_help_is_offered_from_nine_and_not_below() -> None:
    (brief,) = load_templates()
    heavy = next(question for question in brief.questions_for("general") if question.key == "heavy")
    assert [heavy.offers_help(score) for score in (0, 8, 9, 10)] == [False, False, True, True]
    assert not any(
        each.offers_help(10) for each in brief.questions_for("recovery") if each is not heavy and each.key != "heavy"
    )


def test_every_built_in_page_becomes_a_form_on_every_track() -> None:
    for template in load_templates():
        for track in ("recovery", "healing", "couples", "general"):
            for number in range(len(template.pages_for(track))):
                assert page(template, track, number).fields
            assert template.page_for(track, 99) == ()


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


KIND = 'kind = "text"'
PICK = 'kind = "pick"\nchoices = ["a", "b"]'


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('key = "evening"', 'key = "Evening"', "1: key: must begin with a small letter"),
        ('key = "evening"\n', "", "1: key: is needed and not there"),
        ('key = "evening"', "key = 7", "1: key: must be a text in quotes"),
        ('"Evening"', '"' + "E" * 25 + '"', "2: title: is 25 characters long; at most 24 fit"),
        ('"Evening"', '" "', "2: title: is empty"),
        ('"A few', '"' + "A" * 90, "3: summary: is 110 characters long; at most 100 fit"),
        ('"daily"', '"hourly"', "4: cadence: must be one of: 'daily', 'three-a-week'"),
        ('["recovery", "healing"]', '"all"', "5: tracks: must be a list"),
        ('"healing"]', '"Heal"]', "5: tracks 2: must begin with a small letter"),
        ("[[page]]\n", "", "8: page: must be a list"),
        ("tracks =", "trakcs =", "5: trakcs: is not a field of this file; is tracks meant?"),
        ('label = "How', 'lable = "How', "11: Q, lable: is not a field of this file; is label"),
        ('label = "How was it?"\n', "", "9: Q, label: is needed and not there"),
        ("How was it?", "h" * 46, "11: Q, label: is 46 characters long; at most 45 fit"),
        ("How was it?", "\\U0001F33F" * 23, "11: Q, label: is 46 characters long"),
        ('"text"', '"essay"', "12: Q, kind: must be one of: 'scale10'"),
        ('"text"', '"text"\nmost = 501', "13: Q, most: must be at most 500"),
        ('"text"', '"text"\nmost = "140"', "13: Q, most: must be a whole number"),
        ('"text"', '"text"\nhint = "' + "h" * 101 + '"', "13: Q, hint: is 101 characters long"),
        ('"text"', '"text"\nrequired = true', "13: Q, required: must be false"),
        ('"text"', '"text"\nshareable = 1', "13: Q, shareable: must be true or false"),
        ('"text"', '"text"\nlow = "a"', "13: Q, low: has no meaning for a question"),
        ('"text"', '"text"\noffer_help_from = 3', "13: Q, offer_help_from: has no meaning"),
        ('"text"', '"text"\nchoices = ["a", "b"]', "13: Q, choices: has no meaning"),
        ('"text"', '"text"\nonly_tracks = ["grief"]', "13: Q, only_tracks: names grief, a track"),
        ('"text"', '"text"\nlabel_by_track = { grief = "So?" }', "13: Q, label_by_track: names grief"),
        ('"text"', '"text"\nlabel_by_track.healing = "' + "h" * 46 + '"', "13: Q, label_by_track, "),
        ('"text"', '"pick"', "9: Q, choices: a pick offers 2 to 25 choices, not 0"),
        (KIND, PICK.replace('"a", ', ""), "13: Q, choices: a pick offers 2 to 25 choices, not 1"),
        (KIND, PICK.replace('"b"', '"A"'), "13: Q, choices: two choices have the key a"),
        (KIND, PICK.replace('"b"', '"' + "b" * 76 + '"'), "13: Q, choices 2, "),
        (KIND, PICK.replace('"b"', '"好"'), "13: Q, choices 2, key: is not small letters"),
        (KIND, PICK.replace('"b"', '""'), "13: Q, choices 2, "),
        (KIND, PICK.replace('"b"', '\n{ key = "b", text = "B" }'), "14: Q, choices 2, text: is not"),
        (KIND, PICK + "\npicks = 3", "14: Q, picks: is 3, more than there are choices"),
        (KIND, PICK + "\npicks = 0", "14: Q, picks: must be at least 1"),
        ('"text"', '"scale10"\nlow = "none"', "9: Q, high: a scale needs words at both ends"),
        ('"text"', '"scale3"\nlow = "a"\nhigh = "b"\noffer_help_from = 4', "15: Q, offer_help_from: is 4"),
        ('"text"', '"scale3"\nhigh = "b"\nlow = "' + "a" * 41 + '"', "14: Q, low: is 41 characters long"),
        ('key = "how"', 'key = "1"', "10: Q, key: must begin with a small letter"),
    ],
)  # fmt: skip
def test_each_wrong_field_is_said_with_its_line(tmp_path: Path, change: str, to: str, said: str) -> None:
    assert change in GOOD
    found = complaints(tmp_path, own=GOOD.replace(change, to, 1))
    expected = "own.toml:" + said.replace("Q,", "page 1, question 1,")
    assert any(one.startswith(expected) for one in found), found


def test_a_form_holds_five_questions(tmp_path: Path) -> None:
    text = HEAD + "[[page]]\n" + "".join(QUESTION.format(key=key) for key in "abcdef")
    assert complaints(tmp_path, own=text) == ["own.toml:8: page 1, question: has 6 entries, at most 5 fit"]


def test_two_questions_may_not_share_a_key_even_on_two_pages(tmp_path: Path) -> None:
    text = GOOD + "\n[[page]]\n" + QUESTION.format(key="how")
    assert complaints(tmp_path, own=text) == ["own.toml:17: page 2, question 1, key: two questions have the key how"]


def test_a_title_leaves_room_for_the_number_of_its_page(tmp_path: Path) -> None:
    text = GOOD.replace('"Evening"', '"' + "E" * 19 + '"') + "\n[[page]]\n" + QUESTION.format(key="then")
    assert complaints(tmp_path, own=text) == [
        "own.toml:2: title: is 19 characters long; with several pages at most 18 fit"
    ]


def test_two_templates_may_not_share_a_key(tmp_path: Path) -> None:
    assert complaints(tmp_path, a=GOOD, b="\n" + GOOD) == [
        "b.toml:2: key: the key evening is taken by a.toml; choose another"
    ]


def test_everything_is_said_at_once_over_all_files(tmp_path: Path) -> None:
    bad = GOOD.replace('"daily"', '"hourly"').replace('"text"', '"essay"').replace("How was it?", "h" * 50)
    found = complaints(tmp_path, a=bad, b="key = \n", c=GOOD.replace("Evening", ""), d=GOOD.replace("evening", "d"))
    at = [one.split(": ")[0] for one in found]
    assert at == ["a.toml:4", "a.toml:11", "a.toml:12", "b.toml:1", "c.toml:1", "c.toml:2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'key = "a"\ntitle = "b\n', "2: : is damaged here: "),
        (b'key = "a"\nkey = "b"\n', "2: : is damaged here: Cannot overwrite a value"),
        (b"key = [\n1,\n", "2: : is damaged here: "),
        (b'key = "\xff"', "1: : is not a text in UTF-8"),
    ],
)
def test_a_damaged_file_is_said_with_its_line(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.toml").write_bytes(text)
    (found,) = complaints(tmp_path)
    assert found.startswith(f"own.toml:{said}"), found


def test_files_written_on_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(tmp_path)[0].title == "Evening"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is not a folder"):
        load_templates(tmp_path / "nowhere")
