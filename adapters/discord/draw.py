"""Messages and forms as the payloads Discord takes. Pure; golden files in `tests/golden/discord` show them.

Not here: markdown (`markup`), and deciding which answer a payload is sent as (`gateway`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from adapters.discord.markup import escape, markdown
from core import words
from core.limits import FIELD_HINT, RADIO_CHOICES, TYPED
from core.plots import Plot
from core.suite import Suite
from core.surface import Ask, Button, Choice, Field, Form, Menu, Message
from core.values import Said, length, tidy

Payload: TypeAlias = dict[str, Any]

SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
MENU: Final = "menu"
"""The custom id of a menu; its options' values are the steps."""
MANY: Final = "*"
"""Ends the custom id of a select that takes several: a submission does not say so itself."""

PICTURE: Final = "plot.png"

_EXAMPLES: Final = {Ask.TIME_OF_DAY: "For example 20:00", Ask.DATE: "For example 2026-05-31"}
_SHORT: Final = 20
"""The longest time or date that can be typed."""


def message(shown: Message) -> Payload:
    """Return a message for a channel, or what takes the place of one. `ValueError` for a file: only an inbox has it."""
    if shown.files:
        raise ValueError("a file is put into an inbox and nowhere else")
    return {
        "content": markdown(shown.body),
        "flags": SUPPRESS_EMBEDS,
        "allowed_mentions": {"parse": []},
        "components": _rows(shown),
        **_attached([_pictured(shown.plot)] if shown.plot else []),
    }


def private(shown: Message) -> Payload:
    """Return a message that only the person who acted sees; as an answer to an interaction only."""
    return {**message(shown), "flags": SUPPRESS_EMBEDS | EPHEMERAL}


def neutral(shown: Message) -> Payload:
    """Return a direct message: the neutral head, where to go, and files by their names; nothing else may light up."""
    going = replace(shown, buttons=shown.buttons or (words.START,), plot=None, files=())
    uploads: list[Payload] = [{"filename": file.name} for file in shown.files]
    return {**message(going), "content": escape(shown.head), **_attached(uploads)}


def changing(drawn: Payload) -> Payload:
    """Return a payload as it takes the place of another, whose attachments would stay if they were not named."""
    return {"attachments": [], **drawn}


def _pictured(plot: Plot) -> Payload:
    return {"filename": PICTURE, "description": plot.alt}


def _attached(uploads: list[Payload]) -> Payload:
    return {"attachments": [{"id": at, **upload} for at, upload in enumerate(uploads)]} if uploads else {}


def handed_back(typed: Sequence[tuple[str, Said]]) -> list[Payload]:
    """Return private messages that hand back all that was typed, as few as hold it."""
    pages: list[Payload] = []
    page: list[tuple[str, Said]] = []
    for label, said in typed:
        for part in _parts(said):
            longer = [*page, (label, part)]
            if page and length(words.typed_back(longer).plain()) > TYPED:
                pages.append(private(Message(words.typed_back(page))))
                longer = [(label, part)]
            page = longer
    return [*pages, private(Message(words.typed_back(page)))] if page else []


def _parts(said: Said) -> list[Said]:
    """Break what is longer than any field takes, as only a forged submission is, at spaces if it has some."""
    parts, rest = [], said.words
    while length(rest) > TYPED:
        cut = rest.rfind(" ", TYPED // 4, TYPED // 2)
        cut = cut if cut > 0 else TYPED // 2
        parts.append(Said(rest[:cut]))
        rest = rest[cut:]
    return [*parts, Said(rest)]


def _rows(shown: Message) -> list[Payload]:
    rows = [_row([_menu(shown.menu)])] if shown.menu else []
    return [*rows, _row([_button(button) for button in shown.buttons])] if shown.buttons else rows


def _row(components: list[Payload]) -> Payload:
    return {"type": 1, "components": components}


def _button(button: Button) -> Payload:
    style = 1 if button.main else 2
    return {"type": 2, "style": style, "label": button.label, "custom_id": button.step.key}


def _menu(menu: Menu) -> Payload:
    options = [{"label": option.label, "value": option.step.key} for option in menu.options]
    return {"type": 3, "custom_id": MENU, "placeholder": menu.label, "options": options}


def form(shown: Form) -> Payload:
    """Return a modal. Raises `ValueError` for a form that no desk has stamped with the step it submits to."""
    if shown.step is None:
        raise ValueError("a form is opened with its step")
    rows = [{"type": 10, "content": markdown(shown.note)}] if shown.note else []
    last = shown.fields[-1]
    rows += [_label(field, helpful=field is last) for field in shown.fields]
    return {"custom_id": shown.step.key, "title": shown.title, "components": rows}


def _label(field: Field, *, helpful: bool) -> Payload:
    hint = field.hint
    if helpful:
        with_help = f"{hint} {words.HELP_HINT}".strip()
        hint = with_help if length(with_help) <= FIELD_HINT else hint
    described = {"description": hint} if hint else {}
    return {"type": 18, "label": field.label, **described, "component": _control(field)}


def _control(field: Field) -> Payload:
    match field.ask:
        case Ask.LINE | Ask.PARAGRAPH | Ask.TIME_OF_DAY | Ask.DATE:
            return _input(field)
        case Ask.CHOICE if 2 <= len(field.choices) <= RADIO_CHOICES:
            return {"type": 21, **_named(field), "options": _options(field)}
        case Ask.CHOICE | Ask.SCALE:
            return {"type": 3, **_named(field), **_picks(field, 1), "options": _options(field)}
        case Ask.CHOICES if len(field.choices) <= RADIO_CHOICES:
            return {"type": 22, **_named(field), **_picks(field, field.longest), "options": _options(field)}
        case Ask.CHOICES:
            named = {**_named(field), "custom_id": field.key + MANY}
            return {"type": 3, **named, **_picks(field, field.longest), "options": _options(field)}
        case Ask.PERSON:
            return {"type": 5, **_named(field), **_picks(field, 1), **_chosen(field, "user")}
        case Ask.CHANNEL:
            picks = {**_picks(field, 1), **_chosen(field, "channel")}
            return {"type": 8, **_named(field), **picks, "channel_types": [0]}


def _named(field: Field) -> Payload:
    return {"custom_id": field.key, "required": field.required}


def _picks(field: Field, most: int) -> Payload:
    """How many may be picked; Discord takes a minimum of 0 only where nothing is required."""
    return {"min_values": int(field.required), "max_values": most}


def _input(field: Field) -> Payload:
    longest = field.longest if field.typed else _SHORT
    example = {"placeholder": _EXAMPLES[field.ask]} if field.ask in _EXAMPLES else {}
    value = field.value if isinstance(field.value, str) else ""
    value = tidy(value) if field.ask is Ask.PARAGRAPH else " ".join(tidy(value).split())
    filled = {"value": value} if value and length(value) <= longest else {}
    style = 2 if field.ask is Ask.PARAGRAPH else 1
    return {"type": 4, "style": style, **_named(field), "max_length": longest, **example, **filled}


def _options(field: Field) -> list[Payload]:
    picked = (field.value,) if isinstance(field.value, str) else field.value or ()
    return [_option(choice, picked=choice.key in picked) for choice in field.choices]


def _option(choice: Choice, *, picked: bool) -> Payload:
    return {"label": choice.label, "value": choice.key, **({"default": True} if picked else {})}


def _chosen(field: Field, kind: str) -> Payload:
    known = isinstance(field.value, str) and field.value.isdecimal()
    return {"default_values": [{"id": field.value, "type": kind}]} if known else {}


def commands(suite: Suite) -> list[Payload]:
    """Return every command for a bulk upsert, for servers and direct messages, open to everyone.

    Who may do what is decided by our own records, so no Discord permission is asked for.
    """
    drawn: dict[str, Payload] = {}
    for command in suite.commands.values():
        head, _, verb = command.name.partition(" ")
        if not verb:
            drawn[head] = _command(head, command.summary)
            continue
        group = drawn.setdefault(head, {**_command(head, f"Commands for {head}"), "options": []})
        group["options"].append({"type": 1, "name": verb, "description": command.summary})
    return list(drawn.values())


def _command(name: str, description: str) -> Payload:
    return {
        "type": 1,
        "name": name,
        "description": description,
        "default_member_permissions": None,
        "integration_types": [0],
        "contexts": [0, 1],
    }


def fingerprint(payload: Sequence[Payload]) -> str:
    """Return a hash that changes when the commands do."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
