"""The key file: the few secrets everything else is locked with, in one small file outside the database.

Not here: using them; and never a way to print one.
"""

import json
import os
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from adapters.vault.envelope import KEY_BYTES

VERSION = 1
MODE = 0o400
_OTHERS = 0o077
MOST_BYTES = 1_000_000
MOST_KEKS = 1_000_000


class KeyProblem(Exception):
    """The key file cannot be used; the text says what to do, in words for the person running the bot."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyFile:
    """The instance's own secrets, as read from the key file."""

    lookup: bytes
    """For references to homes and claim codes; never rotated."""
    ledger: bytes
    """For the erasure ledger; never rotated."""
    keks: Mapping[int, bytes]
    """The numbered keys that lock every community's keys."""
    active: int
    """The number of the one that locks from now on."""


def create_key_file(path: Path) -> None:
    """Write a new key file that only its owner may read; raises `KeyProblem` rather than replace one."""
    keys = KeyFile(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), {1: os.urandom(KEY_BYTES)}, 1)
    try:
        with _new_file(path) as file:
            _write(file, keys)
        _settle(path.parent)
    except FileExistsError:
        raise KeyProblem(
            f"There is a key file at {path} already, and it was left as it is. To add a key to it, rotate. "
            "To start anew, move it away first and keep it: what it locked stays locked without it."
        ) from None
    except OSError as problem:
        raise _not_written(path, problem) from None


def _handed(path: Path) -> int:
    """The mode bits that mean nothing: in the folder systemd makes for one service, a group's bit is an ACL's mask."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return 0o040 if folder and path.absolute().parent == Path(folder).absolute() else 0


def load_key_file(path: Path) -> KeyFile:
    """Return the secrets; raises `KeyProblem` when the file is missing, damaged or open to other users."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            raw = file.read(MOST_BYTES)
    except FileNotFoundError:
        raise KeyProblem(
            f"There is no key file at {path}. Please create one, or correct its path in the settings. "
            "If this bot has run before, put its old key file back: a new one cannot open what is stored."
        ) from None
    except (OSError, ValueError):
        raise KeyProblem(
            f"The key file at {path} cannot be read. Please let it be a file of the user who runs the bot."
        ) from None
    if os.name == "posix" and mode & _OTHERS & ~_handed(path):
        raise KeyProblem(f"Other users of this machine may open the key file at {path}. Please run: chmod 400 {path}")
    try:
        return _from_json(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyProblem(
            f"The key file at {path} is damaged. Please put back the copy you keep of it; "
            "a new one cannot open what is stored."
        ) from None


def add_kek(path: Path) -> int:
    """Add a fresh key, make it the active one, and return its number; the older ones stay, to open with."""

    def with_another(keys: KeyFile) -> KeyFile:
        number = max(keys.keks) + 1
        return replace(keys, keks={**keys.keks, number: os.urandom(KEY_BYTES)}, active=number)

    return _change(path, with_another).active


def drop_kek(path: Path, number: int) -> None:
    """Remove an older key once every community's keys are locked with the active one.

    Raises `KeyProblem` when it is the active one. Whatever is still locked with it stays locked for good.
    """

    def without(keys: KeyFile) -> KeyFile:
        if number == keys.active:
            raise KeyProblem(f"Key {number} is the one in use. Please add a new one first, then remove it.")
        return replace(keys, keks={kek: secret for kek, secret in keys.keks.items() if kek != number})

    _change(path, without)


def _change(path: Path, change: Callable[[KeyFile], KeyFile]) -> KeyFile:
    """Replace the file at once, or not at all; as long as there is a draft, no second change begins."""
    draft = path.with_name(f".{path.name}.new")
    load_key_file(path)
    try:
        with _new_file(draft) as file:
            keys = change(load_key_file(path))
            _write(file, keys)
            owner = path.stat()
            if os.name == "posix" and os.geteuid() != owner.st_uid:
                os.chown(draft, owner.st_uid, owner.st_gid)
            draft.replace(path)
        _settle(path.parent)
    except FileExistsError:
        raise KeyProblem(
            "The keys are being changed by another program just now, or a change was cut short. "
            f"If nothing else is running, please delete {draft} and try again; the present keys are safe."
        ) from None
    except OSError as problem:
        raise _not_written(path, problem) from None
    return keys


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file that was not there and that only its owner may read; a failure inside leaves none."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb") as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _write(file: BinaryIO, keys: KeyFile) -> None:
    """Write the secrets and wait until the disk has them."""
    content = {
        "what": "The keys of Handrail. Keep a copy, away from the database and its backups.",
        "version": VERSION,
        "lookup": _text(keys.lookup),
        "ledger": _text(keys.ledger),
        "active": keys.active,
        "keks": {str(number): _text(secret) for number, secret in sorted(keys.keks.items())},
    }
    file.write(json.dumps(content, indent=2).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where folders can be flushed."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _from_json(raw: bytes) -> KeyFile:
    content = json.loads(raw)
    keks = {int(number): _secret(text) for number, text in content["keks"].items()}
    keys = KeyFile(_secret(content["lookup"]), _secret(content["ledger"]), keks, content["active"])
    numbered = type(keys.active) is int and keys.active in keks and 0 < min(keks) <= max(keks) < MOST_KEKS
    if (
        content["version"] != VERSION
        or not numbered
        or len({keys.lookup, keys.ledger, *keks.values()}) != len(keks) + 2
    ):
        raise ValueError("not a key file of this version")
    return keys


def _text(secret: bytes) -> str:
    return urlsafe_b64encode(secret).decode()


def _secret(text: str) -> bytes:
    secret = urlsafe_b64decode(text)
    if len(secret) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return secret


def _not_written(path: Path, problem: OSError) -> KeyProblem:
    return KeyProblem(
        f"The key file at {path} could not be written ({problem.strerror}). "
        "Please choose a folder that exists and that this user may write to."
    )
