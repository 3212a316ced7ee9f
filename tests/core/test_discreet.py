"""Discreet: nothing that others may read over a shoulder or on a lock screen names a topic."""

from __future__ import annotations

import json

import pytest

from bots.manifest import slack_manifest
from core.discreet import gives_away
from core.groups.model import Group
from core.people.words import doorbell
from core.suite import Suite
from core.surface import Message
from core.values import GroupId
from tests.examples import EXAMPLES


@pytest.mark.parametrize("text", ["Recovery circle", "post-betrayal", "SEX", "Sobriety!", "after the affair", "trauma"])
def test_a_topic_word_is_found(text: str) -> None:
    assert gives_away(text)


@pytest.mark.parametrize("text", ["Tuesday", "Essex", "Quiet room", "fairs", "Discovery", "You have a note.", ""])
def test_what_names_no_topic_is_left_alone(text: str) -> None:
    assert gives_away(text) is None


def shown_to_others() -> dict[str, str]:
    """Everything of ours that somebody else may read: over a shoulder, on a lock screen, in a list of apps."""
    shown = {f"head of {name}": one.head for name, one in EXAMPLES.items() if isinstance(one, Message)}
    for name, command in Suite().commands.items():
        shown[f"/{name}"] = f"{name} {command.summary}"
    posts = {name: one for name, one in EXAMPLES.items() if isinstance(one, Message) and name in ("groups/door",)}
    for name, post in posts.items():
        shown |= {f"a button of {name}": button.label for button in post.buttons} | {name: post.body.plain()}
    bell = doorbell()
    shown |= {"the line in an inbox": bell.body.plain(), "its button": bell.buttons[0].label}
    manifest = json.loads(slack_manifest())
    shown |= {f"the app: {key}": value for key, value in manifest["display_information"].items()}
    shown["the bot"] = manifest["features"]["bot_user"]["display_name"]
    return shown


@pytest.mark.parametrize(("where", "text"), sorted(shown_to_others().items()))
def test_what_others_may_read_names_no_topic(where: str, text: str) -> None:
    assert gives_away(text) is None, where


def test_a_group_without_a_name_has_a_neutral_label() -> None:
    assert gives_away(Group(GroupId("g"), (), "recovery", "PT").label) is None
