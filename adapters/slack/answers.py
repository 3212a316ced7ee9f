"""What Slack's answers mean to us: every code it may give, and every way a call can end.

Not here: calling (`platform`), and when to try again (`core.jobs`).
"""

from __future__ import annotations

import logging
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from core.errors import CannotDo, Gone, Locked, Malformed, PlatformError, Temporary, Unclear

log = logging.getLogger("handrail.slack")

TROUBLE: Final = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""All that a call to Slack raises; `translated` says what each means to us."""


class Archived(Gone):
    """The channel is closed: nothing comes in any more, and nothing can be taken out."""


class Spent(Gone):
    """This trigger has opened a view already: the same press was delivered twice, and is answered."""


def _codes(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


TEMPORARY: Final = _codes("ratelimited rate_limited message_limit_exceeded team_added_to_org")
"""Proof that nothing was done."""
UNCLEAR: Final = _codes("fatal_error internal_error request_timeout service_unavailable")
"""Slack's own words for these: some aspect of the operation may have succeeded."""
GONE: Final = _codes(
    "channel_not_found is_inactive message_not_found thread_not_found user_not_found users_not_found",
    "not_found view_not_found hash_conflict expired_trigger_id trigger_expired invalid_trigger_id",
    "file_not_found file_deleted",
)
ARCHIVED: Final = _codes("is_archived")
SPENT: Final = _codes("exchanged_trigger_id trigger_exchanged")
LOCKED: Final = _codes("account_inactive invalid_auth not_authed token_expired token_revoked")
"""Slack does not know the token, or not any more."""
CANNOT: Final = _codes(
    "access_denied cannot_dm_bot cannot_reply_to_message cant_delete_file cant_delete_message",
    "cant_update_message channel_type_not_supported compliance_exports_prevent_deletion",
    "delete_not_allowed edit_window_closed ekm_access_denied enterprise_is_restricted file_deleting_disabled",
    "file_type_not_allowed file_upload_size_restricted file_uploads_disabled",
    "file_uploads_except_images_disabled invalid_channel messages_tab_disabled",
    "method_not_supported_for_channel_type missing_scope no_permission not_allowed_token_type not_in_channel",
    "org_login_required posting_to_channel_denied restricted_action restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel restricted_action_thread_locked",
    "restricted_action_thread_only_channel team_access_not_granted",
    "user_disabled user_not_visible",
)
"""Refused, and would be again. A code that is in no list is taken for one of these, and logged."""
MALFORMED: Final = _codes(
    "invalid_arg_name invalid_arguments invalid_array_arg invalid_blocks invalid_blocks_format invalid_charset",
    "invalid_form_data invalid_json json_not_object missing_argument msg_blocks_too_long msg_too_long no_text",
    "unknown_method view_too_large",
)
"""Not taken as we made it."""
_LONG: Final = 30.0
"""Seconds to leave alone what said that we are too fast, and not until when."""


def translated(error: Exception, method: str, *, repeatable: bool) -> PlatformError:
    """Return what a failed call means to us, without the error's own words: they may hold somebody's."""
    if not isinstance(error, SlackApiError):
        # Before the connection stood, nothing can have been posted; afterwards nobody can tell.
        unsent = isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError))
        return Temporary() if unsent or repeatable else Unclear()
    status, code, after = _told(error.response)
    if status == 429 or code in TEMPORARY:
        return Temporary(after or _LONG)
    if code in LOCKED or (status == 401 and not code):
        return Locked()
    if code in SPENT:
        return Spent()
    if code in ARCHIVED:
        return Archived()
    if code in GONE:
        return Gone()
    if not code and status in (403, 404):
        return Temporary()  # something before Slack refused it: Slack says by its code what is wrong
    if code in UNCLEAR or status >= 500 or not code:
        return Temporary(after) if repeatable else Unclear()
    if code in CANNOT:
        return CannotDo()
    log.error("Slack refused %s: %s", method, code)
    return Malformed() if code in MALFORMED else CannotDo()


def _told(response: Any) -> tuple[int, str, float | None]:
    """Status, code and `Retry-After`; the SDK hands over aiohttp's own answer where the body was no JSON."""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    after = response.headers.get("Retry-After") if getattr(response, "headers", None) else None
    return status, code, float(after) if after and after.replace(".", "", 1).isdigit() else None
