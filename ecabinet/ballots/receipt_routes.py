"""One's own votes, for ever: each with its receipt, which proves it to whoever doubts it."""

import base64

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from ecabinet.ballots.proof import VOTE
from ecabinet.ballots.receipt_queries import PAGE, Kept, find_receipt, list_receipts
from ecabinet.bodies.current import current_actor
from ecabinet.core import signing
from ecabinet.web.page import page

bp = Blueprint("receipts", __name__, url_prefix="/receipts")


@bp.get("")
def index() -> ResponseReturnValue:
    kept = list_receipts(current_actor(), request.args.get("before"))
    older = kept[-1].ballot.id if len(kept) == PAGE else None
    return page("ballots/receipts.html", kept=kept, older=older)


@bp.get("/<ballot_id>")
def show(ballot_id: str) -> ResponseReturnValue:
    kept = find_receipt(current_actor(), ballot_id)
    return page("ballots/receipt.html", kept=kept, signature=kept.signature.hex())


@bp.get("/<ballot_id>/receipt.json")
def download(ballot_id: str) -> ResponseReturnValue:
    """Hand out what was signed, by whom, and the signature: enough to check it on a machine of one's own."""
    kept = find_receipt(current_actor(), ballot_id)
    answer = jsonify(_spelled(kept))
    answer.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{ballot_id}.json"'
    return answer


def _spelled(kept: Kept) -> dict[str, str | None]:
    public = signing.known_keys().get(kept.key_id or "")
    return {
        "purpose": VOTE,
        "statement": kept.statement.message.decode(),
        "signature": base64.b64encode(kept.signature).decode(),
        "key_id": kept.key_id,
        "key": signing.spell(public) if public else None,
    }
