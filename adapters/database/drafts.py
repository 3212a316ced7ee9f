"""Answers that are not saved yet, found by the person's keyed reference and the step's key.

Not here: which answers a form takes. Before somebody is a member, the community's key seals what they typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, select

from adapters.database.sql import Query, mine, ticks
from adapters.database.sql import put as put_row
from adapters.database.tables import accounts, drafts
from core.codec import Json, pack, unpack
from core.surface import Answer
from core.values import Cell, MemberId, Person

if TYPE_CHECKING:
    from adapters.database.scope import Scope

KEPT: Final = timedelta(days=1)

_OWNER: Final = Query(select(accounts.c.member_id).where(mine(accounts), accounts.c.ref == bindparam("account")))
_SAVE: Final = Query(put_row(drafts))
_this: Final = (
    mine(drafts),
    drafts.c.account_ref == bindparam("account"),
    drafts.c.step == bindparam("step"),
)
_FIND: Final = Query(
    select(drafts.c.member_id, drafts.c.answers).where(*_this, drafts.c.written_at > bindparam("since"))
)
_DROP: Final = Query(delete(drafts).where(*_this))


class SqlDrafts:
    """The drafts of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def save(self, person: Person, step: str, answers: Mapping[str, Answer], now: datetime) -> None:
        """Keep answers for a step's key, replacing earlier ones."""
        account = self._scope.account_ref(person)
        owner = self._scope.row(_OWNER, account=account)
        plain = pack(dict(_to_json(answers)))
        sealed, member = self._scope.seal(plain, _cell(account, step), MemberId(owner[0]) if owner else None)
        self._scope.put(_SAVE, account_ref=account, step=step, member_id=member, written_at=ticks(now), answers=sealed)

    def find(self, person: Person, step: str, now: datetime) -> dict[str, Answer] | None:
        """The answers kept for a step, for a day."""
        account = self._scope.account_ref(person)
        row = self._scope.row(_FIND, account=account, step=step, since=ticks(now - KEPT))
        if row is None:
            return None
        plain = unpack(self._scope.open(row[1], _cell(account, step), row[0]))
        return {key: tuple(cast("list[str]", a)) if isinstance(a, list) else cast(str, a) for key, a in plain.items()}

    def drop(self, person: Person, step: str) -> None:
        """Forget the draft of a step."""
        self._scope.put(_DROP, account=self._scope.account_ref(person), step=step)


def _cell(account: str, step: str) -> Cell:
    return Cell("drafts", "answers", f"{account} {step}")


def _to_json(answers: Mapping[str, Answer]) -> Mapping[str, Json]:
    return {key: answer if isinstance(answer, str) else list(answer) for key, answer in answers.items()}
