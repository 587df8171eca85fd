"""The record of a counted ballot: to look at, to take along, and as the sheet that is signed on paper."""

import io

from flask import Blueprint, Response, current_app, send_file, url_for
from flask.typing import ResponseReturnValue

from ecabinet.accounts.rates import EXPORTS, reads_at_most
from ecabinet.ballots.printing import print_result
from ecabinet.ballots.proof import RECORD, canonical, signer
from ecabinet.ballots.reasons import reasons_of
from ecabinet.ballots.receipt_queries import find_counted
from ecabinet.bodies.current import current_actor
from ecabinet.core import signing
from ecabinet.web.page import page

bp = Blueprint("records", __name__, url_prefix="/ballots/<ballot_id>")


@bp.get("/record")
def show(ballot_id: str) -> ResponseReturnValue:
    """Show the record, and whether its signature holds now."""
    ballot = find_counted(current_actor(), ballot_id)
    record = ballot.record or {}
    signed_by = signer(canonical(record), RECORD, ballot.record_signature, signing.known_keys())
    return page(
        "ballots/record.html",
        ballot=ballot,
        record=record,
        reasons=reasons_of(record),
        signed_by=signed_by,
        signature=(ballot.record_signature or b"").hex(),
    )


@bp.get("/record.json")
@reads_at_most(EXPORTS)
def download(ballot_id: str) -> ResponseReturnValue:
    """Hand out the very bytes that were hashed and signed."""
    ballot = find_counted(current_actor(), ballot_id)
    answer = Response(canonical(ballot.record or {}), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="ket-qua-{ballot.id}.json"'
    return answer


@bp.get("/sheet.pdf")
@reads_at_most(EXPORTS)
def sheet(ballot_id: str) -> ResponseReturnValue:
    target = io.BytesIO()
    ballot = find_counted(current_actor(), ballot_id)
    address = f"{current_app.config['BASE_URL']}{url_for('.show', ballot_id=ballot.id)}"
    print_result(ballot, address, target)
    target.seek(0)
    return send_file(
        target, "application/pdf", download_name="ket-qua-bieu-quyet.pdf", max_age=0
    )  # fmt: skip
