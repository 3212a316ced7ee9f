"""A stage: one platform as the people on it see and use it, so that a journey is written once.

Each platform has one, over its real client library and an offline stand-in: `stages/discord.py`, `stages/slack.py`,
`stages/web.py`. People are called by short names (`ann`, `ben`, `mo`); labels are what a person reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from tests.journeys.house import House

Fill = Mapping[str, "str | list[str]"]
"""By label: typed text, an option's label, or several options' labels. A CHANNEL field takes "here" or "elsewhere"."""


class Stage(Protocol):
    """One platform with a group channel and the people ann, ben and mo, none of whom the bot knows yet."""

    name: str
    house: House

    async def open(self) -> None:
        """Start the stand-in, the real client library, and our gateway on `house`."""

    async def close(self) -> None:
        """Stop everything."""

    async def restart(self) -> None:
        """Stop our process and start it anew (`house.restart()`); the platform and all it shows stay."""

    async def command(self, who: str, command: str) -> None:
        """Type a command in the group channel, such as `group setup`, without its slash."""

    async def press(self, who: str, label: str) -> None:
        """Press a button of what this person saw last in private (or, if it has none such, of their inbox)."""

    async def press_post(self, who: str, label: str, post: str = "") -> None:
        """Press a button under the newest group post whose text contains `post`."""

    async def choose(self, who: str, option: str) -> None:
        """Choose an option of the menu this person saw last in private; `option` is contained in its label."""

    async def submit(self, who: str, fill: Fill, *, times: int = 1) -> None:
        """Fill in and submit the form that is open for this person; what is not named stays as it was.

        `times`: the platform delivers this same submission so often. A form our answer reopened stays open.
        """

    def form(self, who: str) -> dict[str, object] | None:
        """The open form: label → what is filled in (options by label), or None when none is open."""

    def private(self, who: str) -> str:
        """The text this person saw last in private, problems marked on a form included, plain and readable."""

    def buttons(self, who: str) -> list[str]:
        """The labels of the buttons and menu options in what this person saw last in private."""

    def inbox(self, who: str) -> list[str]:
        """Direct messages from the bot, oldest first."""

    async def file(self, who: str) -> tuple[str, bytes] | None:
        """The last file in this person's inbox: its name and its bytes; None where there is none."""

    def plot(self, who: str) -> str:
        """The alt text of the last plot this person saw in private, else of one in their inbox; empty for none."""

    def group(self) -> list[str]:
        """The texts of what stands in the group channel, oldest first; answers beneath a post follow it."""

    def elsewhere(self) -> list[str]:
        """The texts of what stands in the other channel, oldest first."""

    def post_buttons(self, post: str) -> list[str]:
        """The labels of the buttons under the newest group post whose text contains `post`."""

    async def pass_time(self, by: timedelta) -> None:
        """Move the clock, let due jobs be done and everything settle."""

    async def close_inbox(self, who: str) -> None:
        """This person no longer accepts direct messages."""

    async def delete_channel(self) -> None:
        """Somebody deletes the group channel."""

    async def fail_next(self, method: str, how: str, times: int = 1) -> None:
        """The platform fails the next `post`, `edit` or `remove`: `429`, `500`, `404`, `403`, `accept_then_fail`."""

    def pings(self) -> list[str]:
        """Every mention that anything we sent would have notified; must be empty."""
