"""What each table and column holds, in words for somebody who is asked to hand it over.

Not here: which columns are sealed (`reviewed`). A test holds that every table and column is described.
"""

from __future__ import annotations

from typing import Final

_COMMUNITY: Final = "which group of people, as a random id of ours"
_MEMBER: Final = "which member, as a random id of ours that names nobody"
_ACCOUNT: Final = "a reference to a platform account; only the key can tell whose"
_STEP: Final = "which button or form, such as checkin.write"

TABLES: Final[dict[str, str]] = {
    "communities": "One row for each community.",
    "homes": "The servers and workspaces of the communities.",
    "claims": "One-time codes, used or not.",
    "community_keys": "The communities' own keys, locked with the key file.",
    "members": "One row for each member.",
    "member_keys": "The members' own keys, locked with their community's. Erasing a member destroys theirs.",
    "accounts": "Which platform account is which member.",
    "handles": "Handles that are taken, so that no two members share one.",
    "groups": "The groups and their settings.",
    "memberships": "Which member belongs to which group.",
    "settings": "Settings of a whole community.",
    "records": "What members wrote outside check-ins.",
    "checkins": "Check-ins.",
    "responses": "Replies to shared check-ins.",
    "company": "Who stands with whom in a shared check-in.",
    "posts": "Where our own messages stand, so that they can be changed and taken away.",
    "drafts": "Answers not saved yet; gone after a day.",
    "turns": "Answers given lately, so that a repeated delivery gets the same one; gone after two days.",
    "notes": "Notes that wait for a member to read them.",
    "jobs": "Work that is due or was done lately, such as a post that goes out in a minute.",
    "job_payloads": "What goes with that work; removed when it is done, or a week after it was given up at the latest.",
}

COMMON: Final[dict[str, tuple[str, str]]] = {
    "community_id": (_COMMUNITY, "q7Zr…"),
    "member_id": (_MEMBER, "q7Zr…"),
    "group_id": ("which group, as a random id of ours", "q7Zr…"),
    "owner": (_MEMBER, "q7Zr…"),
    "id": ("a random id of ours", "q7Zr…"),
    "created_at": ("when it was made", "a time"),
    "written_at": ("when it was written", "a time"),
    "since": ("since when", "a time"),
    "until": ("when it is deleted by itself", "a time, or nothing"),
    "about": ("what it is about, as a kind and a random id of ours", "checkin~q7Zr…"),
}
"""Columns that hold the same in every table, each with an example of its kind."""

PLAINLY: Final[dict[str, tuple[str, str]]] = {
    "homes.ref": ("a reference to a server or workspace; only the key can tell which", "a keyed reference"),
    "claims.ref": ("a reference to a code; the code itself is kept nowhere", "a keyed reference"),
    "claims.expires_at": ("until when the code works", "a time"),
    "claims.used_at": ("when it was used", "a time, or nothing"),
    "community_keys.purpose": ("what the key is for", "one word of ours"),
    "community_keys.kek": ("the number of the key in the key file that locks it", "1"),
    "members.role": ("member, facilitator or moderator, as a number", "1"),
    "members.joined_at": ("when they joined", "a time, or nothing"),
    "members.notes": ("how many notes wait for them", "0"),
    "accounts.ref": (_ACCOUNT, "a keyed reference"),
    "accounts.used_at": ("when somebody last acted with it", "a time"),
    "handles.ref": ("a reference to a handle; only the key can tell which", "a keyed reference"),
    "groups.reachable": ("whether its channel could be posted to", "1"),
    "checkins.text_until": ("when its words are deleted by themselves", "a time, or nothing"),
    "records.ref": ("a reference to what it is; only the key can tell", "a keyed reference"),
    "records.kind": ("a reference to the sort of thing; only the key can tell which", "a keyed reference"),
    "responses.checkin_id": ("which check-in, as a random id of ours", "q7Zr…"),
    "company.checkin_id": ("which check-in, as a random id of ours", "q7Zr…"),
    "posts.subject": ("what the message is about, as a kind and a random id of ours", "checkin~q7Zr…"),
    "drafts.account_ref": (_ACCOUNT, "a keyed reference"),
    "drafts.step": (_STEP, "checkin.write"),
    "turns.id": ("a reference to what somebody did; only the key can tell", "a keyed reference"),
    "turns.answered_at": ("when it was answered", "a time"),
    "jobs.key": ("what the work is, so that it is not promised twice", "checkin.post~q7Zr…"),
    "jobs.name": ("the kind of work", "checkin.post"),
    "jobs.subject": ("what it is about, as a random id of ours", "q7Zr…"),
    "jobs.platform": ("where it will be shown", "discord"),
    "jobs.due_at": ("when it is to be done", "a time"),
    "jobs.expires_at": ("until when it is worth doing", "a time"),
    "jobs.collapse": ("work that takes the place of other work", "a kind and a random id of ours, or nothing"),
    "jobs.attempts": ("how often it was tried", "1"),
    "jobs.state": ("finished or not, as a number", "2"),
    "jobs.lease_until": ("until when somebody is at it", "a time, or nothing"),
    "jobs.fence": ("how often it was taken", "1"),
    "jobs.holder": ("which process took it last, as a random number", "1402816532, or nothing"),
    "jobs.sending_since": ("when sending began", "a time, or nothing"),
    "jobs.outcome": ("how it ended", "done"),
    "jobs.why": ("why it was given up", "a fault of ours, incident 3fa9c1"),
    "jobs.finished_at": ("when it ended", "a time, or nothing"),
    "job_payloads.job_id": ("which work, as a random id of ours", "q7Zr…"),
}
"""The other columns that are not sealed, each with an example of its kind."""

SEALED: Final[dict[str, str]] = {
    "homes.place": "which platform, and the id of the server or workspace there",
    "community_keys.blob": "a key; with the key file it opens what the community wrote",
    "members.profile": "handle, country, time zone, preferences",
    "member_keys.blob": "a key; it opens what this member wrote",
    "accounts.account": "which platform, and the member's id there",
    "groups.settings": "the group's channel, kind, main country and the like",
    "settings.body": "what the community's moderators chose for it",
    "records.body": "what a member wrote",
    "checkins.body": "the answers and words of a check-in",
    "responses.words": "the words of a reply",
    "posts.ref": "the platform's ids of the channel and the message",
    "drafts.answers": "answers that were not saved yet",
    "turns.reply": "what was answered, which may quote what was written",
    "notes.message": "the words of a note",
    "job_payloads.payload": "words that are to be shown",
}
"""What the sealed columns hold, in words. Without the key file it cannot be opened; with it, it can."""


def plainly(table: str, column: str) -> tuple[str, str]:
    """What a column holds, and an example of its kind; raises `KeyError` when nobody has described it."""
    return PLAINLY.get(f"{table}.{column}") or COMMON[column]
