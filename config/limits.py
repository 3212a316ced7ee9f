"""The operator's own text on the limits of confidentiality: what those who look after a group must or will pass on.

Not here: when it is shown. Handrail cannot know these duties, so it comes with a sample for trying out and no text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from config.content import ContentError, ContentProblem
from core.values import tidy

SAMPLE: Final = Path(__file__).parent / "limits-sample.txt"
LEAST: Final = 40
"""Fewer characters cannot say what is passed on, by whom."""
MOST: Final = 900
"""More would not be read by somebody who is about to join, and not fit beside what else they are told."""


def load_limits(own: Path | None, *, sample_too: bool = False) -> str:
    """Return the text of the operator's file, tidied; empty when they name none.

    The sample, unchanged, is taken only for trying out. Raises ContentError with what is wrong and what to do.
    """
    if own is None:
        return ""
    try:
        text = tidy(own.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong(own, "is not a text in UTF-8; save it again as UTF-8") from None
    except OSError as error:
        raise _wrong(own, f"cannot be read: {error.strerror}") from None
    if len(text) < LEAST:
        raise _wrong(own, f"says too little: {len(text)} characters. {LEAST} to {MOST} say what is passed on, by whom")
    if len(text) > MOST:
        raise _wrong(own, f"is too long to be read before joining: {len(text)} characters, at most {MOST} fit")
    if not sample_too and text == tidy(SAMPLE.read_text("utf-8")):
        raise _wrong(own, "is the sample text, unchanged. Say in your own words what the people of your group do")
    return text


def _wrong(file: Path, what: str) -> ContentError:
    return ContentError([ContentProblem(file, 1, "", what)])
