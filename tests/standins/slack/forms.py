"""How a person's answers become the state of inputs, refused where Slack's client refuses them."""

from __future__ import annotations

import datetime
import re
from typing import Any

from .elements import Json, empty_value, inputs_of
from .mrkdwn import plain
from .state import Channel, User, View, World


class Refused(Exception):
    """Slack's client would not let the person do this; `fields` says why, by label."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{label}: {why}" for label, why in fields.items()))
        self.fields = fields


class NotThere(LookupError):
    """There is no such button, input, option or view on the person's screen."""


def label_of(block: Json) -> str:
    """What a person reads above an input."""
    return plain(block["label"]["text"])


def find_input(view: View, key: str) -> tuple[Json, Json]:
    """The input block and element with this label, block_id or action_id."""
    found = [
        (block, element)
        for block, element in inputs_of(view.blocks)
        if key in (label_of(block), block["block_id"], element["action_id"])
    ]
    if len(found) != 1:
        labels = [label_of(block) for block, _ in inputs_of(view.blocks)]
        raise NotThere(f"{len(found)} inputs are {key!r}; there are {labels}")
    return found[0]


def options_of(element: Json) -> list[Json]:
    """The options on offer, of groups too."""
    groups = [group["options"] for group in element.get("option_groups") or ()]
    return [option for options in [element.get("options") or [], *groups] for option in options]


def pick(element: Json, wanted: Any) -> Json:
    """The option with this text or value."""
    options = options_of(element)
    for option in options:
        if wanted in (plain(option["text"]["text"]), option.get("value")):
            return option
    raise NotThere(f"no option {wanted!r}; there are {[o['text']['text'] for o in options]}")


def person_or_place(world: World, viewer: User, kind: str, wanted: Any) -> str:
    """The id of a user or channel that this person can pick from such a menu."""
    users = [u for u in world.users.values() if u.team is viewer.team and not u.deleted]
    places = [
        c for c in world.channels.values()
        if c.team is viewer.team and not c.archived and not c.deleted
        and (c.kind == "public" or viewer.id in c.members)
    ]  # fmt: skip
    candidates: list[User | Channel] = []
    if kind in ("users_select", "conversations_select"):
        candidates += users
    if kind in ("channels_select", "conversations_select"):
        candidates += [c for c in places if kind == "conversations_select" or c.kind == "public"]
    for one in candidates:
        if wanted is one or wanted in (one.id, one.name, f"#{one.name}", f"@{one.name}"):
            return one.id
    raise NotThere(f"{wanted!r} is not in this menu")


def state_of(world: World, viewer: User, element: Json, value: Any) -> Json:
    """The state of an element after the person chose or typed this; None empties it."""
    kind: str = element["type"]
    state = empty_value(element)
    if state is None:
        raise NotThere(f"a {kind} holds no value")
    key = next(key for key in state if key not in ("type", "timezone"))
    many = key.endswith("s") and isinstance(state[key], list)
    if value is None:
        return state | {key: [] if many else None}
    if many and not isinstance(value, list | tuple | set):
        value = [value]
    if key in ("selected_option", "selected_options"):
        return state | {key: [pick(element, one) for one in value] if many else pick(element, value)}
    if kind.endswith(("users_select", "channels_select", "conversations_select")):
        single = kind.removeprefix("multi_")
        ids = [person_or_place(world, viewer, single, one) for one in (value if many else [value])]
        return state | {key: ids if many else ids[0]}
    if isinstance(value, datetime.time):
        value = value.strftime("%H:%M")
    if isinstance(value, datetime.date):
        value = value.isoformat()
    form = {"timepicker": r"([01]\d|2[0-3]):[0-5]\d", "datepicker": r"\d{4}-\d\d-\d\d"}.get(kind)
    if form and not re.fullmatch(form, str(value)):
        raise NotThere(f"{value!r} cannot be picked in a {kind}")
    return state | {key: (int(value) if kind == "datetimepicker" else str(value)) or None}


def check_state(element: Json, state: Json, optional: bool) -> str | None:
    """Why Slack's client would not submit this, or None."""
    key = next(key for key in state if key not in ("type", "timezone"))
    value = state[key]
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if isinstance(value, list):
        most = element.get("max_selected_items")
        return f"at most {most} may be chosen" if most and len(value) > most else None
    kind = element["type"]
    if kind == "number_input":
        return bad_number(element, str(value))
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        return "This doesn't look like an email address."
    if kind == "plain_text_input":
        if len(value) > (most := element.get("max_length", 3000)):
            return f"Please shorten this to {most} characters ({len(value) - most} too many)."
        if len(value) < (least := element.get("min_length", 0)):
            return f"Please write at least {least} characters."
        if "\n" in value and not element.get("multiline"):
            return "This is a single line."
    return None


def bad_number(element: Json, value: str) -> str | None:
    """Why this is not a number the input takes, or None."""
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if (low is not None and number < float(low)) or (high is not None and number > float(high)):
        return f"Please enter a number from {low} to {high}."
    return None


def fill(world: World, view: View, values: dict[str, Any]) -> None:
    """Types these answers into the view; the keys are labels, block ids or action ids."""
    for key, value in values.items():
        block, element = find_input(view, key)
        view.typed[block["block_id"], element["action_id"]] = state_of(world, view.user, element, value)


def check(view: View) -> None:
    """Raises Refused when Slack's client would not submit the view as it stands."""
    if not view.body.get("submit"):
        raise NotThere("this view has no submit button")
    fields: dict[str, str] = {}
    for block, element in inputs_of(view.blocks):
        state = view.typed.get((block["block_id"], element["action_id"])) or empty_value(element)
        if state is not None and (why := check_state(element, state, bool(block.get("optional")))):
            fields[label_of(block)] = why
    if fields:
        raise Refused(fields)
