"""The playground page as people on it see it, through its real HTTP routes and without JavaScript.

Not here: expectations, and how HTML is read and sent (`tests.standins.web`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp.test_utils import TestClient, TestServer

from adapters.web.gateway import make_app
from adapters.web.page import Page
from adapters.web.platform import Room
from adapters.web.show import Look, render
from core.jobs import JobLoop
from tests.journeys.house import House
from tests.journeys.stage import Fill
from tests.standins.web.dom import Node
from tests.standins.web.visitor import Visitor, answered, buttons, downloads, options, pictures, readable, standing

CHANNEL = "evening-circle"
OTHER = "quiet-room"


class WebStage:
    """The page with one group channel in use; see `tests.journeys.stage.Stage`."""

    name = "web"

    def __init__(self, house: House) -> None:
        self.house = house
        self._room = Room(house.clock)
        self._page: Page
        self._loop: JobLoop
        self._client: TestClient  # type: ignore[type-arg]
        self._people: dict[str, Visitor] = {}
        self._seen: dict[str, int] = {}

    async def open(self) -> None:
        """Serve the page."""
        self._loop = await self.house.start(self._room)
        self._page = Page(lambda: self.house.desk, self._room, self.house.clock, self._run_due, self._next_due, {})
        self._client = TestClient(TestServer(make_app(self._page)))
        await self._client.start_server()
        self._people = {who: Visitor(self._client, who, CHANNEL) for who in self._room.sides}
        await self._look()

    async def close(self) -> None:
        """Stop serving."""
        await self._client.close()

    async def restart(self) -> None:
        """Our process ends and begins anew; the room and all that stands in it stays."""
        await self.close()
        await self.house.restart()
        await self.open()

    async def _run_due(self) -> int:
        return await self._loop.run_due()

    async def _next_due(self) -> datetime | None:
        """Nothing: like the other stages, time is moved at one go, and then what is due is done."""
        return None

    @property
    def platform(self) -> Room:
        """The platform itself."""
        return self._room

    @property
    def slowest(self) -> float:
        """The longest that any request of anybody took, in seconds."""
        return max(visitor.slowest for visitor in self._people.values())

    def _person(self, who: str) -> Visitor:
        """Somebody's page; drawn anew, as the route would, when something changed beneath since they looked."""
        visitor = self._people[who]
        if self._seen.get(who) != self._room.revision:
            visitor.shows(render(self._page, Look(who, CHANNEL), {}, None))
            self._seen[who] = self._room.revision
        return visitor

    async def _look(self) -> None:
        for who, visitor in self._people.items():
            self._seen[who] = self._room.revision
            await visitor.look()
        if self._page.busy:
            await self._page.settled()
            await self._look()

    async def command(self, who: str, command: str) -> None:
        """Type it in the command line."""
        visitor = self._person(who)
        form = visitor.page.by_id(f"{who}-command-form")
        assert form is not None
        nonce = form.first("input", where=lambda node: node["name"] == "nonce")
        assert nonce is not None
        fields = [("who", who), ("nonce", nonce["value"]), ("command", f"/{command}")]
        await visitor.send(form["action"], fields)
        assert not form.with_class("problem"), form.text()
        await self._look()

    async def press(self, who: str, label: str) -> None:
        """Press a button of the newest answer, else of the inbox."""
        visitor = self._person(who)
        for card in [*visitor.stack[:1], *visitor.inbox]:
            for button in buttons(card):
                if button.text() == label:
                    await visitor.press(button)
                    return await self._look()
        raise AssertionError(f"{who} sees no button {label!r} but {self.buttons(who)}")

    async def press_post(self, who: str, label: str, post: str = "") -> None:
        """Press a button under a post."""
        visitor = self._person(who)
        button = next((one for one in buttons(self._post(who, post)) if one.text() == label), None)
        assert button is not None, f"no button {label!r} but {self.post_buttons(post)}"
        await visitor.press(button)
        await self._look()

    async def choose(self, who: str, option: str) -> None:
        """Choose from the menu; where it was drawn as buttons, press."""
        visitor = self._person(who)
        for card in visitor.stack[:1]:
            for offered in options(card):
                if option in offered.text():
                    form = visitor.form_of(offered)
                    hidden = [(n["name"], n["value"]) for n in form.all("input")]
                    await visitor.send(form["action"], [*hidden, ("step", offered["value"])])
                    return await self._look()
        await self.press(who, next((label for label in self.buttons(who) if option in label), option))

    async def submit(self, who: str, fill: Fill, *, times: int = 1) -> None:
        """Fill in the open form and send it."""
        visitor = self._person(who)
        assert visitor.sheet is not None, f"no form is open for {who}"
        meant = {label: f"#{OTHER}" if answer == "elsewhere" else answer for label, answer in fill.items()}
        action, fields = answered(visitor.sheet, meant, CHANNEL)
        for _ in range(times):
            await visitor.send(action, fields)
        await self._look()

    def form(self, who: str) -> dict[str, object] | None:
        """What is filled in."""
        sheet = self._person(who).sheet
        return standing(sheet) if sheet else None

    def private(self, who: str) -> str:
        """The newest answer, or the open form."""
        return "\n".join(readable(card) for card in self._person(who).stack[:1])

    def buttons(self, who: str) -> list[str]:
        """What can be pressed or chosen in the newest answer."""
        newest = self._person(who).stack[:1]
        return [one.text() for card in newest for one in [*buttons(card), *options(card)]]

    def inbox(self, who: str) -> list[str]:
        """Direct messages."""
        return [readable(card) for card in reversed(self._person(who).inbox)]

    async def file(self, who: str) -> tuple[str, bytes] | None:
        """Follow the last download link of the inbox."""
        visitor = self._person(who)
        links = [link for card in visitor.inbox for link in reversed(downloads(card))]
        return await visitor.fetch(links[0]) if links else None

    def plot(self, who: str) -> str:
        """What the newest picture is called."""
        visitor = self._person(who)
        named = [alt for card in [*visitor.stack[:1], *visitor.inbox] for alt in pictures(card)]
        return next(iter(named), "")

    def group(self) -> list[str]:
        """What stands in the channel."""
        return [readable(card) for card in self._person("ann").posts]

    def elsewhere(self) -> list[str]:
        """What stands in the other channel."""
        return [posted.message.body.plain() for posted in self._room.in_channel(OTHER)]

    def post_buttons(self, post: str) -> list[str]:
        """What can be pressed under a post."""
        return [button.text() for button in buttons(self._post("ann", post))]

    async def pass_time(self, by: timedelta) -> None:
        """Move the page's clock."""
        await self._person("mo").send("/clock", [("by", str(round(by.total_seconds())))])
        await self._look()

    async def close_inbox(self, who: str) -> None:
        """Flip the switch."""
        await self._switch("inbox-close", who)

    async def delete_channel(self) -> None:
        """Flip the switch."""
        await self._switch("channel-delete", CHANNEL)

    async def fail_next(self, method: str, how: str, times: int = 1) -> None:
        """Flip the switch."""
        await self._switch("trouble", method, ("how", how), ("times", str(times)))

    def pings(self) -> list[str]:
        """The page has no mentions: a link, a script or an image made of anybody's words would be the way in."""
        made_of_words = [
            node
            for visitor in map(self._person, self._people)
            for card in (*visitor.stack, *visitor.inbox, *visitor.posts)
            for node in card.all("a", "script", "img", "iframe", where=lambda node: "card" not in node["class"])
        ]
        return [node.text() for node in made_of_words if not node["href"].startswith(("#", "/file?"))]

    async def _switch(self, what: str, which: str, *more: tuple[str, str]) -> None:
        await self._person("mo").send("/what-if", [("what", what), ("which", which), *more])
        await self._look()

    def _post(self, who: str, post: str) -> Node:
        found = [card for card in self._person(who).posts if post in readable(card)]
        assert found, f"no post with {post!r} but {self.group()}"
        return found[-1]
