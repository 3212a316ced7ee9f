"""The environment of peers that need packages we do not have: our own libraries, and theirs beside them.

Not here: the peers.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from typing import Final

from tests.bench.harness import KEPT, Skipped

PACKAGES: Final = ("aiosqlite==0.22.1", "asyncpg==0.32.0", "greenlet==3.5.6")
"""What SQLAlchemy's asyncio side needs, which we do not use."""


def python(name: str = "venv", packages: tuple[str, ...] = PACKAGES, *, ours: bool = True) -> str:
    """Return the interpreter that has these packages, and (if so wished) our own libraries; made at the first call.

    `Skipped` when it cannot be made.
    """
    venv = KEPT / name
    found = venv / "bin" / "python"
    stamp = venv / "made-of"
    made_of = "\n".join((sys.prefix, sys.version, *packages))
    if stamp.exists() and stamp.read_text("utf-8") == made_of:
        return str(found)
    _run(sys.executable, "-m", "venv", "--clear", str(venv))
    _run(
        str(found),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        *packages,
    )
    if ours:
        libraries = sysconfig.get_paths()["purelib"]
        theirs = venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
        (theirs / "ours.pth").write_text(f"{libraries}\n", "utf-8")
    stamp.write_text(made_of, "utf-8")
    return str(found)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Skipped(f"The peer's environment cannot be made: {last}")
