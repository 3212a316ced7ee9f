"""The job that removes a message from a channel."""

from __future__ import annotations

from core.feature import Delivery, Feature, JobContext, JobSpec, Remove, Settled
from core.posts.actions import LATE


def _remove(job: JobContext) -> Delivery | None:
    ref = job.stores.posts.find(job.subject)
    return Remove(ref) if ref else None


def _removed(job: JobContext, settled: Settled) -> None:
    if settled.outcome in ("done", "gone"):
        job.stores.posts.drop(job.subject)


FEATURE = Feature("posts", jobs=(JobSpec("post.remove", _remove, _removed, late=LATE),))
