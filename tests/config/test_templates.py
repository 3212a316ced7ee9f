"""Check-in templates: what the built-in ones ask, and that everything wrong in a file is said, with its line.

Not here: how a template is drawn and answered.
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest

from config.content import ContentError
from config.question_fields import FileFields, QuestionFields
from config.template_fields import ListFields, TemplateFields
from config.templates import BUILT_IN, load_templates
from core.checkins.forms import page
from core.checkins.template import AskIf, OwnList, Question, Template
from core.surface import Choice

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
        each.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (own / f"{name}.toml").write_text(text, "utf-8")
    return load_templates(own, built_in)


def complaints(folder: Path, **files: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder, **files)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [f"{one.file.name}:{one.line}: {one.field}: {one.what}" for one in caught.value.problems]


def built_in(key: str) -> Template:
    return next(template for template in load_templates() if template.key == key)


def asked(template: Template, key: str) -> Question:
    return next(question for page in template.pages for question in page if question.key == key)


TRACKS = ("recovery", "healing", "couples", "general")


def test_eight_kinds_of_check_in_come_with_it_each_for_whom_it_is_meant() -> None:
    everybody = {template.key for template in load_templates() if all(map(template.is_for, TRACKS))}
    assert everybody == {"daily-brief", "needs-scan", "seven-signals", "strengths-month", "group-round"}
    some = {
        template.key: [track for track in TRACKS if template.is_for(track)]
        for template in load_templates()
        if template.key not in everybody
    }
    assert some == {"slide-check": ["recovery"], "circles-week": ["recovery"], "ground": ["healing"]}


def test_a_group_only_ever_sees_what_was_meant_for_one() -> None:
    shareable = {
        (template.key, question.key)
        for template in load_templates()
        for page in template.pages
        for question in page
        if question.shareable
    }
    assert shareable == {
        ("daily-brief", "words"),
        ("daily-brief", "next"),
        ("slide-check", "step-back"),
        ("circles-week", "outer"),
        ("ground", "helped"),
        ("group-round", "words"),
        ("group-round", "thing"),
        ("group-round", "wish"),
    }
    assert asked(built_in("circles-week"), "outer").share_as == "count"
    assert [question.shareable for question in built_in("group-round").questions_for("general")] == [True] * 3


def test_choices_lead_where_they_should_and_nowhere_else() -> None:
    opens = {
        (template.key, question.key): dict(question.opens)
        for template in load_templates()
        for page in template.pages
        for question in page
        if question.opens
    }
    assert opens == {
        ("slide-check", "rung"): {"crossed": "slip"},
        ("circles-week", "inner"): {"note": "slip"},
        ("circles-week", "move"): {"yes": "lists"},
        ("ground", "afraid"): {"yes": "help-fear"},
        ("ground", "boundary"): {"yes": "boundary"},
    }


def test_being_afraid_can_always_be_said_on_the_first_page_and_is_kept_nowhere() -> None:
    first = built_in("ground").page_for("healing", 0)
    afraid = next(question for question in first if question.label == "I am afraid of someone")
    assert afraid.ask_if is None and not afraid.only_tracks and not afraid.keep and not afraid.shareable


def test_ground_asks_about_nobody_but_the_one_who_answers() -> None:
    words = " ".join(
        " ".join((question.label, question.hint, question.low, question.high, *(one.label for one in question.choices)))
        for question in built_in("ground").questions_for("healing")
    ).lower()
    for word in ("they", "their", "he", "she", "him", "her", "phone", "where", "husband", "wife", "spouse", "sober"):
        assert word not in re.findall(r"[a-z]+", words), word


def test_lists_of_ones_own_come_empty_and_with_room() -> None:
    lists = {template.key: template.lists for template in load_templates() if template.lists}
    assert {key: [one.key for one in own] for key, own in lists.items()} == {
        "circles-week": ["inner-circle", "middle-circle", "outer-circle"],
        "needs-scan": [f"remedy-{key}" for key in ("food", "annoyed", "alone", "worn", "bored", "stressed")],
        "seven-signals": ["signals"],
    }
    (signals,) = lists["seven-signals"]
    assert signals.most == 7 and signals.least_areas == 4 and len(signals.areas) >= 7
    assert asked(built_in("seven-signals"), "signs").none


def test_eight_strengths_are_drawn_as_bars_from_nought_to_five() -> None:
    strengths = built_in("strengths-month")
    assert strengths.bars and [question.highest for question in strengths.questions_for("general")] == [5] * 8


def test_each_kind_suggests_days_that_fit_how_often_it_is_asked() -> None:
    assert {template.key: (template.cadence, template.days) for template in load_templates()} == {
        "circles-week": ("weekly", ("sun",)),
        "daily-brief": ("daily", ()),
        "ground": ("three-a-week", ("mon", "wed", "fri")),
        "group-round": ("on-demand", ()),
        "needs-scan": ("on-demand", ()),
        "seven-signals": ("daily", ()),
        "slide-check": ("twice-a-week", ("mon", "thu")),
        "strengths-month": ("monthly", ("sun",)),
    }


PUBLISHED = (
    "forgetting priorities", "anxiety", "speeding up", "ticked off", "exhausted", "faster", "craziness",
    "personal craziness", "recovery capital", "barc", "halt", "fanos", "bottom line", "out-of-bounds",
    "living space", "sobriety", "transportation", "spiritual life",
)  # fmt: skip


def test_no_published_questionnaire_is_quoted() -> None:
    for file in sorted(BUILT_IN.glob("*.toml")):
        text = file.read_text("utf-8").lower()
        assert [words for words in PUBLISHED if re.search(rf"\b{words}\b", text)] == [], file.name


def test_the_daily_brief_asks_each_track_in_its_own_words() -> None:
    brief = built_in("daily-brief")
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
    brief = built_in("daily-brief")
    heavy = next(question for question in brief.questions_for("general") if question.key == "heavy")
    assert [heavy.offers_help(score) for score in (0, 8, 9, 10)] == [False, False, True, True]
    assert not any(
        each.offers_help(10) for each in brief.questions_for("recovery") if each is not heavy and each.key != "heavy"
    )


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


PAGED = GOOD.replace('"Evening"', '"Eve"') + "\n[[page]]\n" + QUESTION.format(key="then")
YES_NO = PAGED.replace('kind = "text"', 'kind = "yn"', 1)
SCALE = PAGED.replace('kind = "text"', 'kind = "scale5"\nlow = "none"\nhigh = "all"', 1)
CHOICES = PAGED.replace('kind = "text"', 'kind = "pick"\nchoices = ["a", "b c"]', 1)
LISTS = """
[[lists]]
key = "mine"
title = "Mine"
most = 24
"""
OWN = GOOD.replace('kind = "text"', 'kind = "own"\nlist = "mine"') + LISTS
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
