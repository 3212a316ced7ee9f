"""A small application on the real Bolt for tests of the Slack stand-in, and the blocks that are sent to it.

Not here: expectations.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import Slack

Json = dict[str, Any]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    """An input block named by its label."""
    key = label.lower()
    return {
        "type": "input",
        "block_id": key,
        "label": plain(label),
        "element": {"action_id": key, **element},
        **more,
    }


def button(text: str, action_id: str, value: str = "") -> Json:
    """A button."""
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        **({"value": value} if value else {}),
    }


def options(*texts: str) -> list[Json]:
    """Options whose value is their text in lower case."""
    return [{"text": plain(text), "value": text.lower()} for text in texts]


def modal(*blocks: Json, title: str = "Check in") -> Json:
    """A modal with a submit button."""
    view: Json = {"type": "modal", "callback_id": "checkin", "title": plain(title), "submit": plain("Save")}
    return view | {"blocks": list(blocks), "private_metadata": "subject"}


def section(text: str, kind: str = "mrkdwn") -> Json:
    """A section."""
    return {"type": "section", "text": {"type": kind, "text": text}}


FORM = modal(
    field("Mood", {"type": "radio_buttons", "options": options("Fine", "Rough")}),
    field("Words", {"type": "plain_text_input", "multiline": True, "max_length": 20}),
    field("Urges", {"type": "checkboxes", "options": options("One", "Two", "Three")}, optional=True),
    field("Goal", {"type": "static_select", "options": options("Day", "Week")}, optional=True),
    field("Tools", {"type": "multi_static_select", "options": options("Walk", "Call")}, optional=True),
    field("When", {"type": "timepicker", "initial_time": "09:00"}),
    field("Day", {"type": "datepicker"}, optional=True),
    field("Buddy", {"type": "users_select"}, optional=True),
    field("Place", {"type": "conversations_select"}, optional=True),
    field("Room", {"type": "channels_select"}, optional=True),
)


def build(slack: Slack) -> AsyncApp:
    """A small application on the real Bolt."""
    app = AsyncApp(client=slack.client(), signing_secret=slack.team.signing_secret, logger=quiet())

    @app.command("/start")
    async def start(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        await asyncio.sleep(0.5)
        await ack()

    @app.command("/tell")
    async def tell(ack: Any) -> None:
        await ack("Only <@U1> &amp; you")

    @app.view("checkin")
    async def submitted(ack: Any, view: Json) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"words": "Say more &amp; better"})
        elif words == "more":
            await ack(response_action="push", view=modal(field("More", {"type": "plain_text_input"})))
        elif words == "all":
            await ack(response_action="clear")
        elif words == "wrong":
            await ack(response_action="errors", errors={"nowhere": "?"})
        else:
            await ack(response_action="update", view=modal(section("Thank you"), title="Saved"))

    @app.action("with_you")
    async def with_you(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Held", blocks=[])

    @app.action("respond")
    async def respond_here(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Gone", replace_original=True)

    @app.action("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("menu")
    async def menu(ack: Any) -> None:
        await ack()

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        blocks = [section("Hello"), {"type": "actions", "elements": [button("Begin", "begin")]}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def message() -> None: ...

    return app


def quiet() -> logging.Logger:
    """A logger that says nothing."""
    logger = logging.getLogger("quiet")
    logger.setLevel(logging.CRITICAL)
    return logger


async def refused(call: Any) -> str:
    """The error code a Web API call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])
