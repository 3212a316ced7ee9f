"""A pretend Slack on a loopback port, strict where Slack is strict; it knows nothing of the application."""

from .delivery import Delivery
from .driver import Slack
from .faults import Fault, Faults
from .forms import NotThere, Refused
from .mrkdwn import Mention, mentions, pings
from .screen import Screen
from .server import Call, Rejected
from .state import Channel, Message, Team, User, View
from .validate import check_message, check_view

__all__ = [
    "Call", "Channel", "Delivery", "Fault", "Faults", "Mention", "Message", "NotThere", "Refused", "Rejected",
    "Screen", "Slack", "Team", "User", "View", "check_message", "check_view", "mentions", "pings",
]  # fmt: skip
