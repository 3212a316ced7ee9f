"""Running `handrail` as operators do: a process of its own, in a folder of its own, with settings from the environment.

Not here: expectations.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bots.cli import main

ROOT = Path(__file__).parents[2]
SECRETS = {
    "HANDRAIL_DISCORD_TOKEN": "MTIz.canary-discord-token",
    "HANDRAIL_SLACK_BOT_TOKEN": "xoxb-canary-bot-token",
    "HANDRAIL_SLACK_APP_TOKEN": "xapp-canary-app-token",
}
_OTHERS = ("HANDRAIL_", "PYTHONDONTWRITEBYTECODE")
"""Settings of whoever runs the tests; and what would have every program compile all libraries again."""

_BORN = multiprocessing.get_context("forkserver")
"""One process loads the libraries, which takes longer than most commands do, and every command begins as its copy.

What runs until it is stopped (`running`) starts from nothing, as it does for operators.
"""
_BORN.set_forkserver_preload(["pytest", *(f"bots.{path.stem}" for path in (ROOT / "bots").glob("[a-z]*.py"))])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of whoever runs the tests, but what a program needs to start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
    mine = {"HANDRAIL_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"}
    return {**kept, **mine, **settings}


def run(folder: Path, *arguments: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end: a process of its own, but one that is born with all libraries loaded."""
    with tempfile.TemporaryDirectory() as aside:
        files = [Path(aside) / name for name in ("typed", "out", "err")]
        files[0].write_text(typed, "utf-8")
        program = _BORN.Process(target=_live, args=(files, folder, arguments, environment(folder, **settings)))
        program.start()
        program.join(60)
        if program.exitcode is None:
            program.kill()
            raise subprocess.TimeoutExpired(arguments, 60)
        told = [path.read_text("utf-8") for path in files[1:]]
    return subprocess.CompletedProcess(arguments, program.exitcode, *told)


def _live(files: list[Path], folder: Path, arguments: tuple[str, ...], settings: dict[str, str]) -> None:
    for number, path in enumerate(files):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open as long as the process
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    sys.argv = ["handrail", *arguments]
    main()


class Program:
    """A program that runs, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self.lines.append(line.rstrip("\n"))

    def says(self, words: str, seconds: float = 60.0) -> str:
        """Wait until it says so, and return that line."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in list(self.lines):
                if words in line:
                    return line
            if self.process.poll() is not None and not any(words in line for line in self.lines):
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {words!r}: {self.lines}")

    def waits_for(self, true: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something is so, while the program runs."""
        until = time.monotonic() + seconds
        while not true():
            assert self.process.poll() is None and time.monotonic() < until, self.lines
            time.sleep(0.1)

    def stop(self, seconds: float = 30.0) -> int:
        """Ask it to stop, as `systemctl stop` does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def started(line: Sequence[str], folder: Path, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a process with its input and output in our hands, which does not outlive the block."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=settings, cwd=folder)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[Program]:
    """Run a command until the block ends."""
    line = [sys.executable, "-m", "bots.cli", *arguments]
    with started(line, folder, environment(folder, **settings)) as process:
        yield Program(process)
