"""What can go wrong on purpose: refusals, storage that is away, and the ways a platform can fail.

Refusal          expected; carries the kind answer, shown privately
LookAgain        some answers of a form cannot be taken; the form stays as it was typed
NotSaved         the database is away or full: nothing was recorded
PlatformError    raised by platforms only
├── Temporary    proves that nothing was posted; worth another try
├── Unclear      it may have been posted; nobody can tell
├── Gone         the channel, message or person is no longer there
├── Locked       the platform does not know our token any more: nothing more is asked of it
└── CannotDo     the platform does not let us, such as a closed inbox
    └── Malformed    it does not take a message as we made it: our fault, and nothing is wrong with the place
"""

from __future__ import annotations

from core.surface import Message


class Refusal(Exception):
    """Something that is kindly not done, with what to say and what to do next."""

    def __init__(self, message: Message) -> None:
        super().__init__("refused")
        self.message = message


class LookAgain(Exception):
    """Some answers need another look: a kind sentence by field. Raised before anything is written."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("look again")
        self.problems = problems


class NotSaved(Exception):
    """The database did not take it; nothing of this transaction was recorded."""


class PlatformError(Exception):
    """A platform did not do what was asked."""


class Temporary(PlatformError):
    """Nothing was posted and another try may work, after `after` seconds when the platform or its pace says so.

    With `after` it counts as no try: nothing was wrong but the time.
    """

    def __init__(self, after: float | None = None) -> None:
        super().__init__("try again later")
        self.after = after


class Unclear(PlatformError):
    """The connection ended before the answer: it may have been posted or not."""


class Gone(PlatformError):
    """The place, message or person is gone for good."""


class Locked(PlatformError):
    """The platform does not accept our token: nothing can be shown until somebody gives us another."""


class CannotDo(PlatformError):
    """The platform refuses, and would refuse again."""


class Malformed(CannotDo):
    """The platform does not take what we made, such as a text that is too long; nothing is wrong with the place."""
