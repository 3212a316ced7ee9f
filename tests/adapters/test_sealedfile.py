"""A sealed file is read back whole, or not at all: no chunk can be cut off, moved, swapped or taken from another."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.vault import (
    FileProblem,
    KeyProblem,
    Vault,
    create_key_file,
    load_key_file,
    read_sealed,
    sealedfile,
    write_sealed,
)

DATA = random.Random(1).randbytes(10_000)


@pytest.fixture
def keys(tmp_path: Path) -> Vault:
    create_key_file(tmp_path / "handrail.key")
    return Vault(load_key_file(tmp_path / "handrail.key"))


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealedfile, "CHUNK", 1000)


def sealed(vault: Vault, data: bytes = DATA) -> bytes:
    file = io.BytesIO()
    write_sealed(file, vault, (data[at : at + 77] for at in range(0, len(data), 77)))
    return file.getvalue()


def read(raw: bytes, vault: Vault) -> bytes:
    return b"".join(read_sealed(io.BytesIO(raw), vault))


def chunks(raw: bytes) -> tuple[bytes, list[bytes]]:
    """What comes before the chunks, and the chunks."""
    file = io.BytesIO(raw)
    sealedfile.read_stamp(file)
    starts = [file.tell()]
    while file.read(1):
        file.seek(int.from_bytes(file.read(4), "big"), 1)
        starts.append(file.tell())
    return raw[: starts[0]], [raw[a:b] for a, b in pairwise(starts)]


@pytest.mark.parametrize("length", [0, 1, 76, 999, 1000, 1001, 10_000])
def test_what_was_written_is_read_back(keys: Vault, length: int) -> None:
    assert read(sealed(keys, DATA[:length]), keys) == DATA[:length]


def test_chunks_that_were_cut_moved_doubled_or_swapped_are_noticed(keys: Vault) -> None:
    raw = sealed(keys)
    head, parts = chunks(raw)
    assert len(parts) > 8 and head + b"".join(parts) == raw
    other_head, others = chunks(sealed(keys))
    variants = {
        "the last is gone": parts[:-1],
        "the first is gone": parts[1:],
        "one in the middle is gone": [*parts[:3], *parts[4:]],
        "two are swapped": [parts[1], parts[0], *parts[2:]],
        "one is there twice": [parts[0], parts[0], *parts[1:]],
        "one is of another file": [parts[0], others[1], *parts[2:]],
        "more comes after the end": [*parts, parts[-1]],
        "the end comes early": [*parts[:3], parts[-1]],
        "the last says there is more": [*parts[:-1], b"+" + parts[-1][1:]],
        "one in the middle says it is the last": [*parts[:3], b"." + parts[3][1:]],
        "it has no chunk": [],
    }
    for name, variant in variants.items():
        with pytest.raises(FileProblem, match="damaged"):
            raise AssertionError(f"{name}: {len(read(head + b''.join(variant), keys))} bytes were read")
    with pytest.raises(FileProblem, match="damaged"):
        read(other_head + b"".join(parts), keys)


def test_a_changed_bit_anywhere_is_noticed(keys: Vault) -> None:
    raw = sealed(keys, DATA[:3000])
    chance = random.Random(5)
    for at in [*range(70), *chance.sample(range(70, len(raw)), 100)]:
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises((FileProblem, KeyProblem)):
            read(bytes(changed), keys)


def test_a_length_that_cannot_be_asks_for_no_memory(keys: Vault) -> None:
    head, parts = chunks(sealed(keys))
    with pytest.raises(FileProblem, match="damaged"):
        read(head + b"+" + b"\xff" * 4 + parts[0], keys)


def test_two_files_of_the_same_have_nothing_in_common(keys: Vault) -> None:
    (_, one), (_, other) = chunks(sealed(keys)), chunks(sealed(keys))
    assert not {part[5:] for part in one} & {part[5:] for part in other}
    assert DATA[:16] not in b"".join(one)
