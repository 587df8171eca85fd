"""Passwords, kept as argon2id (19 MiB, 2 passes, 1 lane)."""

import os
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ecabinet.core import native
from ecabinet.core.words import N_

MIN_LENGTH, MAX_LENGTH = 12, 128
MIN_OWN = 8  # characters that neither the user name nor a common word brings along
MIN_DIFFERENT = 5  # characters: what has fewer is one key pressed again and again
# What is tried first, with or without a few characters around it. Written without what is no letter or digit.
COMMON = (
    "1234567890", "0123456789", "9876543210", "0987654321", "112233445566", "123123123", "123456789", "987654321",
    "abcdefghijkl", "abcabcabc", "abcd1234", "abc123", "qwertyuiop", "qwertyuio", "qwerty", "asdfghjkl", "zxcvbnm",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedc", "q1w2e3r4", "1qaz2wsx", "zaq12wsx", "passwordpassword", "password",
    "passw0rd", "p4ssw0rd", "p4ssword", "administrator", "admin", "letmein", "welcome", "iloveyou", "changeme",
    "changeit", "secret", "default", "trustno1", "football", "superman", "monkey", "dragon", "princess", "sunshine",
    "matkhau", "quantri", "quantrivien", "hethong", "anhyeuem", "emyeuanh", "yeuem", "vietnam", "hanoi", "saigon",
    "hochiminh", "chinhphu", "ubnd", "ecabinet",
)  # fmt: skip
TOO_SHORT = N_("Please choose a password of at least 12 characters.")
TOO_LONG = N_("A password has at most 128 characters.")
TOO_COMMON = N_("This password is one of those tried first. Please choose another one.")
TOO_LIKE_THE_NAME = N_("The password should not be the user name. Please choose another one.")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.Semaphore(
    (os.cpu_count() or 1) * 2
)  # hashing is made to be dear: a crowd must queue
_nobody: list[
    str
] = []  # a hash to check when there is no such account, so that both take the same time


def weakness(password: str, username: str) -> str:
    """Return why a password will not do (a message id), or "" where it will."""
    if len(password) < MIN_LENGTH:
        return TOO_SHORT
    if len(password) > MAX_LENGTH:
        return TOO_LONG
    plain = password.casefold()
    if username and len(plain.replace(username.casefold(), "")) < MIN_OWN:
        return TOO_LIKE_THE_NAME
    return TOO_COMMON if _is_common(plain) else ""


def _is_common(plain: str) -> bool:
    if len(set(plain)) < MIN_DIFFERENT:
        return True
    letters = "".join(each for each in plain if each.isalnum())
    return any(word in letters and len(letters.replace(word, "")) < MIN_OWN for word in COMMON)


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
