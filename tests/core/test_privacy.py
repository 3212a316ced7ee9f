"""Erasing somebody, whatever is on its way; and what nobody may read, whoever they are."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from adapters.database.scope import Scope
from core.codec import unpack
from core.feature import Action
from core.ports import Record, Transaction
from core.suite import Suite
from core.surface import Answer, Message, Step
from core.text import text
from core.turn import Answered, NotDone
from core.values import Cell, MemberId, Role
from tests.core.home import ANSWERS, CHANNEL, MINUTE, WORDS, Home, inbox_of, labels, said
from tests.core.promises import Line, on_its_way, tell
from tests.examples import EXAMPLES
from tests.lint_words import lint

REPLY = "Me too, and it got lighter"


async def stored(home: Home) -> str:
    """All that the database file and its log hold, however it is encoded."""
    return "".join((home.folder / name).read_bytes().decode("latin-1") for name in ("handrail.db", "handrail.db-wal"))


async def shared(home: Home) -> tuple[str, str]:
    """Ann's share with ben's reply beneath, and cleo standing with her."""
    await home.join("cleo")
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin, REPLY)
    await home.does("cleo", f"checkin.with:{checkin}")
    await home.later(MINUTE)
    assert len(home.channel()) == 2 and "With Ann: Cleo" in home.channel()[0]
    return checkin, reply


async def test_an_author_who_goes_takes_their_share_and_all_beneath_it_with_them(home: Home) -> None:
    checkin, _ = await shared(home)
    assert "Done" in said(await home.does("ann", "privacy.erase"))
    await home.later(timedelta(seconds=5))
    assert home.channel() == []
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert await home.look(lambda stores: stores.people.find(home.room.person("ann"))) is None


async def test_a_replier_who_goes_takes_their_words_and_nothing_of_others(home: Home) -> None:
    _, reply = await shared(home)
    await home.does("ben", "privacy.erase")
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 1 and WORDS in home.channel()[0] and "With Ann: Cleo" in home.channel()[0]
    assert await home.look(lambda stores: stores.checkins.response(reply)) is None


async def test_somebody_who_stood_with_an_author_and_goes_is_no_longer_named(home: Home) -> None:
    await shared(home)
    await home.does("cleo", "privacy.erase")
    await home.later(timedelta(seconds=5))
    assert "Cleo" not in "".join(home.channel()) and len(home.channel()) == 2


async def test_a_moderator_can_go_like_everybody_and_the_group_stays(home: Home) -> None:
    await shared(home)
    assert "Done" in said(await home.does("mo", "privacy.erase"))
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 2
    assert await home.look(lambda stores: stores.people.with_role(Role.MODERATOR)) == []
    assert isinstance(await home.does("mo", "group.change"), NotDone)
    assert "Set up" in said(await home.set_up("cleo"))


async def test_what_was_held_is_never_posted_after_its_author_went(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(hours=1))
    assert home.channel() == [] and home.inbox("ann") == []


async def test_a_held_reply_is_never_posted_after_its_author_went(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.reply("ben", checkin, REPLY)
    await home.does("ben", "privacy.erase")
    await home.later(timedelta(hours=1))
    assert REPLY not in "".join(home.channel())


@pytest.mark.parametrize("who", ["ann", "ben"])
async def test_what_is_in_flight_as_somebody_goes_is_taken_down_as_it_settles(home: Home, who: str) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    if who == "ben":
        await loop.run_due()
        await home.reply("ben", checkin, REPLY)
        home.clock.move(MINUTE)
        line.arrived.clear()
    async with on_its_way(line, loop):
        await home.does(who, "privacy.erase")
    await loop.run_due()
    assert line.removed == [f"m{len(line.posted)}"]


async def test_everybody_goes_at_once_while_everything_is_on_its_way(home: Home) -> None:
    line = Line()
    loop = home.work(platform=line)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    await loop.run_due()
    await home.reply("ben", checkin, REPLY)
    await home.does("ben", f"checkin.with:{checkin}")
    await tell(home, "ann", "a note")
    home.clock.move(MINUTE)
    line.arrived.clear()
    async with on_its_way(line, loop):
        await asyncio.gather(*(home.does(who, "privacy.erase") for who in ("ann", "ben", "mo")))
    for _ in range(3):
        home.clock.move(MINUTE)
        await loop.run_due()
    stands = {f"m{number}" for number, (_, words) in enumerate(line.posted, 1) if words != "You have a note."}
    assert len(stands) >= 1 and stands <= set(line.removed)


async def test_what_could_not_be_delivered_is_told_to_nobody_who_went(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    line = Line()
    loop = home.work(platform=line)
    home.clock.move(MINUTE)
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    await home.does("ann", "privacy.erase")
    from core.errors import Gone

    line.failing.append(Gone())
    line.goes_on.set()
    await running
    await home.later(timedelta(hours=20))
    assert home.inbox("ann") == []


async def test_after_somebody_went_their_words_open_with_no_key_that_is_left(home: Home) -> None:
    """In the file itself: secure deletion leaves no row of theirs, sealed or not."""
    await shared(home)
    member = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert member is not None and member.id in await stored(home)
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(seconds=5))
    for _ in range(50):
        if member.id not in await stored(home):
            break
        await asyncio.sleep(0.1)
    found = await stored(home)
    assert member.id not in found and WORDS not in found and REPLY not in found
    assert (home.folder / "erasures").read_text().strip()
    assert member.id not in (home.folder / "erasures").read_text()


async def test_pressing_delete_twice_or_delivering_it_twice_changes_nothing_more(home: Home) -> None:
    first = await home.does("ann", "privacy.erase", turn="go")
    assert await home.does("ann", "privacy.erase", turn="go") == first
    assert "nothing of yours" in said(await home.does("ann", "privacy.erase"))
    assert "nothing of yours" in said(await home.does("stranger", "privacy.delete"))


async def test_whoever_went_can_come_again_as_somebody_new(home: Home) -> None:
    await home.check_in()
    await home.does("ann", "privacy.erase")
    assert "Welcome" in said(await home.join("ann"))
    assert "no check-ins yet" in said(await home.does("ann", "checkin.list"))


async def test_leaving_one_group_leaves_the_other_as_it_is(home: Home) -> None:
    from tests.core.desk import second_house

    await second_house(home)
    checkin = await home.check_in()
    asked = await home.does("ann", "privacy.delete", place=inbox_of("ann"))
    assert isinstance(asked, NotDone) and "more than one group" in said(asked)
    here = await home.community()
    await home.does("ann", Step("privacy.erase", "", here), place=inbox_of("ann"))
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert "Hello, Ann" in said(await home.does("ann", "start.menu", place=inbox_of("ann")))


async def test_the_erased_are_forgotten_by_help_too(home: Home) -> None:
    assert "Germany" in said(await home.does("ann", "care.help"))
    await home.does("ann", "privacy.erase")
    assert "Germany" not in said(await home.does("ann", "care.help"))


# What must hold whatever is added.


async def test_what_is_new_is_its_authors_alone(home: Home) -> None:
    checkin = await home.check_in()
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.group is None
    await home.later(timedelta(days=2))
    assert home.channel() == []
    for who in ("ben", "mo", "stranger"):
        assert home.inbox(who) == []
        for action in home.handrail.suite.actions:
            outcome = await home.does(who, f"{action.key}:{checkin}", ANSWERS if action.form else None)
            assert WORDS not in repr(said_or_form(outcome)), (who, action.key)


def said_or_form(outcome: object) -> object:
    """Everything anybody could read in an outcome."""
    from core.turn import Again, Opens

    match outcome:
        case Opens(form) | Again(form, _, _):
            return [(field.label, field.value) for field in form.fields if field.value not in ANSWERS.values()]
        case Answered() | NotDone():
            return said(outcome), labels(outcome)
    return outcome


DECIDES = {"consent", "reach", "left"}
"""Kinds of records that decide whether somebody may be written to at all; nobody is shown them."""
ANYTHING: dict[str, Answer] = {
    "words": "x",
    "channel": CHANNEL,
    "track": "general",
    "country": "Spain",
    "city": "Madrid",
    "name": "Quiet room",
    "handle": "Somebody",
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bytes]]:
    """(table, whose key, what was in it) of everything that is opened with a member's own key."""
    found: list[tuple[str, str, bytes]] = []
    real = Scope.open

    def noting(scope: Scope, sealed: bytes, cell: Cell, member: MemberId | str | None) -> bytes:
        plain = real(scope, sealed, cell, member)
        if member is not None:
            found.append((cell.table, member, plain))
        return plain

    monkeypatch.setattr(Scope, "open", noting)
    return found


async def everything_about_ann(home: Home) -> list[str]:
    """Ids of all that ann and ben have, and of what they have it in."""
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin, REPLY)
    await home.does("ann", "people.join:go", {"adult": "yes", "handle": "Ann", "country": "Atlantis", "city": WORDS})
    ann, ben = [await home.look(lambda s, w=who: s.people.find(home.room.person(w))) for who in ("ann", "ben")]  # type: ignore[misc]
    group = await home.look(lambda stores: stores.groups.first())
    assert ann is not None and ben is not None and group is not None
    here = await home.community()

    def keep(tx: Transaction) -> None:
        stores = tx.within(here)
        stores.records.save(ann.id, Record("slip", "s1", {"words": WORDS}, home.clock.now()))
        stores.people.keep_note(ann.id, Message(text("a note of hers")), home.clock.now())

    await home.handrail.database.write(keep)
    return ["", checkin, reply, ann.id, ben.id, group.id, f"{checkin}~0", f"{group.id}~{ann.id}", "s1", "daily-brief~0"]


async def test_no_step_that_looks_after_a_group_opens_what_a_member_wrote(
    home: Home, opened: list[tuple[str, str, bytes]]
) -> None:
    """By trying each with every id there is, and noting whatever is opened with another member's key meanwhile."""
    about = await everything_about_ann(home)
    await home.join("mo")
    mo = await home.look(lambda stores: stores.people.find(home.room.person("mo")))
    looked_after = [action for action in Suite().actions if action.needs >= Role.FACILITATOR]
    assert mo is not None and len(looked_after) >= 2
    opened.clear()
    for action in looked_after:
        for each in about:
            for answers in (None, ANYTHING) if action.form else (None,):
                with suppress(ValueError):  # a subject too long for this step can be pressed by nobody
                    await home.does("mo", Step(action.key, each), answers)
    assert opened, "nothing at all was opened: this proves nothing"
    for table, whose, plain in opened:
        if whose == mo.id or table in ("members", "accounts"):
            continue
        assert table == "records" and unpack(plain)["kind"] in DECIDES, f"another member's {table} was opened"


async def test_nothing_a_moderator_can_do_reads_what_a_member_keeps_to_themselves(home: Home) -> None:
    """By trying every step with every id there is, as a moderator who joined and as one who did not."""
    about = await everything_about_ann(home)
    for joined in (False, True):
        if joined:
            await home.join("mo")
        for action in home.handrail.suite.actions:
            if action.key in ("privacy.erase", "privacy.go"):
                continue
            for each in about:
                for answers in (None, ANYTHING) if action.form else (None,):
                    with suppress(ValueError):
                        outcome = await home.does("mo", Step(action.key, each), answers)
                        shown = repr(said_or_form(outcome))
                        for private in (WORDS, "a note of hers"):
                            assert private not in shown or "Check-in from" in shown, (action.key, each)


async def test_the_answer_about_somebody_elses_check_in_is_the_same_whether_it_is_there_or_not(home: Home) -> None:
    checkin = await home.check_in()
    never = "x" * 22
    for key in ("show", "edit", "share", "now", "undo", "delete", "remove", "with", "reply"):
        there = await home.does("ben", f"checkin.{key}:{checkin}")
        absent = await home.does("ben", f"checkin.{key}:{never}")
        assert repr(there).replace(checkin, "") == repr(absent).replace(never, ""), key


TOPICS = re.compile(
    r"relaps|recover|heal|betray|partner|addict|slip|bound|crisis|emergency|suicid|therap|sex|porn|affair|"
    r"abus|violen|afraid|pull|heavy|urge|trigger|sober|couple|faith|safe|group|support|help",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_a_notification_may_show_names_no_topic(name: str) -> None:
    example = EXAMPLES[name]
    head = getattr(example, "head", "You have a note.")
    assert not TOPICS.search(head), head


async def test_help_answers_within_moments_in_every_state_with_nobody_at_work(home: Home) -> None:
    await home.does("ben", "privacy.erase")
    home.cooldown.closed = True
    for state in ("as it is", "away", "hanging"):
        if state == "away":
            await home.lose_database()
        if state == "hanging":
            home.hang_database()
        for who in ("ann", "ben", "mo", "stranger"):
            for place in (None, inbox_of(who)):
                began = time.monotonic()
                outcome = await home.does(who, "care.help", place=place)
                assert time.monotonic() - began < 1.0 and "Breathe out slowly" in said(outcome)
                outcome = await home.does(who, "care.country", {"country": "New Zealand"}, place=place)
                assert time.monotonic() - began < 3.0 and "1737" in said(outcome)
    home.release_database()


async def test_help_is_written_down_nowhere(home: Home) -> None:
    def rows(tx: Transaction) -> list[tuple[str, int]]:
        link = tx.link  # type: ignore[attr-defined]
        names = [row[0] for row in link.driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'", ())]
        return [(name, link.driver.execute(f"SELECT count(*) FROM {name}", ()).fetchone()[0]) for name in names]  # noqa: S608

    before = await home.handrail.database.read(rows)
    await home.does("ann", "care.help")
    await home.does("ann", "care.country", {"country": "France"})
    assert await home.handrail.database.read(rows) == before


def test_nothing_people_read_holds_a_word_that_is_better_not_said() -> None:
    said_by_us = [finding for finding in lint() if finding.file.startswith(("core/", "config/"))]
    assert said_by_us == [], "\n".join(map(str, said_by_us))


async def test_a_closed_inbox_never_leads_to_the_channel(home: Home) -> None:
    for who in ("ann", "mo"):
        home.room.set_inbox(who, is_open=False)
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.room.fail_next("post", "403")
    await home.later(MINUTE)
    await home.later(timedelta(days=2))
    assert home.channel() == [] and home.inbox("ann") == home.inbox("mo") == []
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    assert "Open a waiting note" in labels(await home.does("mo", "start.menu"))


def test_no_command_takes_words_where_others_could_see_them() -> None:
    from core.feature import Command

    assert {name for name in Command.__dataclass_fields__} == {"name", "summary", "step", "label"}


OWN = {
    f"privacy.{verb}"
    for verb in (
        "erase",
        "revoke",
        "still-right",
        "keep-so",
        "send",
        "unsend",
        "clear",
        "day",
        "clear-day",
        "go",
        "stay",
    )
}
"""Open to whoever is known, joined or not (any more), and about nobody but themselves."""


def test_every_step_says_who_may_take_it() -> None:
    for action in Suite().actions:
        assert isinstance(action, Action) and isinstance(action.needs, Role)
        writes = action.does is not None
        if action.needs is Role.ANYONE and writes:
            reviewed = {"people.join", "people.zone", "people.rest", "people.put-away", "group.setup"}
            assert action.key in reviewed or action.key in OWN, f"review whether everybody may {action.key}"
