"""Everything wrong in a check-in template is said, with its line, over all files at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.content import ContentError
from config.question_fields import FileFields, QuestionFields
from config.template_fields import ListFields, TemplateFields
from config.templates import load_templates
from tests.config.templates import GOOD, HEAD, KIND, LISTS, OWN, PICK, QUESTION, SCALE, complaints, load


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


@pytest.mark.parametrize(
    ("text", "change", "to", "said"),
    [
        (GOOD, 'cadence = "daily"', 'cadence = "daily"\ndays = ["mon"]', "5: days: has 1 entries; daily takes none"),
        (GOOD, '"daily"', '"on-demand"\ndays = ["mon"]', "5: days: has 1 entries; on-demand takes none"),
        (GOOD, '"daily"', '"weekly"\ndays = ["mon", "tue"]', "5: days: has 2 entries; weekly takes 1"),
        (GOOD, '"daily"', '"monthly"\ndays = ["mon", "tue"]', "5: days: has 2 entries; monthly takes 1"),
        (GOOD, '"daily"', '"three-a-week"\ndays = ["mon"]', "5: days: has 1 entries; three-a-week takes 3"),
        (GOOD, '"daily"', '"twice-a-week"\ndays = ["mon", "mon"]', "5: days: names a day twice"),
        (GOOD, '"daily"', '"weekly"\ndays = ["Monday"]', "5: days 1: must be one of: 'mon', 'tue'"),
        (GOOD, '"daily"', '"weekly"\ndays = "mon"', "5: days: must be a list"),
        (GOOD, '"daily"', '"daily"\ntime = "8 pm"', '5: time: must be a time of day such as "20:00"'),
        (GOOD, '"daily"', '"daily"\ntime = "24:00"', "5: time: must be a time of day"),
        (GOOD, '"daily"', '"daily"\ntime = 20:00:00', "5: time: must be a text in quotes"),
        (GOOD, '"daily"', '"on-demand"\ntime = "20:00"', "5: time: has no meaning for a check-in on demand"),
        (GOOD, '"daily"', '"daily"\nbars = true', "5: bars: has no meaning without a question that is a scale"),
        (GOOD, '"daily"', '"daily"\nbars = "yes"', "5: bars: must be true or false"),
        (GOOD, '"daily"', '"daily"\nremedies = true', "5: remedies: has no meaning without a question that is a"),
        (SCALE, '"daily"', '"daily"\nremedies = true', "11: Q, key: needs a list with the key remedy-how, because"),
        (GOOD, '"text"', '"scale5"\nlow = "a"', "9: Q, high: a scale needs words at both ends"),
        (GOOD, '"text"', '"scale5"\nlow = "a"\nhigh = "b"\noffer_help_from = 6', "15: Q, offer_help_from: is 6, above"),
        (GOOD, '"text"', '"text"\nkeep = 0', "13: Q, keep: must be true or false"),
        (GOOD, '"text"', '"text"\nshareable = true\nkeep = false', "14: Q, keep: must be true for an answer that"),
        (GOOD, '"text"', '"text"\nlist = "mine"', "13: Q, list: has no meaning for a question of kind text"),
        (GOOD, '"text"', '"yn"\nnone = "None"', "13: Q, none: has no meaning for a question of kind yn"),
        (GOOD, '"text"', '"text"\nopens = { yes = "slip" }', "13: Q, opens: has no meaning for a question of kind"),
        (GOOD, '"text"', '"text"\nshare_as = "count"', "13: Q, share_as: has no meaning for a question of kind"),
        (GOOD, '"text"', '"own"', "9: Q, list: is needed: the key of the list that the choices come from"),
        (GOOD, '"text"', '"own"\nlist = "mine"', "13: Q, list: names mine, a list this template does not declare"),
        (OWN, '"mine"', '"Mine"', "13: Q, list: must begin with a small letter"),
        (OWN, '"mine"', '"mine"\npicks = 2', "14: Q, picks: has no meaning for a question of kind own"),
        (OWN, '"mine"', '"mine"\nchoices = ["a", "b"]', "14: Q, choices: has no meaning for a question of kind own"),
        (OWN, '"mine"', '"mine"\nnone = ""', "14: Q, none: is empty"),
        (OWN, '"mine"', '"mine"\nnone = "' + "n" * 76 + '"', "14: Q, none: is 76 characters long; at most 75 fit"),
        (OWN.replace("= 24", "= 25"), '"mine"', '"mine"\nnone = "None"', "14: Q, none: is one choice too many: mine"),
        (OWN, '"mine"', '"mine"\nshareable = true', "9: Q, share_as: must be \"count\": what stands in a list"),
        (OWN, '"mine"', '"mine"\nshare_as = "count"', "14: Q, share_as: has no meaning without shareable = true"),
        (OWN, '"mine"', '"mine"\nshare_as = "words"', "14: Q, share_as: must be one of: 'count'"),
        (GOOD, KIND, PICK + '\nshareable = true\nshare_as = "count"', "15: Q, share_as: has no meaning where one"),
        (GOOD, KIND, PICK + '\nopens = { c = "slip" }', "14: Q, opens: names c, which is none of its choices: a, b"),
        (GOOD, KIND, PICK + '\nopens = { a = "door" }', "14: Q, opens, a: must be one of: 'slip', 'help', 'help-fear'"),
        (GOOD, KIND, PICK + '\nopens = "slip"', "14: Q, opens: must be a table of fields"),
        (GOOD, '"text"', '"yn"\nopens = { maybe = "slip" }', "13: Q, opens: names maybe, which is none of its"),
        (OWN, 'key = "mine"', 'key = "Mine"', "16: lists 1, key: must begin with a small letter"),
        (OWN, 'key = "mine"\n', "", "15: lists 1, key: is needed and not there"),
        (OWN, 'title = "Mine"', 'title = "' + "M" * 25 + '"', "17: lists 1, title: is 25 characters long; at most 24"),
        (OWN, "most = 24", "most = 26", "18: lists 1, most: must be at most 25"),
        (OWN, "most = 24", "most = 0", "18: lists 1, most: must be at least 1"),
        (OWN, "most = 24", 'hint = "' + "h" * 101 + '"', "18: lists 1, hint: is 101 characters long"),
        (OWN, "most = 24", "least = 4", "18: lists 1, least: is not a field of this file"),
        (OWN, "most = 24", 'areas = ["a", "A"]', "18: lists 1, areas: two choices have the key a"),
        (OWN, "most = 24", "areas = [" + '"a",' * 26 + "]", "18: lists 1, areas: has 26 entries, at most 25 fit"),
        (OWN, "most = 24", 'areas = "rest"', "18: lists 1, areas: must be a list"),
        (OWN, "most = 24", "least_areas = 1", "18: lists 1, least_areas: is 1, more than there are areas"),
        (OWN, "most = 24", "least_areas = -1", "18: lists 1, least_areas: must be at least 0"),
        (OWN, "most = 24", 'most = 1\nareas = ["a", "b"]\nleast_areas = 2', "20: lists 1, least_areas: is 2, more"),
        (OWN + LISTS, "[[page]]", "[[page]]", "21: lists 2, key: two lists have the key mine"),
    ],
)  # fmt: skip
def test_each_wrong_field_of_lists_doors_and_days_is_said(
    tmp_path: Path, text: str, change: str, to: str, said: str
) -> None:
    assert change in text
    found = complaints(tmp_path, own=text.replace(change, to, 1))
    expected = "own.toml:" + said.replace("Q,", "page 1, question 1,")
    assert any(one.startswith(expected) for one in found), found


PARTS: tuple[tuple[type[FileFields], str], ...] = (
    (TemplateFields, "{field}\n" + GOOD),
    (QuestionFields, GOOD + "{field}\n"),
    (ListFields, OWN + "{field}\n"),
)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        pytest.param(text, field.alias or name, id=f"{part.__name__}-{name}")
        for part, text in PARTS
        for name, field in part.model_fields.items()
    ],
)
def test_a_day_fits_no_field_and_each_field_says_so_with_its_line(tmp_path: Path, text: str, field: str) -> None:
    wrong = f"{field} = 1979-05-27"
    lines = [line for line in text.splitlines() if not line.startswith(f"{field} =")]
    text = "\n".join(lines).replace("{field}", wrong)
    if field in ("page", "question", "lists"):
        text = re.sub(rf"^\[\[{field}.*", "", text, flags=re.MULTILINE | re.DOTALL)
    at = text.splitlines().index(wrong) + 1
    found = complaints(tmp_path, own=text + "\n")
    assert any(re.match(rf"own\.toml:{at}: (?:.*, )?{field}: must be", one) for one in found), found


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


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is not a folder"):
        load_templates(tmp_path / "nowhere")


def test_what_a_group_may_see_has_to_fit_one_message_and_one_list(tmp_path: Path) -> None:
    def paged(kind: str, count: int) -> str:
        question = '\n[[page]]\n[[page.question]]\nkey = "q{0}"\nlabel = "Q{0}?"\nkind = "{1}"\nshareable = true\n'
        return HEAD + "".join(question.format(number, kind) for number in range(count))

    assert load(tmp_path / "fits", own=paged("yn", 25))
    (many,) = complaints(tmp_path / "many", own=paged("yn", 26))
    assert "own.toml:7: page: has 26 questions that may be shared; at most 25" in many
    (long,) = complaints(tmp_path / "long", own=paged("text", 4))
    assert re.search(r"own\.toml:7: page: may share \d+ characters altogether; at most 1300 fit one message", long)
