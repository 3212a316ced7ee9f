"""Recorded shapes of Discord's interactions, as turns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.discord import read
from core.surface import Step
from core.values import Person, Place
from tests.adapters.discord.desk import SUITE

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
WHERE = {"guild_id": "11", "channel_id": "12", "member": {"user": {"id": "13", "username": "ann"}, "roles": []}}


def turn(**payload: Any) -> Any:
    return read.turn({"id": "99", "token": "t", "version": 1, **WHERE, **payload}, SUITE, NOW)


def test_a_subcommand_is_its_commands_step() -> None:
    data = {"id": "1", "name": "example", "type": 1, "options": [{"type": 1, "name": "form", "options": []}]}
    done = turn(type=2, data=data)
    assert (done.id, done.step, done.answers, done.now) == ("99", Step("example.form"), None, NOW)
    assert done.who == Person("discord", "13")
    assert done.place == Place("discord", "11", "12")


def test_a_command_of_one_word_is_read_in_a_direct_message() -> None:
    data = {"id": "1", "name": "help-now", "type": 1}
    done = read.turn({"id": "1", "type": 2, "channel_id": "5", "user": {"id": "7"}, "data": data}, SUITE, NOW)
    assert done is not None
    assert (done.step, done.place) == (Step("example.do"), Place("discord", "", "5"))


def test_a_button_is_its_step_and_a_menu_its_options() -> None:
    assert turn(type=3, data={"component_type": 2, "custom_id": "example.do:x:c"}).step == Step("example.do", "x", "c")
    chosen = {"component_type": 3, "custom_id": "menu", "values": ["example.do:y"]}
    assert turn(type=3, data=chosen).step == Step("example.do", "y")


def test_a_submitted_form_is_read_by_kind_of_control() -> None:
    controls = [
        {"type": 4, "id": 2, "custom_id": "line", "value": "typed"},
        {"type": 3, "id": 4, "custom_id": "scale", "values": ["7"]},
        {"type": 3, "id": 6, "custom_id": "several*", "values": ["a", "b"]},
        {"type": 21, "id": 8, "custom_id": "radio", "value": "yes"},
        {"type": 21, "id": 10, "custom_id": "open", "value": None},
        {"type": 22, "id": 12, "custom_id": "boxes", "values": []},
        {"type": 5, "id": 14, "custom_id": "person", "values": ["111"]},
        {"type": 8, "id": 16, "custom_id": "channel", "values": ["222"]},
        {"type": 3, "id": 18, "custom_id": "none", "values": []},
    ]
    rows: list[dict[str, Any]] = [{"type": 10, "id": 1}]
    rows += [{"type": 18, "id": control["id"] - 1, "component": control} for control in controls]
    rows.append({"type": 1, "id": 20, "components": [{"type": 4, "id": 21, "custom_id": "old", "value": "row"}]})
    done = turn(type=5, data={"custom_id": "example.form", "components": rows})
    assert done.step == Step("example.form")
    assert done.answers == {
        "line": "typed", "scale": "7", "several": ("a", "b"), "radio": "yes", "open": "", "boxes": (),
        "person": "111", "channel": "222", "none": "", "old": "row",
    }  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        {"type": 1},
        {"type": 4, "data": {"name": "example"}},
        {"type": 2, "data": {"type": 2, "name": "example"}},
        {"type": 3, "data": {"custom_id": "example.do"}, "member": {"user": {"id": "1", "bot": True}}},
    ],
)
def test_what_nobody_did_is_no_turn(payload: dict[str, Any]) -> None:
    assert turn(**payload) is None


def test_what_leads_nowhere_is_left_to_the_desk() -> None:
    for payload in (
        {"type": 3, "data": {"custom_id": "no key of ours"}},
        {"type": 5, "data": {"custom_id": "NO", "components": []}},
        {"type": 2, "data": {"type": 1, "name": "gone"}},
    ):
        assert turn(**payload).step == read.UNKNOWN


@pytest.mark.parametrize(
    ("payload", "own"),
    [
        ({"guild_id": "1", "message": {"flags": 64}}, True),
        ({"guild_id": "1", "message": {"flags": 4}}, False),
        ({"guild_id": None, "message": {"flags": 0}}, True),
        ({"guild_id": "1", "message": None}, False),
        ({}, False),
    ],
)
def test_only_what_one_person_sees_may_be_replaced(payload: dict[str, Any], own: bool) -> None:
    assert read.beneath_own(payload) is own
