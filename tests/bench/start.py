"""`start`: seconds from nothing to ready, and idle memory, beside importing the same libraries and nothing else.

The libraries are those that the program itself has loaded when it is ready, by their top names, found in a first run.
Not here: connecting to Discord or Slack.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from time import perf_counter
from typing import Any, Final

from tests.bench.harness import ROOT, Figure, Skipped

_READY: Final = """
import asyncio, gc, json, sys
gc.disable()  # as the command does
from pathlib import Path
{imports}
from bots.assemble import assembled
from bots.running import checked, settings_for

async def main():
    settings = settings_for()
    async with assembled(checked(settings)) as handrail:
        loop = handrail.loop()
        await loop.run_due()
        print(json.dumps({{"rss": rss(), "modules": sorted(sys.modules)}}), flush=True)

def rss():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

asyncio.run(main())
"""
_ALONE: Final = """
import importlib, json, sys
from pathlib import Path
for name in {names!r}:
    importlib.import_module(name)
print(json.dumps({{"rss": int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20}}), flush=True)
"""
_PROGRAMS: Final = {
    "both platforms": "import bots.discord_bot, bots.slack_bot",
    "worker": "import bots.worker",
}
_OURS: Final = ("adapters", "bots", "config", "core", "tests")
HELP: Final = ("-m", "bots.cli", "--help")


def bench(name: str, runs: int) -> list[Figure]:
    """Measure each program and `handrail --help`."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        environment = os.environ | {"HANDRAIL_DATA": folder, "PYTHONPATH": str(ROOT)}
        for command in (("keys", "init"), ("migrate",)):
            _run(environment, "-m", "bots.cli", *command)
        figures = []
        for title, imports in _PROGRAMS.items():
            figures += _program(title, imports, environment, runs)
        figures.append(_help(environment, runs))
        return figures


def _program(title: str, imports: str, environment: dict[str, str], runs: int) -> list[Figure]:
    ready = _READY.format(imports=imports)
    loaded: list[str] = json.loads(_run(environment, "-c", ready)[1])["modules"]
    if title == "worker" and (platforms := {"discord", "slack_bolt", "slack_sdk"} & set(loaded)):
        raise Skipped(f"The worker imports {', '.join(sorted(platforms))}; it should not.")
    alone = _ALONE.format(names=_libraries(loaded))
    against = "importing the same libraries"
    seconds = Figure(f"{title}: ready", "s", against, "at most 1.3 x", lambda _, ratio: ratio <= 1.3)
    memory = Figure(f"{title}: idle memory", "MB", against, "at most 1.35 x", lambda _, ratio: ratio <= 1.35)
    for _ in range(runs):
        mine, told = _run(environment, "-c", ready)
        theirs, other = _run(environment, "-c", alone)
        seconds.add(mine, theirs)
        memory.add(json.loads(told)["rss"], json.loads(other)["rss"])
    return [seconds, memory]


def _libraries(loaded: list[str]) -> list[str]:
    """The modules that are not ours; those that cannot be imported by themselves are left out."""
    return [
        module
        for module in loaded
        if module.partition(".")[0] not in _OURS and not module.startswith(("__", "sphinxext")) and _there(module)
    ]


def _there(module: str) -> bool:
    import importlib.util

    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _help(environment: dict[str, str], runs: int) -> Figure:
    figure = Figure("handrail --help", "ms", "bare Python", "at most 250 ms", lambda ours, _: ours <= 250)
    for _ in range(runs):
        figure.add(1000 * _run(environment, *HELP)[0], 1000 * _run(environment, "-c", "")[0])
    return figure


def _run(environment: dict[str, str], *command: str) -> tuple[float, str]:
    began = perf_counter()
    done: Any = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    took = perf_counter() - began
    if done.returncode:
        raise Skipped(f"A program ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    return took, str(done.stdout.strip().rpartition("\n")[2])
