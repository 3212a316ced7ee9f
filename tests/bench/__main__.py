"""`python -m tests.bench [NAME …]`: run these benches, or all of them; `--list` lists them.

Not here: the benches.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from tests.bench.harness import RUNS, Skipped, console, report

BENCHES = {
    "turn-sqlite": "the whole check-in turn on SQLite, beside the usual way (Bolt listener, ORM session)",
    "turn-postgres": "the same on PostgreSQL",
    "ack": "acknowledging: our own work over what the library costs",
    "start": "import to ready, and idle memory, beside importing the same libraries",
    "help": "/help-now with the database away",
    "export": "making both files of everything somebody wrote in five years",
    "prompts-sqlite": "10,000 members' evening prompts of one minute decided, sealed and queued, beside raw inserts",
    "prompts-postgres": "the same on PostgreSQL",
    "outbound-discord": "sending as fast as Discord allows, fairly, by 1, 2 and 4 processes; the bare client beside",
    "outbound-slack": "the same for Slack",
    "bell": "how soon another process begins what was just made due, beside a bare Redis message, and without the bell",
    "reminders-sqlite": "100,000 reminders due now beside 1,000,000 that are not, beside the raw claim",
    "reminders-postgres": "the same on PostgreSQL",
    "reminders-peers": "the same engine beside APScheduler, arq, procrastinate, DBOS, pgqueuer, Celery and taskiq",
    "vault": "sealing and opening, beside raw AES-GCM",
}
"""Each is a module of this folder (up to the hyphen) with `bench(name, runs)`, which yields figures."""


def main() -> int:
    """Run what was asked for; 1 when a bench does not exist."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benches; all when none is named")
    parser.add_argument("--list", action="store_true", help="list the benches")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"interleaved runs of each side ({RUNS})")
    asked = parser.parse_args()
    if asked.list:
        for name, what in BENCHES.items():
            console.print(f"{name:16}{what}", highlight=False)
        return 0
    if unknown := set(asked.names) - BENCHES.keys():
        console.print(f"No such bench: {', '.join(sorted(unknown))}. There are {', '.join(BENCHES)}.")
        return 1
    for name in asked.names or BENCHES:
        module = importlib.import_module(f"tests.bench.{name.partition('-')[0]}")
        try:
            report(name, module.bench(name, asked.runs))
        except Skipped as skipped:
            console.print(f"{name}: skipped. {skipped}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
