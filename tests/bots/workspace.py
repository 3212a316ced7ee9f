"""A Slack workspace for programs that run: the stand-in as a process of its own, with people who type lines.

Not here: expectations.
"""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bots.programs import ROOT, Program, environment


def free_port() -> int:
    """A port that is free, and that nobody gets who asks for any free one meanwhile."""
    while True:
        port = random.randrange(10_240, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


class Workspace:
    """The Slack stand-in as a process of its own, with people who type lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.program = Program(process)
        self.program.says("a line is a person")
        said = dict(line.split("=", 1) for line in self.program.lines if re.match(r"SLACK_\w+=", line))
        self.settings = {
            "HANDRAIL_SLACK_BOT_TOKEN": said["SLACK_BOT_TOKEN"],
            "HANDRAIL_SLACK_APP_TOKEN": said["SLACK_APP_TOKEN"],
            "HANDRAIL_SLACK_API_URL": said["SLACK_API_URL"],
        }

    def does(self, line: str, then: str, seconds: float = 20.0) -> str:
        """Somebody does something; return what they see once it holds these words."""
        at = len(self.program.lines)
        until = time.monotonic() + seconds
        self._type(line)
        while time.monotonic() < until:
            time.sleep(0.4)
            seen = "\n".join(self.program.lines[at:])
            assert "not acknowledged" not in seen and "rejected" not in seen, seen
            if then in seen:
                return seen
            self._type(f"{line.split()[0]} screen")
        raise AssertionError(f"{line!r} never led to {then!r}: {self.program.lines[at:][-60:]}")

    def _type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@contextmanager
def workspace(folder: Path) -> Iterator[Workspace]:
    """Open the stand-in until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standins.slack"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(folder),
        cwd=ROOT,
    )
    try:
        yield Workspace(process)
    finally:
        process.kill()
        process.wait(10)
