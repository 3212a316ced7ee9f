"""Slack's side of the desk: acknowledge in time, ask, and show the answer to the one person who acted.

Not here: reading and drawing (`read`, `draw`), and how requests arrive (`link`).

A press or a command is acknowledged at once and answered in a view: in the place of the one it came from,
else in one of its own, else (its trigger is no longer good) by a neutral direct message that leads there.
A form is acknowledged only after the commit; while anything is in doubt it stays open with its words.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Coroutine
from typing import Any, Final, TypeVar, assert_never

from adapters.slack import draw
from adapters.slack.answers import Spent
from adapters.slack.inputs import Json
from adapters.slack.platform import SlackPlatform
from adapters.slack.read import Heard, Kind, heard
from core import words
from core.desk import Desk, incident
from core.errors import PlatformError
from core.feature import Command
from core.ports import Clock
from core.surface import Button, Message, Replace, Reply
from core.turn import Again, Answered, NotDone, Opens, Outcome
from core.values import Place

SUBMIT_SECONDS: Final = 2.5
"""An acknowledgement must arrive within three seconds; past this a form stays open, in doubt."""
ASK_SECONDS: Final = 2.0
"""A trigger opens a view for three seconds; past this one is opened to wait in."""
GRACE_SECONDS: Final = 10.0
"""How long stopping waits for what was begun."""
_NEEDS_NO_BUTTON: Final = (words.START.step.action, words.HELP.step.action)

T = TypeVar("T")
log = logging.getLogger("handrail.slack")


class SlackGateway:
    """Takes what Slack delivers. `link.SocketLink` or `link.HttpLink` bring it; both call `door`."""

    def __init__(self, desk: Desk, clock: Clock, platform: SlackPlatform) -> None:
        self._desk = desk
        self._clock = clock
        self._platform = platform
        self._tasks: set[asyncio.Task[Any]] = set()
        self._paused = False

    def pause(self) -> None:
        """Begin nothing new. What comes in is not acknowledged, so that Slack says so and a form stays open."""
        self._paused = True

    async def close(self) -> None:
        """Let what was begun come to an end, for ten seconds."""
        self.pause()
        await self.idle(GRACE_SECONDS)
        for task in self._tasks:
            task.cancel()

    async def idle(self, most: float | None = None) -> None:
        """Return when everything that was begun has ended, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most):
                while self._tasks:
                    await asyncio.wait(set(self._tasks))

    async def door(self, body: Json) -> Json | None:
        """The one way in: return what to acknowledge with; None = not taken, so acknowledge nothing."""
        if self._paused:
            return None
        task = self._start(self._answer(body))
        await asyncio.wait({task})
        return None if task.cancelled() or task.exception() else task.result()

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run something that outlives the request; a bare task could be lost while it runs."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            incident(error, "slack.gateway")

    async def _answer(self, body: Json) -> Json:
        asked = heard(body, self._desk.suite, self._clock.now())
        if asked is None:
            return {}
        match asked.kind:
            case Kind.SUBMIT:
                return await self._submitted(asked)
            case Kind.ASK:
                self._start(self._asked(asked))
            case Kind.HOME:
                self._start(self._home(asked))
        return {}

    async def _submitted(self, asked: Heard) -> Json:
        work = self._start(self._desk.handle(asked.turn))
        await asyncio.wait({work}, timeout=SUBMIT_SECONDS)
        if not work.done():
            return draw.stay(words.unsure().body, asked.origin.blocks) or draw.update(draw.sheet(words.unsure()))
        outcome = work.result()
        kept_open: Json | None = None
        match outcome:
            case Again(problems=problems):
                kept_open = draw.errors(problems, asked.origin.blocks)
            case NotDone(message=message) if not _offers(message):
                kept_open = draw.stay(message.body, asked.origin.blocks)
            case _:
                pass
        return kept_open or draw.update(self._view(outcome, asked.origin.channel))

    async def _asked(self, asked: Heard) -> None:
        channel = asked.origin.channel
        if asked.verbs:
            message = words.which_verb([_verb(verb) for verb in asked.verbs])
            await self._show(asked, draw.sheet(message, channel))
            return
        work = self._start(self._desk.handle(asked.turn))
        await asyncio.wait({work}, timeout=ASK_SECONDS)
        if work.done():
            shown = await self._show(asked, self._view(work.result(), channel)) is not None
        else:
            shown = await self._wait(asked, work)
        outcome = work.result()
        if not shown:
            await self._point(asked, outcome)
        if asked.origin.ephemeral and isinstance(outcome, Answered) and isinstance(outcome.reply, Replace):
            await self._respond(asked, {"replace_original": True, **draw.neutral(outcome.reply.message)})

    async def _wait(self, asked: Heard, work: asyncio.Task[Outcome]) -> bool:
        """Open a view that promises nothing while the trigger is good; the answer goes there later."""
        waiting = await self._show(asked, draw.sheet(words.unsure(), asked.origin.channel))
        view = self._view(await work, asked.origin.channel)
        if not waiting:
            return waiting is not None
        # The hash keeps this from replacing what the person went on to meanwhile.
        there = {"view_id": waiting["view"]["id"], "hash": waiting["view"]["hash"]}
        return await self._try("views.update", {**there, "view": view}) is not None

    async def _show(self, asked: Heard, view: Json) -> Json | None:
        """Show a view over the form or in the place of the sheet it came from, else on its own.

        None when neither is possible; nothing in the answer when the same press was answered before.
        """
        origin = asked.origin
        answer: Json | None = None
        if origin.over_form:
            return await self._try("views.push", {"trigger_id": origin.trigger, "view": view})
        if origin.view:
            answer = await self._try("views.update", {"view_id": origin.view, "view": view})
        if answer is None and origin.trigger:
            answer = await self._try("views.open", {"trigger_id": origin.trigger, "view": view})
        return answer

    async def _try(self, method: str, arguments: Json) -> Json | None:
        try:
            return await self._platform.call(method, arguments)
        except Spent:
            return {}
        except PlatformError as problem:
            log.info("%s was not possible: %s", method, type(problem).__name__)
            return None

    async def _point(self, asked: Heard, outcome: Outcome) -> None:
        """Say that there is an answer, and lead to it: the same step again where that changes nothing."""
        turn = asked.turn
        action = self._desk.suite.action(turn.step)
        harmless = isinstance(outcome, Opens) or (action is not None and action.does is None)
        message = words.slow_form(turn.step) if harmless else words.unsure()
        try:
            await self._platform.post(Place("slack", turn.place.home, user=turn.who.user), message, turn.id)
        except PlatformError:
            only_them = {"response_type": "ephemeral", "replace_original": False}
            await self._respond(asked, {**only_them, **draw.neutral(message)})

    async def _respond(self, asked: Heard, drawn: Json) -> None:
        if not asked.origin.response_url:
            return
        try:
            await self._platform.respond(asked.origin.response_url, drawn)
        except PlatformError as problem:
            log.info("a response URL did not take an answer: %s", type(problem).__name__)

    async def _home(self, asked: Heard) -> None:
        outcome = await self._desk.handle(asked.turn)
        match outcome:
            case Answered(reply):
                message = _message(reply)
            case NotDone(message=message) | Again(message=message):
                pass
            case Opens():
                message = words.slow_form(asked.turn.step)
            case unknown:
                assert_never(unknown)
        await self._try("views.publish", {"user_id": asked.origin.user, "view": draw.home(message)})

    def _view(self, outcome: Outcome, channel: str) -> Json:
        match outcome:
            case Answered(reply):
                return draw.sheet(_message(reply), channel)
            case Opens(form):
                return draw.form(form, secrets.token_urlsafe(16), channel)
            case Again(message=message):
                return draw.sheet(message, channel)
            case NotDone(message, typed):
                return draw.sheet(message, channel, words.typed_back(typed) if typed else None)
            case unknown:
                assert_never(unknown)


def _verb(command: Command) -> tuple[str, str, Button]:
    return command.name, command.summary, Button(command.label or command.name, command.step)


def _message(reply: Reply) -> Message:
    return reply.message if isinstance(reply, Replace) else reply


def _offers(message: Message) -> bool:
    """Whether a message's buttons are needed to go on, so that a line beneath a field would not do."""
    ways = [*message.buttons, *(message.menu.options if message.menu else ())]
    return any(button.step.action not in _NEEDS_NO_BUTTON for button in ways)
