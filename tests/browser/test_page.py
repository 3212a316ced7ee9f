"""The page in a real browser: keyboard, screen reader, small screens, dark rooms, and several tabs."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Browsing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

UNNAMED = """
() => [...document.querySelectorAll('a,button,input,select,textarea,summary,[role=region],section,nav,article')]
  .filter(one => one.type !== 'hidden' && one.checkVisibility())
  .filter(one => {
    const by = (one.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
      .map(id => (document.getElementById(id) || {}).textContent || '').join(' ');
    const label = [...(one.labels || [])].map(l => l.textContent).join(' ');
    const own = ['A', 'BUTTON', 'SUMMARY'].includes(one.tagName) ? one.textContent : '';
    return !(by + label + own + (one.getAttribute('aria-label') || '')).trim();
  }).map(one => one.outerHTML.slice(0, 120))
"""
SMALL = """
() => [...document.querySelectorAll('button,select,summary,nav a,.option,input,textarea')]
  .filter(one => one.type !== 'hidden' && one.checkVisibility() && !one.closest('.option input, .unseen'))
  .filter(one => !(one.matches('input') && one.closest('.option')))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([html, box]) => `${html} ${box.width}x${box.height}`)
"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LEVELS = """
() => [...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.checkVisibility()).map(h => +h.tagName[1])
"""


async def test_a_whole_setup_by_keyboard_alone(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look("?who=mo")
    await page.keyboard.press("Tab")
    skip = page.locator(".skip")
    await expect(skip).to_be_focused()
    assert (await skip.bounding_box() or {"y": -1})["y"] >= 0, "a skip link with the focus can be seen"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#mo-command")).to_be_focused()
    await page.keyboard.type("/group setup")
    await page.keyboard.press("Enter")
    sheet = page.locator(".sheet")
    await expect(sheet).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.type(browsing.code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("The channel for check-ins")).to_be_focused()
    assert await page.get_by_label("One-time code").input_value() == browsing.code
    await page.keyboard.type("#evening")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Portugal")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Lisbon")
    await page.keyboard.press("Tab")
    await expect(sheet.locator("button.main")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.locator("#mo-stack .body").first).to_contain_text("You look after this group now")
    await expect(page.locator("#mo-stack .card").first).to_be_focused()


async def test_private_answers_are_announced_and_an_open_form_keeps_its_words(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    await browsing.type_command("ann", "group setup")
    await page.get_by_label("One-time code").fill("half a word")
    await page.locator("#ann-command").fill("")
    await browsing.type_command("ann", "help-now")
    await expect(page.locator("#live")).to_contain_text("Private, for Ann: ")
    await expect(page.locator("#live")).to_contain_text("Breathe out slowly")
    assert await page.get_by_label("One-time code").input_value() == "half a word"
    assert await page.locator("#ann-command").input_value() == ""


async def test_help_beside_a_form_comes_without_losing_a_word(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    await browsing.type_command("ann", "group setup")
    await page.get_by_label("One-time code").fill("half a word")
    await page.locator(".sheet").get_by_role("button", name="Help now").click()
    await expect(page.locator("#ann-stack .body").first).to_contain_text("Breathe out slowly")
    assert await page.get_by_label("One-time code").input_value() == "half a word"


async def test_what_one_person_does_shows_in_another_tab_without_taking_the_focus(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look("?who=all")
    await page.locator("#ben-command").fill("half a comm")
    other = await page.context.new_page()
    await other.goto(f"{browsing.address}/?who=ann")
    await other.locator("#ann-command").fill("help-now")
    await other.keyboard.press("Enter")
    await expect(page.locator("#ann-stack .body").first).to_contain_text("Breathe out slowly")
    assert await browsing.focused() == "ben-command"
    assert await page.locator("#ben-command").input_value() == "half a comm"


async def test_an_open_drawer_stays_open_when_news_arrives_and_its_payload_can_be_copied(browsing: Browsing) -> None:
    page = browsing.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await browsing.look()
    await browsing.type_command("ann", "help-now")
    card = page.locator("#ann-stack .card").first
    await card.locator("summary").click()
    await card.get_by_role("button", name="Copy what Slack is sent").click()
    assert '"blocks"' in await page.evaluate("navigator.clipboard.readText()")
    await browsing.type_command("ann", "start")
    await expect(page.locator("#ann-stack .card")).to_have_count(2)
    await expect(page.locator("#ann-stack .card").nth(1).locator("details")).to_have_attribute("open", "")


async def test_a_click_twice_in_a_hurry_is_one_turn(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    await page.locator("#ann-first-1").dblclick()
    await expect(page.locator("#ann-stack .card")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1024, 1440])
@pytest.mark.parametrize("who", ["ann", "all"])
async def test_nothing_is_too_wide_too_small_or_without_a_name(browsing: Browsing, width: int, who: str) -> None:
    page = browsing.page
    await page.set_viewport_size({"width": width, "height": 900})
    await browsing.look(f"?who={who}")
    await browsing.type_command("ann", "group setup")
    await page.locator(".sheet button.main").click()
    await expect(page.locator(".sheet .notice")).to_be_visible()
    await browsing.type_command("ann", "help-now")
    await expect(page.locator("#ann-stack .body").first).to_contain_text("Breathe out slowly")
    for summary in await page.locator("summary").all():
        if await summary.is_visible():
            await summary.click()
    assert await page.evaluate(WIDE) <= 0
    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(SMALL) == []
    levels: list[int] = await page.evaluate(LEVELS)
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))


async def test_a_dark_room_gets_a_dark_page_and_no_motion_where_none_is_wanted(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    grounds = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        grounds.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    brightness = [sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds]
    assert brightness[0] > 600 and brightness[1] < 150
    assert await page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration") == "0s"


async def test_the_focus_can_be_seen_on_everything_it_reaches(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    for _ in range(14):
        await page.keyboard.press("Tab")
        style: Any = await page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth), document.activeElement.outerHTML.slice(0, 80)]; })()"
        )
        assert style[0] == "solid" and style[1] >= 2, style


async def test_hostile_words_are_only_words(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look("?who=mo")
    await browsing.type_command("mo", "group setup")
    evil = "\"><script>document.title='pwned'</script><img src=/x onerror=\"document.title='pwned'\">{{7*7}}"
    await page.get_by_label("One-time code").fill(evil)
    await page.locator(".sheet button.main").click()
    await expect(page.locator(".sheet .notice")).to_be_visible()
    assert await page.get_by_label("One-time code").input_value() == evil
    await browsing.look("?who=mo")
    assert await page.get_by_label("One-time code").input_value() == evil
    assert "pwned" not in await page.title()


async def test_the_page_says_when_the_playground_has_stopped(browsing: Browsing) -> None:
    page = browsing.page
    await browsing.look()
    await page.route("**/command*", lambda route: route.abort())
    await browsing.type_command("ann", "help-now")
    await expect(page.locator("#away")).to_be_visible()
    assert await page.locator("#ann-command").input_value() == "help-now"
    browsing.complaints.clear()


async def test_without_javascript_the_same_walk_works(browsing: Browsing) -> None:
    browser = browsing.page.context.browser
    assert browser is not None
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{browsing.address}/?who=mo")
    await page.locator("#mo-command").fill("group setup")
    await page.keyboard.press("Enter")
    await page.get_by_label("One-time code").fill(browsing.code)
    await page.locator(".sheet button.main").click()
    await expect(page.get_by_label("The channel for check-ins")).to_be_focused()
    await page.get_by_label("The channel for check-ins").select_option("evening-circle")
    await page.get_by_label("Any group").check()
    await page.get_by_label("The group's main country").fill("Portugal")
    await page.locator(".sheet button.main").click()
    await expect(page.locator("#mo-stack .body").first).to_contain_text("You look after this group now")
    await page.locator("#clock-minute").click()
    await expect(page.locator("#posts .body")).to_contain_text("A quiet place to check in")
    await context.close()
