from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.rates import TICKETS, at_most
from ecabinet.realtime.gateway import issue_ticket

bp = Blueprint("realtime", __name__)


@bp.post("/socket-ticket")
@at_most(TICKETS)
def ticket() -> ResponseReturnValue:
    """Give a page what its next connection shows at the socket's door."""
    return jsonify(ticket=issue_ticket(signed_in().sign_in_id))
