"""Backing up and restoring as an operator does: one sealed file, never over another, and kind words otherwise."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.database.front import SqlDatabase
from adapters.database.opening import open_database
from adapters.vault import Vault, create_key_file, load_key_file
from bots.backup import back_up, bring_back, shown_on_screen
from bots.running import NotDone
from config.settings import Settings
from tests.bots.programs import run
from tests.contract.full_house import CANARY, FullHouse, fill
from tests.contract.world import ANN, HOME

NOW = datetime(2026, 5, 31, 2, 0, tzinfo=UTC)


def in_database(settings: Settings, work: Callable[[SqlDatabase], Coroutine[Any, Any, Any]]) -> Any:
    """Do something in an instance's database as its programs do."""

    async def do() -> Any:
        vault = Vault(load_key_file(settings.key))
        database = open_database(settings.database, vault, settings.data / "erasures")
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(do())


@pytest.fixture
def lived_in(tmp_path: Path, bare_house: Path) -> Settings:
    """An instance with two people in it."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("handrail.db", "handrail.key"):
        shutil.copy(bare_house / name, data / name)
    settings = Settings(data=data)
    in_database(settings, fill)
    return settings


def emptied(settings: Settings, bare_house: Path) -> None:
    """The same instance after its database was lost: key and ledger are there."""
    for path in settings.data.glob("handrail.db*"):
        path.unlink()
    shutil.copy(bare_house / "handrail.db", settings.data / "handrail.db")


def why(call: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as caught:
        call()
    return " ".join(caught.value.problems)


def test_a_lost_database_comes_back_and_the_erased_stay_erased(
    lived_in: Settings, tmp_path: Path, bare_house: Path
) -> None:
    file = tmp_path / "mine.backup"

    async def erase_ann(database: SqlDatabase) -> None:
        (here,) = await database.read(lambda tx: tx.communities())
        ann = await database.read(lambda tx: tx.within(here).people.find(ANN))
        assert ann is not None
        await database.write(lambda tx: tx.within(here).people.erase(ann.id, NOW))

    (told,) = back_up(lived_in, str(file), None)
    assert str(file) in told and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CANARY.encode() not in file.read_bytes()
    in_database(lived_in, erase_ann)
    emptied(lived_in, bare_house)
    settings = {"HANDRAIL_DATA": str(lived_in.data)}
    done = run(tmp_path, "restore", str(file), **settings)
    assert done.returncode == 0, done.stderr
    assert "Erased again, because they had deleted everything: 1." in done.stdout
    assert "That do not: 0." in done.stdout
    again = run(tmp_path, "restore", str(file), **settings)
    assert again.returncode == 2 and "Nothing was changed" in again.stderr and "not empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_backup_is_made_while_the_database_is_in_use(lived_in: Settings, tmp_path: Path) -> None:
    async def busy(database: SqlDatabase) -> FullHouse:
        backing = asyncio.to_thread(back_up, lived_in, str(tmp_path / "one.backup"), None)
        _, house = await asyncio.gather(backing, fill(database, replace(HOME, home="another")))
        return house

    assert in_database(lived_in, busy)
    assert (tmp_path / "one.backup").stat().st_size > 1000


def test_no_file_is_ever_replaced_and_no_half_a_file_left(lived_in: Settings, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("something of mine")
    assert "already" in why(lambda: back_up(lived_in, str(file), None))
    assert file.read_text() == "something of mine"
    (lived_in.data / "handrail.db").rename(lived_in.data / "elsewhere.db")
    assert "cannot be read" in why(lambda: back_up(lived_in, str(tmp_path / "new.backup"), None))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "notes.txt"]


def test_a_folder_gets_a_file_named_by_the_hour_and_lets_old_ones_of_ours_go(
    lived_in: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for days in (40, 31, 29):
        back_up(lived_in, f"{folder}/", None, NOW - timedelta(days=days))
    foreign = folder / "handrail-2020-01-01-0200.handrail-backup"
    foreign.write_text("only named like one")
    strange = tmp_path / "strange"
    strange.mkdir()
    create_key_file(strange / "handrail.key")
    shutil.copy(lived_in.data / "handrail.db", strange / "handrail.db")
    back_up(Settings(data=strange), str(folder), None, NOW - timedelta(days=50))
    told = back_up(lived_in, str(folder), 30, NOW)
    back_up(lived_in, str(folder), 30, NOW)
    assert told[1].startswith("2 older than 30 days")
    assert sorted(path.name for path in folder.iterdir()) == [
        "handrail-2020-01-01-0200.handrail-backup",
        "handrail-2026-04-11-0200.handrail-backup",
        "handrail-2026-05-02-0200.handrail-backup",
        "handrail-2026-05-31-0200-2.handrail-backup",
        "handrail-2026-05-31-0200.handrail-backup",
    ]


def test_what_a_cut_off_backup_left_is_swept_up_after_a_day(lived_in: Settings, tmp_path: Path) -> None:
    old, young = tmp_path / ".handrail-unfinished-old", tmp_path / ".handrail-unfinished-young"
    for draft, age in ((old, timedelta(days=2)), (young, timedelta(hours=1))):
        draft.write_text("half")
        at = (NOW - age).timestamp()
        os.utime(draft, (at, at))
    back_up(lived_in, str(tmp_path / "one.backup"), None, NOW)
    assert not old.exists() and young.exists()


def test_a_place_that_cannot_be_is_said(lived_in: Settings, tmp_path: Path) -> None:
    assert "HANDRAIL_BACKUPS" in why(lambda: back_up(lived_in, None, None))
    assert "--keep" in why(lambda: back_up(lived_in, str(tmp_path / "one.backup"), 30))
    assert "no folder" in why(lambda: back_up(lived_in, str(tmp_path / "nowhere" / "one.backup"), None))
    kept = lived_in.model_copy(update={"backups": tmp_path / "kept"})
    back_up(kept, None, 30, NOW)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["handrail-2026-05-31-0200.handrail-backup"]


def test_without_a_ledger_it_asks_first(lived_in: Settings, tmp_path: Path, bare_house: Path) -> None:
    file = tmp_path / "one.backup"
    back_up(lived_in, str(file), None)
    emptied(lived_in, bare_house)
    assert not (lived_in.data / "erasures").exists()
    told = why(lambda: bring_back(lived_in, file))
    assert "would be back" in told and "--without-ledger" in told
    assert "rows are back" in bring_back(lived_in, file, without_ledger=True)[0]


def test_what_cannot_be_restored_is_said_kindly(lived_in: Settings, tmp_path: Path, bare_house: Path) -> None:
    file = tmp_path / "one.backup"
    back_up(lived_in, str(file), None)
    (lived_in.data / "erasures").touch()
    emptied(lived_in, bare_house)
    whole = file.read_bytes()
    for wrong, words in ((b"PK\x03\x04", "not a backup"), (whole[:-1], "damaged"), (b"handrail backup 2\n", "newer")):
        file.write_bytes(wrong)
        told = why(lambda: bring_back(lived_in, file))
        assert words in told and str(file) in told
    (lived_in.data / "handrail.db").unlink()
    file.write_bytes(whole)
    assert "handrail migrate" in why(lambda: bring_back(lived_in, file))
    done = run(tmp_path, "restore", "nowhere.backup", HANDRAIL_DATA=str(lived_in.data))
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_progress_is_said_by_tenths(capsys: pytest.CaptureFixture[str]) -> None:
    show = shown_on_screen()
    for done in range(1000):
        show("Reading", done, 1000)
    assert capsys.readouterr().err.splitlines() == [f"Reading: {percent} %" for percent in range(0, 100, 10)]
