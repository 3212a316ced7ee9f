"""The page through its routes, with JavaScript off."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from core.files import File
from core.surface import Message
from core.text import text
from core.values import Place, new_id
from tests.adapters.web.conftest import Served, press, run
from tests.standins.web.dom import parse
from tests.standins.web.visitor import Visitor, answered, buttons, downloads, readable, standing


async def test_the_first_look_says_whose_page_it_is_and_offers_a_next_step(served: Served) -> None:
    ann = served.visitor("ann")
    await ann.look()
    page = ann.page
    words = page.text()
    assert "This page is yours alone: it runs on this machine, and nothing leaves it." in words
    assert "It is quiet here" in words and "Nothing here yet" in words and "No direct messages" in words
    assert [one.text() for one in page.all("h1")] == ["Handrail playground"]


@pytest.mark.parametrize("who", ["ann", "all"])
async def test_every_id_is_there_once_and_every_control_has_a_name(served: Served, who: str) -> None:
    await served.set_up()
    visitor = Visitor(served.client, who, "evening-circle")
    await visitor.look()
    page = visitor.page
    ids = Counter(node["id"] for node in page.all() if node["id"])
    assert [key for key, count in ids.items() if count > 1] == []
    labelled = {label["for"] for label in page.all("label")}
    for control in page.all("input", "select", "textarea"):
        assert control["type"] == "hidden" or control["id"] in labelled, control
    for button in page.all("button", "a", "summary"):
        assert button.text() or button["aria-label"], button
    for node in page.all():
        pointed = f"{node['aria-labelledby']} {node['aria-describedby']} {node['for']}".split()
        assert all(key in ids for key in pointed), node
        assert not node.has("style") and not any(name.startswith("on") for name in node.attrs), node
    assert [one["src"] for one in page.all("script")] == ["/static/page.js"]


async def test_a_command_opens_its_form_and_the_focus_goes_there(served: Served) -> None:
    mo = served.visitor("mo")
    await run(mo, "mo", "/group setup")
    assert mo.sheet is not None and mo.sheet.has("autofocus")
    assert "One-time code" in standing(mo.sheet)


async def test_an_unknown_command_is_met_with_those_that_come_near(served: Served) -> None:
    ann = served.visitor("ann")
    await run(ann, "ann", "/group")
    line = ann.page.by_id("ann-command")
    assert line is not None and line["aria-invalid"] == "true" and line.has("autofocus")
    problem = ann.page.by_id(line["aria-describedby"])
    assert problem is not None and "/group setup" in problem.text()
    await run(ann, "ann", "help-now")
    assert not ann.page.with_class("problem")


async def test_words_typed_after_a_command_are_shown_nowhere(served: Served) -> None:
    ann = served.visitor("ann")
    await run(ann, "ann", "/checkin canary words")
    assert "canary" not in ann.page.text()


async def test_a_form_with_problems_keeps_what_was_typed_marks_the_fields_and_goes_to_the_first(served: Served) -> None:
    mo = served.visitor("mo")
    await run(mo, "mo", "group setup")
    assert mo.sheet is not None
    fill: dict[str, str | list[str]] = {"One-time code": "<b>nonsense</b>", "The group's main country": "x" * 80}
    await mo.send(*answered(mo.sheet, fill, "evening-circle"))
    sheet = mo.sheet
    assert sheet is not None
    kept = standing(sheet)
    assert kept["One-time code"] == "<b>nonsense</b>" and kept["The group's main country"] == "x" * 80
    marked = list(sheet.all(where=lambda node: node["aria-invalid"] == "true"))
    assert marked[0].has("autofocus") and len(list(mo.page.all(where=lambda node: node.has("autofocus")))) == 1
    for node in marked:
        texts = [mo.page.by_id(key) for key in node["aria-describedby"].split()]
        assert any(one is not None and "problem" in one["class"] for one in texts)
    listed = [link["href"] for notice in sheet.with_class("notice") for link in notice.all("a")]
    assert listed and all(mo.page.by_id(href.removeprefix("#")) for href in listed)


async def test_with_the_database_away_the_form_stays_open_with_its_words_and_help_is_beside_it(served: Served) -> None:
    mo = served.visitor("mo")
    await run(mo, "mo", "group setup")
    await mo.send("/what-if", [("what", "database-away"), ("which", "database")])
    assert mo.sheet is not None
    fill: dict[str, str | list[str]] = {
        "One-time code": "canary",
        "The channel for check-ins": "here",
        "What the group is for": "Any group",
        "The group's main country": "Portugal",
    }
    await mo.send(*answered(mo.sheet, fill, "evening-circle"))
    assert mo.sheet is not None and "I could not save that" in readable(mo.sheet)
    assert standing(mo.sheet)["One-time code"] == "canary"
    await press(mo, mo.sheet, "Help now")
    assert mo.sheet is not None and standing(mo.sheet)["One-time code"] == "canary"
    assert "Breathe out slowly" in readable(mo.stack[0])


async def test_help_beside_a_form_keeps_what_was_typed_so_far(served: Served) -> None:
    mo = served.visitor("mo")
    await run(mo, "mo", "group setup")
    assert mo.sheet is not None
    _, fields = answered(mo.sheet, {"One-time code": "half a co"}, "evening-circle")
    await mo.send("/help?who=mo&channel=evening-circle", fields)
    assert "Breathe out slowly" in readable(mo.stack[0])
    assert mo.sheet is not None and standing(mo.sheet)["One-time code"] == "half a co"


async def test_a_closed_form_is_gone_and_an_answer_can_be_dismissed(served: Served) -> None:
    ann = served.visitor("ann")
    await run(ann, "ann", "help-now")
    await run(ann, "ann", "group setup")
    assert ann.sheet is not None
    await ann.press(next(b for b in ann.sheet.all("button") if b.text() == "Close without saving"))
    assert ann.sheet is None and len(ann.stack) == 1
    await ann.press(next(b for b in ann.stack[0].all("button") if b["aria-label"] == "Dismiss this answer"))
    assert ann.stack == []


async def test_older_answers_are_folded_and_can_still_be_pressed(served: Served) -> None:
    ann = served.visitor("ann")
    for command in ("help-now", "start", "help-now", "start"):
        await run(ann, "ann", command)
    earlier = ann.page.by_id("ann-earlier")
    assert len(ann.stack) == 2 and earlier is not None and "Earlier answers (2)" in earlier.text()
    await ann.press(next(button for button in buttons(earlier)))
    assert len(ann.stack) == 2


async def test_side_by_side_a_press_under_a_post_says_as_whom(served: Served) -> None:
    await served.set_up()
    everybody = Visitor(served.client, "all", "evening-circle")
    await everybody.look()
    (post,) = everybody.posts
    button = next(one for one in buttons(post) if one.text() == "Help now")
    form = everybody.form_of(button)
    hidden = [(node["name"], node["value"]) for node in form.all("input")]
    await everybody.send(form["action"], [*hidden, ("who", "ben"), ("step", button["value"])])
    answers = {who: everybody.page.by_id(f"{who}-stack") for who in ("ann", "ben", "mo")}
    assert [who for who, stack in answers.items() if stack and "Breathe out" in stack.text()] == ["ben"]


async def test_what_platforms_would_be_sent_is_under_every_message_and_form_as_json(served: Served) -> None:
    await served.set_up()
    mo = served.visitor("mo")
    await run(mo, "mo", "group setup")
    cards = [*mo.stack, *mo.posts]
    assert len(cards) >= 3
    for card in cards:
        (drawer,) = card.with_class("drawer")
        assert drawer.text().startswith("As sent to Discord / Slack")
        payloads = [json.loads(code.text()) for code in drawer.all("code")]
        assert len(payloads) == 2 and all(isinstance(payload, dict) for payload in payloads)


async def test_the_clock_goes_through_every_event_on_the_way(served: Served) -> None:
    ann = served.visitor("ann")
    await ann.look()
    page = ann.page
    assert "18:00 UTC" in page.text() and "Nothing is waiting to happen." in page.text()
    await served.set_up()
    await ann.send("/clock", [("by", "86400")])
    assert "Monday 1 June 2026, 18:0" in ann.page.text()
    await ann.send("/clock", [("by", "next")])
    assert "Nothing is waiting" in ann.page.text() or "came due" in ann.page.text()


@pytest.mark.parametrize("by", ["", "-60", "x", "9" * 12, "٣"])
async def test_the_clock_goes_forwards_only(served: Served, by: str) -> None:
    response = await served.client.post("/clock", data={"by": by}, headers=origin(served))
    assert response.status == 400


async def test_every_switch_can_be_thrown_and_thrown_back(served: Served) -> None:
    await served.set_up()
    ann = served.visitor("ann")
    for what, which, then in (
        ("inbox-close", "ann", "Ann takes no direct messages now."),
        ("inbox-open", "ann", "Ann takes direct messages again."),
        ("channel-delete", "evening-circle", "Somebody deleted this channel."),
        ("channel-restore", "evening-circle", "It is quiet here."),
        ("database-away", "database", "The database is away."),
        ("database-back", "database", "The database is back."),
    ):
        await ann.send("/what-if", [("what", what), ("which", which)])
        assert then in ann.page.text(), what
    await ann.send("/what-if", [("what", "trouble"), ("which", "post"), ("how", "429"), ("times", "2")])
    assert "post: too many requests" in ann.page.text()


@pytest.mark.parametrize("fields", [{}, {"what": "trouble", "which": "post", "how": "x"}, {"what": "inbox-close"}])
async def test_switches_that_do_not_exist_are_refused(served: Served, fields: dict[str, str]) -> None:
    response = await served.client.post("/what-if", data=fields, headers=origin(served))
    assert response.status == 400


@pytest.mark.parametrize("query", ["?who=nobody&channel=nowhere", "?who=<script>&focus=<b>", "?who=%FF", ""])
async def test_an_address_that_names_nobody_shows_the_first_of_everything(served: Served, query: str) -> None:
    response = await served.client.get(f"/{query}")
    page = parse(await response.text())
    assert response.status == 200 and page.by_id("ann-stack") and "<b>" not in page.text()


async def test_reloading_repeats_nothing_and_sending_twice_answers_once(served: Served) -> None:
    ann = served.visitor("ann")
    await ann.look()
    line = ann.page.by_id("ann-command")
    assert line is not None
    form = ann.form_of(line)
    fields = [(n["name"], n["value"]) for n in form.all("input") if n["type"] == "hidden"] + [("command", "help-now")]
    await ann.send(form["action"], fields)
    await ann.send(form["action"], fields)
    assert len(ann.stack) == 1
    await ann.look()
    assert len(ann.stack) == 1


def origin(served: Served) -> dict[str, str]:
    return {"Origin": str(served.client.make_url("/")).rstrip("/")}


async def test_a_file_is_handed_out_on_its_own_side_only_to_be_saved_and_never_shown(served: Served) -> None:
    file = File("my notes.html", b"<script>alert(1)</script>", "text/html")
    ref = await served.play.room.post(Place("web", "", user="ann"), Message(text("Here."), files=(file,)), new_id())
    ann = served.visitor("ann")
    await ann.look()
    (link,) = downloads(ann.inbox[0])
    assert await ann.fetch(link) == (file.name, file.content)
    response = await served.client.get(link["href"])
    assert response.headers["X-Content-Type-Options"] == "nosniff" and response.content_type == "text/html"
    ben = served.visitor("ben")
    await ben.look()
    assert not downloads(ben.page)
    for address in (link["href"].replace("ann", "ben"), link["href"].replace("who=ann", "who=nobody"), "/file"):
        assert (await served.client.get(address)).status == 404
    await served.play.room.remove(ref)
    assert (await served.client.get(link["href"])).status == 404


async def test_a_file_in_an_answer_is_refused(served: Served) -> None:
    message = Message(text("Here."), files=(File("notes.txt", b"x", "text/plain"),))
    side, now = served.play.room.sides["ann"], served.play.clock.now()
    for shown in (lambda: side.show(message, now), lambda: side.replace("o", message, now, "t")):
        with pytest.raises(ValueError, match="inbox"):
            shown()
    assert side.stack == []
