"""One field of a form as a Slack input, and its answer read back.

Not here: the form around it. Every label is plain text without emoji codes, so nothing in it is ever parsed.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias, assert_never

from core.limits import RADIO_CHOICES
from core.surface import Answer, Ask, Choice, Field

Json: TypeAlias = dict[str, Any]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHANNELS: Final = {"include": ["public", "private"], "exclude_bot_users": True}


def plain(words: str) -> Json:
    """Return a text object that formats nothing and pings nobody."""
    return {"type": "plain_text", "text": words, "emoji": False}


def option(label: str, value: str) -> Json:
    """Return one option of a select or group."""
    return {"text": plain(label), "value": value}


def block_id(field: str, nonce: str) -> str:
    """Return the id of a field's block: new for each form, or Slack carries answers from one to the next."""
    return f"{field}~{nonce}"


def block(field: Field, nonce: str) -> Json:
    """Return the input block that asks a field."""
    drawn: Json = {
        "type": "input",
        "block_id": block_id(field.key, nonce),
        "label": plain(field.label),
        "optional": not field.required,
        "element": {**_element(field), "action_id": field.key},
    }
    return {**drawn, "hint": plain(field.hint)} if field.hint else drawn


def _element(field: Field) -> Json:
    match field.ask:
        case Ask.LINE | Ask.PARAGRAPH:
            return _typed(field)
        case Ask.CHOICE | Ask.SCALE:
            short = field.ask is Ask.CHOICE and len(field.choices) <= RADIO_CHOICES
            return _picked("radio_buttons" if short else "static_select", field)
        case Ask.CHOICES:
            # Checkboxes know no highest number, so a field that has one becomes a menu that does.
            if len(field.choices) <= RADIO_CHOICES and field.longest >= len(field.choices):
                return _picked("checkboxes", field)
            return {**_picked("multi_static_select", field), "max_selected_items": field.longest}
        case Ask.PERSON:
            return _filled({"type": "users_select"}, "initial_user", _last(_single(field)))
        case Ask.CHANNEL:
            element: Json = {"type": "conversations_select", "filter": _CHANNELS}
            if not _single(field):
                element["default_to_current_conversation"] = True
            return _filled(element, "initial_conversation", _single(field))
        case Ask.TIME_OF_DAY:
            return _filled({"type": "timepicker"}, "initial_time", _shaped(_TIME, _single(field)))
        case Ask.DATE:
            return _filled({"type": "datepicker"}, "initial_date", _shaped(_DATE, _single(field)))
        case unknown:
            assert_never(unknown)


def _typed(field: Field) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": field.ask is Ask.PARAGRAPH}
    return _filled({**element, "max_length": field.longest}, "initial_value", _single(field))


def _picked(kind: str, field: Field) -> Json:
    element: Json = {"type": kind, "options": [_option(choice) for choice in field.choices]}
    wanted = field.value if isinstance(field.value, tuple) else (field.value,)
    chosen = [_option(choice) for choice in field.choices if choice.key in wanted]
    if kind in ("checkboxes", "multi_static_select"):
        return _filled(element, "initial_options", chosen)
    return _filled(element, "initial_option", chosen[0] if chosen else None)


def _option(choice: Choice) -> Json:
    return option(choice.label, choice.key)


def _single(field: Field) -> str:
    return field.value if isinstance(field.value, str) else ""


def _filled(element: Json, key: str, value: object) -> Json:
    return {**element, key: value} if value else element


def _shaped(shape: re.Pattern[str], value: str) -> str:
    return value if shape.fullmatch(value) else ""


def _last(person: str) -> str:
    return person.rpartition(".")[2]


def answer(state: Json, team: str) -> Answer | None:
    """Return what an input holds, as the core expects it; None when it was left open."""
    if picked := state.get("selected_option"):
        return str(picked["value"])
    if several := state.get("selected_options"):
        return tuple(str(one["value"]) for one in several)
    if user := state.get("selected_user"):
        return f"{team}.{user}"
    for key in ("value", "selected_conversation", "selected_channel", "selected_time", "selected_date"):
        if state.get(key):
            return str(state[key])
    return None
