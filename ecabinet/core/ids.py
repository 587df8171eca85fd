"""Ids and tokens, from one place each. Nothing a person can see is sequential."""

import base64
import hashlib
import secrets

SPOKEN = "ACDEFGHJKMNPQRTWXY3479"  # no letter or figure that is taken for another one
ID_LENGTH = 26  # 128 random bits in base 32


def new_id() -> str:
    """Return 128 random bits as 26 lower-case letters and digits, fit for a URL."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def new_token() -> str:
    """Return 256 random bits for a key that a person's browser holds; only `fingerprint` is stored."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return the SHA-256 under which a token is kept, so that a stolen table opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """Return eight letters and figures that can be read out over the telephone: "K7QX34AC"."""
    return "".join(secrets.choice(SPOKEN) for _ in range(8))
