"""The last step of every way in: a session is begun, its key handed to the device, and the door's log told."""

from flask import request
from werkzeug import Response

from ecabinet.accounts import sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.doors import hand_key
from ecabinet.core.transaction import run


def enter(account_id: str, response: Response, *, factors: int = 1) -> Response:
    """Let somebody in who has shown who they are, by so many factors; `response` takes the key along."""
    device = request.user_agent.string
    token = run(lambda: sessions.begin(account_id, device, factors=factors))
    hand_key(response, token)
    note(What.SIGNED_IN, account_id)
    return response
