"""What is done under fire: one turn writes one note and promises one post on each platform, all in one transaction.

Not here: doing it (`worker`), and what has to be true of it in the end (`reckoning`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.feature import Action, Feature, JobContext, JobSpec, Post, Settled
from core.ports import Record
from core.surface import Message, Reply
from core.text import text
from core.turn import Context
from core.values import MemberId, Place

PLATFORMS: Final = ("discord", "slack")
LATE: Final = timedelta(days=1)
SAID: Final = "rig-said"
TOLD: Final = "rig-told"


def _say(context: Context) -> Reply:
    """Write it down, and promise to show it on both platforms."""
    assert context.member is not None
    owner, stores, now = context.member.id, context.stores, context.now
    stores.records.save(owner, Record(SAID, context.subject, {}, now))
    for platform in PLATFORMS:
        stores.jobs.promise(
            f"rig.{platform}",
            context.subject,
            key=f"{platform}~{context.subject}",
            due_at=now,
            expires_at=now + LATE,
            platform=platform,
            owner=owner,
        )
    return Message(text("Saved."))


def _show(job: JobContext) -> Post:
    number = int("".join(filter(str.isdigit, job.subject)))
    place = Place(job.claim.platform, "864197532086419753", f"97{number:016d}")  # a channel each, for its own pace
    return Post(place, Message(text("{what}", what=job.subject)))


def _settled(job: JobContext, settled: Settled) -> None:
    """Note how it ended, and how often that was noted: a second time would be a stale finish that was let in."""
    owner = MemberId(job.claim.owner or "")
    before = job.stores.records.find(owner, TOLD, job.claim.key)
    times = int(str(before.body["times"])) + 1 if before else 1
    job.stores.records.save(owner, Record(TOLD, job.claim.key, {"how": settled.outcome, "times": times}, job.now))


FEATURE: Final = Feature(
    "rig",
    actions=(Action("rig.say", does=_say),),
    jobs=tuple(JobSpec(f"rig.{platform}", _show, _settled, late=LATE) for platform in PLATFORMS),
)
