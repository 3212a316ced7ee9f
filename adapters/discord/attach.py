"""What goes up with a payload: a plot as a picture, then files, in the order in which the payload names them.

Not here: the payload (`draw`) and the picture itself (`picture`).
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import discord
from discord.http import MultipartParameters

from adapters.discord import picture
from adapters.discord.draw import Payload
from core.desk import incident
from core.limits import BODY
from core.surface import Message
from core.text import Text, lines, text
from core.values import length

Attached: TypeAlias = Sequence[bytes]
"""Contents, in the order of the payload's `attachments`."""


async def pictured(message: Message) -> tuple[Message, Attached]:
    """Return a message with what is attached to it. A plot that cannot be drawn is said in words instead."""
    files = [file.content for file in message.files]
    if message.plot is None:
        return message, files
    try:
        drawn = await asyncio.to_thread(picture.png, message.plot)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person still gets their answer
        incident(error, "drawing a plot")
        return replace(message, body=_with(message.body, message.plot.alt), plot=None), files
    return message, [drawn, *files]


def _with(body: Text, alt: str) -> Text:
    longer = lines(body, text("{alt}", alt=alt), gap=True)
    return longer if length(longer.plain()) <= BODY else body


def multipart(payload: Payload | None, attached: Attached) -> MultipartParameters:
    """Return a request's body as discord.py's HTTP layers take it; without attachments it is plain JSON."""
    if payload is None or not attached:
        return MultipartParameters(payload=payload, multipart=None, files=None)
    named = payload.get("data", payload)["attachments"]
    files = [
        discord.File(io.BytesIO(content), upload["filename"], description=upload.get("description"))
        for upload, content in zip(named, attached, strict=True)
    ]
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(payload, ensure_ascii=False)}]
    for at, file in enumerate(files):
        part = {"name": f"files[{at}]", "value": file.fp, "filename": file.filename}
        parts.append({**part, "content_type": "application/octet-stream"})
    return MultipartParameters(payload=None, multipart=parts, files=files)
