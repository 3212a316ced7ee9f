"""What is promised of the container and the service: no root, no secrets inside, nothing that can be written."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.settings import PREFIX, Settings, read_settings
from tests.bots.programs import ROOT, run
from tests.test_architecture import REGISTRIES

CONTAINER = ROOT / "deploy" / "Containerfile"
SERVICE = ROOT / "deploy" / "handrail.service"


def steps() -> list[tuple[str, str]]:
    """The instructions of the Containerfile with what follows them."""
    joined = re.sub(r"\\\n\s*", "", CONTAINER.read_text())
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def unit() -> configparser.RawConfigParser:
    """The unit; of options that stand there several times, all lines."""

    class Several(dict[str, object]):
        def __setitem__(self, key: str, value: object) -> None:
            if key in self and isinstance(value, list):
                old = self[key]
                assert isinstance(old, list)
                old.extend(value)
                return
            super().__setitem__(key, value)

    parser = configparser.RawConfigParser(strict=False, dict_type=Several)  # type: ignore[arg-type] - a dict it is
    parser.optionxform = str  # type: ignore[assignment, method-assign] - the documented way to keep capitals
    parser.read_string(SERVICE.read_text())
    return parser


@pytest.mark.parametrize("path", [CONTAINER, SERVICE], ids=lambda path: path.name)
def test_no_registry_and_no_secret_stands_in_them(path: Path) -> None:
    text = path.read_text()
    assert REGISTRIES.search(text) is None
    assert not re.search(r"https?://", text)
    assert not re.search(r"xox[abp]-|xapp-|postgresql://|redis://", text)
    for name, field in Settings.model_fields.items():
        if "Secret" in str(field.annotation):
            assert f"{PREFIX}{name.upper()}=" not in text, f"{name} is a secret and comes from a file"


def test_what_runs_in_the_container_is_not_root_and_needs_no_shell() -> None:
    last = steps()[max(at for at, (name, _) in enumerate(steps()) if name == "FROM") :]
    users = [rest for name, rest in last if name == "USER"]
    assert users and all(int(part) > 0 for part in users[-1].split(":"))
    assert [name for name, _ in last if name == "RUN"] == [], "nothing is done in the last stage but copying"
    for name, rest in steps():
        if name in ("ENTRYPOINT", "CMD", "RUN"):
            assert rest.startswith("["), f"{name} {rest} would need a shell"
    health = next(rest for name, rest in last if name == "HEALTHCHECK")
    assert health.endswith('CMD ["/opt/handrail/bin/handrail", "healthy"]')


def test_the_base_can_be_pinned_and_every_package_is_checked_by_its_hash() -> None:
    froms = [rest for name, rest in steps() if name == "FROM"]
    assert froms == ["${BASE} AS build", "${BASE}"]
    base = next(rest for name, rest in steps() if name == "ARG")
    assert re.fullmatch(r"BASE=[a-z0-9.:@-]+", base), "a short name, so that no host is named"
    installs = [rest for name, rest in steps() if name == "RUN" and '"install", "--' in rest]
    assert len(installs) == 2
    assert all("--require-hashes" in rest or "--no-deps" in rest for rest in installs)


def test_only_the_data_can_be_written_in_the_container() -> None:
    owned = [rest for name, rest in steps() if name == "COPY" and "--chown" in rest]
    assert owned == ["--from=build --chown=10001:10001 /made/data /data"]
    set_ = next(rest for name, rest in steps() if name == "ENV" and "HANDRAIL" in rest)
    settings = dict(each.split("=") for each in set_.split())
    assert settings["HANDRAIL_DATA"] == "/data" and settings["PYTHONDONTWRITEBYTECODE"] == "1"
    ours = {name.removeprefix(PREFIX).lower() for name in settings if name.startswith(PREFIX)}
    assert ours <= Settings.model_fields.keys() | {"secrets_dir"}


def test_everything_a_container_copies_is_there() -> None:
    copied = [rest for name, rest in steps() if name == "COPY" and "--from" not in rest]
    sources = [source for rest in copied for source in rest.split()[:-1]]
    assert {"core", "adapters", "config", "bots", "requirements.lock", "pyproject.toml"} <= set(sources)
    assert all((ROOT / source).exists() for source in sources)
    assert not {".", ".env", "data"} & set(sources)


def test_the_service_may_do_little() -> None:
    service = unit()["Service"]
    assert service["User"] not in ("", "root") and "DynamicUser" not in service
    for option in ("NoNewPrivileges", "PrivateTmp", "MemoryDenyWriteExecute", "ProtectHome", "LockPersonality"):
        assert service[option] == "yes", option
    assert service["ProtectSystem"] == "strict" and service["LimitCORE"] == "0" and service["UMask"] == "0077"
    assert service["CapabilityBoundingSet"] == "" and service["StateDirectoryMode"] == "0700"
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}
    assert "@system-service" in service["SystemCallFilter"] and "~@privileged" in service["SystemCallFilter"]
    assert int(service["TimeoutStopSec"]) >= 60, "what was begun is finished first"


def test_the_services_secrets_are_credentials_with_names_that_are_read() -> None:
    loaded = [line.split(":")[0] for line in unit()["Service"]["LoadCredential"].split("\n")]
    assert "handrail.key" in loaded
    names = {name.removeprefix("handrail_") for name in loaded if name != "handrail.key"}
    assert {"discord_token", "slack_bot_token", "slack_app_token"} == names <= Settings.model_fields.keys()
    given = dict(line.split("=", 1) for line in unit()["Service"]["Environment"].split("\n"))
    assert given["HANDRAIL_SECRETS_DIR"] == "%d" and given["HANDRAIL_KEY_FILE"] == "%d/handrail.key"
    ours = {name.removeprefix(PREFIX).lower() for name in given if name.startswith(PREFIX)}
    assert ours <= Settings.model_fields.keys() | {"secrets_dir"}


def test_credentials_as_systemd_hands_them_over_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder made for one service, a group bit is the mask of an access list: that is how systemd lets it read."""
    folder = tmp_path / "credentials" / "handrail.service"
    folder.mkdir(parents=True, mode=0o700)
    key = {"HANDRAIL_KEY_FILE": str(folder / "handrail.key")}
    assert run(tmp_path, "keys", "init", **key).returncode == 0
    (folder / "handrail_discord_token").write_text("canary-token\n")
    for path in folder.iterdir():
        path.chmod(0o440)
    settings = key | {"HANDRAIL_SECRETS_DIR": str(folder), "CREDENTIALS_DIRECTORY": str(folder)}
    assert run(tmp_path, "migrate", **settings).returncode == 0
    done = run(tmp_path, "doctor", "--offline", **settings)
    assert done.returncode == 0 and "speaks discord" in done.stdout, done.stdout
    monkeypatch.setenv("HANDRAIL_SECRETS_DIR", str(folder))
    token = read_settings({"discord"}, env_file=None).discord_token
    assert token is not None and token.get_secret_value() == "canary-token"
    elsewhere = settings | {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert run(tmp_path, "doctor", "--offline", **elsewhere).returncode == 1
    (folder / "handrail.key").chmod(0o444)
    assert run(tmp_path, "doctor", "--offline", **settings).returncode == 1


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit_file = tmp_path / "handrail.service"
    program = shutil.which("true")
    text = re.sub(r"ExecStart=\S+ run", f"ExecStart={program}", SERVICE.read_text())
    unit_file.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit_file)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
