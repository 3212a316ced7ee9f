"""What is past its day and how much there is, on every database; ids and counts of one community, nothing opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.database.front import SqlDatabase
from core.ports import Transaction
from core.privacy.keeping import KEY, NAME
from core.privacy.model import Counts
from core.values import CommunityId
from tests.contract.world import ANN, BEN, HOME, NOW, Community, check_in, found, group, note, promise, response

DAY = timedelta(days=1)
ELSEWHERE = replace(HOME, home="111111111111111111")


async def two(database: SqlDatabase) -> tuple[Community, Community]:
    """Two communities, so that one can be shown to see nothing of the other."""
    return await found(database), await found(database, ELSEWHERE)


async def test_check_ins_past_their_day_are_found_longest_first_and_only_here(database: SqlDatabase) -> None:
    here, there = await two(database)
    ids = []
    for community in (here, there):
        ann = await community.joined(ANN, "Ann")
        for until in (None, NOW - 2 * DAY, NOW - 3 * DAY, NOW, NOW + DAY):
            checkin = replace(check_in(ann.id), until=until)
            await community.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
            if community is here:
                ids.append(checkin.id)
    assert await here.read(lambda s: s.keeping.outlived(NOW, 9)) == [ids[2], ids[1], ids[3]]
    assert await here.read(lambda s: s.keeping.outlived(NOW, 1)) == [ids[2]]
    assert await here.read(lambda s: s.keeping.outlived(NOW - 9 * DAY, 9)) == []


async def test_upkeep_leaves_check_ins_to_the_daily_work_that_takes_their_copies_down(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    checkin = replace(check_in(ann.id), until=NOW - DAY)
    await here.write(lambda s: s.checkins.save(checkin))
    await database.write(lambda tx: tx.upkeep(NOW))
    assert await here.read(lambda s: s.checkins.find(checkin.id)) is not None


async def test_replies_are_found_by_their_day_and_by_their_author(database: SqlDatabase) -> None:
    here, there = await two(database)
    for community in (here, there):
        ann, ben = await community.joined(ANN, "Ann"), await community.joined(BEN, "Ben")
        checkin = check_in(ann.id)
        old = replace(response(checkin, ben.id), id="old", written_at=NOW - 90 * DAY)
        new = replace(response(checkin, ben.id), id="new", written_at=NOW)
        own = replace(response(checkin, ann.id), id="own", written_at=NOW - 100 * DAY)
        await community.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
        for one in (new, old, own):
            await community.write(lambda s, r=one: s.checkins.respond(r))  # type: ignore[misc]
    assert await here.read(lambda s: s.keeping.replies_before(NOW - 90 * DAY, 9)) == ["own", "old"]
    assert await here.read(lambda s: s.keeping.replies_before(NOW - 90 * DAY, 1)) == ["own"]
    ben_here = await here.read(lambda s: s.people.find(BEN))
    assert ben_here is not None
    assert await here.read(lambda s: s.keeping.replies_by(ben_here.id)) == ["old", "new"]


async def test_counts_are_of_one_member_alone(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    place = group()
    await here.write(lambda s: s.groups.save(place))
    plain = check_in(ann.id)
    shared = replace(check_in(ann.id), group=place.id, text_until=NOW)
    other = check_in(ben.id)
    for checkin in (plain, shared, other):
        await here.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
    await here.write(lambda s: s.checkins.respond(response(other, ann.id)))
    assert await here.read(lambda s: s.keeping.counts(ann.id)) == Counts(2, 1, 1, 1)
    assert await here.read(lambda s: s.keeping.counts(ben.id)) == Counts(1, 0, 0, 0)


async def test_wishes_hold_for_what_is_there_and_for_nobody_else(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    worded = replace(check_in(ann.id), until=NOW + 365 * DAY, text_until=NOW + 90 * DAY)
    bare = replace(check_in(ann.id), until=NOW + 365 * DAY)
    bens = replace(check_in(ben.id), until=NOW + 365 * DAY, text_until=NOW + 90 * DAY)
    for checkin in (worded, bare, bens):
        await here.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
    await here.write(lambda s: s.keeping.keep_for(ann.id, 30 * DAY, 7 * DAY))
    for before, text_until in ((worded, NOW + 7 * DAY), (bare, None)):
        after = await here.read(lambda s, c=before: s.checkins.find(c.id))  # type: ignore[misc]
        assert after == replace(before, until=before.written_at + 30 * DAY, text_until=text_until)
    await here.write(lambda s: s.keeping.keep_for(ann.id, None, 365 * DAY))
    after = await here.read(lambda s: s.checkins.find(worded.id))
    assert after is not None and (after.until, after.text_until) == (None, worded.written_at + 365 * DAY)
    assert await here.read(lambda s: s.checkins.find(bens.id)) == bens


async def test_who_came_by_is_known_by_the_week_and_who_did_not_is_found(database: SqlDatabase) -> None:
    here, there = await two(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    await there.joined(ANN, "Ann")
    later = NOW + 100 * DAY
    await here.write(lambda s: s.people.find(ANN) and s.people.seen(later))
    assert await here.read(lambda s: s.keeping.quiet_since(later - 20 * DAY)) == [ben.id]
    assert set(await here.read(lambda s: s.keeping.quiet_since(later))) == {ann.id, ben.id}
    assert await here.read(lambda s: s.keeping.quiet_since(NOW - 20 * DAY)) == []
    await here.read(lambda s: s.people.find(BEN) and s.people.seen(later))
    assert ben.id in await here.read(lambda s: s.keeping.quiet_since(later - 20 * DAY)), "reading writes nothing"


async def test_somebody_who_parted_is_known_and_has_not_joined(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: s.people.part(ann.id))
    after = await here.read(lambda s: s.people.find(ANN))
    assert after == ann._replace(joined_at=None)
    assert await here.read(lambda s: s.people.joined()) == []
    assert ann.handle is not None
    handle = ann.handle
    assert await here.read(lambda s: s.people.handle_taken(handle, None)), "the name waits for them"


async def test_a_members_work_is_cancelled_but_for_some_and_nobody_elses(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    await here.write(lambda s: promise(s, "a", owner=ann.id))
    await here.write(lambda s: s.jobs.promise("x.stays", "", key="b", due_at=NOW, expires_at=NOW + DAY, owner=ann.id))
    await here.write(lambda s: promise(s, "c", owner=ben.id))
    assert await here.write(lambda s: s.jobs.cancel_of(ann.id, but={"x.stays"})) == 1
    assert await here.read(lambda s: [s.jobs.pending(key) is None for key in "abc"]) == [True, False, False]


async def test_notes_go_after_a_month_and_are_no_longer_counted(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    for at in (NOW - 30 * DAY, NOW - 29 * DAY):
        await here.write(lambda s, w=at: s.people.keep_note(ann.id, note(), w))  # type: ignore[misc]
    await database.write(lambda tx: tx.upkeep(NOW))
    member = await here.read(lambda s: s.people.member(ann.id))
    assert member is not None and member.notes == 1 == len(await here.read(lambda s: s.people.notes(ann.id, NOW)))


async def test_the_daily_work_of_every_community_is_promised_once(database: SqlDatabase) -> None:
    here, there = await two(database)
    for _ in range(3):
        await database.write(lambda tx: tx.upkeep(NOW))
    for community in (here, there):
        assert await community.read(lambda s: s.jobs.pending(KEY)) is not None
    later = NOW + DAY

    def take(tx: Transaction) -> list[tuple[CommunityId, str]]:
        return [(held.community, held.name) for held in tx.claim(later, [""], 9, timedelta(seconds=60))]

    assert sorted(await database.write(take)) == sorted([(here.id, NAME), (there.id, NAME)])


async def test_joining_again_after_parting_is_joining(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: s.people.part(ann.id))
    assert ann.handle is not None
    handle, later = ann.handle, NOW + DAY
    again = await here.write(lambda s: s.people.join(ann.id, handle, "DE", "Europe/Berlin", later))
    assert again.joined_at == later and again.id == ann.id


async def test_a_members_check_ins_are_read_page_by_page_in_their_order_and_each_once(database: SqlDatabase) -> None:
    here, there = await two(database)
    ids = []
    for community in (here, there):
        ann, ben = await community.joined(ANN, "Ann"), await community.joined(BEN, "Ben")
        for number in range(7):
            for member in (ann, ben):
                checkin = replace(check_in(member.id), id=f"c{number}{member.id}", written_at=NOW + number // 3 * DAY)
                await community.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
                if (community, member) == (here, ann):
                    ids.append(checkin.id)
    owner = await here.read(lambda s: s.checkins.find(ids[0]).member)  # type: ignore[union-attr]
    read, last = [], None
    while page := await here.read(lambda s: s.checkins.after(owner, last, 2)):  # noqa: B023 - read before it changes
        read += [one.id for one in page]
        last = page[-1]
    assert read == ids


async def test_what_a_wish_would_delete_is_counted_without_opening_anything(database: SqlDatabase) -> None:
    here, there = await two(database)
    owner = None
    for community in (here, there):
        ann = await community.joined(ANN, "Ann")
        owner = owner or ann.id
        for days in (0, 5, 9, 12):
            for words in (None, NOW):
                checkin = replace(check_in(ann.id), id=f"{days}{words}", written_at=NOW - days * DAY, text_until=words)
                await community.write(lambda s, c=checkin: s.checkins.save(c))  # type: ignore[misc]
    assert owner is not None
    assert await here.read(lambda s: s.keeping.past(owner, NOW - 9 * DAY, NOW - 5 * DAY)) == (4, 1)
    assert await here.read(lambda s: s.keeping.past(owner, None, NOW - 5 * DAY)) == (0, 3)
    assert await here.read(lambda s: s.keeping.past(owner, NOW - 30 * DAY, NOW - 30 * DAY)) == (0, 0)
