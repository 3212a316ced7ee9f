"""What the vault stores today can be read tomorrow: byte for byte, and built by hand as the design says."""

import base64
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.vault import CommunityVault, Vault, WrappedKey
from tests.adapters.vault import KEYS, NOTE

NONCE = bytes(range(200, 212))

# Made once with KEYS and a fixed nonce. A change here makes every stored value unreadable.
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


def stored_community() -> CommunityVault:
    vault = Vault(KEYS, nonce=lambda size: NONCE[:size])
    return vault.open_community("community-a", [STORED_DATA_KEY, STORED_LOOKUP_KEY])


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
