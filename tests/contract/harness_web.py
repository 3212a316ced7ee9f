"""The playground page under the contract."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.web import read
from adapters.web.draw import draw_form, draw_message
from adapters.web.show import Card, Person, templates
from core.ports import Platform
from core.suite import Suite
from core.surface import Form, Message, Step
from core.turn import Turn
from core.values import Person as Who
from core.values import Place
from tests.contract.harness import Drawn
from tests.journeys.house import House
from tests.journeys.stages.web import CHANNEL, WebStage
from tests.standins.web.dom import Node, parse
from tests.standins.web.visitor import filled, pictures

RECORDED = Path(__file__).parent.parent / "adapters" / "web" / "recorded"
NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
ANN = Person("ann", "Ann", "Europe/Berlin", "Sun 31 May, 20:00", (), (), (), True, "", "n")
TAGS = frozenset(
    [
        "article",
        "bdi",
        "blockquote",
        "br",
        "button",
        "caption",
        "circle",
        "code",
        "details",
        "div",
        "fieldset",
        "figure",
        "form",
        "h4",
        "input",
        "label",
        "legend",
        "li",
        "line",
        "option",
        "p",
        "polyline",
        "rect",
        "section",
        "select",
        "span",
        "strong",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "textarea",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
    ]
)
"""All that messages and forms are made of. Nothing of it loads, leads anywhere or calls anybody."""


class PlatformHarness:
    """The page, over its real routes and without JavaScript."""

    exempt: Mapping[str, str] = {}

    def __init__(self, house: House) -> None:
        self.stage = WebStage(house)

    @property
    def platform(self) -> Platform:
        """The room."""
        return self.stage.platform

    @property
    def channel(self) -> Place:
        """The group channel."""
        return self.stage.platform.place(CHANNEL)

    def inbox(self, who: str) -> Place:
        """Somebody's inbox."""
        return Place("web", "", user=who)

    def slowest_acknowledgement(self) -> float:
        """The longest that a browser waited for its answer."""
        return self.stage.slowest

    @staticmethod
    def draws(example: Message | Form) -> Iterable[Drawn]:
        """The HTML of a form as it opens; that of a message for one person, and for several who look together."""
        if isinstance(example, Form):
            form = draw_form(example, "Europe/Berlin")
            card = Card("sheet-1", "1", "n", "now", NOW.isoformat(), None, form, (), ())
            module: Any = templates.get_template("form.html").module
            return [str(module.sheet(card, ANN, "?who=ann", "", [ANN]))]
        view = draw_message(example, "Europe/Berlin")
        card = Card("note-1", "1", "n", "now", NOW.isoformat(), view, None, (), ())
        words: Any = templates.get_template("message.html").module
        body = words.blocks(view.blocks) + words.plot(card, view.plot)
        return [str(body + words.actions(card, view, who, "?who=all", [ANN])) for who in ("ann", "")]

    @staticmethod
    def alts(example: Message) -> list[str]:
        """What the pictures are called."""
        return [alt for drawn in PlatformHarness.draws(example) for alt in pictures(parse(str(drawn)))]

    @staticmethod
    def values(example: Message) -> list[float | None]:
        """The first column of the table beneath."""
        drawn, _ = PlatformHarness.draws(example)
        rows = [row.first("td", where=lambda cell: bool(cell.text())) for row in parse(str(drawn)).all("tr")]
        return [None if cell.text() == "–" else float(cell.text()) for cell in rows if cell]

    @staticmethod
    def faults(drawn: Drawn) -> list[str]:
        """What is wrong with the HTML: ids used twice, or labels of nothing (unclosed tags fail by themselves)."""
        page = parse(drawn)
        ids = Counter(node["id"] for node in page.all() if node["id"])
        twice = [f"twice: {key}" for key, count in ids.items() if count > 1]
        named = [*page.all("label", where=lambda node: node["for"] not in ids)]
        described = [key for node in page.all() for key in node["aria-describedby"].split() if key not in ids]
        return twice + [f"a label of nothing: {node.text()}" for node in named] + described

    @staticmethod
    def pings(drawn: Drawn) -> list[str]:
        """Elements that none of our templates draw, and so come from somebody's words."""
        return [node.tag for node in parse(drawn).all() if node.tag not in TAGS]

    @staticmethod
    def steps(drawn: Drawn) -> list[Step]:
        """The steps of what a browser would send for every press, choice and submission."""
        return [sent.step for form in parse(drawn).all("form") for sent in _sent(form)]

    @staticmethod
    def recorded() -> Mapping[str, tuple[Turn | None, Turn | None]]:
        """The files in `recorded`: a route with the body it got, and the turn it stands for."""
        return {path.stem: _read(json.loads(path.read_text())) for path in sorted(RECORDED.glob("*.json"))}


def _sent(form: Node) -> Iterable[read.Sent]:
    kept = [(name, value) for name, value in filled(form) if name != "step" or "answers" in form["class"]]
    if form["action"].startswith("/submit"):
        yield read.read_submission(kept)
    elif form["action"].startswith("/press"):
        for button in form.all("button"):
            yield read.read_press([*kept, (button["name"], button["value"])])
    else:
        for option in form.all("option", where=lambda node: bool(node["value"])):
            if Step.parse(option["value"]):
                yield read.read_press([*kept, ("step", option["value"])])


def _read(recorded: dict[str, Any]) -> tuple[Turn | None, Turn | None]:
    place = Place("web", "playground", CHANNEL)
    posted = read.read_body(recorded["body"].encode())
    try:
        match recorded["route"]:
            case "/submit":
                sent: read.Sent | str = read.read_submission(posted)
            case "/command":
                sent = read.read_command(posted, Suite().commands)
            case _:
                sent = read.read_press(posted)
    except read.Unreadable:
        sent = ""
    got = None if isinstance(sent, str) else sent.turn(Who("web", sent.who), place, NOW)
    expected = recorded["turn"]
    if expected is None:
        return got, None
    answers = expected.get("answers")
    if answers is not None:
        answers = {key: tuple(value) if isinstance(value, list) else value for key, value in answers.items()}
    turn = Turn(expected["id"], Who("web", expected["who"]), place, Step(*expected["step"]), NOW, answers)
    return got, turn
