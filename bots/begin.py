"""`handrail init`: what a new Handrail needs on this machine, each made only where it is not there yet.

Not here: what is inside a key file or a table.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bots.running import NotDone, answering
from config.limits import SAMPLE
from config.settings import ENV_FILE

if TYPE_CHECKING:
    from config.settings import Settings

FIRST_SETTINGS: Final = """\
# Settings of Handrail. Whoever reads this file can act as the bot: keep it to yourself.
# There are more; .env.example in the project's folder explains each. An empty value means "not set".

# Discord: your application -> Bot -> Reset Token
HANDRAIL_DISCORD_TOKEN=

# Slack: your app -> Install App (xoxb-...), and Basic Information -> App-Level Tokens (xapp-...)
HANDRAIL_SLACK_BOT_TOKEN=
HANDRAIL_SLACK_APP_TOKEN=
"""


def begin(settings: Settings, env_file: Path = ENV_FILE) -> Iterator[str]:
    """Yield what was made and what was there; running it again changes nothing but older tables."""
    from adapters.database.migrations.run import behind, founded, migrate
    from adapters.vault import create_key_file

    with answering():
        if not settings.key.exists() and founded(settings.database):
            raise NotDone(
                [
                    f"There is a database with a community in it, but no key file at {settings.key}.",
                    "Put your copy of the key file there: a new one could read nothing of what is kept.",
                ]
            )
        yield _made(env_file, FIRST_SETTINGS, "your settings; the tokens go in there")
        if settings.key.exists():
            yield f"there   {settings.key}"
        else:
            create_key_file(settings.key)
            yield f"made    {settings.key}: it opens everything sealed. Copy it to a second place, apart from backups"
        yield _made(settings.limits_place, SAMPLE.read_text("utf-8"), "a sample; put it into your own words")
        what = "the tables" if settings.database_url else str(settings.data / "handrail.db")
        if not behind(settings.database):
            yield f"there   {what}"
        else:
            migrate(settings.database)
            yield f"made    {what}: everything is kept there, sealed"


def _made(file: Path, text: str, what: str) -> str:
    """Write a file that only its owner may read, unless it is there."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return f"there   {file}"
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
    return f"made    {file}: {what}"
