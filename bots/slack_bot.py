"""Slack in a process: Socket Mode or HTTP, and delivery of what Slack's channels and inboxes are promised.

Not here: anything said or decided.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from adapters.slack.gateway import SlackGateway
from adapters.slack.link import HttpLink, Link, SocketLink
from adapters.slack.platform import SlackPlatform
from bots.running import CannotStart, Online
from core.errors import CannotDo, Locked, PlatformError

if TYPE_CHECKING:
    from bots.assemble import Handrail
    from config.settings import Settings


_REFUSED = (
    "Slack does not accept the tokens. Copy HANDRAIL_SLACK_BOT_TOKEN and HANDRAIL_SLACK_APP_TOKEN again "
    "(api.slack.com/apps, your app: OAuth & Permissions, and Basic Information)."
)


@asynccontextmanager
async def slack_online(handrail: Handrail, settings: Settings) -> AsyncIterator[Online]:
    """Connect (or listen), and yield the platform."""
    assert settings.slack_bot_token is not None  # noqa: S101 - the settings were checked for this program
    platform = SlackPlatform(settings.slack_bot_token.get_secret_value(), handrail.pace, settings.slack_api_url)
    gateway = SlackGateway(handrail.desk, handrail.clock, platform)
    link = _link(settings, platform, gateway)
    await platform.open()
    try:
        try:
            await link.open()
        except (CannotDo, Locked):
            raise CannotStart([_REFUSED]) from None
        except PlatformError:
            raise CannotStart(["Slack does not answer. Is this machine connected?"]) from None

        async def healthy() -> bool:
            return not platform.locked and await link.healthy()

        yield Online(platform, healthy, gateway.pause)
        await gateway.close()  # what was submitted is answered while the connection still stands
    finally:
        await link.close()
        await gateway.close()
        await platform.close()


def _link(settings: Settings, platform: SlackPlatform, gateway: SlackGateway) -> Link:
    if settings.slack_signing_secret is not None:
        secret = settings.slack_signing_secret.get_secret_value()
        return HttpLink(platform, gateway.door, secret, host=settings.slack_host, port=settings.slack_port)
    assert settings.slack_app_token is not None  # noqa: S101 - the settings were checked for this program
    return SocketLink(platform, gateway.door, settings.slack_app_token.get_secret_value())
