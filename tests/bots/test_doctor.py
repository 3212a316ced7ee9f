"""What an operator is told about what they run: everything at once, what to do, and never a secret."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis import Redis
from rich.console import Console

import adapters.discord.asked
from adapters.database.migrations.run import unmigrate
from adapters.database.opening import connect
from adapters.database.survey import Queue, database_clock, queue_of, reading
from adapters.database.transaction import SqlTransaction
from adapters.vault import create_key_file
from bots import checks, checks_afar, doctor
from bots.assemble import Places, assembled
from bots.checks import Check
from bots.doctor import looked
from bots.manifest import SLACK_SCOPES
from config.helplines import load_lines
from config.limits import SAMPLE
from config.settings import PREFIX, read_settings
from core.care.lines import Lines
from core.values import Place
from tests.bots.programs import SECRETS, run
from tests.databases import Store

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
PASSWORD = "canary-password"


@pytest.fixture
def place(tmp_path: Path, bare_house: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder as an operator has it: a key, tables, and a token in the environment."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    shutil.copytree(bare_house, tmp_path / "data")
    (tmp_path / "data" / "limits.txt").write_text("Two volunteers look after this group. What we read stays with us.")
    (tmp_path / "keys").mkdir()
    shutil.move(tmp_path / "data" / "handrail.key", tmp_path / "keys" / "handrail.key")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(tmp_path / "keys" / "handrail.key"))
    monkeypatch.setenv("HANDRAIL_DISCORD_TOKEN", SECRETS["HANDRAIL_DISCORD_TOKEN"])
    yield tmp_path


def told(name: str, found: list[Check] | None = None) -> list[Check]:
    return [check for check in (looked(offline=True) if found is None else found) if check.name == name]


def states(name: str) -> list[str]:
    return [check.state for check in told(name)]


def test_a_place_where_all_is_well_stops_nothing(place: Path) -> None:
    found = looked(offline=True)
    assert [check.name for check in found if check.state != "ok"] == []
    looked_at = {check.name for check in found}
    assert {"settings", "log", "key file", "own content", "database", "tables", "walls", "clock"} <= looked_at
    assert {"work", "help lines", "erasure ledger", "backups"} <= looked_at


def test_whatever_is_not_well_says_what_to_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDRAIL_DISCORD_TOKEN")
    monkeypatch.setenv("HANDRAIL_LOG_LEVEL", "LOUD")
    (place / "keys" / "handrail.key").unlink()
    (place / "data" / "handrail.db").unlink()
    found = looked(offline=True)
    assert {check.name for check in found if check.state == "stop"} == {"settings"}
    monkeypatch.delenv("HANDRAIL_LOG_LEVEL")
    found = looked(offline=True)
    assert {check.name for check in found if check.state == "stop"} == {"settings", "key file", "database"}
    assert all(check.do for check in found if check.state != "ok"), found


def test_a_key_that_others_may_read_or_that_lies_beside_the_database_is_said(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "keys" / "handrail.key"
    path.chmod(0o444)
    assert states("key file") == ["stop"]
    path.chmod(0o400)
    monkeypatch.delenv("HANDRAIL_KEY_FILE")
    shutil.copy(path, place / "data" / "handrail.key")
    assert states("key file") == ["warning"]


def test_the_key_of_another_house_is_said(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings()

    async def found_a_community() -> None:
        places = Places(settings.database, settings.key, settings.data / "erasures")
        async with assembled(places) as handrail:
            await handrail.database.write(lambda tx: tx.found(Place("discord", "1", "2"), NOW))

    asyncio.run(found_a_community())
    assert states("key file") == ["ok"]
    create_key_file(tmp_path / "other.key")
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(tmp_path / "other.key"))
    assert states("key file") == ["ok", "stop"]


def test_without_limits_of_confidentiality_it_says_that_nobody_can_join(place: Path) -> None:
    (place / "data" / "limits.txt").unlink()
    (found,) = told("limits")
    assert found.state == "warning" and "nobody can join" in found.told and "limits.txt" in found.do
    shutil.copy(SAMPLE, place / "data" / "limits.txt")
    assert states("own content") == ["stop"], "the sample, unchanged, is nobody's own words"


def test_old_tables_are_said(place: Path) -> None:
    unmigrate(f"sqlite:///{place / 'data' / 'handrail.db'}", "0001")
    assert states("tables") == ["stop"]
    assert states("work") == []


def test_a_ledger_that_cannot_be_written_is_said(place: Path) -> None:
    (place / "data" / "erasures").write_text("")
    assert states("erasure ledger") == ["ok"]
    (place / "data" / "erasures").unlink()
    (place / "data" / "erasures").mkdir()
    assert states("erasure ledger") == ["warning"]


def test_backups_are_looked_at_where_a_folder_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = place / "backups"
    monkeypatch.setenv("HANDRAIL_BACKUPS", str(folder))
    assert states("backups") == ["warning"]
    folder.mkdir()
    (folder / "notes.txt").write_text("")
    assert states("backups") == ["warning"]
    made = folder / "handrail-2026-05-31-0200.handrail-backup"
    made.write_bytes(b"")
    assert states("backups") == ["ok"]
    settings = read_settings()
    assert checks.backups(settings, datetime.now(UTC) + timedelta(hours=25)).state == "ok"  # noqa: TID251 - a file's age
    old = checks.backups(settings, datetime.now(UTC) + timedelta(hours=27))  # noqa: TID251 - a file's age
    assert old.state == "warning" and "27 hours" in old.told


def test_two_clocks_that_differ_are_said(place: Path) -> None:
    with reading(read_settings().database) as link:
        now = database_clock(link)
        assert checks.clock(link, now).state == "ok"
        assert checks.clock(link, now + timedelta(seconds=30)).state == "warning"
        assert checks.clock(link, now - timedelta(seconds=30)).state == "warning"


def test_help_lines_of_the_groups_own_countries_are_looked_at() -> None:
    lines = load_lines()
    many = len(lines.countries)
    assert checks.lines(lines, [], NOW)[0].told.startswith(f"{many} countries: {many} never")
    (found,) = checks.lines(lines, ["PT"], NOW)[1:]
    assert found.state == "warning" and "PT" in found.told and found.do
    portugal = lines.for_country("PT")
    assert portugal is not None
    today = {
        kind: tuple(replace(line, verified_on=date(2026, 5, 30)) for line in getattr(portugal, kind))
        for kind in ("emergency", "crisis", "domestic_violence")
    }
    checked = Lines((replace(portugal, **today),), ())
    assert [check.state for check in checks.lines(checked, ["PT"], NOW)] == ["ok", "ok"]
    later = NOW + timedelta(days=200)
    assert [check.state for check in checks.lines(checked, ["PT"], later)] == ["ok", "warning"]
    assert checks.lines(checked, ["IE"], NOW)[1].state == "warning"


def test_work_that_is_late_or_was_given_up_is_said_by_name_and_outcome_alone(
    monkeypatch: pytest.MonkeyPatch, sqlite_store: Store
) -> None:
    ended = (("checkin.post", "dead", 2), ("checkin.post", "done", 9), ("nudge", "skipped: day full", 3))
    ended += (("people.note", "skipped: day full", 2),)
    late = Queue(5, 2, True, timedelta(hours=5), ended)
    monkeypatch.setattr("adapters.database.survey.queue_of", lambda *_: late)
    with reading(sqlite_store.url) as link:
        found = checks.jobs(link, NOW)
    assert [(check.state, check.told) for check in found] == [
        ("warning", "5 waiting, 2 of them due; the oldest is 5 hours late"),
        ("ok", "5 in 7 days: as much as they want on a day was said already (nudge 3, people.note 2)"),
        ("warning", "2 in 7 days: given up after all its tries, or for a fault (checkin.post 2)"),
    ]
    assert "handrail jobs dead" in found[2].do


async def test_the_queue_is_counted_as_it_stands(store: Store) -> None:
    database = store.open()
    try:
        community = await database.write(lambda tx: tx.found(Place("discord", "1", "2"), NOW))

        def promise(tx: SqlTransaction) -> None:
            for name, minutes in (("late", -10), ("now", 0), ("tomorrow", 600)):
                due = NOW + timedelta(minutes=minutes)
                tx.within(community).jobs.promise(name, "", key=name, due_at=due, expires_at=NOW + timedelta(days=1))

        await database.write(promise)
        before = await database.read(lambda tx: queue_of(tx.link, NOW, NOW - timedelta(days=7)))
        assert (before.waiting, before.due, before.overdue, before.oldest) == (3, 2, True, timedelta(minutes=10))
        claims = await database.write(lambda tx: tx.claim(NOW, [""], 1, timedelta(seconds=60)))
        await database.write(lambda tx: tx.finish(claims[0], "expired", NOW))
        after = await database.read(lambda tx: queue_of(tx.link, NOW, NOW - timedelta(days=7)))
        assert (after.waiting, after.overdue, after.ended) == (2, False, (("late", "expired", 1),))
    finally:
        await database.close()


@pytest.mark.postgres
def test_a_user_that_can_go_round_the_walls_and_a_server_that_is_away_are_said_without_a_password(
    place: Path, postgres_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", postgres_store.url)
    found = looked(offline=True)
    assert [check.state for check in told("walls", found) + told("tables", found)] == ["ok", "ok"]
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"postgresql://handrail:{PASSWORD}@127.0.0.1:9/handrail")
    found = looked(offline=True)
    assert told("database", found)[0].state == "stop"
    assert PASSWORD not in repr(found)


def test_redis_that_keeps_things_on_a_disk_is_said(
    place: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_REDIS_URL", redis_url)
    with Redis.from_url(redis_url) as client:
        client.config_set("save", "")
        client.config_set("appendonly", "no")
        assert states("redis") == ["ok"]
        client.config_set("save", "900 1")
        assert states("redis") == ["warning"]
        client.config_set("save", "")
    monkeypatch.setenv("HANDRAIL_REDIS_URL", f"redis://:{PASSWORD}@127.0.0.1:9/0")
    found = looked(offline=True)
    assert told("redis", found)[0].state == "warning" and PASSWORD not in repr(found)


class Portal:
    """Discord's and Slack's own answers about a token."""

    flags = 0
    public = False
    endpoint: str | None = None
    scopes: str | None = "chat:write,commands,im:write"
    status = 200

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/users/@me", self.me)
        app.router.add_get("/oauth2/applications/@me", self.me)
        app.router.add_post("/api/auth.test", self.test)
        return app

    async def me(self, _: web.Request) -> web.Response:
        user = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None}
        about = {"name": "bot", "description": "", "icon": None, "verify_key": "", "owner": user, "flags": self.flags}
        about |= {"bot_public": self.public, "bot_require_code_grant": False}
        about |= {"interactions_endpoint_url": self.endpoint} if self.endpoint else {}
        response = web.json_response({**user, **about}, status=self.status)
        response.headers["Content-Type"] = "application/json"
        return response

    async def test(self, _: web.Request) -> web.Response:
        if self.status != 200:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        headers = {"x-oauth-scopes": self.scopes} if self.scopes is not None else {}
        return web.json_response({"ok": True, "team_id": "T1", "user_id": "U1"}, headers=headers)


@asynccontextmanager
async def portal(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Portal]:
    ours = Portal()
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", None)
    async with TestServer(ours.app()) as running:
        monkeypatch.setenv("HANDRAIL_DISCORD_API_URL", str(running.make_url("")).rstrip("/"))
        monkeypatch.setenv("HANDRAIL_SLACK_API_URL", str(running.make_url("/api/")))
        monkeypatch.setenv("HANDRAIL_SLACK_BOT_TOKEN", SECRETS["HANDRAIL_SLACK_BOT_TOKEN"])
        yield ours


async def test_discord_is_asked_what_the_application_may_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with portal(monkeypatch) as ours:
        settings = read_settings()
        assert [check.state for check in await checks_afar.discord(settings)] == ["ok"]
        ours.flags, ours.public, ours.endpoint = 1 << 19 | 1 << 14, True, "https://example.org/"
        found = await checks_afar.discord(settings)
        assert [check.state for check in found] == ["warning"] * 4 and all(check.do for check in found)
        for words in ("Message Content Intent", "Server Members Intent", "anybody may add", "to an address"):
            assert any(words in check.told for check in found), words
        ours.status = 401
        assert [check.state for check in await checks_afar.discord(settings)] == ["stop"]
        assert "canary" not in repr(await checks_afar.discord(settings))


async def test_slack_is_asked_what_the_token_may_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with portal(monkeypatch) as ours:
        settings = read_settings()
        ours.scopes = ",".join(SLACK_SCOPES)
        assert [check.state for check in await checks_afar.slack(settings)] == ["ok"]
        ours.scopes = ",".join({*SLACK_SCOPES, "channels:history", "users:read"} - {"im:write"})
        more, less = await checks_afar.slack(settings)
        assert (more.state, less.state) == ("warning", "warning")
        assert "channels:history, users:read" in more.told and "im:write" in less.told
        ours.scopes = None
        assert [check.state for check in await checks_afar.slack(settings)] == ["ok"]
        ours.status = 401
        (refused,) = await checks_afar.slack(settings)
        assert refused.state == "stop" and "does not accept" in refused.told
        assert "canary" not in repr(await checks_afar.slack(settings))


async def test_platforms_that_do_not_answer_are_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters.discord.asked, "SECONDS", 1.0)
    async with portal(monkeypatch):
        monkeypatch.setenv("HANDRAIL_DISCORD_API_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("HANDRAIL_SLACK_API_URL", "http://127.0.0.1:9/api/")
        settings = read_settings()
        for found in (await checks_afar.discord(settings), await checks_afar.slack(settings)):
            assert [(check.state, check.told) for check in found] == [("stop", "does not answer")]


def test_what_is_found_is_shown_as_it_is_written() -> None:
    console = Console(width=200, no_color=True, record=True)
    with console.capture() as kept:
        console.print(doctor.table([Check("a", "warning", "[red]as written[/]", "do [this]")]))
    assert "[red]as written[/]" in kept.get() and "do [this]" in kept.get()


def test_the_command_ends_with_1_when_something_stops_the_programs_and_shows_no_secret(tmp_path: Path) -> None:
    settings = SECRETS | {"HANDRAIL_REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:9/0"}
    done = run(tmp_path, "doctor", "--offline", **settings)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "canary" not in done.stdout + done.stderr
    for arguments in (("keys", "init"), ("migrate",)):
        assert run(tmp_path, *arguments, **settings).returncode == 0
    done = run(tmp_path, "doctor", "--offline", **settings)
    assert done.returncode == 0 and "stop" not in done.stdout, done.stdout + done.stderr
    assert "canary" not in done.stdout + done.stderr


def test_a_database_is_read_without_any_key(sqlite_store: Store) -> None:
    driver = connect(sqlite_store.url, writes=False)
    driver.close()
    with reading(sqlite_store.url) as link:
        assert database_clock(link)
