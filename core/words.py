"""What the desk itself says, whatever the feature.

Not here: a feature's own sentences; they live in its `words.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.limits import SELECT_CHOICES
from core.surface import Button, Menu, Message, Step
from core.text import Command, Text, lines, text
from core.values import Said

START = Button("See everything", Step("start.menu"))
HELP_HINT = "Help at any time: /help-now"
"""For a form that holds no buttons."""
HELP = Button("Help now", Step("care.help"))


def unknown_step() -> Message:
    """Somebody pressed a button that no longer leads anywhere."""
    return Message(
        text("That button is from an earlier time and leads nowhere now. Here is what there is."),
        (START, HELP),
    )


def too_fast() -> Message:
    """Somebody acts faster than a person needs to."""
    return Message(text("That was a lot at once, so I did nothing this time. Give it a few seconds."), (HELP,))


def not_saved() -> Message:
    """The database is away."""
    return Message(
        text("I could not save that. Nothing was recorded, and nothing was sent. Please try again in a little while."),
        (HELP,),
    )


def unsure() -> Message:
    """The answer did not come in time; nobody knows yet whether it was saved."""
    return Message(
        text("This is slow just now, and I don't know yet whether it was saved. See everything shows what was."),
        (START, HELP),
    )


def trouble(code: str) -> Message:
    """A fault of ours."""
    return Message(
        text(
            "Something went wrong on my side, and nothing was recorded. Whoever runs me can find it as {code}.",
            code=code,
        ),
        (START, HELP),
    )


def slow_form(step: Step) -> Message:
    """A form could not be made ready in time."""
    return Message(text("That takes a moment longer today."), (Button("Open it", step, main=True), HELP))


def which_verb(commands: Sequence[tuple[str, str, Button]]) -> Message:
    """Somebody typed only the first word of a command; each command with its summary and a button to it."""
    listed = (text("{command} {what}", command=Command(name), what=what) for name, what, _ in commands)
    verbs = tuple(button for *_, button in commands)
    if len(verbs) > 5:
        return Message(lines(*listed), (HELP,), Menu("What would you like to do?", verbs))
    return Message(lines(*listed), verbs)


def look_again(problems: Sequence[tuple[str, str]], step: Step) -> Message:
    """Some answers need another look; the form is kept as it was."""
    listed = (text("**{label}** {problem}", label=label, problem=problem) for label, problem in problems)
    return Message(
        lines("Almost. Nothing is lost; the form opens again as you left it.", *listed),
        (Button("Open it again", step, main=True), HELP),
    )


def typed_back(typed: Sequence[tuple[str, Said]]) -> Text:
    """What somebody typed, handed back to them alone."""
    listed = (text("**{label}** {said}", label=label, said=said) for label, said in typed)
    return lines("What you wrote, so that it is not lost:", *listed)


def no_group_here() -> Message:
    """Nothing has been set up in this server or workspace."""
    return Message(
        text(
            "There is no group here yet. Whoever runs Handrail can make a one-time code and use it with {command}.",
            command=Command("group setup"),
        ),
        (HELP,),
    )


def no_group_of_yours() -> Message:
    """A direct message from somebody who belongs to no group."""
    return Message(
        text(
            "I can't find a group of yours. Try {command} in the server where your group is.",
            command=Command("start"),
        ),
        (HELP,),
    )


def which_group(step: Step, choices: Sequence[tuple[str, str]]) -> Message:
    """Somebody belongs to several groups and writes from none of them."""
    options = tuple(Button(name, Step(step.action, step.subject, community)) for community, name in choices)
    left_out = len(options) > SELECT_CHOICES
    return Message(
        lines(
            text("You belong to more than one group. Which one is this for?"),
            text("Not all of them fit into the list. For another one, ask me in its own server.") if left_out else None,
        ),
        (HELP,),
        Menu("Your groups", options[:SELECT_CHOICES]),
    )


def other_group() -> Message:
    """A button of one group, pressed inside another."""
    return Message(text("That button belongs to another group."), (START,))


def join_first() -> Message:
    """The step is for members."""
    return Message(
        text("That is for members of the group. Joining takes about a minute, and nobody is told."),
        (Button("Join", Step("people.join"), main=True), HELP),
    )


def not_yours() -> Message:
    """The step is for moderators or facilitators."""
    return Message(text("That is for the people who look after this group. Here is what you can do."), (START, HELP))


def wrong_code() -> str:
    """A claim code that does not open."""
    return "This code does not open anything. A code works once, for a day; a new one can be made."


def settled_here() -> str:
    """A code of another community, in a place that has one."""
    return "This place has groups of its own already. The code is for a place where nothing is set up yet."


def one_home_each() -> str:
    """A code of a community that lives on this platform already."""
    return "Those groups live on this platform already, in another place. One place on each platform is possible."


NOTES = Button("Open a waiting note", Step("people.notes"))

EXAMPLES: dict[str, Message] = {
    "unknown-step": unknown_step(),
    "too-fast": too_fast(),
    "not-saved": not_saved(),
    "unsure": unsure(),
    "trouble": trouble("3f9a2c"),
    "slow-form": slow_form(Step("checkin.write", "daily-brief")),
    "look-again": look_again([("Your country", "I don't know this country.")], Step("people.join")),
    "no-group-here": no_group_here(),
    "no-group-of-yours": no_group_of_yours(),
    "which-group": which_group(
        Step("start.menu"), [("kYq3m0v1T2aXw9eR5tYu7A", "Tuesday"), ("pLq3m0v1T2aXw9eR5tYu7B", "Quiet room")]
    ),
    "other-group": other_group(),
    "join-first": join_first(),
    "not-yours": not_yours(),
}
