"""Many values as one: how a list is bound to a single place in a statement.

Not here: the statements (`sql`). SQLite is given JSON; PostgreSQL its own array in binary, which it need not parse.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import ARRAY, BigInteger, LargeBinary, Text
from sqlalchemy.types import TypeEngine

_HEAD: Final = struct.Struct(">iiIii")
"""Dimensions, whether it holds nulls, the type of what it holds, how many, and from which index on."""
_NULL: Final = b"\xff\xff\xff\xff"
_TEXT, _BYTES, _NUMBER = 25, 17, 20
_EIGHT: Final = struct.Struct(">iq").pack
_LENGTH: Final = struct.Struct(">i").pack

Encode: TypeAlias = Callable[[Sequence[Any]], bytes | str]


def array_of(held: TypeEngine[Any]) -> ARRAY[Any]:
    """The type of an array that holds values of a column's type."""
    if isinstance(held, Text):
        return ARRAY(Text())
    return ARRAY(BigInteger()) if held.python_type is int else ARRAY(LargeBinary())


def encoder(array: ARRAY[Any]) -> Encode:
    """How PostgreSQL reads such an array in binary."""
    if isinstance(array.item_type, Text):
        return texts
    return numbers if isinstance(array.item_type, BigInteger) else blobs


def as_json(values: Sequence[str]) -> str:
    """A list of texts for SQLite's `json_each`."""
    return json.dumps(values)


def texts(values: Sequence[str | None]) -> bytes:
    """A `text[]`."""
    return blobs([None if value is None else value.encode() for value in values], _TEXT)


def blobs(values: Sequence[bytes | None], held: int = _BYTES) -> bytes:
    """A `bytea[]`."""
    parts = [_HEAD.pack(1, 1, held, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            parts += _LENGTH(len(value)), value
    return b"".join(parts)


def numbers(values: Sequence[int | None]) -> bytes:
    """A `bigint[]`."""
    parts = [_HEAD.pack(1, 1, _NUMBER, len(values), 1)]
    parts += [_NULL if value is None else _EIGHT(8, value) for value in values]
    return b"".join(parts)
