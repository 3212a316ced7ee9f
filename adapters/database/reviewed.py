"""What is not sealed and what stands outside row-level security: short lists, to be read before they grow.

Not here: the tables themselves. A test holds that both lists are complete and name nothing else.
"""

from __future__ import annotations

from typing import Final

OUTSIDE: Final = frozenset({"communities", "homes", "claims", "jobs"})
"""Tables without row-level security, reviewed: found before a community is known, or read across all."""

PLAIN: Final[dict[str, frozenset[str]]] = {
    "communities": frozenset({"id", "created_at"}),
    "homes": frozenset({"ref", "community_id"}),
    "claims": frozenset({"ref", "expires_at", "used_at", "community_id"}),
    "community_keys": frozenset({"community_id", "id", "purpose", "kek"}),
    "members": frozenset({"community_id", "id", "role", "created_at", "joined_at", "notes"}),
    "member_keys": frozenset({"community_id", "member_id", "id"}),
    "accounts": frozenset({"community_id", "ref", "member_id", "used_at"}),
    "handles": frozenset({"community_id", "ref", "member_id"}),
    "groups": frozenset({"community_id", "id", "created_at", "reachable"}),
    "memberships": frozenset({"community_id", "group_id", "member_id", "since"}),
    "settings": frozenset({"community_id"}),
    "records": frozenset({"community_id", "ref", "kind", "member_id", "written_at", "until"}),
    "checkins": frozenset({"community_id", "id", "member_id", "group_id", "written_at", "until", "text_until"}),
    "responses": frozenset({"community_id", "id", "checkin_id", "member_id", "written_at"}),
    "company": frozenset({"community_id", "checkin_id", "member_id", "since"}),
    "posts": frozenset({"community_id", "subject", "about", "owner"}),
    "drafts": frozenset({"community_id", "account_ref", "step", "member_id", "written_at"}),
    "turns": frozenset({"community_id", "id", "member_id", "answered_at"}),
    "notes": frozenset({"community_id", "id", "member_id", "written_at", "about", "until"}),
    "jobs": frozenset(
        {
            "community_id", "id", "key", "name", "subject", "platform", "owner", "due_at", "expires_at",
            "collapse", "attempts", "state", "lease_until", "fence", "holder", "sending_since", "outcome",
            "why", "finished_at",
        }
    ),
    "job_payloads": frozenset({"community_id", "job_id", "member_id"}),
}  # fmt: skip
"""Every column that is not sealed, reviewed: ids, keyed references, times, counts, states and job names."""
