"""`vault`: sealing and opening 500 bytes with a member's key, beside AES-GCM alone with one key.

Ours binds the value to its cell, pads it, and (opened from its wrapped form) unlocks the member's key each time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.vault import Vault, create_key_file, load_key_file
from core.values import Cell, new_id
from tests.bench.harness import Figure

SECONDS: Final = 0.4
PLAIN: Final = os.urandom(500)


def bench(name: str, runs: int) -> list[Figure]:
    """Measure both ways, with the key open and with the key to be unlocked."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        create_key_file(Path(folder) / "key")
        vault = Vault(load_key_file(Path(folder) / "key"))
    community, member, cell = new_id(), new_id(), Cell("checkins", "body", new_id())
    ours = vault.open_community(community, vault.mint_community(community))
    wrapped = ours.mint_member(member)
    key = ours.member_key(member, wrapped)
    sealed = ours.seal(PLAIN, cell, member, key)
    raw, bound = AESGCM(AESGCM.generate_key(256)), b"some associated data of a usual length"
    nonce = os.urandom(12)
    theirs = raw.encrypt(nonce, PLAIN, bound)

    def raw_seal() -> object:
        return raw.encrypt(os.urandom(12), PLAIN, bound)

    def raw_open() -> object:
        return raw.decrypt(nonce, theirs, bound)

    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("sealed", lambda: ours.seal(PLAIN, cell, member, key), raw_seal),
        ("opened", lambda: ours.open(sealed, cell, member, key), raw_open),
        ("unlocked and sealed", lambda: ours.seal(PLAIN, cell, member, ours.member_key(member, wrapped)), raw_seal),
        ("unlocked and opened", lambda: ours.open(sealed, cell, member, ours.member_key(member, wrapped)), raw_open),
    ]
    figures = []
    for title, mine, other in pairs:
        figure = Figure(title, "1/s", "AES-256-GCM, one key")
        for _ in range(runs):
            figure.add(_rate(mine), _rate(other))
        figures.append(figure)
    return figures


def _rate(work: Callable[[], object]) -> float:
    done, began = 0, perf_counter()
    while (took := perf_counter() - began) < SECONDS:
        for _ in range(200):
            work()
        done += 200
    return done / took
