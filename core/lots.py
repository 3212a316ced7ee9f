"""Which work that shows nothing is done together: many members' in one transaction, one piece of each.

Not here: doing it (`jobs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from core.feature import JobSpec
from core.ports import Claim
from core.suite import Suite
from core.values import CommunityId, MemberId

AT_ONCE: Final = 250
"""How much work shares one transaction: enough that its statements cost little, few enough that turns get between."""


def in_turns(claims: Sequence[Claim], suite: Suite) -> Iterator[Sequence[Claim]]:
    """First what reads one member's records, each member once and then again; what is anybody's comes last.

    What reads other records goes apart: two lots that lock their members kind by kind could wait in a circle.
    """
    turns: dict[tuple[int, tuple[str, ...]], list[Claim]] = {}
    others: list[Claim] = []
    seen: dict[str, int] = {}
    for claim in claims:
        spec = suite.job(claim.name)
        if claim.owner is None or spec is None or not spec.kinds:
            others.append(claim)
            continue
        before = seen.get(claim.owner, 0)
        turns.setdefault((before, spec.kinds), []).append(claim)
        seen[claim.owner] = before + 1
    yield from (*(turns[each] for each in sorted(turns)), others)


def in_lots(claims: Sequence[Claim]) -> Iterator[Sequence[Claim]]:
    """Work of one community and member side by side, so that two lots that meet wait for one another in one order."""
    ordered = sorted(claims, key=lambda claim: (claim.community, claim.owner or "", claim.id))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def whose(ready: Sequence[tuple[Claim, JobSpec]]) -> dict[tuple[CommunityId, tuple[str, ...]], list[MemberId]]:
    """The members whose work this is, by community and by what it reads; none where any is not read ahead."""
    found: dict[tuple[CommunityId, tuple[str, ...]], list[MemberId]] = {}
    for claim, spec in ready:
        if claim.owner is None or not spec.kinds:
            return {}
        found.setdefault((claim.community, spec.kinds), []).append(claim.owner)
    return found
