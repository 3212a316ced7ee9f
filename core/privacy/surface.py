"""Privacy, as steps."""

from __future__ import annotations

from core.feature import Action, Command, Feature
from core.privacy import words
from core.privacy.actions import erase
from core.surface import Replace, Reply, Step
from core.turn import Context
from core.values import Role


def _show(context: Context) -> Reply:
    return words.shown(slack=context.turn.who.platform == "slack")


def _ask(context: Context) -> Reply:
    return words.sure() if context.member else words.nothing()


def _keep(context: Context) -> Reply:
    return Replace(words.kept())


def _erase(context: Context) -> Reply:
    return Replace(erase(context))


FEATURE = Feature(
    "privacy",
    commands=(
        Command("privacy show", "What is kept, who can see it, and for how long", Step("privacy.show"), "Privacy"),
        Command("privacy delete", "Delete everything of yours", Step("privacy.delete"), "Delete everything"),
    ),
    actions=(
        Action("privacy.show", reads=_show, needs=Role.ANYONE),
        Action("privacy.delete", reads=_ask, needs=Role.ANYONE),
        Action("privacy.keep", reads=_keep, needs=Role.ANYONE),
        Action("privacy.erase", does=_erase, needs=Role.ANYONE),
    ),
)
