"""Settings: read from three places, and everything wrong or missing said at once, without a value.

Not here: what the programs do with them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import PREFIX, Settings, SettingsError, problems, read_settings

ROOT = Path(__file__).parents[2]
SECRET = "hunter2-very-secret"


@pytest.fixture(autouse=True)
def _clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def wrong(*needs: str, secrets_dir: Path | None = None) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(needs, secrets_dir=secrets_dir)  # type: ignore[arg-type]
    assert SECRET not in str(caught.value)
    return {problem.variable: str(problem) for problem in caught.value.problems}


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert settings.database == "sqlite:///data/handrail.db"
    assert settings.key == Path("data/handrail.key")
    assert settings.platforms == frozenset()
    assert settings.slack_api_url == "https://slack.com/api/"


def test_the_example_file_names_every_setting_and_is_a_legal_env_file() -> None:
    example = ROOT / ".env.example"
    named = set(re.findall(r"^(\w+)=", example.read_text(), re.MULTILINE))
    assert named == {PREFIX + name.upper() for name in Settings.model_fields}
    assert read_settings(env_file=example) == read_settings()


def test_the_environment_wins_over_the_file_and_the_file_over_secret_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "handrail_discord_token").write_text(SECRET + "\n")
    (secrets / "handrail_redis_url").write_text("redis://secret-file")
    (tmp_path / ".env").write_text("HANDRAIL_REDIS_URL=redis://file\nHANDRAIL_SLACK_PORT=4000\n")
    (tmp_path / ".env").chmod(0o600)
    monkeypatch.setenv("HANDRAIL_SLACK_PORT", "5000")
    monkeypatch.setenv("HANDRAIL_SECRETS_DIR", str(secrets))
    settings = read_settings({"discord"})
    assert settings.slack_port == 5000
    assert settings.redis_url and settings.redis_url.get_secret_value() == "redis://file"
    assert settings.discord_token and settings.discord_token.get_secret_value() == SECRET


def test_wrong_and_missing_settings_are_listed_together_each_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HANDRAIL_SLACK_PORT", "many")
    monkeypatch.setenv("HANDRAIL_SLACK_BOT_TOKEN", SECRET)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"mysql://me:{SECRET}@host")
    monkeypatch.setenv("HANDRAIL_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("HANDRAIL_CHECKINS", "nowhere")
    monkeypatch.setenv("HANDRAIL_SLACK_API_URL", "slack.com")
    found = wrong("discord", "slack")
    assert set(found) == {
        "HANDRAIL_SLACK_PORT",
        "HANDRAIL_SLACK_BOT_TOKEN",
        "HANDRAIL_DATABASE_URL",
        "HANDRAIL_LOG_LEVEL",
        "HANDRAIL_CHECKINS",
        "HANDRAIL_SLACK_API_URL",
        "HANDRAIL_DISCORD_TOKEN",
        "HANDRAIL_SLACK_APP_TOKEN",
    }
    assert "does not begin with xoxb-" in found["HANDRAIL_SLACK_BOT_TOKEN"]
    assert "postgresql://" in found["HANDRAIL_DATABASE_URL"]
    assert "is not set" in found["HANDRAIL_DISCORD_TOKEN"]
    assert all(re.search(r"\. [A-Z]", said) for said in found.values()), "each says what to do"


def test_secrets_are_never_shown_by_the_settings_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_DISCORD_TOKEN", SECRET)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", f"postgresql://me:{SECRET}@host/name")
    monkeypatch.setenv("HANDRAIL_REDIS_URL", f"redis://:{SECRET}@host")
    settings = read_settings()
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.database == f"postgresql+psycopg://me:{SECRET}@host/name"


def test_an_error_carries_no_traceback_with_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_SLACK_APP_TOKEN", SECRET)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or error.__context__


def test_slack_works_by_socket_or_by_http_but_not_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_SLACK_BOT_TOKEN", "xoxb-1")
    assert set(wrong("slack")) == {"HANDRAIL_SLACK_APP_TOKEN"}
    monkeypatch.setenv("HANDRAIL_SLACK_SIGNING_SECRET", SECRET)
    assert read_settings({"slack"}).slack_over_http
    monkeypatch.setenv("HANDRAIL_SLACK_APP_TOKEN", "xapp-1")
    assert "both set" in wrong("slack")["HANDRAIL_SLACK_APP_TOKEN"]
    monkeypatch.delenv("HANDRAIL_SLACK_SIGNING_SECRET")
    assert not read_settings({"slack"}).slack_over_http


def test_a_worker_needs_one_platform_and_any_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nor is a Slack token" in wrong("worker")["HANDRAIL_DISCORD_TOKEN"]
    monkeypatch.setenv("HANDRAIL_SLACK_BOT_TOKEN", "xoxb-1")
    assert read_settings({"worker"}).platforms == {"slack"}
    assert problems(read_settings(), {"worker"}) == []


def test_a_slip_of_the_pen_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_DISCORD_TOKN", SECRET)
    monkeypatch.setenv("HANDRAIL_SOMETHING_OF_ANOTHER_TOOL", "1")
    found = wrong()
    assert list(found) == ["HANDRAIL_DISCORD_TOKN"]
    assert "HANDRAIL_DISCORD_TOKEN" in found["HANDRAIL_DISCORD_TOKN"]


@pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing here")
@pytest.mark.parametrize(
    "line",
    [
        "HANDRAIL_DISCORD_TOKEN=t",
        "HANDRAIL_DATABASE_URL=postgresql://u:p@h/n",
        "HANDRAIL_SLACK_SIGNING_SECRET=s",
        "HANDRAIL_REDIS_URL=redis://:p@h",
    ],
)
def test_a_file_with_secrets_that_everybody_can_read_is_refused(tmp_path: Path, line: str) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / ".env").write_text(line + "\n")
    (tmp_path / ".env").chmod(0o644)
    assert "chmod 600 .env" in wrong()[".env"]
    (tmp_path / ".env").chmod(0o600)
    read_settings()
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / ".env").write_text("HANDRAIL_SLACK_PORT=3001\n")
    assert read_settings().slack_port == 3001, "without a secret in it, anybody may read it"


def test_secret_files_that_everybody_can_read_are_refused(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    secrets.chmod(0o755)
    (secrets / "handrail_discord_token").write_text(SECRET)
    (secrets / "handrail_discord_token").chmod(0o644)
    found = wrong(secrets_dir=secrets)
    assert list(found) == [str(secrets / "handrail_discord_token")]
    secrets.chmod(0o700)
    read_settings({"discord"}, secrets_dir=secrets)


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HANDRAIL_SLACK_PORT=\xff")
    assert "UTF-8" in wrong()[".env"]


def test_a_secrets_folder_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_SECRETS_DIR", "nowhere")
    assert "not a folder" in wrong()["HANDRAIL_SECRETS_DIR"]


def test_places_that_cannot_be_what_they_should_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HANDRAIL_DATA", "file")
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(tmp_path))
    monkeypatch.setenv("HANDRAIL_HELPLINES", "nowhere.toml")
    assert set(wrong()) == {"HANDRAIL_DATA", "HANDRAIL_KEY_FILE", "HANDRAIL_HELPLINES"}


def test_help_lines_in_the_data_folder_are_found_without_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings().own_helplines is None
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "helplines.toml").write_text("")
    assert read_settings().own_helplines == Path("data/helplines.toml")
    (tmp_path / "mine.toml").write_text("")
    monkeypatch.setenv("HANDRAIL_HELPLINES", "mine.toml")
    assert read_settings().own_helplines == Path("mine.toml")


def test_a_helplines_file_that_is_about_to_be_made_need_not_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_HELPLINES", "new.toml")
    monkeypatch.setenv("HANDRAIL_LIMITS", "nowhere.txt")
    assert set(wrong()) == {"HANDRAIL_HELPLINES", "HANDRAIL_LIMITS"}
    assert set(wrong("new_helplines")) == {"HANDRAIL_LIMITS"}


def test_the_package_can_be_imported_without_pydantic() -> None:
    code = "import config, sys; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_mistyped_slack_token_does_not_ask_for_a_discord_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDRAIL_SLACK_BOT_TOKEN", "xoxx-mistyped")
    with pytest.raises(SettingsError) as raised:
        read_settings(["worker"], env_file=tmp_path / "none")
    assert [problem.variable for problem in raised.value.problems] == ["HANDRAIL_SLACK_BOT_TOKEN"]


def test_words_of_a_setting_may_be_written_in_capitals_and_others_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_LOG_FORMAT", " JSON ")
    monkeypatch.setenv("HANDRAIL_SYNC_COMMANDS", "No")
    settings = read_settings()
    assert (settings.log_format, settings.sync_commands) == ("json", "no")
    monkeypatch.setenv("HANDRAIL_LOG_FORMAT", SECRET)
    monkeypatch.setenv("HANDRAIL_SYNC_COMMANDS", "perhaps")
    monkeypatch.setenv("HANDRAIL_HEALTH_PORT", "70000")
    found = wrong()
    assert set(found) == {"HANDRAIL_LOG_FORMAT", "HANDRAIL_SYNC_COMMANDS", "HANDRAIL_HEALTH_PORT"}
    assert "Write text or json." in found["HANDRAIL_LOG_FORMAT"]


def test_nobody_is_answered_about_health_unless_a_port_is_set() -> None:
    settings = read_settings()
    assert (settings.health_port, settings.health_host, settings.log_format) == (0, "127.0.0.1", "text")
