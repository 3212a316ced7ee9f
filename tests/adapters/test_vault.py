"""The vault: what is sealed opens in its own place only, for its own owner, with its own key."""

import base64
import ctypes
import hashlib
import hmac
import json
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault import (
    CommunityVault,
    KeyFile,
    KeyProblem,
    MemberKey,
    SealingKey,
    Unreadable,
    Vault,
    WrappedKey,
    add_kek,
    create_key_file,
    drop_kek,
    harden_process,
    load_key_file,
)
from core.values import Cell, Sealed

SECRET = b"Ich schaffe das heute nicht allein."
NOTE = Cell("checkins", "note", "row-1")
NONCE = bytes(range(200, 212))
KEYS = KeyFile(
    lookup=bytes(range(32)),
    ledger=bytes(range(32, 64)),
    keks={1: bytes(range(64, 96)), 2: bytes(range(96, 128))},
    active=1,
)
HEADER_BYTES = 2 + 16 + 12
NONCE_AT = slice(18, 30)

# Made once with the keys above and a fixed nonce. A change here makes every stored value unreadable.
STORED_DATA_KEY = WrappedKey(
    "AAECAwQFBgcICQoLDA0ODw",
    "data",
    1,
    bytes.fromhex(
        "010100000000000000000000000000000001c8c9cacbcccdcecfd0d1d2d36fb368bfa8a539fc7fa01a109f1ec79061bf"
        "581c42516c60230a4f510c92adde0f3f12e4c4de9b3330f45d30afdf97c11f7ec78f528243327a6e57997037bf81cf15"
        "9a5b6f61db225bd2970258a37941"
    ),
)
STORED_LOOKUP_KEY = WrappedKey(
    "EBESExQVFhcYGRobHB0eHw",
    "lookup",
    1,
    bytes.fromhex(
        "010100000000000000000000000000000001c8c9cacbcccdcecfd0d1d2d36fb368bfa7aa36f370af151f9011c89f6eb0"
        "57134d5e636f2c05405e039da2d100301debc4de9b3330f45d30afdf97c11f7ec78f528243327a6e57997037bf8151cb"
        "824df6e48587fed42f019fa38504"
    ),
)
STORED_MEMBER_KEY = WrappedKey(
    "ICEiIyQlJicoKSorLC0uLw",
    "member",
    0,
    bytes.fromhex(
        "0101000102030405060708090a0b0c0d0e0fc8c9cacbcccdcecfd0d1d2d39873364c9a33553670de30316c7aeb7f2b67"
        "dc5d965ca9d9215a9789153d9a314fa1d51da564651f770b67d3478fc44dabb8d913fd858e240c312e468269e3f00506"
        "3fb34535c3b18c354902463a7f38"
    ),
)
STORED_FOR_MEMBER = bytes.fromhex(
    "0101202122232425262728292a2b2c2d2e2fc8c9cacbcccdcecfd0d1d2d3b013365f8176651b19f4f56987d737916311"
    "a09b6535769eb47e6728c0f58365228adabea58ac09b0b3e723073f90cb528f4dee21a26d2be1fca152dc4f127e3402b"
    "1967b18dcb2fdb60b635a8a2911b"
)
STORED_FOR_COMMUNITY = bytes.fromhex(
    "0101000102030405060708090a0b0c0d0e0fc8c9cacbcccdcecfd0d1d2d34676178556379ca0c1a09725903cbacd81db"
    "5f5bc7698c752d1d87057862006fe71231df9d6eafab8fc3eac2c9b479a3f92980229186a5ae839296a55a8295204d5a"
    "c9212a5e395e588bf228dc1af585"
)


class World:
    """Two communities under one key file; the first has two members."""

    def __init__(self) -> None:
        self.vault = Vault(KEYS)
        self.a = self.community("community-a")
        self.b = self.community("community-b")
        self.maria = self.a.member_key("maria", self.a.mint_member("maria"))
        self.jonas = self.a.member_key("jonas", self.a.mint_member("jonas"))

    def community(self, name: str) -> CommunityVault:
        return self.vault.open_community(name, self.vault.mint_community(name))


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    create_key_file(path)
    return path


def stored_community() -> CommunityVault:
    vault = Vault(KEYS, nonce=lambda size: NONCE[:size])
    return vault.open_community("community-a", [STORED_DATA_KEY, STORED_LOOKUP_KEY])


# What is stored today can be read tomorrow.


def test_values_stored_once_are_still_read_and_made_byte_for_byte() -> None:
    community = stored_community()
    key = community.member_key("member-a", STORED_MEMBER_KEY)
    assert community.open(STORED_FOR_MEMBER, NOTE, "member-a", key) == b"A quiet day."
    assert community.open(STORED_FOR_COMMUNITY, NOTE, "", None) == b"A quiet day."
    assert community.seal(b"A quiet day.", NOTE, "member-a", key) == STORED_FOR_MEMBER
    assert community.seal(b"A quiet day.", NOTE, "", None) == STORED_FOR_COMMUNITY


def test_references_stored_once_are_still_found() -> None:
    community, vault = stored_community(), Vault(KEYS)
    assert community.account_ref("discord", "123") == "36mTEu89-DGkA_qk8Nx_fg"
    assert community.turn_ref("t-1") == "jffAmdSMioEGjT_BRqjo7w"
    assert vault.home_ref("slack", "T1") == "Mljbpcy-tFr6b80D_uYvdA"
    assert vault.claim_ref("code") == "M72nZflzZxbbfTvCfRvh1A"
    assert vault.ledger_line("community-a", "member-a") == "AvI0cV1C24orViTAOqMP6Q"


def listed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def test_an_envelope_is_what_the_design_says_when_built_by_hand() -> None:
    key_id = bytes(range(32, 48))
    bound = listed(b"handrail", b"1", b"community-a", b"checkins", b"note", b"row-1", b"member-a", key_id)
    padded = struct.pack(">I", 12) + b"A quiet day." + bytes(48)
    sealed = AESGCM(bytes([9]) * 32).encrypt(NONCE, padded, bound)
    assert b"\x01\x01" + key_id + NONCE + sealed == STORED_FOR_MEMBER


def test_the_communitys_own_seal_uses_a_subkey_of_its_data_key_when_built_by_hand() -> None:
    extracted = hmac.digest(bytes(32), bytes([7]) * 32, "sha256")
    subkey = hmac.digest(extracted, listed(b"handrail", b"1", b"seal cells") + b"\x01", "sha256")
    key_id = bytes(range(16))
    bound = listed(b"handrail", b"1", b"community-a", b"checkins", b"note", b"row-1", b"", key_id)
    padded = struct.pack(">I", 12) + b"A quiet day." + bytes(48)
    sealed = AESGCM(subkey).encrypt(NONCE, padded, bound)
    assert b"\x01\x01" + key_id + NONCE + sealed == STORED_FOR_COMMUNITY


def test_a_reference_is_a_truncated_hmac_when_built_by_hand() -> None:
    message = listed(b"handrail", b"1", b"account", b"discord", b"123")
    digest = hmac.new(bytes([8]) * 32, message, hashlib.sha256).digest()
    by_hand = base64.urlsafe_b64encode(digest[:16]).decode()[:22]
    assert by_hand == stored_community().account_ref("discord", "123")


# What is sealed opens, in its place only.


@given(plain=st.binary(max_size=9000), row=st.text(max_size=30), owner=st.text(max_size=30), own=st.booleans())
def test_whatever_is_sealed_opens_again(plain: bytes, row: str, owner: str, own: bool) -> None:
    cell = Cell("checkins", "note", row)
    key = ROUND_TRIP.maria if own else None
    sealed = ROUND_TRIP.a.seal(plain, cell, owner, key)
    assert isinstance(sealed, Sealed)
    assert ROUND_TRIP.a.open(sealed, cell, owner, key) == plain


ROUND_TRIP = World()


@pytest.mark.parametrize(
    ("cell", "owner"),
    [
        (replace(NOTE, table="boundaries"), "maria"),
        (replace(NOTE, column="mood"), "maria"),
        (replace(NOTE, row="row-2"), "maria"),
        (NOTE, "jonas"),
        (NOTE, ""),
        (Cell("checkin", "snote", "row-1"), "maria"),
        (Cell("checkins", "noterow-1", ""), "maria"),
        (Cell("checkins", "note", "row-1maria"), ""),
    ],
)
def test_a_value_does_not_open_in_another_place_or_for_another_owner(world: World, cell: Cell, owner: str) -> None:
    for key in (world.maria, None):
        sealed = world.a.seal(SECRET, NOTE, "maria", key)
        with pytest.raises(Unreadable):
            world.a.open(sealed, cell, owner, key)


def test_a_value_does_not_open_with_another_key(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    for key in (world.jonas, None):
        with pytest.raises(Unreadable):
            world.a.open(sealed, NOTE, "maria", key)


def test_a_value_does_not_open_with_another_key_of_the_same_id(world: World) -> None:
    key_id = world.maria.sealing.id
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    with pytest.raises(Unreadable):
        world.a.open(sealed, NOTE, "maria", MemberKey(SealingKey(key_id, bytes(32))))


def test_the_id_of_the_key_is_part_of_the_seal() -> None:
    first, second = SealingKey(bytes(16), bytes(32)), SealingKey(bytes([1]) * 16, bytes(32))
    sealed = first.seal(SECRET, "place")
    moved = sealed[:2] + second.id + sealed[18:]
    with pytest.raises(Unreadable):
        second.open(moved, "place")


def test_a_value_does_not_open_in_another_community_even_with_the_key(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    with pytest.raises(Unreadable):
        world.b.open(sealed, NOTE, "maria", world.maria)
    with pytest.raises(Unreadable):
        world.b.open(world.a.seal(SECRET, NOTE, "", None), NOTE, "", None)


def test_no_two_of_many_cells_can_be_swapped(world: World) -> None:
    cells = [Cell(table, column, row) for table in ("a", "b") for column in ("c", "d") for row in ("1", "2", "3")]
    sealed = {cell: world.a.seal(SECRET, cell, "maria", world.maria) for cell in cells}
    for here, there in combinations(cells, 2):
        for cell, other in ((here, there), (there, here)):
            with pytest.raises(Unreadable):
                world.a.open(sealed[other], cell, "maria", world.maria)


def test_one_flipped_bit_anywhere_makes_a_value_unreadable(world: World) -> None:
    for key in (world.maria, None):
        sealed = world.a.seal(SECRET, NOTE, "maria", key)
        for at in range(len(sealed)):
            for bit in range(8):
                changed = bytearray(sealed)
                changed[at] ^= 1 << bit
                with pytest.raises(Unreadable):
                    world.a.open(bytes(changed), NOTE, "maria", key)


def test_a_value_cut_short_or_grown_is_unreadable(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    for changed in (*(sealed[:size] for size in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(Unreadable):
            world.a.open(changed, NOTE, "maria", world.maria)


@given(junk=st.binary(max_size=300))
def test_junk_is_unreadable_and_nothing_worse(junk: bytes) -> None:
    for key in (ROUND_TRIP.maria, None):
        with pytest.raises(Unreadable):
            ROUND_TRIP.a.open(junk, NOTE, "maria", key)


def test_the_length_tells_only_the_step_a_value_fits_into(world: World) -> None:
    def padded(size: int) -> int:
        return len(world.a.seal(b"x" * size, NOTE, "maria", world.maria)) - HEADER_BYTES - 16

    sizes = (0, 1, 60, 61, 252, 253, 1020, 1021, 4092, 4093, 8188, 8189)
    steps = (64, 64, 64, 256, 256, 1024, 1024, 4096, 4096, 8192, 8192, 12288)
    assert tuple(map(padded, sizes)) == steps


# Nonces are never used twice.


def test_a_hundred_thousand_seals_use_a_hundred_thousand_nonces(world: World) -> None:
    nonces = {world.a.seal(b"", NOTE, "maria", world.maria)[NONCE_AT] for _ in range(100_000)}
    assert len(nonces) == 100_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_uses_other_nonces_than_its_parent(world: World) -> None:
    def nonces() -> bytes:
        return b"".join(world.a.seal(b"", NOTE, "maria", world.maria)[NONCE_AT] for _ in range(1000))

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, nonces())
        finally:
            os._exit(0)
    os.close(writing)
    mine = nonces()
    with os.fdopen(reading, "rb") as pipe:
        theirs = pipe.read()
    os.waitpid(child, 0)
    both = mine + theirs
    assert len({both[at : at + 12] for at in range(0, len(both), 12)}) == 2000


# Keys belong somewhere, too.


def test_a_communitys_keys_do_not_open_for_another_community(world: World) -> None:
    wrapped = world.vault.mint_community("community-a")
    with pytest.raises(Unreadable):
        world.vault.open_community("community-b", wrapped)


@pytest.mark.parametrize(
    "swap",
    [
        lambda data, lookup: (replace(data, purpose="lookup"), replace(lookup, purpose="data")),
        lambda data, lookup: (replace(data, id=lookup.id), lookup),
        lambda data, lookup: (replace(data, kek=2), lookup),
        lambda data, lookup: (replace(data, blob=lookup.blob), lookup),
        lambda data, lookup: (data,),
        lambda data, lookup: (lookup,),
        lambda data, lookup: (),
    ],
)
def test_keys_that_were_exchanged_or_are_missing_do_not_open(
    world: World, swap: Callable[[WrappedKey, WrappedKey], tuple[WrappedKey, ...]]
) -> None:
    data, lookup = world.vault.mint_community("community-a")
    with pytest.raises(Unreadable):
        world.vault.open_community("community-a", swap(data, lookup))


def test_a_members_key_does_not_open_for_another_member_or_community(world: World) -> None:
    wrapped = world.a.mint_member("maria")
    for community, member in ((world.a, "jonas"), (world.b, "maria")):
        with pytest.raises(Unreadable):
            community.member_key(member, wrapped)
    for changed in (replace(wrapped, id=world.a.mint_member("maria").id), replace(wrapped, id="?")):
        with pytest.raises(Unreadable):
            world.a.member_key("maria", changed)


def test_without_the_members_key_nothing_they_wrote_can_be_read(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    anew = world.a.member_key("maria", world.a.mint_member("maria"))
    with pytest.raises(Unreadable):
        world.a.open(sealed, NOTE, "maria", anew)


# References find, and tell nothing.


def test_one_person_has_unrelated_references_in_two_communities(world: World) -> None:
    assert world.a.account_ref("discord", "123") != world.b.account_ref("discord", "123")
    assert world.a.account_ref("discord", "123") == world.a.account_ref("discord", "123")


def test_references_of_different_kinds_or_parts_never_meet(world: World) -> None:
    references = [
        world.a.account_ref("discord", "123"),
        world.a.account_ref("discord1", "23"),
        world.a.account_ref("slack", "123"),
        world.a.turn_ref("123"),
        world.a.turn_ref("discord123"),
        world.vault.home_ref("discord", "123"),
        world.vault.claim_ref("123"),
        world.vault.ledger_line("discord", "123"),
    ]
    assert len(set(references)) == len(references)
    assert all(len(base64.urlsafe_b64decode(reference + "==")) == 16 for reference in references)


def test_a_code_that_is_no_proper_text_still_has_a_reference(world: World) -> None:
    assert len(world.vault.claim_ref("\ud800 \x00 \U0010ffff")) == 22


# The key file.


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


def test_a_new_data_key_seals_from_then_on_and_the_old_one_can_be_left_behind(world: World) -> None:
    data, lookup = world.vault.mint_community("community-a")
    before = world.vault.open_community("community-a", [data, lookup])
    member = before.mint_member("maria")
    written = before.seal(SECRET, NOTE, "maria", before.member_key("maria", member))
    shared = before.seal(SECRET, NOTE, "", None)

    newer = world.vault.mint_data_key("community-a")
    both = world.vault.open_community("community-a", [newer, data, lookup])
    assert both.open(shared, NOTE, "", None) == SECRET
    resealed = both.seal(SECRET, NOTE, "", None)
    rewrapped = both.rewrap_member("maria", member)
    assert both.rewrap_member("maria", rewrapped) == rewrapped

    after = world.vault.open_community("community-a", [newer, lookup])
    assert after.open(resealed, NOTE, "", None) == SECRET
    assert after.open(written, NOTE, "maria", after.member_key("maria", rewrapped)) == SECRET
    for lost in (lambda: after.open(shared, NOTE, "", None), lambda: after.member_key("maria", member)):
        with pytest.raises(Unreadable):
            lost()


# Nothing leaks.


def test_an_error_says_nothing_about_what_or_whose(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    with pytest.raises(Unreadable) as refused:
        world.a.open(sealed, NOTE, "jonas", world.maria)
    shown = f"{refused.value} {refused.value!r} {refused.value.args}"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    for private in ("maria", "jonas", "row-1", "community-a", SECRET.decode(), sealed.hex()):
        assert private not in shown


def test_no_secret_is_shown_by_printing_the_objects_that_hold_it(world: World) -> None:
    wrapped = world.a.mint_member("maria")
    holders = (KEYS, world.vault, world.a, world.maria, world.maria.sealing, wrapped)
    shown = " ".join(f"{holder!r} {holder}" for holder in holders)
    for secret in (KEYS.lookup, KEYS.ledger, *KEYS.keks.values(), wrapped.blob):
        for form in (repr(secret)[2:-1], secret.hex(), base64.urlsafe_b64encode(secret).decode()):
            assert form not in shown
    assert "maria" not in shown


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_a_hardened_process_writes_no_core_and_cannot_be_looked_into() -> None:
    child = os.fork()
    if child == 0:
        import resource

        harden_process()
        dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
        os._exit(0 if (dumpable, resource.getrlimit(resource.RLIMIT_CORE)) == (0, (0, 0)) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
