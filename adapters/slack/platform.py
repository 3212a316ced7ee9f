"""Slack as a `Platform`: post, edit, remove; and the one place where Slack's errors become ours.

Not here: receiving anything. Nothing is repeated here: what is worth another try is the job loop's to say.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import draw
from adapters.slack.answers import TROUBLE, Archived, translated
from adapters.slack.inputs import Json
from adapters.slack.pace import Lanes
from core.errors import CannotDo, Gone, Locked, PlatformError, Temporary, Unclear
from core.feature import Delivery, Edit, Post, Remove
from core.files import File
from core.pace import Lane, still_open
from core.ports import Pace
from core.surface import Message
from core.values import Place, PostRef

TIME_OUT: Final = aiohttp.ClientTimeout(total=20, connect=5)
"""In seconds; below half of a job's lease."""

log = logging.getLogger("handrail.slack")


class SlackPlatform:
    """Where Slack's messages are shown. One HTTP session for everything; open it before use."""

    name = "slack"
    repeats_safely = timedelta(0)

    def __init__(self, token: str, pace: Pace, base_url: str = AsyncWebClient.BASE_URL) -> None:
        self.base_url = base_url
        self._token = token
        self._pace = pace
        self._lanes = Lanes(token)
        self._in_doubt = False
        self.locked = False
        """Whether Slack refused the token."""
        self._client: AsyncWebClient | None = None
        self._inboxes: dict[str, str] = {}

    async def open(self) -> None:
        """Make the session; connects to nothing yet."""
        session = aiohttp.ClientSession(timeout=TIME_OUT)
        self._client = AsyncWebClient(self._token, self.base_url, session=session, retry_handlers=[])

    async def close(self) -> None:
        """Close the session."""
        if self._client and self._client.session:
            await self._client.session.close()
        self._client = None

    @property
    def client(self) -> AsyncWebClient:
        """Slack's client, which repeats nothing by itself."""
        if self._client is None:
            raise RuntimeError("the platform is not open")
        return self._client

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:
        """What showing this counts towards: its method, its channel, and the opening of an inbox."""
        match delivery:
            case Post(place):
                to = self._lanes.channel(place.user.rpartition(".")[2] or place.channel)
                posts = [self._lanes.method("chat.postMessage"), to]
                known = not place.user or place.user.rpartition(".")[2] in self._inboxes
                return posts if known else [*posts, self._lanes.method("conversations.open")]
            case Edit():
                return [self._lanes.method("chat.update")]
            case Remove():
                return [self._lanes.method("chat.delete")]

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message. Slack knows no idempotency key, so what ends unclear must not be repeated.

        Files come first, each a message of Slack's own; the words follow, and the reference knows both.
        """
        if message.files and not place.user:
            raise CannotDo
        if place.user:
            drawn, channel = draw.neutral(message), await self._inbox(place.user)
        else:
            drawn, channel = draw.post(message), place.channel
        if beneath is not None:
            drawn |= {"thread_ts": _ts(beneath), "reply_broadcast": False}
        drawn |= {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        files = await self._share(message.files, channel)
        try:
            answer = await self.call("chat.postMessage", drawn, repeatable=False)
        except PlatformError as problem:
            if not isinstance(problem, Unclear):
                await self._take_back(files)
            raise
        return PostRef(Place(place.platform, place.home, channel, place.user), _BESIDE.join([answer["ts"], *files]))

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message that was posted; files that came with it go. A file cannot come by a change."""
        if message.files:
            raise CannotDo
        await self._delete(_files(ref))
        drawn = draw.neutral(message) if ref.place.user else draw.post(message)
        await self.call("chat.update", {**drawn, "channel": ref.place.channel, "ts": _ts(ref)})

    async def remove(self, ref: PostRef) -> None:
        """Take a message away with its files; one that is gone already is no error."""
        await self._delete(_files(ref))
        try:
            await self.call("chat.delete", {"channel": ref.place.channel, "ts": _ts(ref)})
        except Archived:
            raise CannotDo from None
        except Gone:
            return

    async def _inbox(self, user: str) -> str:
        person = user.rpartition(".")[2]
        if person not in self._inboxes:
            answer = await self.call("conversations.open", {"users": person})
            self._inboxes[person] = str(answer["channel"]["id"])
        return self._inboxes[person]

    async def _share(self, files: Sequence[File], channel: str) -> list[str]:
        """Upload files and show them in an inbox; return Slack's ids of them."""
        if not files:
            return []
        still_open(self._pace, [self._lanes.method(f"files.{step}") for step in _UPLOADING])
        uploads = [{"filename": file.name, "title": file.name, "content": file.content} for file in files]
        try:
            answer: Any = await self.client.files_upload_v2(file_uploads=uploads, channel=channel)
        except SlackRequestError:  # an upload was refused, and nothing is shown before the last one is done
            raise Temporary from None
        except TROUBLE as error:
            raise await self._told("files.completeUploadExternal", error, repeatable=False) from None
        return [str(file["id"]) for file in answer["files"]]

    async def _take_back(self, files: Sequence[str]) -> None:
        """Delete files whose words could not be posted; `Unclear` when that is not possible: then they are there."""
        try:
            await self._delete(files)
        except PlatformError:
            raise Unclear from None

    async def _delete(self, files: Sequence[str]) -> None:
        for file in files:
            try:
                await self.call("files.delete", {"file": file})
            except Gone:
                continue

    async def call(self, method: str, arguments: Json, *, repeatable: bool = True) -> Json:
        """Call a method and return its answer. `repeatable`: another try does no harm.

        Nothing is called while Slack said to wait, or after it refused the token.
        """
        if self.locked:
            raise Locked
        if self._in_doubt and not repeatable:
            # Something that can be repeated goes before anybody's words, so that an outage leaves nothing unclear.
            self._in_doubt = False
            await self._reach()
        still_open(self._pace, [self._lanes.method(method)])
        try:
            answer: Any = await self.client.api_call(method, json=arguments)
        except TROUBLE as error:
            raise await self._told(method, error, repeatable=repeatable) from None
        return dict(answer.data)

    async def _reach(self) -> None:
        """Ask who we are. Whatever is refused here says nothing about what waits: it goes on waiting."""
        try:
            await self.call("auth.test", {})
        except (Gone, CannotDo):
            self._in_doubt = True
            raise Temporary from None

    async def _told(self, method: str, error: Exception, *, repeatable: bool) -> PlatformError:
        """Return what a failed call means, and keep to it."""
        problem = translated(error, method, repeatable=repeatable)
        after = problem.after if isinstance(problem, Temporary) else None
        if after is not None:
            await self._pace.rest(self._lanes.method(method), after)
        elif isinstance(problem, Locked):
            log.error("Slack does not accept the token any more: nothing is sent until Handrail starts with another")
            self.locked = True
        else:
            self._in_doubt = isinstance(problem, Temporary | Unclear)
        return problem

    async def respond(self, url: str, drawn: Json) -> None:
        """Answer at a response URL."""
        session = self.client.session
        if session is None:
            raise RuntimeError("the platform is not open")
        try:
            async with session.post(url, json=drawn) as response:
                if response.status >= 400:
                    raise Gone
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise Temporary from None


_UPLOADING: Final = ("getUploadURLExternal", "completeUploadExternal")
_BESIDE: Final = "~"
"""Stands between a message's timestamp and the files that came with it, in a reference."""


def _ts(ref: PostRef) -> str:
    return ref.message.partition(_BESIDE)[0]


def _files(ref: PostRef) -> list[str]:
    return ref.message.split(_BESIDE)[1:]
