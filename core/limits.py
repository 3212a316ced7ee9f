"""The smaller of every platform's limits, each with its source; checked when something is declared, never by cutting.

Not here: limits that only one platform draws round, such as Slack's total of all blocks; those live in its adapter.
Lengths are UTF-16 code units, the strictest way any platform counts.
"""

from __future__ import annotations

from typing import Final

FORM_FIELDS: Final = 5
"""Rows of a form, its note included. Discord: a modal holds 1–5 components."""
FORM_TITLE: Final = 24
"""Slack: a modal's title. Discord allows 45."""
FIELD_LABEL: Final = 45
"""Discord: a label. Slack allows 2,000."""
FIELD_HINT: Final = 100
"""Discord: a label's description and a placeholder."""
TYPED: Final = 1_500
"""One typed answer: with its frame it still fits one message on both platforms."""
NOTE: Final = 1_000
"""Words above a form."""
RADIO_CHOICES: Final = 10
"""Discord and Slack: options of a radio or checkbox group."""
SELECT_CHOICES: Final = 25
"""Discord: options of a select. Slack allows 100."""
CHOICE_LABEL: Final = 75
"""Slack: an option's text. Discord allows 100."""
STEP_KEY: Final = 100
"""Discord: a custom id. Slack allows 255 and 2,000."""
COMMUNITY: Final = 22
"""Our own ids; every step leaves room for its community's, which is stamped later."""
BUTTON_LABEL: Final = 34
"""Longer ones wrap on a phone; Discord allows 80, Slack 75."""
BUTTONS: Final = 5
"""Discord: buttons in a row."""
BODY: Final = 2_000
"""Discord: a message's content."""
COMMAND_NAME: Final = 32
COMMAND_SUMMARY: Final = 100
"""Discord: a command's name and description."""
PLOT_POINTS: Final = 31
"""A month of days; more could not be told apart on a phone."""
PLOT_TITLE: Final = 60
PLOT_LABEL: Final = 40
PLOT_UNIT: Final = 20
PLOT_ALT: Final = 500
"""A plot in words. Discord: an attachment's description holds 1,024."""
FILES: Final = 2
FILE_BYTES: Final = 8_000_000
"""Discord: an attachment of a bot holds 10 MiB."""
