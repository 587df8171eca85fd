"""The sign-in log: who came to which door and how it went. Rows for people, JSON lines for machines, no content."""

from enum import StrEnum

import structlog
from flask import request

from ecabinet.accounts.models import Access
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run

log = structlog.get_logger(__name__)


class What(StrEnum):
    """How it went. A name that is not known is never written down: it may be a password in the wrong field."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 -- what happened, no password
    WRONG_CODE = "wrong_code"
    WRONG_KEY = "wrong_key"
    UNKNOWN_NAME = "unknown_name"
    TOO_FAST = "too_fast"
    NEW_DEVICE = "new_device"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    VERIFIED = "verified"
    SESSION_ENDED = "session_ended"
    DENIED = "denied"
    LINK_USED = "link_used"
    WRONG_IDENTITY = "wrong_identity"  # what the single sign-on sent back cannot be believed
    UNKNOWN_IDENTITY = "unknown_identity"  # whom it named is linked with nobody here


def note(what: What, account_id: str | None = None) -> None:
    """Write down what has just happened at a door, in a transaction of its own."""
    access = Access(
        id=new_id(),
        at=now(),
        what=what,
        account_id=account_id,
        address=(request.remote_addr or "?")[:64],
        device=request.user_agent.string[:200],
        endpoint=(request.endpoint or "")[:100],
    )
    log.info("access", what=what, account=account_id, address=access.address)
    run(lambda: session().add(access))
