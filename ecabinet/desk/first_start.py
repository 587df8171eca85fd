"""The first start in three steps: the administrator, behind a one-time link; the first body; how mail goes out."""

from collections.abc import Mapping
from typing import Annotated, Literal

import structlog
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from ecabinet.accounts import sessions
from ecabinet.accounts.doors import current_account, hand_key
from ecabinet.accounts.passwords import hash_password, weakness
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.founding import (
    awaits_body,
    check_link,
    found_first_body,
    make_administrator,
    note_mail_tried,
    sets_up,
)
from ecabinet.bodies.naming import BAD_EMAIL, BAD_USERNAME, EMAIL, USERNAME
from ecabinet.bodies.operations import Person
from ecabinet.bodies.rules import PRESETS
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.notifications import mail
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("first_start", __name__, url_prefix="/first-start")
log = structlog.get_logger(__name__)

HANDED_ON = N_("The letter to %(address)s has been handed on.")
LAID_DOWN = N_("The letter to %(address)s has been laid into the folder.")
NOT_SENT = N_(
    "The letter to %(address)s could not be handed on. Please check the mail server's address and name, then try again."
)
NOT_THE_SAME = N_("The two passwords are not the same. Please type both again.")


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class AdministratorForm(BaseModel):
    name: Line
    username: Line
    email: Line
    password: str = Field(max_length=1000)  # taken as it was typed, blanks at its ends included
    again: str = Field(max_length=1000)

    @field_validator("username")
    @classmethod
    def _may_be_typed_everywhere(cls, value: str) -> str:
        if not USERNAME.fullmatch(value.lower()):
            raise ValueError(BAD_USERNAME)
        return value.lower()

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not EMAIL.fullmatch(value):
            raise ValueError(BAD_EMAIL)
        return value

    @field_validator("password")
    @classmethod
    def _is_strong(cls, value: str, info: ValidationInfo) -> str:
        if problem := weakness(value, info.data.get("username", "")):
            raise ValueError(problem)
        return value

    @field_validator("again")
    @classmethod
    def _is_the_same(cls, value: str, info: ValidationInfo) -> str:
        if value != info.data.get("password", value):
            raise ValueError(NOT_THE_SAME)
        return value


class BodyForm(BaseModel):
    name: Line
    members_name: Line
    place: Annotated[Line, StringConstraints(max_length=100)]
    preset: Literal["government", "province"]


@bp.route("/<token>", methods=["GET", "POST"])
def administrator(token: str) -> ResponseReturnValue:
    """Step 1, for whoever was given the link that the start printed."""
    check_link(token)
    if request.method == "GET":
        return _show("administrator")
    try:
        sent = read_form(AdministratorForm)
    except Invalid as no:
        return _show("administrator", no.problems), 422
    response = redirect(url_for(".body"), 303)
    hand_key(response, _let_in(token, sent))
    return response


@bp.route("/body", methods=["GET", "POST"])
def body() -> ResponseReturnValue:
    """Step 2, for the administrator, as long as there is no body."""
    if not awaits_body(current_actor()):
        raise Missing
    if request.method == "GET":
        return _show("body", presets=PRESETS)
    try:
        sent = read_form(BodyForm)
    except Invalid as no:
        return _show("body", no.problems, presets=PRESETS), 422
    rules = PRESETS[sent.preset]
    act(lambda actor: found_first_body(actor, sent.name, sent.members_name, sent.place, rules))
    return redirect(url_for(".letters"), 303)


@bp.get("/mail")
def letters() -> ResponseReturnValue:
    """Step 3: how mail goes out. It stays open to the administrator, for the day that changes."""
    if not sets_up(current_actor()):
        raise Missing
    return _show("letters", way=mail.way(), address=_own_address())


@bp.post("/mail")
def try_mail() -> ResponseReturnValue:
    """Send a letter to the administrator's own address, and say how that went."""
    address = _own_address()
    if not (address and sets_up(current_actor())):
        raise Missing
    sent = _send_letter(address)
    act(lambda actor: note_mail_tried(actor, sent=sent))
    went = HANDED_ON if mail.way().server else LAID_DOWN
    flash(_(went if sent else NOT_SENT, address=address), "message" if sent else "error")
    return redirect(url_for(".letters"), 303)


def _let_in(token: str, sent: AdministratorForm) -> str:
    """Make the administrator and begin their session, both or neither; return its token."""
    person = Person(
        username=sent.username,
        name=sent.name,
        email=sent.email,
        password_hash=hash_password(sent.password),
    )
    title, language, device = (
        _("System administrator"),
        str(get_locale()),
        request.user_agent.string,
    )

    def deed() -> str:
        account = make_administrator(token, person, title)
        account.language = language
        return sessions.begin(account.id, device)

    return run(deed)


def _send_letter(address: str) -> bool:
    text = _("This is a test letter of e-Cabinet. As it has arrived, mail goes out as it should.")
    body = f"{text}\n\n{mail.address_of('/')}\n"
    letter = mail.Letter(to=address, subject=_("Test letter of e-Cabinet"), text=body)
    try:
        mail.send(letter)
    except OSError as error:
        log.warning("test_letter_failed", error=type(error).__name__)
        return False
    return True


def _own_address() -> str:
    account = current_account()
    return (account.email if account else None) or ""


def _show(step: str, problems: Mapping[str, str] | None = None, **context: object) -> str:
    values = {
        name: value for name, value in request.form.items() if name not in {"password", "again"}
    }
    return page(f"desk/first_start_{step}.html", values=values, errors=problems or {}, **context)
