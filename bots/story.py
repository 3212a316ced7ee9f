"""One day of a small group, played through the real core and printed as a transcript.

Not here: anything made up; what is printed is what each person would read.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text as Line

from bots.playground import Playground, playground
from core.surface import Answer, Button, Form, Message, Replace, Step
from core.text import Command, Name, Piece, Plain, Quote, Strong, Text, When
from core.turn import Again, Answered, NotDone, Opens, Turn
from core.values import new_id

MORNING = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
CHANNEL = "evening-circle"


class Narrator:
    """Plays people's steps and prints what they see."""

    def __init__(self, play: Playground, console: Console) -> None:
        self._play = play
        self._console = console
        self._seen: dict[str, Message] = {}
        self._form: dict[str, Form] = {}

    def chapter(self, title: str) -> None:
        """A new part of the day."""
        self._console.print(Rule(f"{self._play.clock.now():%H:%M} UTC · {title}", style="dim"))

    async def does(self, who: str, command: str) -> None:
        """Somebody types a command."""
        self._say(who, f"/{command}")
        await self._take(who, self._play.handrail.suite.commands[command].step)

    async def presses(self, who: str, label: str) -> None:
        """Somebody presses a button (or chooses from the menu) of what they see."""
        shown = self._seen[who]
        options = (*shown.buttons, *(shown.menu.options if shown.menu else ()))
        self._say(who, f"[ {label} ]")
        await self._take(who, next(option.step for option in options if label in option.label))

    async def presses_post(self, who: str, label: str) -> None:
        """Somebody presses a button under the newest post that has it."""
        posts = reversed(self._play.room.in_channel(CHANNEL))
        button = next(button for post in posts for button in post.message.buttons if button.label == label)
        self._say(who, f"[ {label} ] under the post")
        await self._take(who, button.step)

    async def fills(self, who: str, answers: Mapping[str, Answer]) -> None:
        """Somebody fills in the open form."""
        form = self._form.pop(who)
        for field in form.fields:
            if field.key in answers:
                self._console.print(f"    {field.label} [italic]{_shown(answers[field.key])}[/]", highlight=False)
        if form.step is not None:
            await self._take(who, form.step, answers)

    async def time_passes(self, by: timedelta) -> None:
        """The clock moves, and what is due is done."""
        self._play.clock.move(by)
        while await self._play.handrail.loop(self._play.room).run_due():
            pass

    def channel(self) -> None:
        """What stands in the channel now."""
        for post in self._play.room.in_channel(CHANNEL):
            self._show(f"#{CHANNEL}", post.message, "green", 8 if post.beneath else 4)

    async def _take(self, who: str, step: Step, answers: Mapping[str, Answer] | None = None) -> None:
        room = self._play.room
        turn = Turn(new_id(), room.person(who), room.place(CHANNEL), step, self._play.clock.now(), answers)
        match await self._play.handrail.desk.handle(turn):
            case Opens(form):
                self._form[who] = form
                self._console.print(f"    a form opens: [bold]{form.title}[/]", highlight=False)
            case Answered(Replace(message)) | Answered(Message() as message) | NotDone(message) | Again(_, _, message):
                self._seen[who] = message
                self._show(f"only {who} sees", message, "blue", 4)

    def _say(self, who: str, what: str) -> None:
        self._console.print(Line.assemble((f"{who.title()} ", "bold"), what))

    def _show(self, where: str, message: Message, colour: str, indent: int) -> None:
        body = rich_text(message.body)
        body.append(_buttons(message.buttons), style="dim")
        self._console.print(
            Padding(Panel(body, title=where, title_align="left", border_style=colour), (0, 0, 0, indent))
        )


def rich_text(text: Text) -> Line:
    """A text as the terminal shows it."""
    line = Line()
    for piece in text.pieces():
        line.append(*_styled(piece))
    return line


def _styled(piece: Piece) -> tuple[str, str]:
    match piece:
        case Strong(words):
            return words, "bold"
        case Quote(said):
            return "  " + said.words.replace("\n", "\n  "), "italic"
        case Name(said, strong):
            return said.words, "bold" if strong else ""
        case When(at):
            return f"{at:%H:%M} UTC", ""
        case Command(name):
            return f"/{name}", "bold"
        case Plain(words):
            return words, ""


def _buttons(buttons: tuple[Button, ...]) -> str:
    return "\n\n" + "  ".join(f"[ {button.label} ]" for button in buttons) if buttons else ""


def _shown(answer: Answer) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


async def tell(console: Console, folder: Path) -> None:
    """Play the day."""
    async with playground(folder, MORNING) as play:
        code = await play.handrail.issue_claim()
        person = Narrator(play, console)
        person.chapter("Mo sets the group up")
        await person.does("mo", "group setup")
        await person.fills("mo", {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"})
        await person.time_passes(timedelta(seconds=1))
        person.channel()

        person.chapter("Ann joins")
        await person.does("ann", "start")
        await person.presses("ann", "Join")
        await person.fills("ann", {"adult": "yes", "handle": "Ann", "country": "deutschland", "city": "munchen"})
        await person.presses("ann", "Munich")
        await person.presses("ann", "No, only I do")
        await person.fills("ann", {"track": "general", "notes": "yes"})
        person.chapter("Ben joins")
        await person.does("ben", "start")
        await person.presses("ben", "Join")
        await person.fills("ben", {"adult": "yes", "handle": "Ben", "country": "new zeland", "city": ""})
        await person.presses("ben", "Auckland")
        await person.presses("ben", "No, only I do")
        await person.fills("ben", {"track": "general", "notes": "yes"})

        await person.time_passes(timedelta(hours=9))
        person.chapter("The evening: Ann checks in")
        await person.presses_post("ann", "Check in")
        await person.fills(
            "ann",
            {"words": ("tired", "hopeful"), "heavy": "6", "contact": "yes", "next": "Call my sister before ten."},
        )
        await person.presses("ann", "Share with the group")
        await person.time_passes(timedelta(minutes=1))
        person.chapter("A minute later, in the channel")
        person.channel()

        person.chapter("Ben is with her")
        await person.presses_post("ben", "With you")
        await person.presses_post("ben", "Reply")
        await person.fills("ben", {"words": "Me too. It got lighter after the call."})
        await person.time_passes(timedelta(minutes=2))
        person.channel()

        person.chapter("A heavy hour, and help that is always there")
        await person.does("ben", "help-now")

        person.chapter("Ann goes, and takes everything with her")
        await person.does("ann", "privacy delete")
        await person.presses("ann", "Delete everything")
        await person.presses("ann", "Delete everything now")
        await person.time_passes(timedelta(seconds=5))
        person.channel()


def main() -> None:
    """Print the story."""
    with tempfile.TemporaryDirectory(prefix="handrail-") as folder:
        asyncio.run(tell(Console(width=100), Path(folder)))
