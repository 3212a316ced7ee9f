"""`python -m tests.standins.slack --port N`: the stand-in for a real process, with people typed on stdin."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shlex
import sys
from pathlib import Path

from .driver import Slack
from .forms import NotThere, Refused
from .manifest import install

HELP = """a line is a person and what they do:
  ann /start                 ann press "Check in"       ann choose MENU OPTION
  ann submit "Label=answer"  ann fill "Label=answer"    ann close
  ann home                   ann say "hello"            ann screen
  mo manifest FILE"""


async def do(slack: Slack, line: str) -> str:
    """Does one line and says what the person sees then."""
    name, verb, *rest = shlex.split(line)
    if verb == "manifest":
        install(slack.team, Path(rest[0]).read_text("utf-8"))  # noqa: ASYNC240 - a small file, and nobody waits
        return (
            f"Created. {len(slack.team.commands or ())} commands; it may: {', '.join(sorted(slack.team.scopes or ()))}"
        )
    user = slack.user(name)
    slack.channel("general", user)
    if verb.startswith("/"):
        await slack.command(user, verb, " ".join(rest))
    elif verb == "press":
        await slack.press(user, rest[0])
    elif verb == "choose":
        await slack.choose(user, rest[0], slack.offered(user, rest[0], rest[1]))
    elif verb in ("submit", "fill"):
        values = dict(pair.split("=", 1) for pair in rest)
        if verb == "fill":
            slack.fill(user, values)
        else:
            await slack.submit(user, values)
    elif verb == "close":
        await slack.close(user)
    elif verb == "home":
        await slack.open_home(user)
    elif verb == "say":
        await slack.say(user, " ".join(rest))
    elif verb != "screen":
        return HELP
    await slack.settled(0.3)
    troubles = [f"rejected: {one.error} {one.messages}" for one in slack.rejected]
    troubles += [f"not acknowledged: {one.kind} ({one.problem})" for one in slack.wire.unacknowledged]
    return "\n".join([str(slack.screen(user)), *troubles])


async def main() -> None:
    """Serves until the input ends, or until it is interrupted when there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--app-url", help="post signed requests there instead of using Socket Mode")
    parser.add_argument("--rate-limits", action="store_true")
    given = parser.parse_args()
    async with Slack(port=given.port, rate_limits=given.rate_limits) as slack:
        slack.team.app_url = given.app_url
        print(f"SLACK_API_URL={slack.api_url}", f"SLACK_BOT_TOKEN={slack.team.bot_token}", sep="\n")
        print(
            f"SLACK_APP_TOKEN={slack.team.app_token}",
            f"SLACK_SIGNING_SECRET={slack.team.signing_secret}",
            sep="\n",
        )
        print(HELP, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                print(await do(slack, line) if len(line.split()) > 1 else HELP, flush=True)
            except (LookupError, NotThere, Refused, ValueError, TimeoutError) as problem:
                print(f"cannot: {problem}", flush=True)
            print(".", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
