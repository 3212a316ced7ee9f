"""A file that is put into somebody's own inbox. Plain data, checked when it is built.

Not here: sending it, and what is in it. It is never kept with an answer, and its content shows itself in no log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core import limits

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._-]{0,78}[A-Za-z0-9])?")
_KIND = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*(; charset=utf-8)?")


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file by its name, such as `my-check-ins.json`, with its content and its kind (a MIME type)."""

    name: str
    content: bytes
    kind: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or ".." in self.name:
            raise ValueError("a file's name is 1 to 80 plain letters, digits, dots, hyphens and spaces")
        if not _KIND.fullmatch(self.kind):
            raise ValueError("a file's kind is a MIME type")
        if not 0 < len(self.content) <= limits.FILE_BYTES:
            raise ValueError(f"a file holds 1 to {limits.FILE_BYTES} bytes, not {len(self.content)}")

    def __repr__(self) -> str:
        return f"File({len(self.content)} bytes)"
