"""One interaction's line back to the person: the first response, edits and follow-ups, all of them private.

Not here: what is said on it. Payloads go through discord.py's own HTTP layer as they are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from enum import Enum, auto
from typing import Final

import aiohttp
import discord
from discord.webhook.async_ import async_context

from adapters.discord.attach import Attached, multipart
from adapters.discord.draw import EPHEMERAL, Payload, changing

log = logging.getLogger("handrail.discord")

_SECONDS: Final = 20.0
_LATE: Final = frozenset({10015, 10062, 40060, 50027})
"""The interaction is unknown, answered already, or older than its 15 minutes: nobody waits for it."""


class _State(Enum):
    FRESH = auto()
    DEFERRED = auto()
    ANSWERED = auto()
    CLOSED = auto()


class Line:
    """Says things in order; what comes too late is noted in the log and otherwise ignored."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._id = interaction.id
        self._application = interaction.application_id
        self._token = interaction.token
        self._session = interaction.followup.session
        self._state = _State.FRESH
        self.corrects = False
        """Whether something was said already that what follows corrects."""

    @property
    def fresh(self) -> bool:
        """Whether nothing was sent yet, so that a form can still be opened."""
        return self._state is _State.FRESH

    async def defer(self) -> None:
        """Acknowledge; what follows stays private."""
        await self._respond({"type": 5, "data": {"flags": EPHEMERAL}}, _State.DEFERRED)

    async def open(self, modal: Payload) -> None:
        """Open a form, which only a fresh line can."""
        await self._respond({"type": 9, "data": modal}, _State.ANSWERED)

    async def update(self, message: Payload, attached: Attached = ()) -> None:
        """Replace the message that was pressed, which only a fresh line can."""
        await self._respond({"type": 7, "data": changing(message)}, _State.ANSWERED, attached)

    async def show(self, message: Payload, attached: Attached = ()) -> None:
        """Show a private message: as the response, in the place kept by `defer`, or beneath the last one."""
        match self._state:
            case _State.FRESH:
                await self._respond({"type": 4, "data": message}, _State.ANSWERED, attached)
            case _State.DEFERRED:
                # Who sees it was fixed when deferring; an edit takes no flag but the one about embeds.
                edit = multipart(changing({**message, "flags": message["flags"] & ~EPHEMERAL}), attached)
                await self._send(
                    async_context.get().edit_original_interaction_response(
                        self._application, self._token, session=self._session, **edit._asdict()
                    ),
                    _State.ANSWERED,
                )
            case _State.ANSWERED:
                more = multipart(message, attached)
                await self._send(
                    async_context.get().execute_webhook(
                        self._application, self._token, session=self._session, **more._asdict(), wait=True
                    ),
                    _State.ANSWERED,
                )
            case _State.CLOSED:
                pass

    def correct(self) -> None:
        """Let the next message take the place of the first one."""
        self.corrects = True
        if self._state is _State.ANSWERED:
            self._state = _State.DEFERRED

    async def _respond(self, response: Payload, then: _State, attached: Attached = ()) -> None:
        params = multipart(response, attached)
        await self._send(
            async_context.get().create_interaction_response(
                self._id, self._token, session=self._session, params=params
            ),
            then,
        )

    async def _send(self, request: Awaitable[object], then: _State) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await request
        except discord.HTTPException as error:
            self._state = _State.CLOSED
            if error.code not in _LATE and error.status < 500:
                raise
            log.info("an answer came too late: %d %d", error.status, error.code)
        except (aiohttp.ClientError, OSError) as error:
            self._state = _State.CLOSED
            log.warning("an answer did not arrive: %s", type(error).__name__)
        else:
            self._state = then
