"""Rhythms, as steps; and the jobs that ask."""

from __future__ import annotations

from core.feature import Action, Command, Feature
from core.rhythms import actions, form_words
from core.rhythms.deliveries import JOBS
from core.surface import Form, Replace, Step
from core.turn import Context


def _pause_form(context: Context) -> Form:
    actions.asked(context)
    return form_words.PAUSE


FEATURE = Feature(
    "rhythms",
    commands=(
        Command("rhythm", "When I may write to you, how often, and a pause", Step("rhythm.show"), "Your rhythm"),
    ),
    actions=(
        Action("rhythm.show", reads=actions.show),
        Action("rhythm.begin", does=lambda context: Replace(actions.begin(context))),
        Action("rhythm.change", form=actions.times_form, does=actions.change),
        Action("rhythm.pause", form=_pause_form, does=actions.pause),
        Action("rhythm.resume", does=lambda context: Replace(actions.resume(context))),
        Action("rhythm.fewer", does=lambda context: Replace(actions.fewer(context))),
        Action("rhythm.as-before", does=lambda context: Replace(actions.as_before(context))),
        Action("rhythm.same", does=lambda context: Replace(actions.same(context))),
        Action("rhythm.others", reads=actions.others),
        Action("rhythm.quieter", reads=actions.quieter),
        Action("rhythm.skip", does=lambda context: Replace(actions.skip(context))),
        Action("rhythm.nudge", does=lambda context: Replace(actions.set_nudge(context))),
        Action("rhythm.stop", does=lambda context: Replace(actions.stop(context))),
        Action("rhythm.away", form=form_words.AWAY, does=actions.set_away),
        Action("rhythm.here", does=lambda context: Replace(actions.end_away(context))),
        Action("rhythm.most", form=actions.most_form, does=actions.set_most),
    ),
    jobs=JOBS,
)
