"""The key under which a device keeps what was typed and not yet sent. A page holds it only while it is awake."""

import base64
import hashlib
import hmac

from flask import current_app
from flask_login import current_user

from ecabinet.accounts.doors import signed_in


def draft_key() -> str:
    """Return the person's 256 bits in base 64, the same on every sign-in; "" for strangers and while it is locked."""
    if not current_user.is_authenticated or signed_in().locked_at is not None:
        return ""
    secret = current_app.config["SECRET_KEY"].encode()
    own = hmac.new(secret, f"drafts of {signed_in().id}".encode(), hashlib.sha256)
    return base64.b64encode(own.digest()).decode()
