"""Our side of the turn benches: the real core behind the real HTTP link, with 2,000 members.

Not here: the load. Run as `python -m tests.bench.turn_server DATABASE FOLDER API`; it prints its port.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from adapters.database.migrations import migrate
from adapters.database.transaction import SqlTransaction
from adapters.slack.gateway import SlackGateway
from adapters.slack.link import HttpLink
from adapters.slack.platform import SlackPlatform
from adapters.vault import create_key_file
from bots.assemble import Places, assembled, settle_in
from core.groups.model import Group
from core.pace import Unpaced
from core.values import GroupId, Person, Place, Role, Said, new_id
from tests.bench import acts


def _seed(tx: SqlTransaction) -> None:
    now = datetime.now(UTC)
    place = Place("slack", acts.TEAM, acts.CHANNEL)
    stores = tx.within(tx.found(place, now))
    stores.groups.save(Group(GroupId(new_id()), (place,), "general", "PT"))
    for number in range(acts.MEMBERS):
        person = Person("slack", f"{acts.TEAM}.{acts.user(number)}")
        member = stores.people.admit(person, acts.TEAM, Role.MEMBER, now)
        stores.people.join(member.id, Said(acts.handle(number)), "PT", "Europe/Lisbon", now)


async def serve(database: str, folder: Path, api: str) -> None:
    """Serve until the input ends."""
    places = Places(database, folder / "handrail.key", folder / "erasures")
    create_key_file(places.key)
    migrate(database)
    async with assembled(places) as handrail:
        await handrail.database.write(_seed)
        platform = SlackPlatform("xoxb-made-up", Unpaced(), api)
        await platform.open()
        gateway = SlackGateway(handrail.desk, handrail.clock, platform)
        link = HttpLink(platform, gateway.door, acts.SECRET, host="127.0.0.1", port=0)
        await link.open()
        settle_in()
        print(json.dumps({"port": link.port}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await link.close()
        await gateway.close()
        await platform.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
