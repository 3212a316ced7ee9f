"""Keys that are the same every time, and something to seal with them, for tests of the vault."""

from adapters.vault import KeyFile
from core.values import Cell

SECRET = b"Ich schaffe das heute nicht allein."
NOTE = Cell("checkins", "note", "row-1")
KEYS = KeyFile(
    lookup=bytes(range(32)),
    ledger=bytes(range(32, 64)),
    keks={1: bytes(range(64, 96)), 2: bytes(range(96, 128))},
    active=1,
)
