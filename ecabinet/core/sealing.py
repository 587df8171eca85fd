"""Encryption at rest: AES-256-GCM under one key per thing, each wrapped by the master key.

The master key stands outside the database and its backups. Whoever has the database alone reads nothing sealed;
destroying a wrapped key destroys what it sealed.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12

_master: list[bytes] = []  # the one in use; a list so that it can be replaced


def use_master_key(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        msg = f"the master key must be {KEY_BYTES} bytes"
        raise ValueError(msg)
    _master[:] = [key]


def master_key() -> bytes:
    """Return the master key, for the one who writes it down apart from a backup."""
    return _master[0]


def new_key() -> bytes:
    """Return a random key for one thing."""
    return os.urandom(KEY_BYTES)


def wrap(key: bytes, purpose: str) -> bytes:
    """Return `key` sealed by the master key; `purpose` (what it is a key of) must match to unwrap."""
    return seal(_master[0], key, purpose)


def unwrap(wrapped: bytes, purpose: str) -> bytes:
    return unseal(_master[0], wrapped, purpose)


def seal(key: bytes, plain: bytes, purpose: str) -> bytes:
    """Return nonce and ciphertext; `purpose` is authenticated, so that nothing sealed can be moved elsewhere."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    """Return what was sealed. ValueError when it was changed, moved, or sealed under another key."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except InvalidTag as error:
        msg = f"sealed bytes do not open as {purpose}"
        raise ValueError(msg) from error
