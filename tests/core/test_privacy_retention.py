"""Nothing is kept past its day: whatever happened before, and however long nobody looked."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database.sql import instant
from core.ports import Record
from core.privacy.keeping import KEY, NAME
from core.privacy.retention import NOTES_KEPT, REPLIES_KEPT
from core.turn import Stores
from core.values import MemberId, Said
from tests.core.home import ANSWERS, MINUTE, WORDS, Home, labels, said

REPLY = "Me too, and it got lighter"


async def member(home: Home, who: str = "ann") -> MemberId | None:
    """Somebody's id; None once they are forgotten."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    return found.id if found else None


async def days(home: Home, number: int) -> None:
    """Days pass one by one, as they do."""
    for _ in range(number):
        await home.later(timedelta(days=1))
    await home.later(timedelta(hours=2))


async def test_words_go_after_their_days_and_numbers_stay(home: Home) -> None:
    checkin = await home.check_in()
    await home.later(timedelta(days=89))
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.answers["next"] == Said(WORDS)
    await days(home, 2)
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and "next" not in found.answers and found.answers["heavy"] == 4
    assert found.text_until is None and "Words in check-ins" not in said(await home.does("ann", "privacy.show"))


async def test_a_copy_goes_with_its_check_in_and_the_answers_beneath_it(home: Home) -> None:
    await home.does("ann", "privacy.wishes", {"entries": "30", "words": "7"})
    checkin = await home.check_in()
    standing = await home.look(lambda stores: stores.checkins.find(checkin))
    assert standing is not None and standing.until is not None
    await home.share("ann", checkin)
    await home.reply("ben", checkin, REPLY)
    await home.later(MINUTE)
    assert len(home.channel()) == 2
    await home.later(timedelta(days=8))
    await home.later(timedelta(hours=2))
    assert WORDS not in "".join(home.channel()), "the copy lost its words with the check-in"
    await home.later(timedelta(days=25))
    await home.later(timedelta(hours=2))
    assert home.channel() == [] and await home.look(lambda stores: stores.checkins.find(checkin)) is None


async def test_replies_and_notes_have_their_days_too(home: Home) -> None:
    from core.people.actions import tell
    from core.surface import Message
    from core.text import text

    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin, REPLY)
    owner, here = await member(home), await home.community()
    assert owner is not None

    def live(tx: object) -> None:
        tell(tx.within(here), owner, Message(text("a note")), home.clock.now())  # type: ignore[attr-defined]

    await home.handrail.database.write(live)
    await home.later(NOTES_KEPT + timedelta(days=1))
    assert "No note" in said(await home.does("ann", "people.notes"))
    found = await home.look(lambda stores: stores.people.member(owner))
    assert found is not None and found.notes == 0
    await home.later(REPLIES_KEPT)
    await home.later(timedelta(hours=2))
    assert await home.look(lambda stores: stores.checkins.response(reply)) is None
    assert REPLY not in "".join(home.channel())


async def test_the_daily_work_is_one_row_that_goes_on_for_ever(home: Home) -> None:
    await home.later()
    for _ in range(5):
        due = await home.look(lambda stores: stores.jobs.pending(KEY))
        assert due is not None and home.clock.now() < due <= home.clock.now() + timedelta(days=1)
        await home.later(timedelta(days=1, hours=1))


async def test_the_daily_work_comes_back_after_it_could_not_be_done(home: Home, incidents: list[str]) -> None:
    await home.later()
    here = await home.community()
    real = home.handrail.suite.job(NAME)
    assert real is not None

    def broken(job: object) -> None:
        raise ZeroDivisionError

    home.handrail.suite._jobs[NAME] = replace(real, prepare=broken)  # type: ignore[arg-type]
    for _ in range(30):
        await home.later(timedelta(hours=1))
    assert incidents
    home.handrail.suite._jobs[NAME] = real
    checkin = await home.check_in()
    await home.later(timedelta(days=400))
    await home.later(timedelta(days=1))
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert await home.look(lambda stores: stores.jobs.pending(KEY)) is not None and here


async def waiting(home: Home) -> str:
    """What waits for ann, without her coming by."""
    owner = await member(home)
    assert owner is not None
    notes = await home.look(lambda stores: stores.people.notes(owner, home.clock.now()))
    return " ".join(note.body.plain() for _, note in notes)


async def test_a_year_without_a_word_is_asked_about_twice_and_then_everything_goes(home: Home) -> None:
    await home.check_in()
    await days(home, 1)
    await home.later(timedelta(days=372))
    await days(home, 1)
    assert "It has been a year" in await waiting(home)
    await days(home, 10)
    assert "in four weeks" in await waiting(home) and await member(home)
    await days(home, 6)
    assert "in two weeks" in await waiting(home)
    await days(home, 8)
    assert await member(home) is not None
    await days(home, 5)
    assert await member(home) is None


async def test_coming_by_keeps_everything(home: Home) -> None:
    checkin = await home.check_in()
    await home.later(timedelta(days=372))
    await days(home, 16)
    asked = await home.does("ann", "people.notes")
    assert {"Keep them", "Take them with you", "Delete everything"} <= set(labels(asked))
    assert "I am glad you came by" in said(await home.does("ann", "privacy.stay"))
    assert "No note" in said(await home.does("ann", "people.notes"))
    await days(home, 40)
    assert await member(home) is not None
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None, "check-ins have days of their own"


async def test_whoever_only_reads_is_here_too_and_nobody_forgets_them(home: Home) -> None:
    for _ in range(58):
        await home.later(timedelta(days=7))
        assert "Hello, Ann" in said(await home.does("ann", "start.menu"))
    assert "It has been a year" not in await waiting(home)


async def test_anything_somebody_does_counts_as_coming_by(home: Home) -> None:
    for _ in range(5):
        await home.later(timedelta(days=100))
        await home.check_in()
    await days(home, 40)
    assert await member(home) is not None


async def test_only_the_week_in_which_somebody_came_by_is_known_and_it_is_written_once(home: Home) -> None:
    def used(tx: object) -> list[int]:
        return [row[0] for row in tx.link.driver.execute("SELECT used_at FROM accounts", ())]  # type: ignore[attr-defined]

    week = timedelta(weeks=1) // timedelta(microseconds=1)
    before = await home.handrail.database.read(used)
    assert all(at % week == 0 for at in before)
    await home.check_in()
    assert await home.handrail.database.read(used) == before
    await home.later(timedelta(days=30))
    await home.does("ann", "checkin.write", ANSWERS)
    changed = set(await home.handrail.database.read(used)) - set(before)
    assert len(changed) == 1 and all(at % week == 0 for at in changed)
    assert home.clock.now() - instant(changed.pop()) < timedelta(weeks=1)


Acts = st.lists(
    st.tuples(
        st.sampled_from(("write", "words", "share", "reply", "record", "shorter", "longer", "leave", "come", "pass")),
        st.sampled_from(("ann", "ben")),
        st.integers(1, 120),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=settings.default.max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=Acts)
async def test_after_any_history_nothing_past_its_day_is_left(acts: list[tuple[str, str, int]], lived_in: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), lived_in)
        await home.open()
        try:
            shared: list[str] = []
            for what, who, number in acts:
                await _one(home, what, who, number, shared)
            await home.later(timedelta(days=1, hours=1))
            for _ in range(3):
                await home.later(timedelta(seconds=10))
            await home.look(lambda stores: _nothing_outlived(home, stores))
        finally:
            await home.close()


async def _one(home: Home, what: str, who: str, number: int, shared: list[str]) -> None:
    now = home.clock.now()
    match what:
        case "write":
            await home.does(who, "checkin.write:add", {"heavy": str(number % 10)})
        case "words":
            await home.does(who, "checkin.write:add", ANSWERS)
        case "share":
            await home.does(who, "checkin.write:add", ANSWERS)
            found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
            newest = await home.look(lambda s: s.checkins.latest(found.id, 1)) if found else []
            for one in newest:
                shared.append(one.id)
                await home.share(who, one.id)
        case "reply":
            for checkin in shared[-1:]:
                await home.does(who, f"checkin.reply:{checkin}", {"words": REPLY})
                await home.later(MINUTE)
        case "record":
            owner, here = await member(home, who), await home.community()
            record = Record("slip", f"s{number}", {}, now, now + timedelta(days=number))
            if owner is not None:
                await home.handrail.database.write(lambda tx: tx.within(here).records.save(owner, record))
        case "shorter":
            await home.does(who, "privacy.keep-so:30~7")
        case "longer":
            await home.does(who, "privacy.keep-so:0~365")
        case "leave":
            await home.does(who, "privacy.go")
        case "come":
            await home.join(who)
        case _:
            await home.later(timedelta(days=number))


def _nothing_outlived(home: Home, stores: Stores) -> None:
    """Everything that is still there is looked at; the daily work may have been done up to a day ago."""
    before = home.clock.now() - timedelta(days=1, hours=2)
    assert stores.keeping.outlived(before, 9) == []
    assert stores.checkins.text_outlived(before, 9) == []
    assert stores.keeping.replies_before(before - REPLIES_KEPT, 9) == []
    for who in ("ann", "ben"):
        found = stores.people.find(home.room.person(who))
        if found is None:
            continue
        assert all(record.until is None or record.until > before for record in stores.records.every(found.id))
        for checkin in stores.checkins.since(found.id, before - timedelta(days=9_999)):
            worded = any(isinstance(given_, Said) for given_ in checkin.answers.values())
            assert not worded or (checkin.text_until is not None and checkin.text_until > before)
        for subject, _ in stores.posts.of_owner(found.id):
            kind, _, about = subject.partition("~")
            if kind == "checkin":
                standing = stores.checkins.find(about)
                assert standing is not None and standing.group is not None, "a copy without its check-in"
            if kind == "answer":
                assert stores.checkins.response(about) is not None, "an answer that was forgotten still stands"
