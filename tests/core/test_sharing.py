"""Whatever a member shares with a group waits its minute, is told of where it failed, and is told of truthfully."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import CannotDo, PlatformError, Unclear
from core.people.consents import consents
from core.values import Place, new_id
from tests.core.boundaries import in_force, owner
from tests.core.home import MINUTE, Home, said, subject
from tests.core.promises import Line, keep_trying

Shares = Callable[[Home], Awaitable[str]]
"""Shares something of ann's; returns the step that takes it back."""


async def check_in(home: Home) -> str:
    """A check-in."""
    one = await home.check_in()
    await home.does("ann", f"checkin.share:{one}")
    return f"checkin.undo:{one}"


async def boundary(home: Home) -> str:
    """A boundary."""
    one = await in_force(home)
    await home.does("ann", f"boundary.post:{one}")
    return f"boundary.unpost:{one}"


async def milestone(home: Home) -> str:
    """A milestone."""
    await home.does("ann", "history.date", {"day": (home.clock.now() - timedelta(days=80)).date().isoformat()})
    one = subject(await home.does("ann", "history.share"), "history.unshare")
    return f"history.unshare:{one}"


EVERYTHING = pytest.mark.parametrize("share", [check_in, boundary, milestone])


async def agreed(home: Home) -> list[str]:
    """What ann agrees to now, but for notes."""
    member = await owner(home)
    found = await home.look(lambda stores: consents(stores, member))
    return [one.what for one in found if one.active(home.clock.now()) and one.key != "notes"]


@EVERYTHING
async def test_what_a_channel_does_not_take_is_told_and_shared_no_more(home: Home, share: Shares) -> None:
    await share(home)
    assert len(await agreed(home)) == 1
    home.clock.move(MINUTE)
    await keep_trying(home, home.work(platform=Line(failing=[CannotDo()])), 2)
    told = said(await home.does("ann", "people.notes"))
    assert "could not be posted" in told and "Nothing of it is in the channel" in told
    assert await agreed(home) == []


@EVERYTHING
@pytest.mark.parametrize("error", [Unclear(), CannotDo()])
async def test_what_one_of_two_channels_does_not_take_is_not_said_to_be_nowhere(
    home: Home, share: Shares, error: PlatformError
) -> None:
    community = await home.community()

    def live_on_two(tx: object) -> None:
        stores = tx.within(community)  # type: ignore[attr-defined] # a transaction
        group = stores.groups.first()
        stores.groups.save(replace(group, places=(*group.places, Place("slack", new_id(), "C7"))))

    await home.handrail.database.write(live_on_two)
    await share(home)
    home.clock.move(MINUTE)
    await keep_trying(home, home.work(platform=Line(failing=[error])), 1)
    told = said(await home.does("ann", "people.notes"))
    assert ("may still be in another" in told) is isinstance(error, CannotDo)
    assert "Nothing of it is in the channel" not in told


@EVERYTHING
async def test_what_was_taken_back_while_nobody_could_tell_is_told(home: Home, share: Shares) -> None:
    back = await share(home)
    loop = home.work(platform=Line(repeats_safely=timedelta(seconds=120), failing=[Unclear()]))
    home.clock.move(MINUTE)
    await loop.run_due()
    await home.does("ann", back)
    await keep_trying(home, loop, 5)
    assert "It may be in the channel all the same" in said(await home.does("ann", "people.notes"))


@EVERYTHING
async def test_what_is_taken_back_as_it_is_being_posted_is_taken_down_again(home: Home, share: Shares) -> None:
    back = await share(home)
    line = Line()
    line.goes_on.clear()
    loop = home.work(platform=line)
    home.clock.move(MINUTE)
    posting = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    said_back = said(await home.does("ann", back))
    assert "I am taking it out of the channel" in said_back
    line.goes_on.set()
    await posting
    await keep_trying(home, loop, 3)
    assert len(line.removed) == len(line.posted) == 1 and await agreed(home) == []
