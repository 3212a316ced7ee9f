"""What Slack sent, as the turn it stands for and the ways it can be answered; pure.

Not here: whether it is allowed, and the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from typing import Final

from adapters.slack.inputs import Json, answer
from core.feature import Command
from core.suite import Suite
from core.surface import Answer, Step
from core.turn import Turn
from core.values import Person, Place

HOME: Final = Step("start.menu")
"""What the Home tab shows, and where a command leads that we no longer have."""


class Kind(Enum):
    """What was done; each is answered in a way of its own."""

    ASK = "a command or a press"
    SUBMIT = "a form"
    HOME = "the Home tab was opened"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where it was done, and the ways to answer. Empty = there is no such way."""

    user: str
    channel: str = ""
    trigger: str = ""
    view: str = ""
    """The modal it was done in."""
    over_form: bool = False
    """Whether that modal is a form, to be kept with its words beneath whatever is shown."""
    response_url: str = ""
    ephemeral: bool = False
    blocks: Mapping[str, str] = field(default_factory=dict)
    """For a form: the input block of each field, in order."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing somebody did. `verbs`: they typed the first word of these commands only."""

    kind: Kind
    turn: Turn
    origin: Origin
    verbs: tuple[Command, ...] = ()


def heard(body: Json, suite: Suite, now: datetime) -> Heard | None:
    """Return what a request of Slack means; None for what is none of ours."""
    if "command" in body:
        return _command(body, suite, now)
    match body.get("type"):
        case "block_actions":
            return _press(body, now)
        case "view_submission":
            return _submission(body, now)
        case "event_callback":
            return _event(body, now)
    return None


def _command(body: Json, suite: Suite, now: datetime) -> Heard:
    name = str(body["command"]).removeprefix("/").lower()
    words = [name, *str(body.get("text") or "").lower().split()[:1]]
    command = suite.commands.get(" ".join(words)) or suite.commands.get(name)
    verbs = () if command else tuple(c for key, c in suite.commands.items() if key.split()[0] == name)
    origin = Origin(
        str(body["user_id"]),
        str(body.get("channel_id") or ""),
        str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
    )
    step = command.step if command else HOME
    return Heard(Kind.ASK, _turn(origin.trigger, _team(body), origin, step, now), origin, verbs)


def _press(body: Json, now: datetime) -> Heard | None:
    step = _pressed((body.get("actions") or [{}])[0])
    if step is None:
        return None
    view: Json = body.get("view") or {}
    container: Json = body.get("container") or {}
    known: Json = body.get("channel") or {}
    origin = Origin(
        str(body["user"]["id"]),
        str(known.get("id") or container.get("channel_id") or metadata(view).get("channel") or ""),
        str(body.get("trigger_id") or ""),
        str(view["id"]) if view.get("type") == "modal" else "",
        any(block.get("type") == "input" for block in view.get("blocks") or ()),
        str(body.get("response_url") or ""),
        bool(container.get("is_ephemeral")),
    )
    return Heard(Kind.ASK, _turn(origin.trigger, _team(body), origin, step, now), origin)


def _pressed(action: Json) -> Step | None:
    chosen = (action.get("selected_option") or {}).get("value")
    return Step.parse(str(chosen or action.get("action_id") or ""))


def _submission(body: Json, now: datetime) -> Heard | None:
    view: Json = body["view"]
    kept = metadata(view)
    step = Step.parse(kept.get("step") or str(view.get("callback_id")))
    if step is None:
        return None
    team = _team(body)
    answers: dict[str, Answer] = {}
    blocks: dict[str, str] = {}
    state: dict[str, dict[str, Json]] = (view.get("state") or {}).get("values") or {}
    for block in view.get("blocks") or ():
        if block.get("type") == "input":
            key = str(block["element"]["action_id"])
            blocks[key] = str(block["block_id"])
            given = answer(state.get(blocks[key], {}).get(key, {}), team)
            if given is not None:
                answers[key] = given
    user, channel = str(body["user"]["id"]), kept.get("channel", "")
    origin = Origin(user, channel, str(body.get("trigger_id") or ""), str(view["id"]), blocks=blocks)
    turn_id = _submitted(kept.get("nonce") or origin.view, answers)
    return Heard(Kind.SUBMIT, _turn(turn_id, team, origin, step, now, answers), origin)


def _submitted(nonce: str, answers: Mapping[str, Answer]) -> str:
    """The same form with the same answers is the same turn; with changed ones it is another."""
    words = json.dumps(sorted(answers.items())).encode()
    return f"{nonce}.{blake2b(words, key=nonce.encode()[:64], digest_size=16).hexdigest()}"


def _event(body: Json, now: datetime) -> Heard | None:
    event: Json = body.get("event") or {}
    if event.get("type") != "app_home_opened" or event.get("tab", "home") != "home":
        return None
    origin = Origin(str(event["user"]))
    return Heard(Kind.HOME, _turn(str(body["event_id"]), _team(body), origin, HOME, now), origin)


def _team(body: Json) -> str:
    """The workspace; an app of a whole organisation may be told `team: null`, and the person's counts."""
    granted: Json = (body.get("authorizations") or [{}])[0]
    user = body.get("user")
    found = (
        body.get("team_id")
        or (body.get("team") or {}).get("id")
        or granted.get("team_id")
        or (user.get("team_id") if isinstance(user, dict) else None)
        or (body.get("view") or {}).get("team_id")
    )
    return str(found or "")


def _turn(
    turn_id: str,
    team: str,
    origin: Origin,
    step: Step,
    now: datetime,
    answers: Mapping[str, Answer] | None = None,
) -> Turn:
    """User ids belong to a team, so a person is both; a conversation with us (`D…`) is a person's inbox."""
    who = Person("slack", f"{team}.{origin.user}")
    alone = not origin.channel or origin.channel.startswith("D")
    place = Place("slack", team, origin.channel, who.user if alone else "")
    return Turn(turn_id, who, place, step, now, answers)


def metadata(view: Json) -> dict[str, str]:
    """Return what we noted on a view when it was drawn: `step`, `nonce` and `channel`."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
