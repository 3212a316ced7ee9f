"""What the core shows, as Slack's blocks and views; pure.

Not here: sending. Words are rich text or plain text, never mrkdwn: Slack parses nothing in them, so what a
member wrote cannot ping, link or format, whatever it holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, assert_never

from adapters.slack import plots
from adapters.slack.inputs import Json, block, option, plain
from core.suite import Suite
from core.surface import Button, Form, Message
from core.text import Command, Name, Plain, Quote, Strong, Text, When
from core.words import HELP, START

TITLE: Final = "Handrail"
MENU: Final = "menu"
"""The action id of a message's menu; its options carry the steps."""
_BUILT_IN = (
    "active apps archive away call canvas collapse dm dnd expand feed feedback giphy help huddle invite join "
    "keys leave list me msg mute open part poll prefs remind remove rename search shortcuts shrug star "
    "status topic who workflow"
)
BUILT_IN: Final = frozenset(_BUILT_IN.split())
"""Slack's own commands; an app's command of the same name is never delivered."""


def escape(words: str) -> str:
    """Return words for the one place Slack still parses, a message's top-level text."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def post(message: Message) -> Json:
    """Return what a channel is shown; the top-level text is all that a notification holds."""
    return {"text": escape(message.head), "blocks": _blocks(message)}


def neutral(message: Message) -> Json:
    """Return what stands in a direct conversation, which can be exported: the head and where to go; no plot."""
    buttons = message.buttons or (START,)
    head: Json = {"type": "section", "text": plain(message.head)}
    return {"text": escape(message.head), "blocks": [head, *_actions(buttons)]}


def sheet(message: Message, channel: str = "", more: Text | None = None) -> Json:
    """Return a message as a modal that asks nothing; `more` stands below it."""
    return {
        "type": "modal",
        "title": plain(TITLE),
        "close": plain("Close"),
        "private_metadata": _noted(channel=channel),
        "blocks": [*_blocks(message), *_rich(more or Text(""))],
    }


def home(message: Message) -> Json:
    """Return a message as the Home tab."""
    return {"type": "home", "blocks": _blocks(message)}


def form(asked: Form, nonce: str, channel: str = "") -> Json:
    """Return a form as a modal that knows its step, its nonce, and the channel it was opened from.

    Help stays one press away: it opens over the form, which keeps what was typed.
    """
    if asked.step is None:
        raise ValueError("the desk stamps the step of every form")
    return {
        "type": "modal",
        "callback_id": asked.step.action,
        "title": plain(asked.title),
        "submit": plain(asked.submit),
        "close": plain("Cancel"),
        "private_metadata": _noted(step=asked.step.key, nonce=nonce, channel=channel),
        "blocks": [
            *_rich(asked.note or Text("")),
            *(block(field, nonce) for field in asked.fields),
            *_actions((HELP,)),
        ],
    }


def update(view: Json) -> Json:
    """Return the acknowledgement that puts a view in the place of the submitted one."""
    return {"response_action": "update", "view": view}


def errors(problems: Mapping[str, str], blocks: Mapping[str, str]) -> Json | None:
    """Return the acknowledgement that marks fields and keeps the form open; None when it cannot show them."""
    if not problems or not problems.keys() <= blocks.keys():
        return None
    marked = {blocks[key]: problem for key, problem in problems.items()}
    return {"response_action": "errors", "errors": marked}


def stay(words: Text, blocks: Mapping[str, str]) -> Json | None:
    """Return the acknowledgement that says something beneath the first field and keeps the form open."""
    return errors({key: words.plain() for key in list(blocks)[:1]}, blocks)


def commands(suite: Suite) -> list[Json]:
    """Return a suite's slash commands for the manifest; `ValueError` for a name that is Slack's own."""
    found: dict[str, Json] = {}
    for command in suite.commands.values():
        name, _, verb = command.name.partition(" ")
        if name in BUILT_IN:
            raise ValueError(f"Slack has a command of its own called /{name}")
        fresh = {"command": f"/{name}", "description": command.summary, "should_escape": False}
        entry = found.setdefault(name, fresh)
        if verb:
            hint = f"{entry['usage_hint']} | {verb}" if "usage_hint" in entry else verb
            described = hint.replace(" | ", ", ")
            entry |= {"usage_hint": hint, "description": f"{name.capitalize()}: {described}"}
    return list(found.values())


def _noted(**kept: str) -> str:
    return json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))


def _blocks(message: Message) -> list[Json]:
    if message.files:
        raise ValueError("a file is put into an inbox and nowhere else")
    plot = plots.blocks(message.plot) if message.plot else []
    blocks = [*_rich(message.body), *plot, *_actions(message.buttons)]
    if message.menu:
        menu: Json = {"type": "static_select", "action_id": MENU, "placeholder": plain(message.menu.label)}
        menu["options"] = [option(choice.label, choice.step.key) for choice in message.menu.options]
        blocks.append({"type": "actions", "elements": [menu]})
    return blocks or [{"type": "section", "text": plain(message.head)}]


def _actions(buttons: tuple[Button, ...]) -> list[Json]:
    """The action id is the step's whole key: steps differ within a message, and action ids have to."""
    elements = [
        {"type": "button", "action_id": button.step.key, "text": plain(button.label)}
        | ({"style": "primary"} if button.main else {})
        for button in buttons
    ]
    return [{"type": "actions", "elements": elements}] if elements else []


def _rich(text: Text) -> list[Json]:
    """Return the one rich text block of a text (none when empty): runs of words, quotations between them."""
    parts: list[Json] = []
    run: list[Json] = []
    quoted = False
    for piece in text.pieces():
        if isinstance(piece, Quote):
            parts += _section(run, quoted, before=True)
            if piece.said:
                parts.append({"type": "rich_text_quote", "elements": [_words(piece.said.words)]})
            run, quoted = [], True
        else:
            run.append(_element(piece))
    parts += _section(run, quoted, before=False)
    return [{"type": "rich_text", "elements": parts}] if parts else []


def _section(run: list[Json], after: bool, *, before: bool) -> list[Json]:
    """A run of words, without the line break that set a quotation apart: Slack makes one itself."""
    words = list(run)
    if after and words and "text" in words[0]:
        words[0] = {**words[0], "text": words[0]["text"].removeprefix("\n")}
    if before and words and "text" in words[-1]:
        words[-1] = {**words[-1], "text": words[-1]["text"].removesuffix("\n")}
    kept = [element for element in words if element.get("text") != ""]
    return [{"type": "rich_text_section", "elements": kept}] if kept else []


def _element(piece: Plain | Strong | Name | When | Command) -> Json:
    match piece:
        case Plain(words):
            return _words(words)
        case Name(said, strong):
            return _words(said.words, "bold" if strong else "")
        case Strong(words):
            return _words(words, "bold")
        case Command(name):
            return _words(f"/{name}", "code")
        case When(at):
            shown = {"format": "{date_short_pretty} at {time}", "fallback": at.strftime("%Y-%m-%d %H:%M UTC")}
            return {"type": "date", "timestamp": int(at.timestamp()), **shown}
        case unknown:
            assert_never(unknown)


def _words(words: str, style: str = "") -> Json:
    return {"type": "text", "text": words} | ({"style": {style: True}} if style else {})
