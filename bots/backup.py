"""`handrail backup` and `handrail restore`: one sealed file with everything but the key, and the way back from it.

Not here: how a database is read and filled (`adapters/database`), and the file's seal (`adapters/vault`).
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from adapters.clock import SystemClock, utc
from adapters.database.backup import read_all, snapshot
from adapters.database.ledger import Ledger
from adapters.database.migrations.run import behind
from adapters.database.opening import connect
from adapters.database.portable import BackupProblem, from_lines, to_lines
from adapters.database.restore import Progress, Restored, restore
from adapters.database.rolecheck import role_problem
from adapters.database.uplift import brought_up_to_date
from adapters.vault import (
    FileProblem,
    Unreadable,
    Vault,
    harden_process,
    load_key_file,
    read_sealed,
    read_stamp,
    write_sealed,
)
from bots.running import NotDone, answering, places_of
from core.errors import NotSaved

if TYPE_CHECKING:
    from config.settings import Settings

SUFFIX: Final = ".handrail-backup"
_NAME: Final = re.compile(r"handrail-(\d{4}-\d\d-\d\d-\d{4})(?:-\d+)?" + re.escape(SUFFIX))
_DAY: Final = "%Y-%m-%d-%H%M"
_DRAFT: Final = ".handrail-unfinished-"
_DRAFTS_KEPT: Final = timedelta(days=1)


def back_up(settings: Settings, to: str | None, keep: int | None, now: datetime | None = None) -> list[str]:
    """Write a backup to a file or into a folder, and say where it is; `keep` lets older ones in the folder go.

    Raises `NotDone` with what to do, and leaves no half a file.
    """
    harden_process()
    now = now or SystemClock().now()
    vault = Vault(load_key_file(settings.key))
    path, folder = _where(settings, to, now)
    if folder is None and keep is not None:
        raise NotDone(["--keep lets older backups in a folder go. Please name a folder, or leave --keep out."])
    ledger = Ledger(places_of(settings).ledger)
    with _told(path), answering(), _appearing(path) as file, snapshot(settings.database) as connection:
        dump = read_all(connection, now, frozenset())
        # Looked up after that moment was fixed: whoever is erased from then on is in the rows, and in the ledger too.
        dump = replace(dump, erased=ledger.lines())
        write_sealed(file, vault, _counted(to_lines(dump), dump.count, shown_on_screen()))
    told = [f"{dump.count} rows are in {path}. It opens with the key file only: keep that somewhere else."]
    _sweep(path.parent, now)
    if folder is not None and keep is not None:
        gone = _let_go(folder, vault, now - timedelta(days=keep))
        told += [f"{gone} older than {keep} days went."] if gone else []
    return told


def bring_back(
    settings: Settings, file: Path, *, without_ledger: bool = False, progress: Progress | None = None
) -> list[str]:
    """Restore a backup into an empty database and say what became of it; raises `NotDone`, and nothing is changed."""
    harden_process()
    vault = Vault(load_key_file(settings.key))
    ledger = Ledger(places_of(settings).ledger)
    with answering():
        if behind(settings.database):
            raise NotDone(["The database has no tables yet, or older ones. Please run `handrail migrate` first."])
    if problem := settings.database.startswith("postgresql") and role_problem(settings.database):
        raise NotDone([problem])
    if not ledger.path.exists() and not without_ledger:
        raise NotDone(
            [
                f"There is no erasure ledger at {ledger.path}. Whoever deleted everything after the backup was made "
                "would be back. Please put the ledger there first.",
                "If nobody ever has, or it is lost for good: --without-ledger.",
            ]
        )
    with _told(file), ExitStack() as stack:
        opened = stack.enter_context(file.open("rb"))
        dump = brought_up_to_date(from_lines(read_sealed(opened, vault)), stack)
        driver = stack.enter_context(closing(connect(settings.database, writes=True)))
        told = restore(
            driver,
            vault,
            ledger,
            dump,
            SystemClock().now(),
            unreadable=Unreadable,
            progress=progress or shown_on_screen(),
        )
    return _story(told)


def shown_on_screen() -> Progress:
    """A line for each tenth of long work."""
    shown: set[tuple[str, int]] = set()

    def show(what: str, done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if (what, tenth) not in shown:
            shown.add((what, tenth))
            print(f"{what}: {tenth * 10} %", file=sys.stderr, flush=True)

    return show


def _where(settings: Settings, to: str | None, now: datetime) -> tuple[Path, Path | None]:
    """The file to write, and the folder whose names we choose, where it is one."""
    folder = settings.backups if to is None else None
    if to is not None and (Path(to).is_dir() or to.endswith(("/", os.sep))):
        folder = Path(to)
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        base = f"handrail-{now.astimezone(UTC).strftime(_DAY)}"
        names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
        return next(folder / f"{name}{SUFFIX}" for name in names if not (folder / f"{name}{SUFFIX}").exists()), folder
    if to is None:
        raise NotDone(["Please name a file or a folder to back up to, or set HANDRAIL_BACKUPS."])
    path = Path(to)
    if path.exists():
        raise _taken(path)
    if not path.parent.is_dir():
        raise NotDone([f"There is no folder {path.parent}. Please make it first, or name another."])
    return path, None


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read, and that has its name once it is whole and the disk has it."""
    handle, name = tempfile.mkstemp(prefix=_DRAFT, dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise _taken(path) from None
        except OSError:  # a disk without such links
            if path.exists():
                raise _taken(path) from None
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what a backup that was cut off left lying in a folder."""
    for draft in folder.glob(f"{_DRAFT}*"):
        with suppress(OSError):
            if utc(draft.stat().st_mtime) < now - _DRAFTS_KEPT:
                draft.unlink()


def _let_go(folder: Path, vault: Vault, before: datetime) -> int:
    """Remove backups in a folder from before an instant, where they are ours by name and by their beginning."""
    gone = 0
    for path in sorted(folder.iterdir()):
        named = _NAME.fullmatch(path.name)
        if named is None or datetime.strptime(named[1], _DAY).replace(tzinfo=UTC) >= before:
            continue
        with suppress(FileProblem, OSError):
            with path.open("rb") as file:
                ours = read_stamp(file).instance == vault.instance_ref()
            if ours:
                path.unlink()
                gone += 1
    return gone


def _counted(lines: Iterable[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number and number % 5_000 == 0:
            progress("Backing up", number, total)
        yield line


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a line what keeps a backup from being made or restored."""
    try:
        yield
    except (BackupProblem, FileProblem) as problem:
        raise NotDone([f"{path}: {problem}"]) from None
    except NotSaved as problem:
        raise NotDone([f"The database did not take it: {problem}."]) from None


def _taken(path: Path) -> NotDone:
    return NotDone([f"There is a file at {path} already, and it was left as it is. Please name another."])


def _story(told: Restored) -> list[str]:
    made = f"{told.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    closed = ", ".join(f"{table} {count}" for table, count in sorted(told.unreadable.items()))
    return [
        f"{told.rows} rows are back from {made}. What was written after that is not among them.",
        f"Erased again, because they had deleted everything: {told.erased_again}.",
        f"Work that was waiting then, closed and not done, because it may have been done since: {told.expired}.",
        f"Sealed values that open: {told.opened}. That do not: {sum(told.unreadable.values())}"
        + (f" ({closed}). Everything else can be used." if closed else "."),
        "One-time codes were let go; `handrail claim` makes a new one.",
    ]
