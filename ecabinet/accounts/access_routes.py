"""Coming in by a one-time link: a new password first, then a passkey for whoever likes, or must."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field

from ecabinet.accounts import recovery
from ecabinet.accounts.access import What, note
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.doorstep import to_enrolment
from ecabinet.accounts.halfway import stop_at
from ecabinet.accounts.models import AccessLink, LinkPurpose
from ecabinet.accounts.passwords import hash_password, weakness
from ecabinet.accounts.rates import LINKS, at_most
from ecabinet.core.errors import Invalid
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("links", __name__, url_prefix="/access")

NOT_THE_SAME = N_("The two passwords are not the same. Please type both again.")


class NewPassword(BaseModel):
    password: str = Field(max_length=1000)  # taken as it was typed
    again: str = Field(max_length=1000)


@bp.route("/<token>", methods=["GET", "POST"])
@at_most(LINKS, by_address=True)
def come_in(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; choosing a password uses it up."""
    link = recovery.find_link(token)
    if request.method == "GET":
        return _ask(link, {})
    try:
        password = _read(link)
    except Invalid as no:
        return _ask(link, no.problems), 422
    hashed = hash_password(password)
    account_id = run(lambda: recovery.use_link(token, hashed))
    note(What.LINK_USED, account_id)
    return stop_at(Purpose.NEW_ACCESS, account_id, to_enrolment("/"))


def _read(link: AccessLink) -> str:
    sent = read_form(NewPassword)
    if why := weakness(sent.password, recovery.whose(link).username):
        raise Invalid(password=why)
    if sent.password != sent.again:
        raise Invalid(again=NOT_THE_SAME)
    return sent.password


def _ask(link: AccessLink, problems: dict[str, str]) -> str:
    return page(
        "accounts/access.html",
        account=recovery.whose(link),
        is_recovery=link.purpose is LinkPurpose.RECOVERY,
        errors=problems,
    )
