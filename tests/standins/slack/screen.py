"""What a person sees, as text for asserts and transcripts: channels, direct messages, modal and home tab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import rich
from .elements import Json, elements_of, values_of
from .mrkdwn import plain, readable
from .state import Message, Surface, User, View, World


@dataclass(slots=True)
class Screen:
    """One person's screen; `ephemeral` repeats what `channels` and `dm` show for this person only."""

    channels: dict[str, list[str]] = field(default_factory=dict)
    dm: list[str] = field(default_factory=list)
    ephemeral: list[str] = field(default_factory=list)
    modal: str | None = None
    home: str | None = None

    def __str__(self) -> str:
        parts = [f"#{name}\n" + indent("\n".join(said)) for name, said in self.channels.items() if said]
        if self.dm:
            parts.append("Direct messages\n" + indent("\n".join(self.dm)))
        if self.home is not None:
            parts.append("Home\n" + indent(self.home))
        if self.modal is not None:
            parts.append("Modal\n" + indent(self.modal))
        return "\n".join(parts)

    def __contains__(self, text: str) -> bool:
        return text in str(self)


def indent(text: str) -> str:
    """The text two spaces in."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def screen(world: World, user: User) -> Screen:
    """The screen of this person now."""
    seen = Screen()
    for channel in world.channels.values():
        if channel.team is not user.team or channel.deleted or user.id not in channel.members:
            continue
        lines = []
        for message in visible(channel.messages, user):
            line = said(world, user, message)
            lines.append(line)
            if message.only_for:
                seen.ephemeral.append(line)
        if channel.kind == "im":
            seen.dm += lines
        else:
            seen.channels[channel.name] = lines
    if stack := world.stacks.get(user.id):
        seen.modal = modal(world, user, stack[-1])
    if home := world.homes.get(user.id):
        seen.home = body(world, user, home)
    return seen


def visible(messages: list[Message], user: User) -> Iterator[Message]:
    """The messages this person sees: not deleted, not another's ephemeral ones."""
    for message in messages:
        if not message.deleted and message.only_for in (None, user.id):
            yield message


def said(world: World, viewer: User, message: Message) -> str:
    """One message as a line or several: who, what, the buttons."""
    text = body(world, viewer, message) if message.blocks else readable(message.text, world.name, viewer.tz)
    only = "(only you) " if message.only_for else ""
    thread = "↳ " if message.thread_ts else ""
    edited = " (edited)" if message.edited_ts else ""
    files = "".join(f" (file: {file.name})" for file in message.files)
    return f"{thread}{only}{world.name(message.author)}: {text}{files}{edited}"


def text_of(world: World, viewer: User, node: Json | str | None) -> str:
    """A text object as read."""
    if not node:
        return ""
    if isinstance(node, str):
        return readable(node, world.name, viewer.tz)
    return plain(node["text"]) if node["type"] == "plain_text" else text_of(world, viewer, node["text"])


def body(world: World, viewer: User, surface: Surface) -> str:
    """The blocks of a message or view, line by line."""
    lines: list[str] = []
    values = values_of(surface.blocks, surface.typed)
    errors = surface.errors if isinstance(surface, View) else {}
    for block in surface.blocks:
        kind = block["type"]
        if kind == "divider":
            lines.append("―――")
        if kind in ("section", "header", "markdown"):
            lines += [text_of(world, viewer, block.get("text"))] if block.get("text") else []
            lines += [text_of(world, viewer, one) for one in block.get("fields") or ()]
        if kind == "rich_text":
            lines.append(rich.readable(block, world.name, viewer.tz))
        if kind == "image":
            lines.append(f"(image: {plain(block['alt_text'])})")
        if kind == "context":
            shown = [text_of(world, viewer, e) if e["type"] != "image" else e["alt_text"] for e in block["elements"]]
            lines.append(" ".join(shown))
        if kind == "input":
            mark = "" if block.get("optional") else " *"
            lines.append(text_of(world, viewer, block["label"]) + mark)
            lines += [f"({text_of(world, viewer, block['hint'])})"] if block.get("hint") else []
        state = values.get(block["block_id"], {})
        drawn = [element(world, viewer, e, state) for e in elements_of(block) if kind != "context"]
        lines += [" ".join(drawn)] if drawn else []
        if block["block_id"] in errors:
            lines.append(f"! {plain(errors[block['block_id']])}")
    return "\n".join(lines)


def element(world: World, viewer: User, node: Json, state: Json) -> str:
    """One element: `[Button]`, the value in a box, or a menu with its options."""
    kind = node["type"]
    if kind == "button":
        return f"[{plain(node['text']['text'])}]"
    if kind == "image":
        return f"(image: {plain(node['alt_text'])})"
    if kind == "overflow":
        return "[⋯ " + " / ".join(plain(option["text"]["text"]) for option in node["options"]) + "]"
    value = next((v for k, v in state.get(node["action_id"], {}).items() if k not in ("type", "timezone")), None)
    chosen = [show(world, one) for one in (value if isinstance(value, list) else [value]) if one]
    if kind in ("radio_buttons", "checkboxes"):
        labels = [plain(option["text"]["text"]) for option in node["options"]]
        return " ".join(f"({'x' if label in chosen else ' '}) {label}" for label in labels)
    hint = plain(node["placeholder"]["text"]) if node.get("placeholder") and not chosen else ""
    return f"[{', '.join(chosen)}{'_' if not chosen else ''}{hint}{' ▾' if kind.endswith('select') else ''}]"


def show(world: World, value: Json | str) -> str:
    """A chosen value: the text of an option, the name of a person or place, what was typed."""
    return plain(value["text"]["text"]) if isinstance(value, dict) else world.name(value) or str(value)


def modal(world: World, user: User, view: View) -> str:
    """The modal on top: title, body, its buttons."""
    ends = [plain(view.body[key]["text"]) for key in ("close", "submit") if view.body.get(key)]
    title = plain(view.body["title"]["text"])
    return "\n".join([f"*{title}*", body(world, user, view), " ".join(f"[{end}]" for end in ends)]).rstrip()


def buttons(surface: Surface) -> list[str]:
    """The labels of the buttons in a message or view, in order."""
    found = [e for block in surface.blocks for e in elements_of(block) if e["type"] == "button"]
    return [plain(e["text"]["text"]) for e in found]
