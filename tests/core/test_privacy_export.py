"""Taking everything along: all of it, nothing of what others wrote, into one's own inbox and nowhere else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checkins.model import CheckIn
from core.files import File
from core.limits import FILE_BYTES
from core.people.actions import tell
from core.ports import Record
from core.privacy.export import Answer, Entry, Export
from core.privacy.files import draw, parts_of
from core.surface import Message
from core.text import lines, quote, text
from core.turn import Stores
from core.values import MemberId, Said
from tests.core.home import MINUTE, WORDS, Home, labels, said
from tests.core.promises import Line

NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
OTHERS = "what ben wrote to ann"
HOSTILE = "</script><script>alert(1)</script> \"'><img src=x onerror=y> {0} %s @everyone \u202e\x00 <!channel>"


async def ann(home: Home) -> MemberId:
    found = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert found is not None
    return found.id


def files(home: Home, who: str = "ann") -> list[File]:
    """All files that stand in somebody's inbox."""
    return [file for posted in home.room.inbox(who) for file in posted.message.files]


async def exported(home: Home) -> tuple[str, dict[str, object]]:
    """The page and the data that ann gets."""
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    page, data = files(home)
    assert (page.name, data.name) == ("handrail-export.html", "handrail-export.json")
    return page.content.decode(), json.loads(data.content)


async def test_nothing_is_made_before_the_warning_was_read_and_pressed(home: Home) -> None:
    warned = await home.does("ann", "privacy.export")
    assert "Does anybody else read this phone" in said(warned) and "Send them to me" in labels(warned)
    await home.later(timedelta(hours=1))
    assert files(home) == [] and home.inbox("ann") == []


async def test_everything_of_ones_own_is_in_both_files(home: Home) -> None:
    checkin = await home.check_in()
    other = await home.check_in("ben")
    await home.share("ben", other)
    await home.reply("ann", other, "ann's own reply")
    await home.does("ann", f"checkin.with:{other}")
    await home.later(MINUTE)
    owner, here = await ann(home), await home.community()

    def live(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        stores.records.save(owner, Record("something-new", "its-name", {"what": ["ann's list item"]}, NOW))
        tell(stores, owner, Message(text("a waiting note")), NOW)

    await home.handrail.database.write(live)
    page, data = await exported(home)
    for each in (page, json.dumps(data, ensure_ascii=False)):
        for own in (WORDS, "ann's own reply", "ann's list item", "a waiting note", "Ann", "Germany", "web"):
            assert own in each or own.replace("'", "&#x27;") in each, own
    assert data["standing_with"] == 1
    (entry,) = data["check_ins"]  # type: ignore[misc]
    assert entry["answers"]["heavy"] == 4 and entry["day"] == "2026-05-31"
    assert checkin not in page


async def test_what_others_wrote_is_in_neither(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.reply("ben", checkin, OTHERS)
    await home.later(MINUTE)
    owner, here = await ann(home), await home.community()

    def live(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        body = lines(text("{who} wrote to you", who=Said("Benedict")), quote(Said(OTHERS)))
        tell(stores, owner, Message(body), NOW)

    await home.handrail.database.write(live)
    page, data = await exported(home)
    for each in (page, json.dumps(data)):
        assert OTHERS not in each and "Benedict" not in each and "Ben" not in each.replace("Benjamin", "")
        assert "wrote to you" in each


async def test_no_platforms_id_and_no_id_of_ours_that_others_hold_is_in_it(home: Home) -> None:
    await home.check_in()
    page, _ = await exported(home)
    assert await ann(home) not in page and await home.community() not in page


async def test_the_message_in_the_inbox_says_nothing_and_takes_its_files_away_again(home: Home) -> None:
    await home.check_in()
    await exported(home)
    (posted,) = [one for one in home.room.inbox("ann") if one.message.files]
    assert posted.message.head == posted.message.body.plain() == "The file you asked for."
    assert home.channel() == []
    assert "taking them out" in said(await home.does("ann", "privacy.unsend"))
    await home.later(timedelta(seconds=5))
    assert files(home) == []
    assert "No file of yours" in said(await home.does("ann", "privacy.unsend"))


async def test_asking_twice_sends_once(home: Home) -> None:
    await home.does("ann", "privacy.send")
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    assert len(files(home)) == 2
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    assert len(files(home)) == 4, "asked for anew once the first arrived"


async def test_a_closed_inbox_leads_nowhere_else_and_the_next_private_answer_says_so(home: Home) -> None:
    home.room.set_inbox("ann", is_open=False)
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    await home.later(timedelta(days=1))
    assert files(home) == [] and home.channel() == [] and home.inbox("ann") == []
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    note = await home.does("ann", "people.notes")
    assert "not let into your private messages" in said(note) and "Send them again" in labels(note)
    home.room.set_inbox("ann", is_open=True)
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    assert len(files(home)) == 2
    assert "No note" in said(await home.does("ann", "people.notes")), "the note is no longer true"


async def test_what_may_have_arrived_is_said_to_be_so(home: Home) -> None:
    from core.errors import Unclear

    class Once(Line):
        """A platform on which a repeat could show twice."""

        repeats_safely = timedelta(0)

    line = Once()
    line.failing.append(Unclear())
    await home.does("ann", "privacy.send")
    await home.work(platform=line).run_due()
    assert "may be in your private messages or not" in said(await home.does("ann", "people.notes"))


async def test_deleting_everything_leaves_the_exported_files_to_their_owner_and_says_so(home: Home) -> None:
    await home.check_in()
    await exported(home)
    asked = await home.does("ann", "privacy.all")
    assert "Files you exported stay" in said(asked) and "Take my files away first" in labels(asked)
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(seconds=5))
    assert len(files(home)) == 2


async def test_nothing_is_sent_after_its_owner_went(home: Home) -> None:
    await home.check_in()
    await home.does("ann", "privacy.send")
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(minutes=1))
    assert files(home) == [] and home.inbox("ann") == []


async def test_a_stranger_and_a_moderator_get_nothing_of_anybodys(home: Home) -> None:
    checkin = await home.check_in()
    assert "There is nothing of yours here" in said(await home.does("stranger", "privacy.export"))
    owner = await ann(home)
    for about in ("", checkin, owner, f"{owner}~1"):
        await home.does("mo", f"privacy.send:{about}")
    await home.later(timedelta(seconds=5))
    assert files(home) == []
    for file in files(home, "mo"):
        assert WORDS not in file.content.decode()


# The files themselves.


def an_export(said_: str = "fine") -> Export:
    return Export(
        NOW,
        {"handle": said_},
        (said_,),
        ("web",),
        ((NOW, said_),),
        1,
        (said_,),
        ({"kind": said_, "name": said_, "written_at": NOW.isoformat(), "until": None, "body": {said_: [said_, 1]}},),
    )


def an_entry(words: str, number: int = 0) -> Entry:
    at = NOW - timedelta(days=number)
    checkin = CheckIn(f"c{number}", MemberId("m"), "daily-brief", "general", at.date(), {"next": Said(words)}, at)
    return Entry(words, checkin, (Answer(words, words, typed=True),))


class Outline(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append((tag, dict(attrs)))


@given(st.text(min_size=1, max_size=200))
def test_nothing_that_was_typed_becomes_part_of_the_page(words: str) -> None:
    quiet, loud = Outline(), Outline()
    quiet.feed(parts_of(an_export("x"), [draw(an_entry("x"))])[0][0].content.decode())
    loud.feed(parts_of(an_export(words), [draw(an_entry(words))])[0][0].content.decode())
    assert loud.tags == quiet.tags


def test_the_page_needs_nothing_from_anywhere_and_runs_nothing() -> None:
    page = parts_of(an_export(HOSTILE), [draw(an_entry(HOSTILE))])[0][0].content.decode()
    outline = Outline()
    outline.feed(page)
    assert not {tag for tag, _ in outline.tags} & {"script", "img", "link", "iframe", "a", "form", "object", "base"}
    for _, attributes in outline.tags:
        assert not any(name.startswith("on") or name in ("src", "href", "style") for name in attributes)
    assert not re.search(r"https?://|url\(|@import", page)
    assert "default-src 'none'" in page and "prefers-color-scheme:dark" in page
    assert "peer support, not treatment" in page


@pytest.mark.parametrize("count", [0, 1, 2, 7, 60])
def test_what_is_too_much_for_one_file_comes_in_parts_with_nothing_lost(count: int) -> None:
    entries = [an_entry("a" * 300, number) for number in range(count)]
    parts = parts_of(an_export(), [draw(entry) for entry in entries], most=4_000)
    days = [entry["day"] for _, data in parts for entry in json.loads(data.content)["check_ins"]]
    assert days == [entry.checkin.day.isoformat() for entry in entries]
    assert len(parts) == 1 if count < 3 else len(parts) > 1
    assert len({file.name for part in parts for file in part}) == 2 * len(parts)
    assert "replies" in json.loads(parts[0][1].content)
    assert all("replies" not in json.loads(data.content) for _, data in parts[1:])


async def test_an_export_in_parts_arrives_whole(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    import core.privacy.deliveries as deliveries

    monkeypatch.setattr(deliveries, "parts_of", lambda export, drawn: parts_of(export, drawn, most=1_500))
    checkin = await home.check_in()
    first = await home.look(lambda stores: stores.checkins.find(checkin))
    assert first is not None
    here = await home.community()

    def live(tx: object) -> None:
        for number in range(9):
            at = first.written_at - timedelta(days=number + 1)
            tx.within(here).checkins.save(replace(first, id=f"e{number}", written_at=at, day=at.date()))  # type: ignore[attr-defined]

    await home.handrail.database.write(live)
    await home.does("ann", "privacy.send")
    for _ in range(12):
        await home.later(timedelta(seconds=3))
    data = [json.loads(file.content) for file in files(home) if file.name.endswith("json")]
    assert len(data) == data[0]["parts"] > 1 and {one["part"] for one in data} == set(range(1, len(data) + 1))
    assert sum(len(one["check_ins"]) for one in data) == 10


def test_five_years_with_all_words_fit_files_that_every_platform_takes() -> None:
    words = "ä" * 500
    parts = parts_of(an_export(), [draw(an_entry(words, number)) for number in range(10_000)])
    assert all(len(page.content) + len(data.content) <= FILE_BYTES for page, data in parts)
