"""The key file: its owner's alone, never replaced or half read, and turned over without losing a word."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.vault import KeyProblem, Vault, add_kek, create_key_file, drop_kek, load_key_file
from tests.adapters.vault import NOTE, SECRET


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    create_key_file(path)
    return path


def test_a_new_key_file_is_for_its_owner_alone_and_is_read_back(key_path: Path) -> None:
    assert key_path.stat().st_mode & 0o777 == 0o400
    keys = load_key_file(key_path)
    assert (keys.active, set(keys.keks)) == (1, {1})
    assert len({keys.lookup, keys.ledger, *keys.keks.values()}) == 3


def test_a_key_file_is_never_replaced_by_a_new_one(key_path: Path) -> None:
    before = key_path.read_bytes()
    with pytest.raises(KeyProblem, match="left as it is"):
        create_key_file(key_path)
    assert key_path.read_bytes() == before


def test_a_key_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="choose a folder that exists"):
        create_key_file(tmp_path / "nowhere" / "keys.json")


def test_a_missing_key_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="Please create one, or correct its path"):
        load_key_file(tmp_path / "keys.json")


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o644, 0o401])
def test_a_key_file_open_to_others_is_refused(key_path: Path, mode: int) -> None:
    key_path.chmod(mode)
    with pytest.raises(KeyProblem, match="chmod 400"):
        load_key_file(key_path)


def damaged(change: Callable[[dict[str, object]], object]) -> Callable[[bytes], bytes]:
    def apply(raw: bytes) -> bytes:
        content = json.loads(raw)
        change(content)
        return json.dumps(content).encode()

    return apply


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:-20],
        lambda raw: b"\xff" + raw,
        lambda raw: b"[" * 200_000,
        lambda raw: b"[]",
        damaged(lambda c: c.pop("lookup")),
        damaged(lambda c: c.update(ledger="c2hvcnQ=")),
        damaged(lambda c: c.update(ledger=7)),
        damaged(lambda c: c.update(ledger=c["lookup"])),
        damaged(lambda c: c.update(version=2)),
        damaged(lambda c: c.update(active=2)),
        damaged(lambda c: c.update(active=True)),
        damaged(lambda c: c.update(keks={})),
        damaged(lambda c: c.update(keks={"0": "A" * 43 + "=", "1": "B" * 43 + "="})),
        damaged(lambda c: c.update(keks="keys")),
    ],
)
def test_a_damaged_key_file_is_refused_without_showing_it(key_path: Path, damage: Callable[[bytes], bytes]) -> None:
    raw = key_path.read_bytes()
    key_path.chmod(0o600)
    key_path.write_bytes(damage(raw))
    with pytest.raises(KeyProblem, match="is damaged") as refused:
        load_key_file(key_path)
    assert json.loads(raw)["lookup"] not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_folder_in_place_of_a_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="cannot be read"):
        load_key_file(tmp_path)


# Rotation.


def test_rotating_adds_a_key_and_keeps_everything_else(key_path: Path) -> None:
    before = load_key_file(key_path)
    assert add_kek(key_path) == 2
    after = load_key_file(key_path)
    assert (after.lookup, after.ledger, after.keks[1]) == (before.lookup, before.ledger, before.keks[1])
    assert after.active == 2
    assert key_path.stat().st_mode & 0o777 == 0o400
    assert [path.name for path in key_path.parent.iterdir()] == ["keys.json"]


def test_after_rewrapping_everything_is_readable_without_the_old_key(key_path: Path) -> None:
    vault = Vault(load_key_file(key_path))
    wrapped = vault.mint_community("community-a")
    community = vault.open_community("community-a", wrapped)
    member = community.mint_member("maria")
    sealed = community.seal(SECRET, NOTE, "maria", community.member_key("maria", member))
    reference = community.account_ref("discord", "123")

    add_kek(key_path)
    rotated = Vault(load_key_file(key_path))
    rewrapped = tuple(rotated.rewrap("community-a", key) for key in wrapped)
    assert {key.kek for key in rewrapped} == {2}
    assert tuple(rotated.rewrap("community-a", key) for key in rewrapped) == rewrapped
    drop_kek(key_path, 1)

    later = Vault(load_key_file(key_path)).open_community("community-a", rewrapped)
    assert later.open(sealed, NOTE, "maria", later.member_key("maria", member)) == SECRET
    assert later.account_ref("discord", "123") == reference
    with pytest.raises(KeyProblem, match="lacks key 1"):
        Vault(load_key_file(key_path)).open_community("community-a", wrapped)


def test_the_key_in_use_cannot_be_dropped(key_path: Path) -> None:
    before = key_path.read_bytes()
    with pytest.raises(KeyProblem, match="is the one in use"):
        drop_kek(key_path, 1)
    assert key_path.read_bytes() == before
    assert [path.name for path in key_path.parent.iterdir()] == ["keys.json"]


def test_two_rotations_at_once_do_not_lose_a_key(key_path: Path) -> None:
    draft = key_path.with_name(".keys.json.new")
    draft.touch()
    with pytest.raises(KeyProblem, match="another program"):
        add_kek(key_path)
    assert draft.exists()
    draft.unlink()
    assert (add_kek(key_path), add_kek(key_path)) == (2, 3)
