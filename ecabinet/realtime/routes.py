from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.rates import LOOKS, TICKETS, at_most
from ecabinet.bodies.current import current_actor
from ecabinet.core.errors import Invalid
from ecabinet.realtime import watching
from ecabinet.realtime.gateway import issue_ticket
from ecabinet.realtime.wire import MAX_MESSAGE_BYTES

bp = Blueprint("realtime", __name__)


@bp.post("/socket-ticket")
@at_most(TICKETS)
def ticket() -> ResponseReturnValue:
    """Give a page what its next connection shows at the socket's door."""
    return jsonify(ticket=issue_ticket(signed_in().sign_in_id))


@bp.post("/sync")
@at_most(LOOKS)
def sync() -> ResponseReturnValue:
    """Say what moved, to a page that no socket reaches."""
    if (request.content_length or 0) > MAX_MESSAGE_BYTES:
        raise Invalid
    return jsonify(watching.sync(current_actor(), request.get_json(silent=True)))
