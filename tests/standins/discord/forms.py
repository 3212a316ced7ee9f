"""What a form of Discord's shows, and answers to it as simcord wants them submitted.

Not here: who fills it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

BUTTON, SELECT, TEXT, USERS, CHANNELS, RADIO, CHECKBOXES = 2, 3, 4, 5, 8, 21, 22
_LABEL = 18
Control = dict[str, Any]


def components(drawn: list[Control], *kinds: int) -> Iterator[Control]:
    """Buttons and menus of a message."""
    yield from (each for row in drawn for each in row["components"] if each["type"] in kinds)


def labels(drawn: list[Control], *kinds: int) -> list[str]:
    """What is written on buttons, and the options of menus."""
    found = []
    for each in components(drawn, *kinds):
        options = each.get("options")
        found += [option["label"] for option in options] if options else [each["label"]]
    return found


def fields(modal: Mapping[str, Any] | None) -> list[tuple[str, Control]]:
    """Each field of a form by its label."""
    drawn = (modal or {}).get("components", [])
    return [(field["label"], field["component"]) for field in drawn if field["type"] == _LABEL]


def filled(control: Control) -> object:
    """What stands in a field, as somebody sees it."""
    if control["type"] == TEXT:
        return control.get("value", "")
    if control["type"] in (USERS, CHANNELS):
        return [value["id"] for value in control.get("default_values", ())]
    picked = [option["label"] for option in control["options"] if option.get("default")]
    many = control["type"] == CHECKBOXES or (control["type"] != RADIO and control["max_values"] > 1)
    return picked if many else (picked[0] if picked else "")


def standing(control: Control, handle: Callable[[str], Any]) -> Any:
    """What a field holds before anybody touches it; `handle` finds people and channels by their id."""
    if control["type"] == TEXT:
        return control.get("value", "")
    picked = [option["value"] for option in control.get("options", ()) if option.get("default")]
    if control["type"] == RADIO:
        return picked[0] if picked else None
    if control["type"] in (USERS, CHANNELS):
        return [handle(value["id"]) for value in control.get("default_values", ())]
    return picked


def answered(control: Control, answer: str | list[str], handle: Callable[[str], Any]) -> Any:
    """An answer as it is submitted; `handle` finds people and channels by their name."""
    if control["type"] == TEXT:
        return answer
    wanted = [answer] if isinstance(answer, str) else answer
    if control["type"] in (USERS, CHANNELS):
        return [handle(each) for each in wanted]
    picked = [option(control["options"], each)["value"] for each in wanted if each]
    return (picked[0] if picked else None) if control["type"] == RADIO else picked


def option(options: list[Control], wanted: str) -> Control:
    """The option with this label (letter case aside), or whose label begins with it."""
    by_label = [each for each in options if each["label"].casefold() == wanted.casefold()]
    beginning = [each for each in options if each["label"].casefold().startswith(f"{wanted} ".casefold())]
    assert by_label or beginning, f"no option {wanted!r} among {[each['label'] for each in options]}"
    return (by_label or beginning)[0]
