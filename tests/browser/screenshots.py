"""Takes the pictures of the README from a playground of its own: `python -m tests.browser.screenshots`.

Not here: anything made up. Everything on the pictures is typed and pressed on the real page.
It drives the machine's own Chromium (or the one that CHROMIUM names) and overwrites the pictures in `docs/images`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "images"
MOST_BYTES = 200_000


@contextmanager
def playground() -> Iterator[str]:
    """A page on a port the system chooses, on a fresh folder that goes away with it."""
    program = [sys.executable, "-m", "bots.cli", "demo", "--port", "0"]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stdout or ())
            found = next(filter(None, (re.search(r"http://\S+", line) for line in lines)))
            yield found[0]
        finally:
            process.terminate()


class Visitor:
    """Acts on the page as one person after another."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._address = address

    def becomes(self, who: str) -> None:
        """Look through somebody's eyes."""
        self._page.goto(f"{self._address}?who={who}&channel=evening-circle")

    def runs(self, who: str, command: str) -> None:
        """Type a command."""
        self._page.locator(f"#{who}-command").fill(command)
        self._page.locator(f"#{who}-run").click()

    def presses(self, label: str, within: str) -> None:
        """Press the first button of that name."""
        self._page.locator(within).get_by_role("button", name=label, exact=True).first.click()

    def fills(self, **answers: str) -> None:
        """Fill the open form in; a tick or a radio button by its label, several with commas between."""
        sheet = self._page.locator(".sheet")
        for key, answer in answers.items():
            field = sheet.locator(f"[id$='-{key}']").first
            if field.evaluate("one => one.tagName") == "FIELDSET":
                for label in answer.split(", "):
                    field.get_by_label(label).first.check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=answer)
            else:
                field.fill(answer)

    def submits(self) -> None:
        """Send the open form."""
        self._page.locator("[id^='sheet-'][id$='-submit']").click()
        expect(self._page.locator(".sheet")).to_have_count(0)

    def chooses(self, containing: str) -> None:
        """Choose from the newest menu."""
        menu = self._page.locator("select[id$='-menu']").first
        label = menu.locator("option", has_text=containing).first.inner_text()
        menu.select_option(label=label)
        self._page.locator("[id$='-go']").first.click()

    def waits(self) -> None:
        """Let the playground's clock go on by a minute."""
        self._page.locator("#clock-minute").click()


def tell(page: Page, address: str) -> None:
    """A group, two members, a shared check-in with company and a reply, and a second check-in being written."""
    visitor = Visitor(page, address)
    visitor.becomes("mo")
    shown = page.locator("#channel-empty").inner_text()
    code = re.search(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}", shown)
    assert code is not None, "the page names no code"
    visitor.runs("mo", "group setup")
    visitor.fills(code=code[0], channel="#evening-circle", country="Portugal")
    page.locator(".sheet").get_by_label("Any group of people").check()
    visitor.submits()
    visitor.waits()
    for who, handle, city in (("ann", "Ann", "Lisbon"), ("ben", "Ben", "Porto")):
        visitor.becomes(who)
        visitor.runs(who, "start")
        visitor.presses("Join", f"#{who}-stack")
        visitor.fills(adult="Yes, I am 18 or older", handle=handle, country="Portugal", city=city)
        visitor.submits()
        visitor.chooses(city)
        visitor.presses("No, only I do", f"#{who}-stack")
        visitor.fills(track="Not sure, or something else", notes="Yes, neutral notes are fine")
        visitor.submits()
        expect(page.locator(f"#{who}-stack")).to_contain_text(f"Welcome, {handle}")
    visitor.becomes("ann")
    visitor.presses("Check in", "#channel")
    visitor.fills(words="tired, hopeful", heavy="6", contact="yes", next="Call my sister before ten.")
    visitor.submits()
    visitor.presses("Share with the group", "#ann-stack")
    visitor.waits()
    visitor.waits()
    visitor.becomes("ben")
    visitor.presses("With you", "#channel")
    visitor.presses("Reply", "#channel")
    visitor.fills(words="Me too. It got lighter after the call.")
    visitor.submits()
    visitor.waits()
    visitor.waits()
    visitor.becomes("ben")
    expect(page.locator("#posts")).to_contain_text("It got lighter")
    expect(page.locator("#posts")).to_contain_text("With Ann: Ben")
    visitor.runs("ben", "start")
    expect(page.locator("#ben-stack")).to_contain_text("Everything here is private to you")


def take(browser: Browser, address: str, scheme: Literal["light", "dark"], name: str) -> None:
    """Take one picture; one that has grown too heavy is an error."""
    page = browser.new_page(viewport={"width": 1180, "height": 1200}, color_scheme=scheme)
    page.goto(f"{address}?who=ben&channel=evening-circle")
    page.evaluate("document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / name)
    page.close()
    size = (PICTURES / name).stat().st_size
    assert size < MOST_BYTES, f"{name} has {size} bytes"
    print(f"{name}: {size} bytes")


def main() -> None:
    """Play the story on a fresh page, then take both pictures."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with playground() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 1000})
        page.set_default_timeout(8000)
        tell(page, address)
        take(browser, address, "light", "page-light.png")
        visitor = Visitor(page, address)
        visitor.becomes("ben")
        visitor.presses("Check in", "#channel")
        expect(page.locator(".sheet")).to_have_count(1)
        take(browser, address, "dark", "page-dark.png")
        browser.close()


if __name__ == "__main__":
    main()
