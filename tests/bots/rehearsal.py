"""A set-up page read as somebody reads it who does word by word what it says.

Not here: the platform, and what must come of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bots.programs import ROOT, environment

_BLOCK = re.compile(r"^( *)```(console|ini|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_AFTERWARDS = re.compile(r"^## [^0-9]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: commands to type, lines of `.env`, or a text to put into one's own words."""

    kind: str
    lines: tuple[str, ...]


def blocks(page: str) -> list[Block]:
    """The blocks of a page in their order, as far as its steps are numbered."""
    text = (ROOT / page).read_text("utf-8")
    numbered = re.search(r"^## 1\. ", text, re.MULTILINE)
    start = numbered.start() if numbered else 0
    after = _AFTERWARDS.search(text, start)
    found = _BLOCK.finditer(text[start : after.start() if numbered and after else len(text)])
    return [Block(each[2], tuple(line.strip() for line in each[3].splitlines())) for each in found]


def typed(line: str) -> str:
    """A line of a console block without its remark."""
    return line.partition("  #")[0].strip()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, and a shell in it that finds an installed `handrail`."""

    path: Path
    settings: dict[str, str]
    """What makes the stand-in the platform; nothing else is set."""

    @property
    def shell(self) -> dict[str, str]:
        """The environment of a shell in which `.venv` was activated."""
        given = environment(self.path, **self.settings)
        del given["HANDRAIL_DATA"], given["PYTHONPATH"]
        return given | {"PATH": f"{Path(sys.executable).parent}:{given['PATH']}"}

    def run(self, line: str, answers: str = "") -> str:
        """Type a line; return what it printed."""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            input=answers,
            capture_output=True,
            text=True,
            cwd=self.path,
            env=self.shell,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        return done.stdout

    def put_in(self, lines: Iterator[str]) -> None:
        """Put settings into `.env`, each on the line that is there for it."""
        env = self.path / ".env"
        for line in lines:
            name = line.partition("=")[0]
            text, found = re.subn(rf"^{name}=$", line, env.read_text("utf-8"), flags=re.MULTILINE)
            assert found == 1, f".env has no line for {name}"
            env.write_text(text, "utf-8")
