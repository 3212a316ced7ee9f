"""The stacks of modals and the home tabs: how Slack opens, pushes, updates and closes them."""

from __future__ import annotations

from typing import Any

from .elements import Json, elements_of, inputs_of
from .state import STACK, ApiError, Team, User, View, World
from .validate import check_view


def checked(view: Any, surface: str) -> Json:
    """The view when Slack would take it, else its error."""
    code, messages = check_view(view, surface)
    if code:
        raise ApiError(code, *messages)
    body: Json = view
    return body


def new_view(world: World, user: User, body: Json, below: View | None = None) -> View:
    """A view of this person, not yet shown."""
    external = body.get("external_id")
    if external and any(v.body.get("external_id") == external for v in open_views(world, user.team)):
        raise ApiError("duplicate_external_id")
    view_id = world.mint("V")
    body = body | {"blocks": world.with_ids(body["blocks"])}
    root = below.root_id if below else view_id
    return View(view_id, user, body, fresh_hash(world), root, below.id if below else None)


def fresh_hash(world: World) -> str:
    """A hash that no other state of a view had."""
    return f"{world.ts().split('.')[0]}.{world.mint('h')[1:]}"


def open_views(world: World, team: Team) -> list[View]:
    """Every open modal of the team."""
    return [view for stack in world.stacks.values() for view in stack if view.user.team is team]


def open_view(world: World, user: User, body: Json) -> View:
    """A new stack of one; whatever was open goes away."""
    view = new_view(world, user, body)
    world.stacks[user.id] = [view]
    return view


def push_view(world: World, user: User, body: Json) -> View:
    """One more view on an existing stack of at most three."""
    stack = world.stacks.get(user.id) or []
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= STACK:
        raise ApiError("push_limit_reached")
    stack.append(new_view(world, user, body, stack[-1]))
    return stack[-1]


def find_view(world: World, team: Team, view_id: Any, external_id: Any) -> View:
    """The open modal with this id or external id."""
    for view in open_views(world, team):
        if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
            return view
    raise ApiError("not_found")


def replace_view(world: World, view: View, body: Json, seen_hash: Any = None) -> None:
    """New content for an open view: what was typed stays where block_id and action_id stay."""
    if seen_hash and seen_hash != view.hash:
        raise ApiError("hash_conflict")
    view.body = body | {"blocks": world.with_ids(body["blocks"])}
    view.hash, view.errors = fresh_hash(world), {}
    kept = {(b["block_id"], e.get("action_id")) for b in view.blocks for e in elements_of(b)}
    view.typed = {key: value for key, value in view.typed.items() if key in kept}


def publish_home(world: World, user: User, body: Json, seen_hash: Any = None) -> View:
    """Sets the home tab of this person, for the first time or again."""
    home = world.homes.get(user.id)
    if home is None:
        home = world.homes[user.id] = new_view(world, user, body)
    else:
        replace_view(world, home, body, seen_hash)
    return home


def close_view(world: World, view: View, everything: bool = False) -> None:
    """Takes a view off its stack, or the whole stack away."""
    stack = world.stacks.get(view.user.id, [])
    if everything or view.body.get("clear_on_close"):
        stack.clear()
    elif view in stack:
        stack.remove(view)


def obey(world: World, view: View, answer: Json) -> None:
    """Does what the acknowledgement of a submission says; ApiError when Slack would not understand it."""
    action = answer.get("response_action")
    if action is None and not answer:
        close_view(world, view)
    elif action == "clear":
        close_view(world, view, everything=True)
    elif action == "errors":
        known = {block["block_id"] for block, _ in inputs_of(view.blocks)}
        errors = answer.get("errors")
        if not isinstance(errors, dict) or not errors or not set(errors) <= known:
            raise ApiError("invalid_arguments", f"errors must name input blocks, has {errors!r}")
        if not all(isinstance(text, str) and text for text in errors.values()):
            raise ApiError("invalid_arguments", "every error must be a text")
        view.errors = dict(errors)
    elif action == "update":
        replace_view(world, view, checked(answer.get("view"), "modal"))
    elif action == "push":
        push_view(world, view.user, checked(answer.get("view"), "modal"))
    else:
        raise ApiError("invalid_arguments", f"unknown response_action: {action!r}")
