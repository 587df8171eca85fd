"""The two halves of showing or making a passkey: what the browser is asked, and what it answers, as JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request

from ecabinet.accounts import challenges, passkeys
from ecabinet.accounts.access import What, note
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.models import Account, Passkey
from ecabinet.accounts.passkeys import Place, WrongKey
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.transaction import run

LARGEST = 64 * 1024


def place() -> Place:
    """Return where passkeys of this installation hold."""
    rp_id = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return Place(rp_id, current_app.config["ORIGINS"])


def ask_to_show(purpose: Purpose, account_id: str | None) -> Response:
    """Answer with what the browser is to ask for a key that is there."""
    challenge = run(lambda: challenges.ask(purpose, account_id))
    return _json(passkeys.options_to_show(place(), account_id, challenge))


def ask_to_add(account: Account) -> Response:
    """Answer with what the browser is to ask for a new key."""
    account_id = account.id
    challenge = run(lambda: challenges.ask(Purpose.KEY_TO_ADD, account_id))
    return _json(passkeys.options_to_add(place(), account, challenge))


def shown_by(purpose: Purpose, account_id: str | None) -> str:
    """Return whose key answered. WrongKey where none of ours did; the challenge is used up either way."""
    try:
        owner_id = _verified(purpose, account_id)
    except WrongKey:
        owner_id = None
    if owner_id is None:
        note(What.WRONG_KEY, account_id)
        raise WrongKey
    return owner_id


def _verified(purpose: Purpose, account_id: str | None) -> str | None:
    answer, here = _read(), place()
    challenge = passkeys.challenge_in(answer)

    def verify() -> str | None:
        passkey = passkeys.find_shown(answer, account_id)
        copied = passkeys.counts_backwards(here, passkey, answer, challenge)
        return None if copied or not _is_active(passkey) else passkey.account_id

    waited = run(lambda: challenges.take(purpose, account_id, challenge))
    return run(verify) if waited else None


def add_shown(account_id: str, named: str) -> None:
    """Keep the key that the browser made. Its name is what its owner calls it, or else what `named` says."""
    answer, here = _read(), place()
    challenge = passkeys.challenge_in(answer)
    if not run(lambda: challenges.take(Purpose.KEY_TO_ADD, account_id, challenge)):
        raise Invalid(passkeys.NOT_MADE)
    run(lambda: passkeys.add_passkey(here, account_id, answer, challenge, named).id)


def _is_active(passkey: Passkey) -> bool:
    return session().get_one(Account, passkey.account_id).active


def _read() -> Mapping[str, Any]:
    request.max_content_length = LARGEST
    answer = request.get_json(silent=True)
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise WrongKey
    return answer


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")
