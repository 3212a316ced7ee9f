"""The settings an operator gives by environment, `.env` or secret files, and what is wrong among them.

Not here: what a setting is used for; `bots` reads this once and hands out plain values.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "HANDRAIL_"
ENV_FILE: Final = Path(".env")
Need: TypeAlias = Literal["discord", "slack", "worker", "apart", "new_helplines"]
"""What a program is about to do: speak Discord, speak Slack, serve whichever is set up, run beside other parts, or
write the helplines file, which need not be there yet."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting to put right: its variable or file, what is wrong, what to do. Never holds the value."""

    variable: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.variable} {self.what}. {self.do}"


class SettingsError(Exception):
    """Settings that cannot be used, with everything that is wrong or missing."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _secret_like(pattern: str, looks: str) -> AfterValidator:
    def fits(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError(looks)
        return secret

    return AfterValidator(fits)


def _address(*schemes: str) -> AfterValidator:
    def fits(address: str) -> str:
        scheme, _, rest = address.partition("://")
        if scheme not in schemes or not rest or re.search(r"\s", rest):
            raise ValueError("does not begin with " + " or ".join(f"{each}://" for each in schemes))
        return address

    return AfterValidator(fits)


def _secret_address(*schemes: str) -> AfterValidator:
    return _secret_like(
        rf"({'|'.join(re.escape(each) for each in schemes)})://\S+",
        "does not begin with " + " or ".join(f"{each}://" for each in schemes),
    )


def _plain_word(written: object) -> object:
    return written.strip().lower() if isinstance(written, str) else written


Token: TypeAlias = Annotated[SecretStr, _secret_like(r"\S+", "has a space or a line break in it")]


class Settings(BaseSettings):
    """Everything an operator may set. Addresses that may hold a password are secrets too."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data: Path = Path("data")
    database_url: Annotated[SecretStr, _secret_address("postgresql", "sqlite")] | None = None
    redis_url: Annotated[SecretStr, _secret_address("redis", "rediss", "unix")] | None = None
    key_file: Path | None = None

    discord_token: Token | None = None
    slack_bot_token: Annotated[SecretStr, _secret_like(r"xoxb-\S+", "does not begin with xoxb-")] | None = None
    slack_app_token: Annotated[SecretStr, _secret_like(r"xapp-\S+", "does not begin with xapp-")] | None = None
    slack_signing_secret: Token | None = None
    slack_host: str = "127.0.0.1"
    slack_port: int = Field(default=3000, ge=1, le=65535)

    checkins: Path | None = None
    helplines: Path | None = None
    limits: Path | None = None

    slack_api_url: Annotated[str, _address("https", "http")] = "https://slack.com/api/"
    discord_api_url: Annotated[str, _address("https", "http")] = "https://discord.com/api/v10"
    discord_gateway_url: Annotated[str, _address("wss", "ws")] = "wss://gateway.discord.gg/"

    backups: Path | None = None

    health_host: str = "127.0.0.1"
    health_port: int = Field(default=0, ge=0, le=65535)

    sync_commands: Annotated[Literal["yes", "no"], BeforeValidator(_plain_word)] = "yes"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda level: level.strip().upper() if isinstance(level, str) else level),
    ] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_plain_word)] = "text"

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy. It may hold a password: never log it."""
        if self.database_url is None:
            return f"sqlite:///{self.data / 'handrail.db'}"
        return re.sub(r"^postgresql://", "postgresql+psycopg://", self.database_url.get_secret_value())

    @property
    def key(self) -> Path:
        """The file with the key that opens everything sealed."""
        return self.key_file or self.data / "handrail.key"

    @property
    def helplines_place(self) -> Path:
        """Where the operator's own help lines are, or would be."""
        return self.helplines or self.data / "helplines.toml"

    @property
    def own_helplines(self) -> Path | None:
        """The operator's own help lines; None while there are none."""
        return self.helplines_place if self.helplines_place.is_file() else None

    @property
    def limits_place(self) -> Path:
        """Where the limits of confidentiality are, or would be."""
        return self.limits or self.data / "limits.txt"

    @property
    def own_limits(self) -> Path | None:
        """The limits of confidentiality; None while nobody has written them."""
        return self.limits_place if self.limits_place.is_file() else None

    @property
    def slack_over_http(self) -> bool:
        """Whether Slack calls us (a signing secret is set) instead of us holding a connection to it."""
        return self.slack_signing_secret is not None

    @property
    def platforms(self) -> frozenset[Literal["discord", "slack"]]:
        """The platforms that have a token."""
        named: tuple[tuple[Literal["discord", "slack"], object], ...] = (
            ("discord", self.discord_token),
            ("slack", self.slack_bot_token),
        )
        return frozenset(name for name, token in named if token is not None)


_DO: Final = {
    "data": "Name a folder, such as ./data.",
    "database_url": "Write postgresql://user:password@host/name, or leave it out for a file of our own.",
    "redis_url": "Write redis://host:6379/0, or leave it out to do without Redis.",
    "key_file": "Name a file, such as ./data/handrail.key.",
    "discord_token": "Copy the bot token: Discord Developer Portal, your application, Bot.",
    "slack_bot_token": "Copy the Bot User OAuth Token: api.slack.com/apps, your app, OAuth & Permissions.",
    "slack_app_token": "Copy the app-level token: api.slack.com/apps, your app, Basic Information.",
    "slack_signing_secret": "Copy the signing secret: api.slack.com/apps, your app, Basic Information.",
    "slack_host": "Write the address to listen on, such as 127.0.0.1 behind a proxy of yours.",
    "slack_port": "Write a port from 1 to 65535, such as 3000.",
    "checkins": "Name the folder with your own *.toml templates, or leave it out.",
    "helplines": "Name your own helplines file, or leave it out for helplines.toml in the data folder.",
    "limits": "Name the text file with your limits of confidentiality, or leave it out for limits.txt in the data.",
    "slack_api_url": "Leave it out, unless you rehearse against a stand-in.",
    "discord_api_url": "Leave it out, unless you rehearse against a stand-in.",
    "discord_gateway_url": "Leave it out, unless you rehearse against a stand-in.",
    "backups": "Name the folder your backups go to, or leave it out.",
    "health_host": "Write the address to listen on; 127.0.0.1 keeps it to this machine.",
    "health_port": "Write a port such as 8421, or 0 to answer nobody.",
    "sync_commands": "Write yes or no.",
    "log_level": "Write DEBUG, INFO, WARNING or ERROR.",
    "log_format": "Write text or json.",
}


def read_settings(
    needs: Iterable[Need] = (), *, env_file: Path | None = ENV_FILE, secrets_dir: Path | None = None
) -> Settings:
    """Return the settings from the environment, else `.env`, else one file per setting in the secrets folder.

    HANDRAIL_SECRETS_DIR names that folder too. Raises SettingsError with everything that is wrong or missing
    for these needs at once; no message holds a value.
    """
    named = os.environ.get(f"{PREFIX}SECRETS_DIR")
    secrets = secrets_dir or (Path(named) if named else None)
    if unreadable := list(_unreadable(env_file, secrets)):
        raise SettingsError(unreadable)
    found = [*_misspelled(env_file), *_readable_by_others(env_file, secrets)]
    if secrets is not None and not secrets.is_dir():
        found.append(Problem(f"{PREFIX}SECRETS_DIR", "is not a folder", "Name a folder, or leave it out."))
        secrets = None
    wrong: dict[str, Any] = {}
    try:
        settings = _read(env_file, secrets, wrong)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False, include_context=False):
            name = str(one["loc"][0])
            wrong[name] = Settings.model_fields[name].default
            found.append(Problem(_variable(name), _plainly(one["type"], one["msg"]), _DO[name]))
        settings = _read(env_file, secrets, wrong)
    needed, told = set(needs), {_variable(wronged) for wronged in wrong}
    if "discord" not in needed and "slack_bot_token" in wrong:
        told.add(_variable("discord_token"))  # a token was given, only not one that can be used
    found += [each for each in problems(settings, needed) if each.variable not in told]
    if found:
        raise SettingsError(dict.fromkeys(found))
    return settings


def problems(settings: Settings, needs: Iterable[Need] = ()) -> list[Problem]:
    """Return what is missing or cannot be as it is, for what a program is about to do."""
    needed = set(needs)
    found = list(_wrong_places(settings))
    if settings.helplines is not None and not settings.helplines.is_file() and "new_helplines" not in needed:
        found.append(Problem(_variable("helplines"), "is not a file that can be found", _DO["helplines"]))
    if "discord" in needed and settings.discord_token is None:
        found.append(_missing("discord_token"))
    if "slack" in needed and settings.slack_bot_token is None:
        found.append(_missing("slack_bot_token"))
    if settings.slack_app_token is not None and settings.slack_signing_secret is not None:
        do = f"Keep it for Socket Mode, or keep {_variable('slack_signing_secret')} for HTTP."
        what = f"and {_variable('slack_signing_secret')} are both set, and only one is used"
        found.append(Problem(_variable("slack_app_token"), what, do))
    elif "slack" in needed and settings.slack_app_token is None and not settings.slack_over_http:
        do = f"{_DO['slack_app_token']} Or set {_variable('slack_signing_secret')} for HTTP."
        found.append(Problem(_variable("slack_app_token"), "is not set", do))
    if "worker" in needed and not needed & {"discord", "slack"} and not settings.platforms:
        do = f"Set {_variable('discord_token')}, {_variable('slack_bot_token')} or both."
        found.append(Problem(_variable("discord_token"), "is not set, nor is a Slack token", do))
    if "apart" in needed and not settings.database.startswith("postgresql"):
        do = "Parts that run apart share a PostgreSQL; `handrail run` does everything in one process without it."
        found.append(Problem(_variable("database_url"), "names no PostgreSQL", do))
    return found


def _read(env_file: Path | None, secrets: Path | None, instead: dict[str, Any]) -> Settings:
    return Settings(_env_file=env_file, _secrets_dir=secrets, **instead)


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _missing(name: str) -> Problem:
    return Problem(_variable(name), "is not set", _DO[name])


def _plainly(kind: str, message: str) -> str:
    match kind:
        case "value_error":
            return message.removeprefix("Value error, ")
        case "int_parsing" | "int_type" | "greater_than_equal" | "less_than_equal":
            return "is not such a number"
        case "literal_error":
            return "is none of the words it can be"
        case _:
            return "cannot be used as it is"


def _wrong_places(settings: Settings) -> Iterator[Problem]:
    if settings.data.exists() and not settings.data.is_dir():
        yield Problem(_variable("data"), "is not a folder", _DO["data"])
    if settings.key.is_dir():
        yield Problem(_variable("key_file"), "is a folder", _DO["key_file"])
    if settings.checkins is not None and not settings.checkins.is_dir():
        yield Problem(_variable("checkins"), "is not a folder that can be found", _DO["checkins"])
    if settings.limits is not None and not settings.limits.is_file():
        yield Problem(_variable("limits"), "is not a file that can be found", _DO["limits"])


def _misspelled(env_file: Path | None) -> Iterator[Problem]:
    """Yield variables that are none of ours but nearly so; otherwise a token would seem to be absent."""
    known = [_variable(name) for name in Settings.model_fields] + [f"{PREFIX}SECRETS_DIR"]
    given = set(os.environ)
    if env_file is not None and env_file.is_file():
        given |= set(dotenv_values(env_file, interpolate=False))
    for name in sorted(given):
        if name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1, cutoff=0.9)
            if near:
                yield Problem(name, "is not a setting of Handrail", f"Is {near[0]} meant?")


def _given_files(env_file: Path | None, secrets: Path | None) -> list[Path]:
    """Return the files that settings are read from."""
    known = set(map(_variable, Settings.model_fields))
    inside = sorted(secrets.iterdir()) if secrets is not None and secrets.is_dir() else []
    files = [file for file in inside if file.name.upper() in known and file.is_file()]
    return files + ([env_file] if env_file is not None and env_file.is_file() else [])


def _unreadable(env_file: Path | None, secrets: Path | None) -> Iterator[Problem]:
    for file in _given_files(env_file, secrets):
        try:
            file.read_text("utf-8")
        except UnicodeDecodeError:
            yield Problem(str(file), "is not a text in UTF-8", "Save it again as UTF-8.")
        except OSError:
            yield Problem(str(file), "cannot be read", "Let the account that runs Handrail own it.")


def _readable_by_others(env_file: Path | None, secrets: Path | None) -> Iterator[Problem]:
    """Yield files with secrets that every account of this machine can read."""
    if os.name != "posix":
        return
    fields = Settings.model_fields.items()
    secret = {_variable(name) for name, field in fields if "Secret" in str(field.annotation)}
    for file in _given_files(env_file, secrets):
        given = dotenv_values(file, interpolate=False) if file == env_file else {file.name.upper(): "?"}
        open_to_all = file.stat().st_mode & 0o004 and file.resolve().parent.stat().st_mode & 0o001
        if open_to_all and any(given.get(name) for name in secret):
            yield Problem(str(file), "holds a secret and can be read by every account here", f"Run: chmod 600 {file}")
