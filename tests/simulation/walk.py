"""How a person moves through what they are shown: commands, presses on what stands before them, forms that opened.

Not here: what they want (`lives`). Nobody presses what nobody showed them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TYPE_CHECKING

from core.surface import Answer, Button, Form, Message, Replace, Step
from core.turn import Again, Answered, NotDone, Opens, Outcome, Turn
from core.values import Place, new_id
from tests.simulation.filling import fill
from tests.simulation.souls import Soul
from tests.simulation.town import Town

if TYPE_CHECKING:
    from tests.simulation.watch import Watch

GRAVE = frozenset({"privacy.erase", "privacy.go", "group.unhome", "mod.demote", "people.put-away"})
"""What nobody presses in passing."""
HELP = Step("care.help")


class Walks:
    """Everybody's presses, and what was learned about which answer leads where."""

    def __init__(self, town: Town, watch: Watch) -> None:
        self.town = town
        self.watch = watch
        self.taken: Counter[str] = Counter()
        """How often each action was answered."""
        self.ways: dict[str, set[str]] = defaultdict(set)
        """Which actions the answers to an action were seen to offer."""

    async def act(
        self,
        soul: Soul,
        step: Step,
        answers: Mapping[str, Answer] | None = None,
        *,
        alone: bool = False,
        twice: bool = False,
        from_: Message | None = None,
    ) -> Outcome:
        """One turn of somebody's, watched. `twice`: delivered again, and answered alike."""
        town = self.town
        turn = Turn(new_id(), soul.person, soul.place(alone=alone), step, town.now, answers)
        town.note(
            f"{soul.name} {'submits' if answers is not None else 'presses'} {step.action}{'~' if step.subject else ''}"
        )
        await self.watch.before(soul, turn, from_)
        outcome = await town.desk.handle(turn)
        town.counts["turns"] += 1
        town.last[-1] += f" -> {type(outcome).__name__}"
        if twice:
            again = await town.desk.handle(turn)
            self.watch.same(soul, step, outcome, again)
        shown = seen(outcome)
        if shown is not None:
            soul.screen, soul.from_inbox = shown, alone
            self.ways[step.action] |= {option.step.action for option in options(shown)}
        if not isinstance(outcome, NotDone):
            self.taken[step.action] += 1
        await self.watch.after(soul, turn, outcome)
        return outcome

    async def do(self, soul: Soul, button: Button, luck: Random, *, alone: bool = False, **told: str) -> Outcome:
        """Press something, and fill in the form if one opens; what cannot be taken is looked at once more."""
        from_ = soul.screen
        twice = luck.random() < 0.03
        outcome = await self.act(soul, button.step, alone=alone, twice=twice, from_=from_)
        tries = 0
        while isinstance(outcome, Opens | Again) and tries < 3:
            if tries == 0 and luck.random() < 0.05 and not told:
                return outcome  # closed without a word
            form: Form = outcome.form
            odd = tries == 0 and not told and luck.random() < soul.temper.odd
            if soul.moderates and button.step.action.startswith("group.") and not odd:
                told = {"channel": soul.channel, "country": "portugal", "city": "lisbon"} | told
            answers = fill(form, luck, soul, self.town.now, told, odd=odd)
            outcome = await self.act(
                soul, form.step or button.step, answers, alone=alone, twice=luck.random() < 0.05, from_=from_
            )
            tries += 1
        return outcome

    async def command(self, soul: Soul, name: str, luck: Random, *, alone: bool = False, **told: str) -> Outcome | None:
        """Type a command, where there is such a one."""
        command = self.town.handrail.suite.commands.get(name)
        if command is None:
            return None
        soul.screen = None
        return await self.do(soul, Button(command.label or name, command.step), luck, alone=alone, **told)

    def offered(self, soul: Soul, wanted: Callable[[Button], bool]) -> list[tuple[Button, bool]]:
        """Everything before somebody that they want to press, and whether it stands in their inbox."""
        found = [(option, soul.from_inbox) for option in options(soul.screen) if wanted(option)]
        return found or [(option, False) for option in self.standing(soul) if wanted(option)]

    def standing(self, soul: Soul) -> list[Button]:
        """What can be pressed beneath the channel's newest messages."""
        street = self.town.streets[soul.person.platform]
        shown = street.in_channel(soul.home, soul.channel)
        return [option for one in (shown[:1] + shown[1:][-8:]) for option in options(one.message)]

    async def reach(self, soul: Soul, action: str, luck: Random, **told: str) -> Outcome | None:
        """Get to an action the way a person would: by what is shown, by a command, or over what others found."""
        for option, alone in luck.sample(
            found := self.offered(soul, lambda one: one.step.action == action), len(found)
        ):
            return await self.do(soul, option, luck, alone=alone, **told)
        for name, command in self.town.handrail.suite.commands.items():
            if command.step.action == action:
                return await self.command(soul, name, luck, **told)
        way = self.way_to(action)
        if not way:
            return None
        outcome = await self.command(soul, self._command_of(way[0]), luck)
        for each in way[1:]:
            there = [option for option in options(soul.screen) if option.step.action == each]
            if outcome is None or not there:
                return None
            last = told if each == action else {}
            outcome = await self.do(soul, luck.choice(there), luck, alone=soul.from_inbox, **last)
        return outcome

    def way_to(self, action: str) -> list[str]:
        """The shortest way from a command to an action, by what was seen so far."""
        starts = [command.step.action for command in self.town.handrail.suite.commands.values()]
        ways = {start: [start] for start in starts}
        waiting = list(ways)
        for at in waiting:
            if at == action:
                return ways[at]
            for to in sorted(self.ways[at]):
                if to not in ways and (to == action or to not in GRAVE):
                    ways[to] = [*ways[at], to]
                    waiting.append(to)
        return []

    def rare(self, soul: Soul) -> list[str]:
        """Actions that were offered somewhere and hardly ever taken, rarest first."""
        known = {to for offered in self.ways.values() for to in offered} - GRAVE
        return sorted(known, key=lambda action: (self.taken[action], action))[:12]

    def _command_of(self, action: str) -> str:
        commands = self.town.handrail.suite.commands
        return next(name for name, command in commands.items() if command.step.action == action)


def seen(outcome: Outcome) -> Message | None:
    """What a person reads of an outcome; None where a form opens."""
    match outcome:
        case Answered(Replace(message)) | NotDone(message) | Again(_, _, message):
            return message
        case Answered(Message() as message):
            return message
        case _:
            return None


def options(message: Message | None) -> Iterable[Button]:
    """Everything that can be pressed."""
    if message is None:
        return ()
    return (*message.buttons, *(message.menu.options if message.menu else ()))


def nowhere() -> Place:
    """A place without a home."""
    return Place("discord", "")
