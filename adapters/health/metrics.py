"""The numbers a program shows about itself; names and labels say nothing about members or groups.

Not here: counting (the programs wrap what they count). A test holds that `REVIEWED` names all there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import generate_latest

REVIEWED: Final[dict[str, tuple[str, ...]]] = {
    "handrail_turns_total": ("platform", "outcome"),
    "handrail_turn_seconds": ("platform",),
    "handrail_platform_calls_total": ("platform", "result"),
    "handrail_database_write_seconds": (),
    "handrail_jobs_due": (),
    "handrail_jobs_oldest_due_seconds": (),
    "handrail_jobs_ended_last_hour": ("outcome",),
    "process_cpu_seconds_total": (),
    "process_start_time_seconds": (),
    "process_resident_memory_bytes": (),
    "process_virtual_memory_bytes": (),
    "process_open_fds": (),
    "process_max_fds": (),
}
"""Every name with its labels, reviewed. No job's name, no group, no person, no step: those would tell who does what."""
OUTCOMES: Final = ("answered", "opens", "again", "notdone")
RESULTS: Final = ("ok", "429", "4xx", "5xx")
"""How a call to a platform ended; `5xx` also stands for no answer."""
ENDINGS: Final = ("done", "dropped", "expired", "unknown", "gone", "cannot", "dead", "skipped")
OTHER: Final = "other"
PLATFORMS: Final = ("discord", "slack")
_TURN: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_WRITE: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Metrics:
    """The numbers of one program."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._all = CollectorRegistry()
        ProcessCollector(registry=self._all)
        self._turns = Counter(
            "handrail_turns_total",
            "What people did, by how it was answered",
            ["platform", "outcome"],
            registry=self._all,
        )
        self._turn_seconds = Histogram(
            "handrail_turn_seconds", "How long an answer took", ["platform"], buckets=_TURN, registry=self._all
        )
        self._calls = Counter(
            "handrail_platform_calls_total",
            "Messages shown, changed and taken away, by how the platform answered",
            ["platform", "result"],
            registry=self._all,
        )
        self._writes = Histogram(
            "handrail_database_write_seconds", "How long a commit took", buckets=_WRITE, registry=self._all
        )
        self._due = Gauge("handrail_jobs_due", "Work that is due and not finished", registry=self._all)
        self._oldest = Gauge(
            "handrail_jobs_oldest_due_seconds", "How long the oldest due work has waited", registry=self._all
        )
        self._ended = Gauge("handrail_jobs_ended_last_hour", "Work that ended, by how", ["outcome"], registry=self._all)

    def turn(self, platform: str, outcome: str, seconds: float) -> None:
        """Count a turn."""
        platform = _known(platform, PLATFORMS)
        self._turns.labels(platform, _known(outcome, OUTCOMES)).inc()
        self._turn_seconds.labels(platform).observe(seconds)

    def call(self, platform: str, result: str) -> None:
        """Count a call to a platform."""
        self._calls.labels(_known(platform, PLATFORMS), _known(result, RESULTS)).inc()

    def wrote(self, seconds: float) -> None:
        """Count a commit."""
        self._writes.observe(seconds)

    def jobs(self, due: int, oldest_seconds: float, ended: Mapping[str, int]) -> None:
        """Note how the queue stands."""
        self._due.set(due)
        self._oldest.set(oldest_seconds)
        for outcome in ENDINGS:
            self._ended.labels(outcome).set(ended.get(outcome, 0))
        self._ended.labels(OTHER).set(sum(count for name, count in ended.items() if name not in ENDINGS))

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._all)


def _known(label: str, reviewed: tuple[str, ...]) -> str:
    """A label that was reviewed; anything else is `other`, so that nothing slips out by way of a label."""
    return label if label in reviewed else OTHER
