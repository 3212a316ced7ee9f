"""Keep the process's memory out of core dumps and away from other programs of the same user.

Not a promise: whoever administers the machine can still look; Python cannot wipe its memory.
"""

import ctypes
import sys
from contextlib import suppress

PR_SET_DUMPABLE = 4  # <linux/prctl.h>


def harden_process() -> None:
    """Switch core dumps off and forbid being traced where the system can; do nothing elsewhere."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
