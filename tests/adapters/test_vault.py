"""The vault: what is sealed opens in its own place only, for its own owner, with its own key, and nothing leaks."""

import base64
import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault import CommunityVault, MemberKey, SealingKey, Unreadable, Vault, WrappedKey, harden_process
from core.values import Cell, Sealed
from tests.adapters.vault import KEYS, NOTE, SECRET

HEADER_BYTES = 2 + 16 + 12
NONCE_AT = slice(18, 30)


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
        (NOTE._replace(table="boundaries"), "maria"),
        (NOTE._replace(column="mood"), "maria"),
        (NOTE._replace(row="row-2"), "maria"),
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
    key_id = world.maria.id
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
    another = world.a.mint_member("maria").id
    for changed in (replace(wrapped, id=another), replace(wrapped, id="?"), replace(wrapped, purpose="data")):
        with pytest.raises(Unreadable):
            world.a.member_key("maria", changed)


def test_without_the_members_key_nothing_they_wrote_can_be_read(world: World) -> None:
    sealed = world.a.seal(SECRET, NOTE, "maria", world.maria)
    anew = world.a.member_key("maria", world.a.mint_member("maria"))
    with pytest.raises(Unreadable):
        world.a.open(sealed, NOTE, "maria", anew)


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
    holders = (KEYS, world.vault, world.a, world.maria, wrapped)
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
