"""Check-ins of several pages and long ones: nothing of them is lost, not even when their template is withdrawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.turn import Answered, NotDone, Opens
from tests.core.home import WORDS, Home, form, labels, options, said, subject

TWO_PAGES = """
key = "evening"
title = "Evening"
summary = "Two pages."
cadence = "daily"
[[page]]
[[page.question]]
key = "first"
label = "First"
kind = "text"
shareable = true
[[page.question]]
key = "number"
label = "A number"
kind = "scale10"
low = "none"
high = "all"
[[page]]
[[page.question]]
key = "second"
label = "Second"
kind = "text"
shareable = true
[[page.question]]
key = "third"
label = "Third"
kind = "text"
"""


@pytest.fixture
async def paged(tmp_path: Path, lived_in: Path) -> AsyncIterator[Home]:
    """A home whose operator added a template of two pages."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    made = Home(tmp_path, lived_in, checkins=own)
    await made.open()
    yield made
    await made.close()


async def write_both(home: Home, first: str = "one", second: str = "two") -> str:
    """Both pages of the evening."""
    middle = await home.does("ann", "checkin.write:evening", {"first": first, "number": "3"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    outcome = await home.does("ann", step, {"second": second, "third": ""})
    return subject(outcome, "checkin.edit")


async def test_pages_are_asked_one_after_the_other_and_saved_together(paged: Home) -> None:
    first = form(await paged.does("ann", "checkin.write:evening"))
    assert first.title == "Evening 1/2" and first.submit == "Next"
    middle = await paged.does("ann", "checkin.write:evening", {"first": "one", "number": "3"})
    assert "page 1 of 2 is kept" in said(middle)
    assert "no check-ins yet" in said(await paged.does("ann", "checkin.list"))
    step = next(option.step for option in options(middle) if option.label == "Next page")
    second = form(await paged.does("ann", step))
    assert second.title == "Evening 2/2" and second.submit == "Save"
    outcome = await paged.does("ann", step, {"second": "two", "third": "three"})
    shown = said(await paged.does("ann", f"checkin.show:{subject(outcome, 'checkin.edit')}"))
    assert all(part in shown for part in ("one", "3 of 10", "two", "three"))


async def test_a_restart_between_pages_loses_nothing(paged: Home) -> None:
    middle = await paged.does("ann", "checkin.write:evening", {"first": "one", "number": ""})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    await paged.restart()
    outcome = await paged.does("ann", step, {"second": "two"})
    assert "one" in said(outcome) and "two" in said(outcome)


async def test_first_pages_are_over_after_a_day_and_the_words_of_the_last_come_back(paged: Home) -> None:
    await paged.does("ann", "checkin.write:evening", {"first": "one"})
    paged.clock.move(timedelta(days=1, minutes=1))
    outcome = await paged.does("ann", "checkin.write:evening~1", {"second": WORDS})
    assert isinstance(outcome, NotDone) and "that day is over" in said(outcome)
    assert [each.words for _, each in outcome.typed] == [WORDS]


async def test_pages_can_be_edited_one_by_one(paged: Home) -> None:
    checkin = await write_both(paged)
    edited = await paged.does("ann", f"checkin.edit:{checkin}", {"first": "uno", "number": "4"})
    step = next(option.step for option in options(edited) if option.label == "Next page")
    assert form(await paged.does("ann", step)).fields[0].value == "two"
    outcome = await paged.does("ann", step, {"second": "due", "third": ""})
    assert "uno" in said(outcome) and "due" in said(outcome)


@pytest.mark.parametrize("number", ["9", "99999999999", "00", "-1", "x", "1~1~1"])
@pytest.mark.parametrize("step", ["checkin.write:evening~", "checkin.edit:ID~", "checkin.show:ID~"])
@pytest.mark.parametrize("answers", [None, {"first": "x"}])
async def test_a_page_that_never_was_is_met_kindly(
    paged: Home, incidents: list[str], step: str, number: str, answers: dict[str, str] | None
) -> None:
    checkin = await write_both(paged)
    await paged.does("ann", step.replace("ID", checkin) + number, answers)
    assert incidents == []
    assert "uno" not in said(await paged.does("ann", f"checkin.show:{checkin}"))


async def test_two_templates_begun_at_once_keep_their_own_pages(tmp_path: Path, lived_in: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    (own / "morning.toml").write_text(TWO_PAGES.replace("evening", "morning").replace("Evening", "Morning"))
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    await home.does("ann", "checkin.write:evening", {"first": "in the evening"})
    await home.does("ann", "checkin.write:morning", {"first": "in the morning"})
    outcome = await home.does("ann", "checkin.write:evening~1", {"second": "two"})
    assert "in the evening" in said(outcome) and "in the morning" not in said(outcome)
    await home.close()


async def test_left_open_altogether_nothing_is_saved(paged: Home) -> None:
    await paged.does("ann", "checkin.write:evening", {"first": "", "number": ""})
    outcome = await paged.does("ann", "checkin.write:evening~1", {"second": " \u200b ", "third": ""})
    assert "nothing was saved" in said(outcome)
    assert "no check-ins yet" in said(await paged.does("ann", "checkin.list"))


async def test_an_edit_that_removes_every_answer_keeps_an_empty_entry_that_can_be_opened(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.edit:{checkin}", {})
    shown = await home.does("ann", f"checkin.show:{checkin}")
    assert isinstance(shown, Answered) and WORDS not in said(shown)
    assert isinstance(await home.does("ann", f"checkin.edit:{checkin}"), Opens)


async def test_a_template_that_was_withdrawn_leaves_its_entries_readable_as_far_as_they_can_be(
    tmp_path: Path, lived_in: Path, incidents: list[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "evening.toml").write_text(TWO_PAGES)
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    checkin = await write_both(home)
    await home.share("ann", checkin)
    (own / "evening.toml").unlink()
    await home.restart()
    home.loop = home.handrail.loop(home.room)
    assert "Check-in" in "".join(labels(await home.does("ann", "checkin.list")))
    shown = await home.does("ann", f"checkin.show:{checkin}")
    assert isinstance(shown, Answered) and "31 May" in said(shown)
    assert isinstance(await home.does("ann", f"checkin.edit:{checkin}"), NotDone)
    await home.does("ben", f"checkin.with:{checkin}")
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 1
    assert "Deleted" in said(await home.does("ann", f"checkin.remove:{checkin}"))
    await home.later(timedelta(seconds=5))
    assert home.channel() == [] and incidents == []
    await home.close()


# Long ones.

LONG = "".join(
    f"""
[[page]]
[[page.question]]
key = "t{number}"
label = "Question {number}"
kind = "text"
shareable = true
"""
    for number in range(8)
)


async def test_a_long_entry_reads_on_until_all_of_it_was_read(tmp_path: Path, lived_in: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    head = 'key = "long"\ntitle = "Long"\nsummary = "Long."\ncadence = "daily"\n'
    (own / "long.toml").write_text(head + LONG.replace("shareable = true", ""))
    home = Home(tmp_path, lived_in, checkins=own)
    await home.open()
    outcome = None
    for number in range(8):
        key = f"checkin.write:long~{number}" if number else "checkin.write:long"
        outcome = await home.does("ann", key, {f"t{number}": f"{number} " + "y" * 497})
    assert outcome is not None
    checkin = subject(outcome, "checkin.edit")
    read, key = "", f"checkin.show:{checkin}"
    for _ in range(10):
        shown = await home.does("ann", key)
        read += said(shown)
        following = [option.step for option in options(shown) if option.label == "Read on"]
        if not following:
            break
        key = f"checkin.show:{following[0].subject}"
    assert all(f"{number} yyy" in read for number in range(8))
    assert isinstance(await home.does("ann", "checkin.write:long~0"), Answered), "there is one of this kind today"
    assert isinstance(await home.does("ann", "checkin.write"), Opens), "and none of the usual one"
    assert "Long" in labels(await home.does("ann", "checkin.kinds")), "an own kind is among the kinds"
    await home.close()


async def test_more_to_share_than_a_message_holds_is_still_saved(
    tmp_path: Path, lived_in: Path, incidents: list[str]
) -> None:
    from config.content import ContentError

    own = tmp_path / "own"
    own.mkdir()
    (own / "long.toml").write_text('key = "long"\ntitle = "Long"\nsummary = "Long."\ncadence = "daily"\n' + LONG)
    home = Home(tmp_path, lived_in, checkins=own)
    try:
        await home.open()
    except ContentError as error:
        assert "share" in str(error)
        return
    for number in range(8):
        key = f"checkin.write:long~{number}" if number else "checkin.write:long"
        outcome = await home.does("ann", key, {f"t{number}": f"{number} " + "y" * 497})
    assert incidents == [] and "Saved" in said(outcome)
    await home.close()
