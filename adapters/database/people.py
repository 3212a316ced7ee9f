"""Members, their accounts, handles and kept notes. What a member told us is sealed with their own key.

Not here: erasing somebody (`erasure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, func, select, update

from adapters.database import erasure
from adapters.database import notes as note_store
from adapters.database.sql import Query, add, id_near, instant, mine, ticks
from adapters.database.tables import accounts, handles, member_keys, members
from core.codec import pack, unpack
from core.people.handles import likeness
from core.people.model import Member
from core.surface import Message
from core.values import Cell, MemberId, Person, Place, Role, Said, Sealed

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope

_HOUR: Final = timedelta(hours=1) // timedelta(microseconds=1)
_WEEK: Final = timedelta(weeks=1) // timedelta(microseconds=1)
MEMBER: Final = (
    select(
        members.c.id,
        members.c.role,
        members.c.joined_at,
        members.c.notes,
        members.c.profile,
        member_keys.c.id.label("key_id"),
        member_keys.c.blob,
    )
    .join_from(
        members,
        member_keys,
        (member_keys.c.community_id == members.c.community_id) & (member_keys.c.member_id == members.c.id),
    )
    .where(mine(members))
)
_by_id = MEMBER.where(members.c.id == bindparam("member"))
_BY_ID: Final = Query(_by_id)
_BY_ID_ALONE: Final = Query(_by_id.with_for_update(of=members, key_share=True))
_by_account = (
    MEMBER.add_columns(accounts.c.used_at)
    .join(accounts, (accounts.c.community_id == members.c.community_id) & (accounts.c.member_id == members.c.id))
    .where(mine(accounts), accounts.c.ref == bindparam("ref"))
)
_BY_ACCOUNT: Final = Query(_by_account)
_BY_ACCOUNT_ALONE: Final = Query(_by_account.with_for_update(of=members, key_share=True))
"""The same, one turn of a member at a time: PostgreSQL holds the second until the first is committed."""
_ADD_MEMBER: Final = Query(add(members))
_ADD_KEY: Final = Query(add(member_keys))
_ADD_ACCOUNT: Final = Query(add(accounts))
_PROMOTE: Final = Query(
    update(members).where(mine(members), members.c.id == bindparam("member")).values(role=bindparam("new_role"))
)
_PART: Final = Query(update(members).where(mine(members), members.c.id == bindparam("member")).values(joined_at=None))
_SEEN: Final = Query(
    update(accounts).where(mine(accounts), accounts.c.ref == bindparam("seen_ref")).values(used_at=bindparam("week"))
)
_JOIN: Final = Query(
    update(members)
    .where(mine(members), members.c.id == bindparam("member"))
    .values(profile=bindparam("new_profile"), joined_at=func.coalesce(members.c.joined_at, bindparam("now")))
)
_HANDLE: Final = Query(select(handles.c.member_id).where(mine(handles), handles.c.ref == bindparam("ref")))
_FREE_HANDLE: Final = Query(delete(handles).where(mine(handles), handles.c.member_id == bindparam("member")))
_TAKE_HANDLE: Final = Query(add(handles))
_JOINED: Final = Query(
    select(members.c.id)
    .where(mine(members), members.c.joined_at.is_not(None))
    .order_by(members.c.joined_at, members.c.id)
)
_WITH_ROLE: Final = Query(
    select(members.c.id)
    .where(mine(members), members.c.role >= bindparam("role"))
    .order_by(members.c.created_at, members.c.id)
)
_ACCOUNT: Final = Query(
    select(accounts.c.ref, accounts.c.account)
    .where(mine(accounts), accounts.c.member_id == bindparam("member"))
    .order_by(accounts.c.used_at.desc(), accounts.c.ref)
)


class SqlPeople:
    """The people of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._known: dict[str, Member] = {}
        """Read once: one turn asks for its member again and again. Emptied by whatever changes one."""
        self._last = ("", 0)
        """The account found last, and when it was used."""

    def find(self, person: Person) -> Member | None:
        """The member behind an account; while writing, their other turns wait for this one."""
        self._scope.look_anew()
        ref = self._scope.account_ref(person)
        row = self._scope.row(_BY_ACCOUNT_ALONE if self._scope.writes else _BY_ACCOUNT, ref=ref)
        if row is None:
            return None
        self._last = (ref, row[-1])
        return self._member(row[:-1])

    def member(self, member: MemberId) -> Member | None:
        """A member by id."""
        if member in self._known:
            return self._known[member]
        row = self._scope.row(_BY_ID, member=member)
        return self._member(row) if row else None

    def hold(self, member: MemberId) -> Member | None:
        """A member by id; whatever else writes for them waits until this transaction is over."""
        self._scope.look_anew()
        ahead = self._scope.foreseen("member", member)
        row = self._scope.row(_BY_ID_ALONE, member=member) if ahead is None else next(iter(ahead), None)
        return self._member(row) if row else None

    def admit(self, person: Person, home: str, role: Role, now: datetime) -> Member:
        """Create a member with a key of their own and this account."""
        scope, member = self._scope, MemberId(id_near(_hour(now)))
        ref = scope.account_ref(person)
        key = scope.vault.mint_member(member)
        scope.put(
            _ADD_MEMBER,
            id=member,
            role=int(role),
            created_at=ticks(now),
            joined_at=None,
            notes=0,
            profile=None,
        )
        scope.put(_ADD_KEY, member_id=member, id=key.id, blob=Sealed(key.blob))
        scope.hold_key(member, key.id, key.blob)
        account = pack({"platform": person.platform, "user": person.user, "home": home})
        sealed = scope.seal_own(account, Cell("accounts", "account", ref), member)
        scope.put(_ADD_ACCOUNT, ref=ref, member_id=member, used_at=_week(now), account=sealed)
        return Member(member, role, None, None, None, None)

    def promote(self, member: MemberId, role: Role) -> None:
        """Set a member's role."""
        self._known.clear()
        self._scope.put(_PROMOTE, member=member, new_role=int(role))

    def part(self, member: MemberId) -> None:
        """Let a joined member be one who did not join."""
        self._known.clear()
        self._scope.put(_PART, member=member)

    def seen(self, now: datetime) -> bool:
        """Note the week in which whoever was found last came by; True where it can only be read that it is not."""
        ref, used_at = self._last
        if not ref or used_at >= (week := _week(now)):
            return False
        if not self._scope.writes:
            return True
        self._scope.put(_SEEN, seen_ref=ref, week=week)
        self._last = (ref, week)
        return False

    def handle_taken(self, handle: Said, by_other_than: MemberId | None) -> bool:
        """Whether another member goes by this handle, or by one that looks like it."""
        row = self._scope.row(_HANDLE, ref=self._scope.vault.handle_ref(likeness(handle.words)))
        return row is not None and row[0] != by_other_than

    def join(self, member: MemberId, handle: Said, country: str, zone: str, now: datetime, track: str = "") -> Member:
        """Make the member a joined one, or change what they told us."""
        scope = self._scope
        plain = pack({"handle": handle.words, "country": country, "zone": zone, "track": track})
        profile = scope.seal_own(plain, Cell("members", "profile", member), member)
        self._known.clear()
        scope.put(_JOIN, member=member, new_profile=profile, now=ticks(now))
        scope.put(_FREE_HANDLE, member=member)
        scope.put(_TAKE_HANDLE, ref=scope.vault.handle_ref(likeness(handle.words)), member_id=member)
        joined = self.member(member)
        if joined is None:
            raise LookupError("no such member")
        return joined._replace(handle=handle)

    def joined(self) -> Sequence[MemberId]:
        """Everyone who joined, in the order they came."""
        return [MemberId(member) for (member,) in self._scope.rows(_JOINED)]

    def with_role(self, role: Role) -> Sequence[MemberId]:
        """Everyone whose role is this one or a higher one."""
        return [MemberId(member) for (member,) in self._scope.rows(_WITH_ROLE, role=int(role))]

    def accounts(self, member: MemberId) -> Sequence[Place]:
        """The inboxes of all of a member's accounts, the one used last first."""
        found = []
        ahead = self._scope.foreseen("accounts", member)
        for ref, sealed in self._scope.rows(_ACCOUNT, member=member) if ahead is None else ahead:
            person, home = opened_account(self._scope, member, ref, sealed)
            found.append(Place(person.platform, home, user=person.user))
        return found

    def inbox(self, member: MemberId) -> Place | None:
        """The inbox of the account a member used last."""
        return next(iter(self.accounts(member)), None)

    def keep_note(
        self, member: MemberId, message: Message, now: datetime, about: str = "", until: datetime | None = None
    ) -> None:
        """Keep a note until its reader comes by; for somebody erased meanwhile nothing is kept."""
        self._known.clear()
        note_store.keep(self._scope, member, message, now, about, until)

    def drop_note(self, member: MemberId, about: str) -> bool:
        """Keep the note about something no longer; False when there is none."""
        dropped = note_store.drop(self._scope, member, about)
        if dropped:
            self._known.clear()
        return dropped

    def notes(self, member: MemberId, now: datetime) -> Sequence[tuple[str, Message]]:
        """(id, note) of what is kept for a member and still of its time, oldest first."""
        return note_store.kept(self._scope, member, now)

    def newest_note(self, member: MemberId, now: datetime) -> datetime | None:
        """When the newest note still of its time was kept."""
        return note_store.newest(self._scope, member, now)

    def put_away(self, member: MemberId, note: str) -> bool:
        """Keep a note no longer; False when it is not there."""
        gone = note_store.put_away(self._scope, member, note)
        if gone:
            self._known.clear()
        return gone

    def erase(self, member: MemberId, now: datetime) -> None:
        """Destroy the member's key, then every row of theirs in every table, and write the erasure ledger."""
        self._known.clear()
        erasure.erase(self._scope, member)

    def _member(self, row: Row) -> Member:
        member, role, joined_at, kept, profile, key_id, blob = row
        self._scope.hold_key(member, key_id, blob)
        told = opened_profile(self._scope, member, profile)
        found = self._known[member] = Member(
            MemberId(member),
            Role(role),
            None if joined_at is None else instant(joined_at),
            Said(told["handle"]) if "handle" in told else None,
            told.get("country"),
            told.get("zone"),
            kept,
            told.get("track", ""),
        )
        return found


def _hour(now: datetime) -> int:
    """The hour, and no more than that: who came together stands together, and an id tells nobody's minutes."""
    return ticks(now) // _HOUR * _HOUR


def _week(now: datetime) -> int:
    """The beginning of the week, and no more than that: a dump tells nobody's hours."""
    return ticks(now) // _WEEK * _WEEK


def opened_profile(scope: Scope, member: str, profile: bytes | None) -> dict[str, str]:
    """Return what a member told us: `handle`, `country` and `zone`; nothing before they joined."""
    if profile is None:
        return {}
    return cast("dict[str, str]", unpack(scope.open(profile, Cell("members", "profile", member), member)))


def opened_account(scope: Scope, member: str, ref: str, account: bytes) -> tuple[Person, str]:
    """Return the person behind an account, and the home they came from."""
    plain = unpack(scope.open(account, Cell("accounts", "account", ref), member))
    told = cast("dict[str, str]", plain)
    return Person(told["platform"], told["user"]), told["home"]
