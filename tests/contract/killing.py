"""Work in a fork of this process, so that it can be killed in the middle as a machine would.

Not here: tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def in_a_process_of_its_own(work: Callable[[], object]) -> int:
    """Do it in a fork of this process and return how that ended, as `subprocess` counts."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - nothing of the test run may go on in the fork
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
