"""What a ballot leaves behind, so that anybody can check it later without having to trust whoever keeps it.

A voter holds a signed statement of their own vote. A counted ballot holds a record: what was asked, by which rules,
the whole roll and what it came to, in one canonical spelling (keys in order, UTF-8, NFC), hashed and signed. The hash
stands in the audit trail too, in the entry that tells of the closing.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ecabinet.core import signing

VOTE, RECORD = "e-cabinet vote", "e-cabinet ballot record"  # what a signature is for


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is signed of one vote: whose it is, on which ballot, what it says, and which of theirs it is."""

    ballot_id: str
    account_id: str
    choice: str
    text: str
    seq: int
    receipt: str
    at: datetime

    @property
    def words(self) -> dict[str, Any]:
        return {
            "what": "e-cabinet vote 1",
            "ballot": self.ballot_id,
            "voter": self.account_id,
            "choice": self.choice,
            "text_sha256": text_hash(self.text),
            "seq": self.seq,
            "receipt": self.receipt,
            "at": spelled(self.at),
        }

    @property
    def message(self) -> bytes:
        return canonical(self.words)

    def sign(self) -> bytes:
        return signing.sign(self.message, VOTE)

    def signer(self, signature: bytes | None, keys: Mapping[str, bytes]) -> str | None:
        """Return the id of the key among `keys` that signed this, None where none of them did."""
        return signer(self.message, VOTE, signature, keys)


def canonical(words: Mapping[str, Any]) -> bytes:
    """Return the one spelling in which something is hashed and signed."""
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return unicodedata.normalize("NFC", text).encode()


def spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def text_hash(text: str) -> str:
    """Return the hash of an opinion: it holds the opinion fast without repeating it. Empty for none."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest() if text else ""


def signer(
    message: bytes, purpose: str, signature: bytes | None, keys: Mapping[str, bytes]
) -> str | None:
    """Return the id of the key that signed `message`, None where none of `keys` did. The newest are tried first."""
    for name, key in reversed(list(keys.items())):
        if signature and signing.is_signed(message, purpose, signature, key):
            return name
    return None
