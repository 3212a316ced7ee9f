"""The limits of the Block Kit reference as tables; `validate.py` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PLAIN, ANY = "plain_text", "any"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object must have: required keys, text objects (kind, most), strings, lists (least, most)."""

    required: tuple[str, ...] = ()
    texts: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    strings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[int, int]] = field(default_factory=dict)


BLOCKS = {
    "section": Shape(texts={"text": (ANY, 3000)}, lists={"fields": (1, 10)}),
    "actions": Shape(("elements",), lists={"elements": (1, 25)}),
    "context": Shape(("elements",), lists={"elements": (1, 10)}),
    "header": Shape(("text",), {"text": (PLAIN, 150)}),
    "divider": Shape(),
    "image": Shape(("alt_text",), {"title": (PLAIN, 2000)}, {"alt_text": 2000, "image_url": 3000}),
    "input": Shape(("label", "element"), {"label": (PLAIN, 2000), "hint": (PLAIN, 2000)}),
    "markdown": Shape(("text",), strings={"text": 12_000}),
    "rich_text": Shape(("elements",)),
}

_OPTIONS = ("options",)
_SELECT = {"options": (1, 100), "option_groups": (1, 100)}

ELEMENTS = {
    "button": Shape(("text",), {"text": (PLAIN, 75)}, {"value": 2000, "url": 3000, "accessibility_label": 75}),
    "image": Shape(("alt_text",), strings={"alt_text": 2000, "image_url": 3000}),
    "overflow": Shape(_OPTIONS, lists={"options": (1, 5)}),
    "radio_buttons": Shape(_OPTIONS, lists={"options": (1, 10)}),
    "checkboxes": Shape(_OPTIONS, lists={"options": (1, 10), "initial_options": (1, 10)}),
    "static_select": Shape(lists=_SELECT),
    "multi_static_select": Shape(lists=_SELECT | {"initial_options": (1, 100)}),
    "external_select": Shape(),
    "multi_external_select": Shape(),
    "users_select": Shape(),
    "multi_users_select": Shape(),
    "conversations_select": Shape(),
    "multi_conversations_select": Shape(),
    "channels_select": Shape(),
    "multi_channels_select": Shape(),
    "datepicker": Shape(),
    "timepicker": Shape(),
    "datetimepicker": Shape(),
    "plain_text_input": Shape(strings={"initial_value": 3000}),
    "email_text_input": Shape(),
    "url_text_input": Shape(),
    "number_input": Shape(("is_decimal_allowed",)),
    "rich_text_input": Shape(),
    "file_input": Shape(),
}

INTEGERS = {"min_length": (0, 3000), "max_length": (1, 3000), "max_selected_items": (1, 10_000)}
OPTION = Shape(("text", "value"), {"text": (PLAIN, 75), "description": (PLAIN, 75)}, {"value": 150})
RICH_OPTION = Shape(("text", "value"), {"text": (ANY, 75), "description": (ANY, 75)}, {"value": 150})
OPTION_GROUP = Shape(("label", "options"), {"label": (PLAIN, 75)}, lists={"options": (1, 100)})
CONFIRM = Shape(
    ("title", "text", "confirm", "deny"),
    {"title": (PLAIN, 100), "text": (ANY, 300), "confirm": (PLAIN, 30), "deny": (PLAIN, 30)},
)
MODAL = Shape(
    ("title", "blocks"),
    {"title": (PLAIN, 24), "submit": (PLAIN, 24), "close": (PLAIN, 24)},
    {"private_metadata": 3000, "callback_id": 255, "external_id": 255},
    {"blocks": (1, 100)},
)
HOME = Shape(
    ("blocks",),
    strings={"private_metadata": 3000, "callback_id": 255, "external_id": 255},
    lists={"blocks": (1, 100)},
)
COMMON_VIEW_KEYS = frozenset({"type", "blocks", "private_metadata", "callback_id", "external_id"})
VIEW_KEYS = {
    "modal": COMMON_VIEW_KEYS | {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"},
    "home": COMMON_VIEW_KEYS,
}

_TYPED_ONLY = frozenset(
    {
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
    }
)
_MENUS = frozenset(ELEMENTS) - _TYPED_ONLY - {"image"}
FITS = {
    "actions": _MENUS,
    "accessory": _MENUS | {"image"},
    "context": frozenset({"image", "plain_text", "mrkdwn"}),
    "input": frozenset(ELEMENTS) - {"button", "overflow", "image"},
}
