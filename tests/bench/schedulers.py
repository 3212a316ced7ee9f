"""The schedulers somebody would otherwise take, each in an environment of its own, at jobs that are due.

Not here: their worker and their calls (`scheduler`), which their own interpreter runs.
"""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from typing import Final

from tests.bench import peers
from tests.bench.bell import valkey
from tests.bench.harness import ROOT, Skipped, console
from tests.bench.turn import postgres

SECONDS: Final = 5.0
PEERS: Final = {
    "arq": ("arq==0.28.0",),
    "apscheduler": ("apscheduler==3.11.3", "sqlalchemy==2.0.51", "tzdata"),
    "procrastinate": ("procrastinate==3.10.0", "psycopg[binary]"),
    "pgqueuer": ("pgqueuer==1.6.0", "asyncpg==0.32.0"),
    "dbos": ("dbos==3.4.0",),
    "celery": ("celery==5.7.0", "redis", "packaging"),
    "taskiq": ("taskiq==0.13.0", "taskiq-redis==1.2.4"),
}
"""By name, with what each needs. Without exact versions for what they bring along: that is theirs to choose."""


def rates() -> dict[str, float]:
    """How many due jobs each did a second; whoever cannot be run here is named with the reason."""
    found = {}
    for name, packages in PEERS.items():
        try:
            found[name] = _rate(name, packages)
        except Skipped as why:
            console.print(f"  {name}: skipped. {why}", highlight=False)
    return found


def _rate(name: str, packages: tuple[str, ...]) -> float:
    python = peers.python(name, packages, ours=False)
    with ExitStack() as stack:
        redis, database = "-", "-"
        if name in ("arq", "celery", "taskiq"):
            redis = stack.enter_context(valkey())
        if name in ("procrastinate", "pgqueuer", "dbos"):
            database = stack.enter_context(postgres())
        try:
            ran = subprocess.run(
                [python, str(ROOT / "tests/bench/scheduler.py"), name, redis, database, str(SECONDS)],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Skipped("It took more than two minutes.") from None
    try:
        told = json.loads(ran.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        raise Skipped((ran.stderr.strip().splitlines() or ["It ended without a word."])[-1][:160]) from None
    if not told["done"]:
        raise Skipped("It did nothing in the time it had.")
    return float(told["rate"])
