"""The list of what can be done: unique, legal on both platforms, and kind to whoever may not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adapters.slack import draw as slack
from core import limits
from core.feature import Action, Command, Feature
from core.suite import FEATURES, Suite
from core.surface import Ask, Field, Form, Message, Step
from core.text import text
from core.turn import Answered, NotDone, Opens
from core.values import Role
from tests.core.home import Home, inbox_of, message
from tests.examples import EXAMPLES

SLACKS_OWN = frozenset(
    [
        "active",
        "apps",
        "archive",
        "away",
        "call",
        "canvas",
        "clip",
        "collapse",
        "dm",
        "dnd",
        "expand",
        "feed",
        "feedback",
        "group_dm",
        "help",
        "huddle",
        "invite",
        "invite_people",
        "join",
        "keys",
        "kick",
        "leave",
        "list",
        "me",
        "msg",
        "mute",
        "open",
        "part",
        "prefs",
        "remind",
        "remove",
        "rename",
        "search",
        "shortcuts",
        "shrug",
        "star",
        "status",
        "todo",
        "topic",
        "unfurl",
        "who",
        "workflow",
    ]
)
"""Slash commands Slack keeps for itself or comes with; an app's own of that name never arrives."""
HERE = lambda context: Message(text("x"))  # noqa: E731


def test_every_command_leads_somewhere_and_has_a_name_of_its_own() -> None:
    suite = Suite()
    assert len(suite.commands) >= 6
    for name, command in suite.commands.items():
        assert suite.action(command.step) is not None, name
    keys = [action.key for action in suite.actions]
    assert len(set(keys)) == len(keys)
    assert len({command.step for command in suite.commands.values()}) == len(suite.commands)


@pytest.mark.parametrize("name", sorted(Suite().commands))
def test_a_commands_name_is_legal_on_both_platforms(name: str) -> None:
    words = name.split()
    assert 1 <= len(words) <= 2
    for word in words:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,31}", word)
    assert words[0] not in SLACKS_OWN
    command = Suite().commands[name]
    assert 1 <= len(command.summary) <= limits.COMMAND_SUMMARY and len(command.label) <= limits.BUTTON_LABEL


def test_slack_lets_nobody_take_a_name_of_its_own_and_neither_do_we() -> None:
    probe = Action("probe.x", reads=HERE)
    for name in ("remind", "invite", "help", "who", "leave now"):
        suite = Suite((*FEATURES, Feature("probe", (Command(name, "Something", Step("probe.x")),), (probe,))))
        with pytest.raises(ValueError, match=name.split()[0]):
            slack.commands(suite)


@pytest.mark.parametrize("name", ["Start", "start!", "three words here", "", "x" * 33, "ümlaut"])
def test_a_name_that_a_platform_refuses_cannot_be_declared(name: str) -> None:
    with pytest.raises(ValueError, match="command"):
        Command(name, "Something", Step("probe.x"))


def test_two_of_one_name_and_steps_to_nowhere_are_refused() -> None:
    probe, command = Action("probe.x", reads=HERE), Command("probe", "Something", Step("probe.x"))
    for wrong in (
        (Feature("one", actions=(probe, probe)),),
        (Feature("one", (command, command), (probe,)),),
        (Feature("one", (command,)),),
        (Feature("one", (command, Command("probe more", "More", Step("probe.x"))), (probe,)),),
    ):
        with pytest.raises(ValueError, match=r"."):
            Suite(wrong)


@pytest.mark.parametrize(
    "made",
    [
        lambda: Action("probe.x"),
        lambda: Action("probe.x", reads=HERE, does=HERE),
        lambda: Action("probe.x", form=Form("F", (Field("k", "L"),)), reads=HERE),
        lambda: Action("Probe", reads=HERE),
    ],
)
def test_an_action_does_exactly_one_thing(made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"."):
        made()


def test_every_step_anybody_is_offered_leads_somewhere() -> None:
    suite, offered = Suite(), set()
    for name, example in EXAMPLES.items():
        if isinstance(example, Message):
            menu = example.menu.options if example.menu else ()
            for button in (*example.buttons, *menu):
                assert suite.action(button.step) is not None, (name, button.label)
                offered.add(button.step.action)
    commands = {command.step.action for command in suite.commands.values()}
    assert {action.key for action in suite.actions} - offered - commands == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_nobody_is_shown_a_sign_that_only_we_read(name: str) -> None:
    example = EXAMPLES[name]
    said = example.body if isinstance(example, Message) else example.note
    assert said is None or not any(sign in said.plain() for sign in ("**", "{", "}"))


SUBJECTS = ("", "x", "~", "..", "daily-brief~0", "daily-brief~77", "Europe~Berlin", "~~~~", "-" * 30, "etc~passwd",
            "..~..~etc~passwd", "0", "add", "posixrules", "Europe", "localtime", "A" * 22)  # fmt: skip
ANSWERS = (
    {},
    {"words": "\ud800" * 3, "handle": "@everyone", "country": "\x00", "city": "x" * 5000, "adult": "perhaps"},
    {"words": ("a", "b"), "channel": ("x",), "track": "none", "code": "%s{0}", "heavy": "²", "next": "\u202e"},
    {
        "adult": "yes",
        "handle": "{handle}",
        "country": "Portugal",
        "city": ("a",),
        "channel": "../..",
        "track": "general",
    },
)


@pytest.mark.parametrize("share", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("who", ["stranger", "ann", "mo"])
async def test_nothing_anybody_can_send_is_a_fault_of_ours(
    home: Home, incidents: list[str], who: str, share: int
) -> None:
    """On most days each action meets a fifth of all that can be sent, and the next action another fifth."""
    checkin = await home.check_in()
    await home.share("ann", checkin)
    ways = [*((answers, None) for answers in (None, *ANSWERS)), (None, inbox_of(who))]
    sent = [(subject, *way) for subject in (*SUBJECTS, checkin) for way in ways]
    actions = [action for action in home.handrail.suite.actions if action.key != "privacy.erase"]
    for number, action in enumerate(actions):
        for subject, answers, place in sent[number % share :: share]:
            outcome = await home.does(who, Step(action.key, subject), answers, place=place)
            assert isinstance(outcome, Opens) or message(outcome).body.plain()
    await home.later()
    assert incidents == []


async def test_whatever_needs_a_role_refuses_a_stranger_kindly(home: Home) -> None:
    for action in home.handrail.suite.actions:
        if action.needs is Role.ANYONE:
            continue
        for answers in (None, {"words": "x"}):
            outcome = await home.does("stranger", Step(action.key, "x" * 22), answers)
            assert isinstance(outcome, NotDone), action.key
            steps = {button.step.action for button in message(outcome).buttons}
            assert steps & {"people.join", "start.menu"} and "care.help" in steps, action.key


async def test_help_is_one_press_away_from_every_refusal_and_from_the_menu(home: Home) -> None:
    for who in ("stranger", "ann", "mo"):
        outcome = await home.does(who, "start.menu")
        assert isinstance(outcome, Answered)
        assert "care.help" in {button.step.action for button in message(outcome).buttons}


def test_every_command_is_also_in_the_menu_of_everything() -> None:
    from core.start.surface import _BELOW

    offered = {command.name for feature in _BELOW for command in feature.commands}
    assert offered == set(Suite().commands) - {"start"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_keeps_within_the_limits_when_its_community_is_stamped(name: str) -> None:
    example = EXAMPLES[name]
    if isinstance(example, Message):
        stamped = example.within("c" * 22)
        menu = stamped.menu.options if stamped.menu else ()
        assert all(len(button.step.key) <= limits.STEP_KEY for button in (*stamped.buttons, *menu))
        assert sum(button.main for button in stamped.buttons) <= 1
    else:
        assert len(example.fields) + bool(example.note) <= limits.FORM_FIELDS
        assert replace(example, step=Step("a.b", "", "c" * 22)).step is not None


def test_no_form_asks_for_anything_it_does_not_need() -> None:
    """No email, phone, real name or birthday is ever asked for (domain 10.3)."""
    asked = re.compile(r"e-?mail|phone|surname|full name|birth|address", re.IGNORECASE)
    for name, example in EXAMPLES.items():
        if isinstance(example, Form):
            for field in example.fields:
                assert not asked.search(field.label), (name, field.label)
                assert field.ask in Ask
