"""Every table; a column is sealed unless the reviewed list (`reviewed`) says otherwise.

Not here: who may see which row (`walls`), and how tables come to be (`migrations`).
Keys are `(community_id, id)`, so that no foreign key can point into another community. Instants are whole
microseconds since 1970 in UTC.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    literal_column,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from core.values import Sealed


class SealedBytes(TypeDecorator[bytes]):
    """A private column: it takes what the vault sealed and nothing else, and shows no value in an error."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Sealed | None:
        """Let only sealed values through."""
        return only_sealed(value)


def only_sealed(value: object) -> Sealed | None:
    """Return a sealed value (or nothing) as it is; raises `TypeError`, without the value, for others."""
    if value is None or isinstance(value, Sealed):
        return value
    raise TypeError("a private column takes only what the vault sealed")


metadata = MetaData()


def _text(name: str, *, key: bool = False, needed: bool = True) -> Column[Any]:
    return Column(name, Text, primary_key=key, nullable=not needed)


def _count(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _instant(name: str, *, needed: bool = True) -> Column[Any]:
    return Column(name, BigInteger, nullable=not needed)


def _sealed(name: str, *, needed: bool = True) -> Column[Any]:
    return Column(name, SealedBytes, nullable=not needed)


def _home() -> Column[Any]:
    return Column("community_id", Text, ForeignKey("communities.id"), primary_key=True)


def _points(column: str, table: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    target = [f"{table}.community_id", f"{table}.id"]
    return ForeignKeyConstraint(["community_id", column], target, ondelete="CASCADE" if cascade else None)


communities = Table("communities", metadata, _text("id", key=True), _instant("created_at"))

homes = Table(
    "homes",
    metadata,
    _text("ref", key=True),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    _sealed("place"),
)

claims = Table(
    "claims",
    metadata,
    _text("ref", key=True),
    _instant("expires_at"),
    _instant("used_at", needed=False),
    _text("community_id", needed=False),
)

community_keys = Table(
    "community_keys",
    metadata,
    _home(),
    _text("id", key=True),
    _text("purpose"),
    _count("kek"),
    _sealed("blob"),
)

members = Table(
    "members",
    metadata,
    _home(),
    _text("id", key=True),
    _count("role"),
    _instant("created_at"),
    _instant("joined_at", needed=False),
    _count("notes"),
    _sealed("profile", needed=False),
)

member_keys = Table(
    "member_keys",
    metadata,
    _home(),
    _text("member_id", key=True),
    _text("id"),
    _sealed("blob"),
    _points("member_id", "members"),
)

accounts = Table(
    "accounts",
    metadata,
    _home(),
    _text("ref", key=True),
    _text("member_id"),
    _instant("used_at"),
    _sealed("account"),
    _points("member_id", "members"),
    Index("accounts_of_member", "community_id", "member_id"),
)

handles = Table(
    "handles",
    metadata,
    _home(),
    _text("ref", key=True),
    _text("member_id"),
    _points("member_id", "members"),
    Index("handles_of_member", "community_id", "member_id"),
)

groups = Table(
    "groups",
    metadata,
    _home(),
    _text("id", key=True),
    _instant("created_at"),
    _count("reachable"),
    _sealed("settings"),
)

memberships = Table(
    "memberships",
    metadata,
    _home(),
    _text("group_id", key=True),
    _text("member_id", key=True),
    _instant("since"),
    _points("group_id", "groups"),
    _points("member_id", "members"),
    Index("memberships_of_member", "community_id", "member_id"),
)

settings = Table("settings", metadata, _home(), _sealed("body"))

records = Table(
    "records",
    metadata,
    _home(),
    _text("ref", key=True),
    _text("kind"),
    _text("member_id"),
    _instant("written_at"),
    _instant("until", needed=False),
    _sealed("body"),
    _points("member_id", "members"),
    Index("records_of_member", "community_id", "member_id", "kind", "written_at"),
)

checkins = Table(
    "checkins",
    metadata,
    _home(),
    _text("id", key=True),
    _text("member_id"),
    _text("group_id", needed=False),
    _instant("written_at"),
    _instant("until", needed=False),
    _instant("text_until", needed=False),
    _sealed("body"),
    _points("member_id", "members"),
    _points("group_id", "groups"),
    Index("checkins_of_member", "community_id", "member_id", "written_at"),
)

responses = Table(
    "responses",
    metadata,
    _home(),
    _text("id", key=True),
    _text("checkin_id"),
    _text("member_id"),
    _instant("written_at"),
    _sealed("words"),
    _points("checkin_id", "checkins", cascade=True),
    _points("member_id", "members"),
    Index("responses_of_checkin", "community_id", "checkin_id", "written_at"),
    Index("responses_of_member", "community_id", "member_id"),
)

company = Table(
    "company",
    metadata,
    _home(),
    _text("checkin_id", key=True),
    _text("member_id", key=True),
    _instant("since"),
    _points("checkin_id", "checkins", cascade=True),
    _points("member_id", "members"),
    Index("company_of_member", "community_id", "member_id"),
)

posts = Table(
    "posts",
    metadata,
    _home(),
    _text("subject", key=True),
    _text("about"),
    _text("owner", needed=False),
    _sealed("ref"),
    _points("owner", "members"),
    Index("posts_of_owner", "community_id", "owner"),
    Index("posts_about", "community_id", "about"),
)

drafts = Table(
    "drafts",
    metadata,
    _home(),
    _text("account_ref", key=True),
    _text("step", key=True),
    _text("member_id", needed=False),
    _instant("written_at"),
    _sealed("answers"),
    _points("member_id", "members"),
    Index("drafts_of_member", "community_id", "member_id"),
)

turns = Table(
    "turns",
    metadata,
    _home(),
    _text("id", key=True),
    _text("member_id", needed=False),
    _instant("answered_at"),
    _sealed("reply"),
    _points("member_id", "members"),
)

notes = Table(
    "notes",
    metadata,
    _home(),
    _text("id", key=True),
    _text("member_id"),
    _instant("written_at"),
    _text("about", needed=False),
    _instant("until", needed=False),
    _sealed("message"),
    _points("member_id", "members"),
    Index("notes_of_member", "community_id", "member_id", "written_at"),
)

WAITING: Final = 0
FINISHED: Final = 2
"""What is below is unfinished. Whether it is claimed says its lease, so that a claim changes no column of an index."""

jobs = Table(
    "jobs",
    metadata,
    _home(),
    _text("id", key=True),
    _text("key"),
    _text("name"),
    _text("subject"),
    _text("platform"),
    _text("owner", needed=False),
    _instant("due_at"),
    _instant("expires_at"),
    _text("collapse", needed=False),
    _count("attempts"),
    _count("state"),
    _instant("lease_until", needed=False),
    _count("fence"),
    Column("holder", BigInteger, nullable=True),
    _instant("sending_since", needed=False),
    _text("outcome", needed=False),
    _text("why", needed=False),
    _instant("finished_at", needed=False),
)


def _partial(name: str, *columns: Column[Any], only: ColumnElement[bool], unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)


_unfinished = jobs.c.state < FINISHED
_partial("checkins_until", checkins.c.community_id, checkins.c.until, only=checkins.c.until.is_not(None))
_partial("checkins_text", checkins.c.community_id, checkins.c.text_until, only=checkins.c.text_until.is_not(None))
_partial("records_until", records.c.community_id, records.c.until, only=records.c.until.is_not(None))
_sent = _unfinished & (jobs.c.platform != "")
_quiet = _unfinished & (jobs.c.platform == "")
_partial("jobs_due", jobs.c.platform, jobs.c.due_at, only=_sent)
_partial("jobs_turns", jobs.c.platform, jobs.c.community_id, jobs.c.due_at, only=_sent)
_partial("jobs_quiet", jobs.c.due_at, jobs.c.community_id, jobs.c.owner, only=_quiet)
_partial("jobs_key", jobs.c.community_id, jobs.c.key, only=_unfinished, unique=True)
_partial("jobs_collapse", jobs.c.community_id, jobs.c.collapse, only=jobs.c.collapse.is_not(None))
_partial("jobs_of_owner", jobs.c.community_id, jobs.c.owner, only=jobs.c.owner.is_not(None))
_partial("jobs_dead", jobs.c.community_id, only=jobs.c.outcome == literal_column("'dead'"))
_partial("jobs_finished", jobs.c.finished_at, only=jobs.c.finished_at.is_not(None))

job_payloads = Table(
    "job_payloads",
    metadata,
    _home(),
    _text("job_id", key=True),
    _text("member_id", needed=False),
    _sealed("payload"),
    _points("job_id", "jobs", cascade=True),
    _points("member_id", "members"),
)
