"""Files on the pretend Slack: an address asked for, an upload of just that length, completed into a conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from .elements import Json
from .faults import Faults
from .methods import decoded, find_channel, method, open_to_posts
from .state import ApiError, Team, Upload, World

UPLOADS = "/upload/v1/"
MOST_BYTES = 1_000_000_000


@method("files.getUploadURLExternal")
def get_upload_url(world: World, team: Team, args: Json) -> Json:
    """An address for one file, whose length has to be said beforehand."""
    name, length = str(args.get("filename") or ""), str(args.get("length") or "")
    if not name or not length.isdigit() or int(length) == 0:
        raise ApiError("missing_argument" if name else "invalid_arguments")
    if int(length) > MOST_BYTES:
        raise ApiError("file_upload_size_restricted")
    new = Upload(world.mint("F"), team, name, int(length))
    world.uploads[new.id] = new
    return {"upload_url": world.upload_url + new.id, "file_id": new.id}


def uploading(world: World, faults: Faults) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The route that takes the bytes, raw: an address is good for one upload of the length that was said."""

    async def upload(request: web.Request) -> web.Response:
        fault = faults.next("upload", {})
        content = await request.read()
        found = world.uploads.get(request.match_info["id"])
        if fault is not None or found is None or found.content is not None or len(content) != found.length:
            return web.Response(status=500 if fault else 400, text="not taken")
        found.content = content
        return web.Response(text=f"OK - {len(content)}")

    return upload


@method("files.completeUploadExternal")
def complete_upload(world: World, team: Team, args: Json) -> Json:
    """Finishes uploads; with a channel, all of them stand there in one message."""
    asked = decoded(args.get("files"), "invalid_arguments") or []
    found = [world.uploads.get(str(one.get("id"))) for one in asked]
    ready = [one for one in found if one and one.team is team and one.content is not None and not one.shared]
    if not ready or len(ready) != len(asked):
        raise ApiError("file_not_found" if asked else "invalid_arguments")
    if args.get("channel_id"):
        channel = find_channel(world, team, args["channel_id"])
        open_to_posts(world, channel)
        world.post(channel, team.bot_user, str(args.get("initial_comment") or ""), [], files=ready)
    for one in ready:
        one.shared = True
    return {"files": [{"id": file.id, "title": one.get("title")} for file, one in zip(ready, asked, strict=True)]}


@method("files.delete")
def delete_file(world: World, team: Team, args: Json) -> Json:
    """Deletes a file; a message that held nothing else goes with it."""
    found = world.uploads.get(str(args.get("file")))
    if found is None or found.team is not team:
        raise ApiError("file_not_found")
    if found.deleted:
        raise ApiError("file_deleted")
    found.deleted, found.content = True, None
    for channel in world.channels.values():
        for message in channel.messages:
            if found in message.files:
                message.files.remove(found)
                message.deleted = message.deleted or not (message.files or message.text or message.blocks)
    return {}
