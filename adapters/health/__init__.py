"""What a machine can ask a running program: whether all is well, and a few numbers. Nothing about anybody.

Not here: who asks, and what is done about it.
"""

from adapters.health.metrics import REVIEWED, Metrics
from adapters.health.pulse import FRESH_SECONDS, Pulse
from adapters.health.server import answering

__all__ = ["FRESH_SECONDS", "REVIEWED", "Metrics", "Pulse", "answering"]
