"""Seals: a choice that nobody reads before its ballot closes, not even from the length of its ciphertext."""

import secrets

from ecabinet.ballots.models import Ballot, Voter
from ecabinet.core import sealing

MAX_TEXT = 1000
SIZE = 4096  # of every vote, whatever it says: four bytes for each character, and the choice
SIGNATURE_BYTES = 64


def new_key(ballot: Ballot) -> bytes:
    """Return a wrapped key for the votes of one ballot."""
    return sealing.wrap(sealing.new_key(), _purpose(ballot))


def sealed(ballot: Ballot, place: Voter, choice: str, text: str, signature: bytes) -> bytes:
    """Return a vote sealed for one voter's place in one ballot, and for nowhere else.

    Its signature lies under the same seal: with it somebody could try out what was chosen.
    """
    plain = signature + f"{choice}\n{text}".encode().ljust(SIZE, b"\0")
    return sealing.seal(_key(ballot), plain, _purpose(ballot, place))


def opened(ballot: Ballot, place: Voter) -> tuple[str | None, str, bytes | None]:
    """Return choice, text and signature of a place: by the ballot's key while sealed, as they stand once counted."""
    if place.sealed is None:
        return place.choice, place.text, place.signature
    plain = sealing.unseal(_key(ballot), place.sealed, _purpose(ballot, place))
    choice, _, text = plain[SIGNATURE_BYTES:].rstrip(b"\0").decode().partition("\n")
    return choice, text, plain[:SIGNATURE_BYTES]


def plain_text(text: str) -> str:
    """Return what was written as it is kept: neither white space around it nor the filler within."""
    return text.replace("\0", "").strip()


def new_receipt() -> str:
    """Return a code such as 7F3C-91A2. It is random: it tells nothing of the choice, whoever reads it."""
    digits = secrets.token_hex(4).upper()
    return f"{digits[:4]}-{digits[4:]}"


def _key(ballot: Ballot) -> bytes:
    return sealing.unwrap(ballot.key or b"", _purpose(ballot))


def _purpose(ballot: Ballot, place: Voter | None = None) -> str:
    return f"ballot:{ballot.id}" + (f":{place.account_id}" if place else "")
