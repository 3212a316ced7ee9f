"""A person at the page, without JavaScript: what they see, and the forms they send.

Not here: expectations.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from aiohttp.test_utils import TestClient

from tests.standins.web.dom import Node, parse

Pairs = list[tuple[str, str]]


class Visitor:
    """One person's own view of the page, read anew after each act."""

    def __init__(self, client: TestClient, who: str, channel: str) -> None:  # type: ignore[type-arg]
        self._client = client
        self.who = who
        self.address = f"/?who={who}&channel={channel}"
        self._page: Node | None
        self.shows("")
        self.slowest = 0.0
        """The longest that a form took to be answered, in seconds."""

    def shows(self, html: str) -> None:
        """This is what stands on their screen now."""
        self._html, self._page = html, None

    @property
    def page(self) -> Node:
        """The page, made a tree once somebody asks for it: most are followed by the next before anybody does."""
        if self._page is None:
            self._page = parse(self._html)
        return self._page

    async def look(self) -> None:
        """Read the page."""
        response = await self._client.get(self.address)
        assert response.status == 200, await response.text()
        self.shows(await response.text())

    async def fetch(self, link: Node) -> tuple[str, bytes]:
        """Save the file behind a link: the name a browser would give it, and its bytes."""
        response = await self._client.get(link["href"])
        assert response.status == 200, await response.text()
        assert response.content_disposition is not None and response.content_disposition.type == "attachment"
        assert response.headers["Cache-Control"] == "no-store"
        return response.content_disposition.filename or "", await response.read()

    async def send(self, action: str, fields: Sequence[tuple[str, str]]) -> None:
        """Send a form, follow the redirect, and read the page it leads to."""
        origin = str(self._client.make_url("/")).rstrip("/")
        if "?" not in action:
            action += self.address.removeprefix("/")
        began = time.monotonic()
        response = await self._client.post(action, data=list(fields), headers={"Origin": origin})
        assert response.status == 200, await response.text()
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert len(response.history) == 1 and response.history[0].status == 303
        self.shows(await response.text())

    async def press(self, button: Node) -> None:
        """Press a submit button as it stands on the page."""
        form = self.form_of(button)
        named = [(button["name"], button["value"])] if button["name"] else []
        await self.send(button["formaction"] or form["action"], filled(form) + named)

    def form_of(self, control: Node) -> Node:
        """The form a control belongs to."""
        for form in self.page.all("form"):
            if any(node is control for node in form.all()):
                return form
        raise AssertionError("this control belongs to no form")

    @property
    def stack(self) -> list[Node]:
        """The private answers and the open form, newest first."""
        return self._cards(f"{self.who}-stack")

    @property
    def inbox(self) -> list[Node]:
        """Direct messages, newest first."""
        return self._cards(f"{self.who}-inbox")

    @property
    def posts(self) -> list[Node]:
        """What stands in the channel, oldest first."""
        return self._cards("posts")

    @property
    def sheet(self) -> Node | None:
        """The open form."""
        return next((card for card in self.stack if "sheet" in card["class"]), None)

    def _cards(self, key: str) -> list[Node]:
        found = self.page.by_id(key)
        assert found is not None
        return [node for node in found.children if isinstance(node, Node) and "card" in node["class"].split()]


def buttons(card: Node) -> list[Node]:
    """What can be pressed under a message (or beneath the notice of a form): its own buttons, no frame of ours."""
    return [
        button
        for form in card.all("form", where=lambda form: form["action"].startswith("/press"))
        for button in form.all("button")
    ]


def options(card: Node) -> list[Node]:
    """The options of a card's menu."""
    forms = card.all("form", where=lambda form: form["action"].startswith("/choose"))
    return [option for form in forms for option in form.all("option") if option["value"]]


def readable(card: Node) -> str:
    """A card's words, without its frame: stamp, buttons and what platforms would be sent."""

    def frame(node: Node) -> bool:
        classes = node["class"].split()
        return (
            node.tag in ("details", "button", "select", "svg")
            or bool({"stamp", "head", "only", "dismiss", "files"} & set(classes))
            or node["action"].startswith(("/press", "/choose"))
        )

    return card.text(without=frame)


def pictures(card: Node) -> list[str]:
    """What the pictures of a card are called."""
    return [picture["aria-label"] for picture in card.all("svg", where=lambda node: node["role"] == "img")]


def downloads(card: Node) -> list[Node]:
    """The links of a card that fetch a file."""
    return list(card.all("a", where=lambda node: "file" in node["class"].split()))


def filled(form: Node) -> Pairs:
    """What a browser would send of a form as it stands, without its buttons."""
    sent: Pairs = []
    for control in form.all("input", "textarea", "select"):
        name = control["name"]
        if control.tag == "textarea":
            sent.append((name, "".join(str(child) for child in control.children).removeprefix("\n")))
        elif control.tag == "select":
            chosen = [o for o in control.all("option") if o.has("selected")] or list(control.all("option"))[:1]
            sent += [(name, option["value"] if option.has("value") else option.text()) for option in chosen]
        elif control["type"] not in ("radio", "checkbox") or control.has("checked"):
            sent.append((name, control["value"]))
    return sent


def questions(sheet: Node) -> dict[str, tuple[str, dict[str, str]]]:
    """The questions of an open form: label → (name of the control, value by option label)."""
    found = {}
    for group in sheet.all("fieldset"):
        legend = group.first("legend")
        assert legend is not None
        inputs = {node["id"]: node for node in group.all("input")}
        labelled = {node.text(): inputs[node["for"]]["value"] for node in group.all("label")}
        found[_label(legend)] = (next(iter(inputs.values()))["name"], labelled)
    for control in sheet.all("input", "textarea", "select"):
        label = sheet.first("label", where=lambda node, control=control: node["for"] == control["id"])  # type: ignore[misc]
        if control["type"] in ("hidden", "radio", "checkbox") or label is None or not control["name"]:
            continue
        if control["name"] == "step":
            continue
        offered = {option.text(): option["value"] for option in control.all("option")}
        found[_label(label)] = (control["name"], offered)
    return found


def _label(node: Node) -> str:
    return node.text(without=lambda part: "open" in part["class"].split())


def standing(sheet: Node) -> dict[str, object]:
    """What is filled in: label → typed text, an option's label, or several options' labels."""
    form = next(form for form in sheet.all("form") if "answers" in form["class"].split())
    sent = filled(form)
    standing: dict[str, object] = {}
    for label, (name, offered) in questions(sheet).items():
        values = [value for known, value in sent if known == name]
        named = {value: option for option, value in offered.items()}
        shown = [named.get(value, value) if value else "" for value in values]
        standing[label] = shown if name.startswith("many.") else next(iter(shown), "")
    return standing


def answered(sheet: Node, fill: Mapping[str, str | list[str]], here: str) -> tuple[str, Pairs]:
    """Where a form goes, and what is sent once it is filled in; what is not named stays as it was."""
    form = next(form for form in sheet.all("form") if "answers" in form["class"].split())
    sent = filled(form)
    asked = questions(sheet)
    for label, answer in fill.items():
        assert label in asked, f"no field {label!r} but {list(asked)}"
        name, offered = asked[label]
        wanted = [answer] if isinstance(answer, str) else answer
        values = [here if one == "here" else _value(offered, one) if offered else one for one in wanted]
        sent = [(known, value) for known, value in sent if known != name] + [(name, value) for value in values]
    return form["action"], sent


def _value(offered: dict[str, str], option: str) -> str:
    """The value of an option by its label, or by how its label begins (a scale's `4`, `0 · light`)."""
    if option in offered:
        return offered[option]
    near = [value for label, value in offered.items() if label.startswith(option)]
    assert near, f"no option {option!r} but {list(offered)}"
    return near[0]
