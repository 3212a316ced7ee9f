"""The connection to Discord: every interaction becomes one turn, acknowledged in time, answered privately.

Not here: rules, and posts that others see (`platform`). No view or modal object is held, so that a button
pressed or a form submitted after a restart works as before.
"""

from __future__ import annotations

import asyncio
import logging
import math
import sys
from dataclasses import dataclass
from typing import Any, Final, assert_never

import discord
import discord.gateway
import yarl

from adapters.discord import draw, read
from adapters.discord.attach import Attached, pictured
from adapters.discord.line import Line
from core import words
from core.desk import Desk, incident
from core.ports import Clock
from core.surface import Replace
from core.turn import Again, Answered, NotDone, Opens, Outcome, Turn
from core.values import Said

log = logging.getLogger("handrail.discord")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds after a turn began. Discord gives up waiting after 3, and on answers after 15 minutes."""

    defer: float = 1.0
    """An answer that is not there yet is acknowledged, privately."""
    form: float = 2.0
    """A form that is not there yet becomes a button: once acknowledged, no form can be opened."""
    unsure: float = 10.0
    """Say that nobody knows yet, and hand back what was typed."""
    forget: float = 840.0
    close: float = 10.0
    """How long a stopping process waits for the turns it has begun."""


class Gateway(discord.Client):
    """The bot on Discord. It asks for no privileged intent and reads no messages."""

    def __init__(self, desk: Desk, clock: Clock, patience: Patience | None = None) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.desk = desk
        self._clock = clock
        self._patience = patience or Patience()
        self._running: set[asyncio.Task[Any]] = set()
        self._paused = False

    def pause(self) -> None:
        """Begin nothing new. Discord says by itself that nobody answered, and a form stays open."""
        self._paused = True

    async def healthy(self) -> bool:
        """Whether interactions would reach us now: connected, ready, and heartbeats are answered."""
        return self.is_ready() and self.ws.open and math.isfinite(self.latency)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer one interaction, whatever it was."""
        payload = payload_of(interaction)
        turn = read.turn(payload, self.desk.suite, self._clock.now())
        if turn is None or self._paused:
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._running.add(task)
        try:
            await self._answer(turn, Line(interaction), replaceable=read.beneath_own(payload))
        finally:
            self._running.discard(task)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log a fault by its code; what was typed stays out of the log."""
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        if isinstance(error, Exception):
            incident(error, f"discord {event_method}")

    async def close(self) -> None:
        """Stop, once the turns that were begun have been answered."""
        self.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=self._patience.close)
        await super().close()

    async def _answer(self, turn: Turn, line: Line, *, replaceable: bool) -> None:
        action = self.desk.suite.action(turn.step)
        opens = turn.answers is None and action is not None and action.form is not None
        patience = self._patience
        first = patience.form if opens else patience.defer
        handling = asyncio.create_task(self._handled(turn))
        done, _ = await asyncio.wait({handling}, timeout=first)
        if not done:
            await line.defer()
            done, _ = await asyncio.wait({handling}, timeout=patience.unsure - first)
        if not done:
            log.warning("a turn of %s takes longer than %d seconds", turn.step.action, patience.unsure)
            unsure = words.unsure().within(turn.step.community)
            await _deliver(Ready(NotDone(unsure, _typed(turn))), turn, line, replaceable=False)
            line.correct()
            done, _ = await asyncio.wait({handling}, timeout=patience.forget - patience.unsure)
        if done:
            await _deliver(handling.result(), turn, line, replaceable=replaceable)

    async def _handled(self, turn: Turn) -> Ready:
        """What the desk answers, with its plot drawn: both take their time, which the line is kept open for."""
        outcome = await self.desk.handle(turn)
        if not isinstance(outcome, Answered):
            return Ready(outcome)
        message = outcome.reply.message if isinstance(outcome.reply, Replace) else outcome.reply
        shown, attached = await pictured(message)
        reply = Replace(shown) if isinstance(outcome.reply, Replace) else shown
        return Ready(Answered(reply), attached)


@dataclass(frozen=True, slots=True)
class Ready:
    """An outcome, and what is attached to its message."""

    outcome: Outcome
    attached: Attached = ()


async def _deliver(ready: Ready, turn: Turn, line: Line, *, replaceable: bool) -> None:
    outcome = ready.outcome
    match outcome:
        case Opens(form) if line.fresh:
            await line.open(draw.form(form))
        case Opens():
            await line.show(draw.private(words.slow_form(turn.step).within(turn.step.community)))
        case Answered(reply):
            message = reply.message if isinstance(reply, Replace) else reply
            if isinstance(reply, Replace) and replaceable and line.fresh:
                await line.update(draw.message(message), ready.attached)
            else:
                await line.show(draw.private(message), ready.attached)
        case Again():
            await line.show(draw.private(outcome.message))
        case NotDone(message, typed):
            await line.show(draw.private(message))
            for page in draw.handed_back(typed if not line.corrects else ()):
                await line.show(page)
        case _:
            assert_never(outcome)


def _typed(turn: Turn) -> tuple[tuple[str, Said], ...]:
    """What was typed, under its keys: the labels would have to be asked of what hangs."""
    answers = {key: answer for key, answer in (turn.answers or {}).items() if isinstance(answer, str)}
    said = ((key.replace("-", " ").capitalize(), Said(answer)) for key, answer in answers.items())
    return tuple((label, answer) for label, answer in said if answer)


def payload_of(interaction: discord.Interaction) -> dict[str, Any]:
    """Return an interaction as the gateway sent it, as far as `read` looks at it."""
    message = interaction.message
    return {
        "id": str(interaction.id),
        "type": interaction.type.value,
        "guild_id": str(interaction.guild_id or ""),
        "channel_id": str(interaction.channel_id or ""),
        "user": {"id": str(interaction.user.id), "bot": interaction.user.bot},
        "data": interaction.data,
        "message": {"flags": message.flags.value} if message else None,
    }


async def sync(client: discord.Client, payload: list[draw.Payload], known: str) -> str:
    """Replace all global commands unless their fingerprint is the known one; return the fingerprint to keep.

    Discord allows 200 new commands a day, so this is done on purpose or after a change, not at every start.
    """
    fingerprint = draw.fingerprint(payload)
    if fingerprint != known:
        await client.http.bulk_upsert_global_commands(client.application_id or 0, payload)
        log.info("%d commands registered with Discord", len(payload))
    return fingerprint


_QUIET: Final = ("discord", "aiohttp")


def pin_logs() -> None:
    """Keep the libraries' loggers at INFO or above: below that they log what people say."""
    for name in (*_QUIET, *(name for name in logging.root.manager.loggerDict if name.startswith("discord."))):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))


def point_at(api_url: str, gateway_url: str) -> None:
    """Send discord.py to another server than Discord's, for tests and for practice runs.

    `api_url` takes the place of Discord's versioned API address, `gateway_url` of its WebSocket's.
    """
    discord.http.Route.BASE = api_url.rstrip("/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
