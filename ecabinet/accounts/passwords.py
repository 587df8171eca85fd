"""Passwords, kept as argon2id (19 MiB, 2 passes, 1 lane)."""

import os
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ecabinet.core import native

MIN_LENGTH, MAX_LENGTH = 12, 128

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.Semaphore(
    (os.cpu_count() or 1) * 2
)  # hashing is made to be dear: a crowd must queue
_nobody: list[
    str
] = []  # a hash to check when there is no such account, so that both take the same time


def hash_password(password: str) -> str:
    """Return the hash to keep. Takes about 20 ms of a core, outside the greenlets' thread."""
    with _at_once:
        return native.call(lambda: _hasher.hash(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether `password` is the one kept. Takes as long for None, an account nobody signs in as."""
    if not _nobody:
        _nobody.append(_hasher.hash("nobody"))
    with _at_once:
        matches = native.call(lambda: _verify(password[:MAX_LENGTH], kept or _nobody[0]))
    return matches and kept is not None


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
