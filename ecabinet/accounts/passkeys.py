"""Passkeys (WebAuthn): made on a person's device, which asks for its owner's finger, face or code each time.

Such a key shows two things at once, the device and its owner, so it counts as two factors.
"""

import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ecabinet.accounts.factor_events import (
    PasskeyAdded,
    PasskeyCopied,
    PasskeyRemoved,
    PasskeyRenamed,
)
from ecabinet.accounts.models import Account, Passkey
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Refused
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

MOST = 10  # of one person
NAME = "e-Cabinet"
TIME_MS = 120_000  # for looking for the key, or for putting a finger on it
NOT_THIS_KEY = N_("This passkey was not recognised. Please try again, or choose another way.")
NOT_MADE = N_("The passkey could not be added. Please try again.")
TOO_MANY = N_("There are ten passkeys already. Please remove one that you do not use any more.")
# What reading an answer may stumble over: it comes from outside, and the library checks it piece by piece.
UNREADABLE = (
    WebAuthnException,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
SPELLED = re.compile(
    r"[\w-]{1,1400}", re.ASCII
)  # base64url, and no longer than a key's name can be
TRANSPORTS = frozenset(each.value for each in AuthenticatorTransport)


@dataclass(frozen=True)
class Place:
    """Where passkeys of ours hold: under this name, on pages of these origins."""

    rp_id: str
    origins: Sequence[str]


class WrongKey(Invalid):
    """Said in the same words whatever was wrong with the key."""

    default = NOT_THIS_KEY


def list_passkeys(account_id: str) -> Sequence[Passkey]:
    query = select(Passkey).where(Passkey.account_id == account_id)
    return session().scalars(query.order_by(Passkey.created_at, Passkey.id)).all()


def count_passkeys(account_id: str) -> int:
    query = select(func.count()).where(Passkey.account_id == account_id)
    return session().scalars(query).one()


def find_passkey(account_id: str, passkey_id: str, *, lock: bool = False) -> Passkey:
    """Return one of somebody's own keys."""
    query = select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    if (
        passkey := session()
        .scalars(query.with_for_update(of=Passkey) if lock else query)
        .one_or_none()
    ):
        return passkey
    raise Missing


def options_to_add(place: Place, account: Account, challenge: str) -> str:
    """Return, as JSON, what the browser is to ask a device for: a key that it finds again by itself."""
    options = generate_registration_options(
        rp_id=place.rp_id,
        rp_name=NAME,
        user_id=account.id.encode(),
        user_name=account.username,
        user_display_name=account.name,
        challenge=base64url_to_bytes(challenge),
        timeout=TIME_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(each) for each in list_passkeys(account.id)],
    )
    return options_to_json(options)


def options_to_show(place: Place, account_id: str | None, challenge: str) -> str:
    """Return, as JSON, what the browser is to ask for: one of somebody's keys, or, of a stranger, any of ours."""
    allowed = [_descriptor(each) for each in list_passkeys(account_id)] if account_id else []
    options = generate_authentication_options(
        rp_id=place.rp_id,
        challenge=base64url_to_bytes(challenge),
        timeout=TIME_MS,
        allow_credentials=allowed,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def challenge_in(answer: Mapping[str, Any]) -> str:
    """Return the challenge that an answer says it answers; what it says is verified later."""
    try:
        said = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        return _spelled(said["challenge"])
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise WrongKey from None


def add_passkey(
    place: Place, account_id: str, answer: Mapping[str, Any], challenge: str, name: str
) -> Passkey:
    """Keep a key that was made in answer to `challenge`."""
    if count_passkeys(account_id) >= MOST:
        raise Refused(TOO_MANY)
    try:
        made = verify_registration_response(
            credential=dict(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=list(place.origins),
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Invalid(NOT_MADE) from error
    passkey = Passkey(
        id=new_id(),
        account_id=account_id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=_transports(answer),
        name=name,
        created_at=now(),
    )
    session().add(passkey)
    record(PasskeyAdded(actor_id=account_id, account_id=account_id, title=name))
    return passkey


def find_shown(answer: Mapping[str, Any], account_id: str | None) -> Passkey:
    """Return the key that an answer names: of that account, or of whoever a stranger says to be."""
    query = select(Passkey).where(Passkey.credential_id == _spelled(answer.get("id")))
    passkey = session().scalars(query.with_for_update(of=Passkey)).one_or_none()
    if passkey is None or account_id not in {None, passkey.account_id}:
        raise WrongKey
    return passkey


def counts_backwards(place: Place, passkey: Passkey, answer: Mapping[str, Any], ask: str) -> bool:
    """Verify an answer and take its count down; whether it counted backwards, as only the copy of a key would.

    WrongKey where it is no answer of that key to that challenge.
    """
    try:
        shown = verify_authentication_response(
            credential=dict(answer),
            expected_challenge=base64url_to_bytes(ask),
            expected_rp_id=place.rp_id,
            expected_origin=list(place.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # looked at below, for it is told to the key's owner
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise WrongKey from error
    _same_owner(passkey, answer)
    if (shown.new_sign_count or passkey.sign_count) and shown.new_sign_count <= passkey.sign_count:
        owner = passkey.account_id
        record(PasskeyCopied(actor_id=owner, account_id=owner, title=passkey.name))
        return True
    passkey.sign_count, passkey.last_used_at = shown.new_sign_count, now()
    return False


def rename_passkey(account_id: str, passkey_id: str, name: str) -> None:
    find_passkey(account_id, passkey_id, lock=True).name = name
    record(PasskeyRenamed(actor_id=account_id, title=name))


def remove_passkey(account_id: str, passkey_id: str) -> None:
    """Forget a key. Whether it is the last one that must stay is asked before."""
    passkey = find_passkey(account_id, passkey_id, lock=True)
    session().delete(passkey)
    record(PasskeyRemoved(actor_id=account_id, account_id=account_id, title=passkey.name))


def _spelled(said: object) -> str:
    """Return what stands in an answer for bytes; what is spelled otherwise no database need be asked for."""
    if isinstance(said, str) and SPELLED.fullmatch(said):
        return said
    raise WrongKey


def _same_owner(passkey: Passkey, answer: Mapping[str, Any]) -> None:
    handle = answer.get("response", {}).get("userHandle")
    if handle and base64url_to_bytes(handle) != passkey.account_id.encode():
        raise WrongKey


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential_id),
        transports=[AuthenticatorTransport(each) for each in passkey.transports],
    )


def _transports(answer: Mapping[str, Any]) -> list[str]:
    said = answer.get("response", {}).get("transports")
    if not isinstance(said, list):
        return []
    return sorted({each for each in said if isinstance(each, str)} & TRANSPORTS)
