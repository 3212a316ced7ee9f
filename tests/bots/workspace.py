"""Slack and Discord for programs that run: each stand-in as a process of its own, with people who type lines.

Not here: expectations.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from tests.bots.programs import ROOT, Program, environment, started

Platform: TypeAlias = Literal["discord", "slack"]
DONE = "."
"""What a stand-in prints beneath its answer to each line."""


class Workspace:
    """A stand-in as a process of its own, with people who type lines."""

    def __init__(self, platform: Platform, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._typed = 0
        self.program = Program(process)
        self.program.says("a line is a person")
        called = rf"({platform.upper()}_\w+)=(.*)"
        said = [found for line in self.program.lines if (found := re.match(called, line))]
        self.settings = {f"HANDRAIL_{found[1]}": found[2] for found in said}
        self.settings.pop("HANDRAIL_SLACK_SIGNING_SECRET", None)  # it is for HTTP, and this is Socket Mode

    @property
    def tokens(self) -> dict[str, str]:
        """What an operator copies from the platform."""
        return {name: value for name, value in self.settings.items() if name.endswith("_TOKEN")}

    @property
    def address(self) -> dict[str, str]:
        """What makes it this platform and not the real one."""
        return {name: value for name, value in self.settings.items() if name not in self.tokens}

    def does(self, line: str, then: str, seconds: float = 20.0) -> str:
        """Somebody does something; return what they see once it holds these words."""
        at, self._typed = len(self.program.lines), 0
        until = time.monotonic() + seconds
        self._type(line)
        while time.monotonic() < until:
            if self.program.lines[at:].count(DONE) < self._typed:
                time.sleep(0.02)
                continue
            seen = "\n".join(self.program.lines[at:])
            assert not any(bad in seen for bad in ("not acknowledged", "rejected", "cannot: ")), seen
            if then in seen:
                return seen
            time.sleep(0.2)
            self._type(f"{line.split()[0]} screen")
        raise AssertionError(f"{line!r} never led to {then!r}: {self.program.lines[at:][-60:]}")

    def _type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._typed += 1
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@contextmanager
def workspace(folder: Path, platform: Platform = "slack") -> Iterator[Workspace]:
    """Open the stand-in until the block ends."""
    with started([sys.executable, "-m", f"tests.standins.{platform}"], ROOT, environment(folder)) as process:
        yield Workspace(platform, process)
