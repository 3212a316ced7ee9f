"""Files made from the declarations: the platforms' manifests and the list of commands. `--check` says what is stale.

Not here: anything to edit by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from bots.manifest import discord_manifest, slack_manifest
from core.suite import Suite
from core.values import Role

FOLDER: Final = Path(__file__).parent.parent / "docs" / "generated"
_WHO: Final = {
    Role.ANYONE: "everybody",
    Role.MEMBER: "members",
    Role.FACILITATOR: "facilitators",
    Role.MODERATOR: "moderators",
}


def commands() -> str:
    """Return the table of commands as Markdown."""
    suite = Suite()
    rows = ["# Commands", "", "Each is also reachable from `/start`, and on Slack from the Home tab.", ""]
    rows += ["| command | what it does | for |", "| --- | --- | --- |"]
    for command in sorted(suite.commands.values(), key=lambda command: command.name):
        action = suite.action(command.step)
        rows.append(f"| `/{command.name}` | {command.summary} | {_WHO[action.needs] if action else ''} |")
    return "\n".join(rows) + "\n"


def generated() -> dict[Path, str]:
    """Every generated file with what belongs in it."""
    return {
        FOLDER / "slack-manifest.json": slack_manifest(),
        FOLDER / "discord-commands.json": discord_manifest(),
        FOLDER / "commands.md": commands(),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are stale; 1 when there are any."""
    stale = [path for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            sys.stdout.write(f"stale: {path.relative_to(FOLDER.parent.parent)}; run python -m bots.generate\n")
        return bool(stale)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in generated().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
