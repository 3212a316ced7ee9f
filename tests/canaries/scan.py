"""Looking for secrets in whatever a run left behind: files, output, memory of other servers.

Not here: the run itself (`day`).
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

Shapes = Mapping[bytes, str]
"""What to look for: bytes, and in words what they would give away."""


def shapes_of(name: str, secret: str) -> dict[bytes, str]:
    """Every way these words could lie about: plain, UTF-16, hex, base64 at each of its three offsets, escapes."""
    plain = secret.encode()
    found = {plain: f"{name} as it was typed"}
    for encoding in ("utf-16-le", "utf-16-be"):
        found[secret.encode(encoding)] = f"{name} in {encoding}"
    found[plain.hex().encode()] = f"{name} in hex"
    found[plain.hex().upper().encode()] = f"{name} in capital hex"
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + plain)
        # The ends mix with what stands beside them; the middle is the same wherever it stands.
        middle = whole[4 if offset else 0 : len(whole) // 4 * 4 - 4]
        found[middle] = f"{name} in base64"
        found[middle.translate(bytes.maketrans(b"+/", b"-_"))] = f"{name} in URL-safe base64"
    found["".join(f"\\u{ord(letter):04x}" for letter in secret).encode()] = f"{name} in escapes"
    return {shape: what for shape, what in found.items() if len(shape) >= 8}


def shapes_of_id(name: str, platform_id: str) -> dict[bytes, str]:
    """Every way a platform's id could lie about: its characters, and for a number its eight bytes and hex."""
    found = {platform_id.encode(): f"{name}'s id", platform_id.encode().hex().encode(): f"{name}'s id in hex"}
    if platform_id.isdecimal() and len(platform_id) > 12:
        number = int(platform_id)
        found[number.to_bytes(8, "little")] = f"{name}'s id as a little number"
        found[number.to_bytes(8, "big")] = f"{name}'s id as a big number"
        found[f"{number:x}".encode()] = f"{name}'s id as a hex number"
    return found


def leaks(where: str, data: bytes, shapes: Shapes) -> list[str]:
    """What was found in some bytes, and in what they hold compressed."""
    found = [f"{where}: {what}" for shape, what in shapes.items() if shape in data]
    for inner in _unpacked(data):
        found += [f"{where}, compressed: {what}" for shape, what in shapes.items() if shape in inner]
    return found


def leaks_below(folder: Path, shapes: Shapes, *, but: Iterable[str] = ()) -> list[str]:
    """What was found in any file below a folder, or in its name."""
    left_out, found = set(but), []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in left_out:
            found += leaks(str(path.relative_to(folder)), path.read_bytes().rstrip(b"\0"), shapes)
        found += leaks("a file's name", str(path.relative_to(folder)).encode(), shapes)
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    with suppress(OSError, EOFError, zlib.error):
        if data[:2] == b"\x1f\x8b":
            yield gzip.decompress(data)
    with suppress(zlib.error):
        if data[:1] == b"\x78":
            yield zlib.decompress(data)
