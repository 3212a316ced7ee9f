"""What reaches the log: our own fixed sentences with short fillings, and of a library only its name and a fault's type.

Not here: what is logged; a test holds that every sentence is fixed and that its fillings are reviewed.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Final, Literal, TypeAlias

from adapters.clock import utc

Form: TypeAlias = Literal["text", "json"]

LIBRARIES: Final = ("discord", "slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy", "psycopg", "asyncio", "alembic")
"""Libraries whose DEBUG lines hold what people wrote, and whose INFO lines say nothing an operator needs."""
OURS: Final = "handrail"
FIELDS: Final = ("time", "level", "logger", "event", "error")
"""All that a line can hold; `error` is the type of an exception, and only there when there is one."""
_SHORT: Final = re.compile(r"[\w .,:;/()<>~=&-]{0,600}")
"""What fills a sentence: names of steps and types, codes, counts, the lines a fault passed."""
_UNSHOWN: Final = "(not shown)"


def event(record: logging.LogRecord) -> str:
    """What happened, without a word that is not ours."""
    if not _ours(record.name):
        return "a line of a library; its own words are not kept"
    if not isinstance(record.msg, str):
        return _UNSHOWN
    given = record.args if isinstance(record.args, tuple) else ()
    try:
        return record.msg % tuple(_filling(each) for each in given) if given else record.msg
    except (TypeError, ValueError):
        return record.msg


def _ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


def _wanted(record: logging.LogRecord) -> bool:
    """Of a library only what is wrong, whatever level somebody gave one of its many loggers."""
    return _ours(record.name) or record.levelno >= logging.WARNING


def _filling(given: object) -> object:
    if isinstance(given, bool | int | float):
        return given
    return given if isinstance(given, str) and _SHORT.fullmatch(given) else _UNSHOWN


def fields(record: logging.LogRecord) -> dict[str, str]:
    """The fields of a line, and nothing else of the record."""
    found = {
        "time": utc(record.created).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": event(record),
    }
    if record.exc_info and record.exc_info[0] is not None:
        found["error"] = record.exc_info[0].__name__
    return found


class TextLines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the fields in a row."""
        return " ".join(fields(record).values())


class JsonLines(logging.Formatter):
    """A line for programs that collect lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the fields as an object."""
        return json.dumps(fields(record))


def keep_logs(level: str, form: Form = "text") -> None:
    """Log to standard error: our own lines at this level, the libraries' only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handler.addFilter(_wanted)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a line that cannot be written is not quoted on standard error either
    sys.excepthook = _last_words


def _last_words(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """In place of a traceback, whose last line holds a fault's own words, and those may be somebody's."""
    if issubclass(kind, KeyboardInterrupt):
        return
    trail = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)))
    logging.getLogger(OURS).critical("stopped by a fault: %s at %s", kind.__name__, trail)
