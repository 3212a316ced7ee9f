"""Envelope encryption: the key file, the keys under it, and the seals that bind words to their place.

Not here: storing anything; wrapped keys and sealed values are handed back for the stores to keep.
"""

from adapters.vault.envelope import SealingKey, Unreadable
from adapters.vault.hardening import harden_process
from adapters.vault.keyfile import KeyFile, KeyProblem, add_kek, create_key_file, drop_kek, load_key_file
from adapters.vault.sealedfile import FileProblem, Stamp, read_sealed, read_stamp, write_sealed
from adapters.vault.vault import CommunityVault, MemberKey, Vault, WrappedKey

__all__ = [
    "CommunityVault",
    "FileProblem",
    "KeyFile",
    "KeyProblem",
    "MemberKey",
    "SealingKey",
    "Stamp",
    "Unreadable",
    "Vault",
    "WrappedKey",
    "add_kek",
    "create_key_file",
    "drop_kek",
    "harden_process",
    "load_key_file",
    "read_sealed",
    "read_stamp",
    "write_sealed",
]
