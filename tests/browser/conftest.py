"""A real Chromium on the real page; it may reach nothing but this machine, and must have nothing to complain about."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright

from adapters.web.gateway import make_app
from bots.playground import Playground, playground

CHROMIUM = Path("/usr/bin/chromium")
INSTALLED = CHROMIUM.exists()
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
EVENING = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)


@dataclass
class Browsing:
    """A page in a browser, and what happened behind it."""

    play: Playground
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    async def look(self, query: str = "?who=ann") -> None:
        """Go to the page."""
        await self.page.goto(f"{self.address}/{query}")

    async def focused(self) -> str:
        """The id of what has the focus."""
        return str(await self.page.evaluate("document.activeElement.id"))

    async def type_command(self, who: str, command: str) -> None:
        """Type a command and press Enter."""
        await self.page.locator(f"#{who}-command").fill(command)
        await self.page.keyboard.press("Enter")

    @property
    def code(self) -> str:
        """The one-time code the page shows."""
        return self.play.page.first_steps[0][2].rsplit(" ", 1)[-1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; each opens a profile of its own in it."""
    if not INSTALLED:
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browsing(browser: Browser, tmp_path: Path, bare_house: Path) -> AsyncIterator[Browsing]:
    """Chromium at the page; anything on its console, or sent elsewhere, fails the test."""
    shutil.copytree(bare_house, tmp_path, dirs_exist_ok=True)
    async with playground(tmp_path, EVENING) as play, TestServer(make_app(play.page)) as server:
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page = await context.new_page()
        page.set_default_timeout(8_000)
        browsing = Browsing(play, page, str(server.make_url("/")).rstrip("/"))
        page.on("console", lambda message: browsing.complaints.append(message.text))
        page.on("pageerror", lambda error: browsing.complaints.append(str(error)))
        page.on("request", lambda request: _note(browsing, request.url))
        yield browsing
        await context.close()
        assert browsing.complaints == []
        assert browsing.foreign == []


def _note(browsing: Browsing, url: str) -> None:
    if not url.startswith(browsing.address + "/"):
        browsing.foreign.append(url)
