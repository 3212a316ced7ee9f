"""The job that removes a message from a channel."""

from __future__ import annotations

from core.feature import Delivery, Feature, JobContext, JobSpec, Remove, Settled
from core.posts.actions import AGAIN, LATE, LET_IN


def _remove(job: JobContext) -> Delivery | None:
    ref = job.stores.posts.find(job.subject)
    return Remove(ref) if ref else None


def _removed(job: JobContext, settled: Settled) -> None:
    """What should be gone stays on the list until it is; only where we are not let in is it given up after its days."""
    if settled.outcome in ("done", "gone"):
        job.stores.posts.drop(job.subject)
        return
    refused, due = settled.outcome == "cannot", job.now + (LET_IN if settled.outcome == "cannot" else AGAIN)
    if refused and due > job.claim.expires_at:
        return
    job.stores.jobs.promise(
        "post.remove",
        job.subject,
        key=job.claim.key,
        due_at=due,
        expires_at=job.claim.expires_at if refused else due + LATE,
        platform=job.claim.platform,
    )


FEATURE = Feature("posts", jobs=(JobSpec("post.remove", _remove, _removed, late=LATE),))
