"""The list of features, proven unique and legal when it is built.

Not here: anything a feature does. A new feature is one more line in `FEATURES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from core.boundaries.surface import FEATURE as BOUNDARIES
from core.care.surface import FEATURE as CARE
from core.checkins.surface import FEATURE as CHECKINS
from core.feature import Action, Command, Feature, JobSpec
from core.groups.surface import FEATURE as GROUPS
from core.history.surface import FEATURE as HISTORY
from core.people.surface import FEATURE as PEOPLE
from core.posts.surface import FEATURE as POSTS
from core.privacy.surface import FEATURE as PRIVACY
from core.rhythms.surface import FEATURE as RHYTHMS
from core.rounds.surface import FEATURE as ROUNDS
from core.slips.surface import FEATURE as SLIPS
from core.start.surface import FEATURE as START
from core.surface import Step

T = TypeVar("T")

FEATURES: tuple[Feature, ...] = (
    POSTS,
    PEOPLE,
    GROUPS,
    CARE,
    CHECKINS,
    SLIPS,
    ROUNDS,
    BOUNDARIES,
    RHYTHMS,
    HISTORY,
    PRIVACY,
    START,
)


class Suite:
    """Everything that can be done, by key."""

    def __init__(self, features: Sequence[Feature] = FEATURES) -> None:
        self.features = tuple(features)
        self.commands: dict[str, Command] = {}
        self._actions: dict[str, Action] = {}
        self._jobs: dict[str, JobSpec] = {}
        for feature in features:
            for action in feature.actions:
                _add(self._actions, action.key, action)
            for command in feature.commands:
                _add(self.commands, command.name, command)
            for job in feature.jobs:
                _add(self._jobs, job.name, job)
        heads = {name.split()[0] for name in self.commands if " " in name}
        if bare := heads & self.commands.keys():
            raise ValueError(f"Discord has no bare command beside its subcommands: {sorted(bare)}")
        for command in self.commands.values():
            if self.action(command.step) is None:
                raise ValueError(f"a command leads nowhere: {command.name}")

    def action(self, step: Step) -> Action | None:
        """The action a step leads to; None for one that was retired."""
        return self._actions.get(step.action)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action."""
        return tuple(self._actions.values())

    def job(self, name: str) -> JobSpec | None:
        """The kind of work a job's name stands for; None for one that was retired."""
        return self._jobs.get(name)


def _add(table: dict[str, T], key: str, value: T) -> None:
    if key in table:
        raise ValueError(f"declared twice: {key}")
    table[key] = value
