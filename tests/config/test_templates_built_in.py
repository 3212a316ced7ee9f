"""The built-in check-ins: whom each is for, what it asks in which words, what a group sees of it and where it leads."""

from __future__ import annotations

import re

from config.templates import BUILT_IN, load_templates
from core.checkins.template import Template
from tests.config.templates import asked


def built_in(key: str) -> Template:
    return next(template for template in load_templates() if template.key == key)


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
