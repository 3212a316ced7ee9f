"""Groups: where one lives and what it is set to, sealed with the community's key.

Not here: what a track or a country means.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, func, select

from adapters.database.sql import Query, db_now, mine, ticks, upsert
from adapters.database.sql import put as put_row
from adapters.database.tables import groups, memberships, settings
from core.codec import Json, pack, place_from_json, place_to_json, unpack
from core.groups.model import Group, Settings, Weekly
from core.values import Cell, GroupId, MemberId

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope

_SETTINGS_CELL: Final = Cell("settings", "body", "community")
_ALL: Final = select(groups.c.id, groups.c.reachable, groups.c.settings).where(mine(groups))
_EVERY: Final = Query(_ALL.order_by(groups.c.created_at, groups.c.id))
_FIND: Final = Query(_ALL.where(groups.c.id == bindparam("group")))
_SAVE: Final = Query(put_row(groups, keep=("created_at",)))
_AGE: Final = Query(select(func.coalesce(func.max(groups.c.created_at) + 1, db_now())).where(mine(groups)))
_OF: Final = Query(
    _ALL.join(
        memberships,
        (memberships.c.community_id == groups.c.community_id) & (memberships.c.group_id == groups.c.id),
    )
    .where(mine(memberships), memberships.c.member_id == bindparam("member"))
    .order_by(memberships.c.since, groups.c.created_at)
)
_MEMBERS: Final = Query(
    select(memberships.c.member_id)
    .where(mine(memberships), memberships.c.group_id == bindparam("group"))
    .order_by(memberships.c.since, memberships.c.member_id)
)
_ENTER: Final = Query(upsert(memberships).on_conflict_do_nothing())
_LEAVE: Final = Query(
    delete(memberships).where(
        mine(memberships),
        memberships.c.group_id == bindparam("group"),
        memberships.c.member_id == bindparam("member"),
    )
)
_SETTINGS: Final = Query(select(settings.c.body).where(mine(settings)))
_SET: Final = Query(put_row(settings))


class SqlGroups:
    """The groups of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._every: list[Group] | None = None
        """Read once: one turn asks for them again and again."""

    def first(self) -> Group | None:
        """The community's oldest group."""
        return next(iter(self.every()), None)

    def every(self) -> Sequence[Group]:
        """All groups, oldest first."""
        if self._every is None:
            self._every = [self._group(row) for row in self._scope.rows(_EVERY)]
        return self._every

    def find(self, group: GroupId) -> Group | None:
        """A group by id."""
        if self._every is not None:
            return next((one for one in self._every if one.id == group), None)
        row = self._scope.row(_FIND, group=group)
        return self._group(row) if row else None

    def save(self, group: Group) -> None:
        """Add a group or change it."""
        self._every = None
        sealed, _ = self._scope.seal(pack(_to_json(group)), Cell("groups", "settings", group.id), None)
        (age,) = self._scope.row(_AGE) or (0,)
        self._scope.put(_SAVE, id=group.id, created_at=age, reachable=int(group.reachable), settings=sealed)

    def of(self, member: MemberId) -> Sequence[Group]:
        """The groups a member belongs to, in the order they came."""
        return self._scope.once(
            ("groups of", member), lambda: [self._group(row) for row in self._scope.rows(_OF, member=member)]
        )

    def members(self, group: GroupId) -> Sequence[MemberId]:
        """Who belongs to a group, in the order they came."""
        return [MemberId(member) for (member,) in self._scope.rows(_MEMBERS, group=group)]

    def enter(self, group: GroupId, member: MemberId, now: datetime) -> bool:
        """Let a member belong to a group; False when they do already."""
        return self._scope.run(_ENTER, group_id=group, member_id=member, since=ticks(now)) == 1

    def leave(self, group: GroupId, member: MemberId) -> bool:
        """Let a member belong no longer; False when they did not."""
        return self._scope.run(_LEAVE, group=group, member=member) == 1

    def settings(self) -> Settings:
        """What is set for the whole community."""
        row = self._scope.row(_SETTINGS)
        if row is None:
            return Settings()
        plain = unpack(self._scope.open(row[0], _SETTINGS_CELL, None))
        checked = cast("dict[str, str]", plain["checked"])
        return Settings({code: date.fromisoformat(day) for code, day in checked.items()})

    def set(self, settings: Settings) -> None:
        """Change it."""
        checked: dict[str, Json] = {code: day.isoformat() for code, day in settings.checked.items()}
        sealed, _ = self._scope.seal(pack({"checked": checked}), _SETTINGS_CELL, None)
        self._scope.put(_SET, body=sealed)

    def _group(self, row: Row) -> Group:
        group, reachable, sealed = row
        plain = unpack(self._scope.open(sealed, Cell("groups", "settings", group), None))
        return _from_json(GroupId(group), plain, reachable=bool(reachable))


def _to_json(group: Group) -> dict[str, Json]:
    return {
        "places": [place_to_json(place) for place in group.places],
        "track": group.track,
        "country": group.country,
        "name": group.name,
        "zone": group.zone,
        "template": group.template,
        "door": _weekly_to_json(group.door),
        "rounds": _weekly_to_json(group.rounds),
        "lost": [*sorted(group.lost)],
        "open_round": group.open_round,
        "round_until": group.round_until.isoformat() if group.round_until else None,
    }


def _from_json(group: GroupId, plain: dict[str, Json], *, reachable: bool) -> Group:
    """A group as it was saved; one from before it could live in several places had one `place`."""
    old = plain.get("place")
    places = tuple(place_from_json(place) for place in cast("list[Json]", plain.get("places") or [old]))
    lost = cast("list[str]", plain.get("lost", []))
    round_until = cast("str | None", plain.get("round_until"))
    return Group(
        group,
        places,
        cast(str, plain["track"]),
        cast(str, plain["country"]),
        cast(str, plain.get("name", "")),
        cast(str, plain.get("zone", "UTC")),
        cast(str, plain.get("template", "daily-brief")),
        _weekly_from_json(plain.get("door")),
        _weekly_from_json(plain.get("rounds")),
        frozenset(lost if reachable or lost else (place.platform for place in places)),
        open_round=cast(str, plain.get("open_round", "")),
        round_until=datetime.fromisoformat(round_until) if round_until else None,
    )


def _weekly_to_json(weekly: Weekly | None) -> Json:
    return [[*weekly.days], weekly.at.isoformat("minutes"), weekly.hours] if weekly else None


def _weekly_from_json(data: Json) -> Weekly | None:
    if not data:
        return None
    days, at, hours = cast("tuple[list[int], str, int]", data)
    return Weekly(tuple(days), time.fromisoformat(at), hours)
