"""What people do in the turn benches, as Slack sends it: a check-in's form submitted, and its share pressed.

Not here: sending it, and what either side answers.
"""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote_plus

from adapters.slack import draw
from config.templates import load_templates
from core.checkins import share_words, words
from core.checkins.actions import DEFAULT
from core.checkins.forms import page
from core.checkins.model import CheckIn
from core.surface import Step
from core.values import MemberId, Said

TEAM: Final = "T0BENCH"
CHANNEL: Final = "C0BENCH"
SECRET: Final = "a made-up signing secret"
MEMBERS: Final = 2_000
PATH: Final = "/slack/events"
NEXT: Final = "Call my sister before noon, then a walk around the block."
_USER, _ID, _VIEW, _CHECKIN = "~USER~", "~ID~", "~VIEW~", "checkin-of-this-press1"
STATE: Final[dict[str, dict[str, Any]]] = {
    "words": {
        "type": "multi_static_select",
        "selected_options": [draw.option("calm", "calm"), draw.option("tired", "tired")],
    },
    "heavy": {"type": "static_select", "selected_option": draw.option("4", "4")},
    "contact": {"type": "radio_buttons", "selected_option": draw.option("yes", "yes")},
    "next": {"type": "plain_text_input", "value": NEXT},
}


def user(number: int) -> str:
    """The platform's id of a member."""
    return f"U{number % MEMBERS:09d}"


def handle(number: int) -> str:
    """What a member is called."""
    return f"Member {number % MEMBERS}"


class Acts:
    """Signed requests, made from templates so that making them costs the machine little."""

    def __init__(self) -> None:
        template = next(one for one in load_templates(None) if one.key == DEFAULT)
        form = replace(page(template, "general", 0), step=Step("checkin.write", "add"))
        view = draw.form(form, _ID)
        asked = [block for block in view["blocks"] if block["type"] == "input"]
        values = {block["block_id"]: {_key(block): STATE[_key(block)]} for block in asked}
        self._submit = _packed("view_submission", {"view": {**view, "id": _VIEW, "state": {"values": values}}})
        given = {"words": ("calm", "tired"), "heavy": 4, "contact": "yes", "next": Said(NEXT)}
        checkin = CheckIn(
            _CHECKIN, MemberId(_USER), DEFAULT, "general", datetime.now(UTC).date(), given, datetime.now(UTC)
        )
        questions = template.questions_for("general")
        preview = share_words.shared(Said("Member 1"), checkin, questions, ())
        sheet = draw.sheet(words.saved(preview, checkin, heavy=False, standing=False))
        press = {"action_id": f"checkin.share:{_CHECKIN}", "type": "button", "action_ts": "1.0"}
        container = {"type": "view", "view_id": _VIEW}
        self._share = _packed(
            "block_actions", {"view": {**sheet, "id": _VIEW}, "actions": [press], "container": container}
        )

    def submit(self, who: str, nonce: str, view: str) -> bytes:
        """A check-in's form, filled in; each nonce is a turn of its own."""
        return _request(_filled(self._submit, who, nonce, view))

    def share(self, who: str, trigger: str, view: str, checkin: str) -> bytes:
        """The press on *Share with the group* beneath what the form's answer showed."""
        return _request(_filled(self._share, who, trigger, view).replace(_CHECKIN, checkin))


def _key(block: dict[str, Any]) -> str:
    return str(block["element"]["action_id"])


def _packed(kind: str, more: dict[str, Any]) -> str:
    body = {
        "type": kind,
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": _USER, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "made-up",
        "trigger_id": _ID,
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }
    return "payload=" + quote_plus(json.dumps(body), safe="~")


def _filled(template: str, who: str, unique: str, view: str) -> str:
    return template.replace(_USER, who).replace(_ID, unique).replace(_VIEW, view)


def _request(body: str) -> bytes:
    stamp = str(int(time.time()))
    signature = hmac.digest(SECRET.encode(), f"v0:{stamp}:{body}".encode(), "sha256").hex()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()
