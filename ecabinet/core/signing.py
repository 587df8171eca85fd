"""Signatures: Ed25519, under one key of the installation that stands outside the database.

Whoever has the database alone can neither sign nor make another key known: the keys that ever signed here are
remembered in a file of the data directory. A key may be replaced; what its predecessors signed stays signed.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

SEED_BYTES = 32
KEY_ID_LENGTH = 16

_private: list[Ed25519PrivateKey] = []  # the one in use; a list so that it can be replaced
_seed: list[bytes] = []
_memory: list[Path] = []  # the file in which every key that ever signed here is remembered


def use_signing_key(seed: bytes, memory: Path) -> None:
    """Sign with this key from here on, and remember its public half in the file `memory`."""
    _private[:] = [Ed25519PrivateKey.from_private_bytes(seed)]
    _seed[:] = [seed]
    _memory[:] = [memory]
    remember_key(public_key())


def signing_key() -> bytes:
    """Return the secret half, for the one who writes it down apart from a backup."""
    return _seed[0]


def public_key() -> bytes:
    """Return the public half of the key in use: 32 bytes that anybody may have."""
    return _private[0].public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """Return the name of a key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:KEY_ID_LENGTH]


def sign(message: bytes, purpose: str) -> bytes:
    """Return the signature of `message`; `purpose` is signed with it, so that it holds for nothing else."""
    return _private[0].sign(_framed(message, purpose))


def is_signed(message: bytes, purpose: str, signature: bytes, public: bytes) -> bool:
    """Whether the owner of `public` signed this message for this purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _framed(message, purpose))
    except (InvalidSignature, ValueError):
        return False
    return True


def known_keys() -> dict[str, bytes]:
    """Return the public keys that ever signed here, by their ids, the oldest first."""
    text = _memory[0].read_text() if _memory[0].exists() else ""
    keys = [base64.b64decode(line) for line in text.split()]
    return {key_id(each): each for each in keys}


def remember_key(public: bytes) -> None:
    """Let what this key signed count as signed here, from now on and after every start."""
    if key_id(public) not in known_keys():
        _memory[0].parent.mkdir(parents=True, exist_ok=True)
        with _memory[0].open("a") as file:
            file.write(base64.b64encode(public).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())


def spell(public: bytes) -> str:
    """Return a public key as PEM, as other programs read it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_keys(text: str) -> Mapping[str, bytes]:
    """Return the public keys in a text: PEM blocks, or base 64 a line. ValueError where it holds none."""
    spelled = text.replace("-----BEGIN", "\0-----BEGIN").split("\0") if "-----BEGIN" in text else []
    keys = [_read_pem(each) for each in spelled if each.strip()] or [
        _read_raw(each) for each in text.split()
    ]
    if not keys:
        msg = "there is no public key in it"
        raise ValueError(msg)
    return {key_id(each): each for each in keys}


def _read_pem(block: str) -> bytes:
    key = load_pem_public_key(block.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("a public key in it is no Ed25519 key")  # noqa: TRY004 -- the text is wrong, not its type
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _read_raw(word: str) -> bytes:
    try:
        key = base64.b64decode(word, validate=True)
    except binascii.Error as error:
        raise ValueError("a public key in it is not spelled in base 64") from error
    return Ed25519PublicKey.from_public_bytes(key).public_bytes(Encoding.Raw, PublicFormat.Raw)


def _framed(message: bytes, purpose: str) -> bytes:
    return purpose.encode() + b"\0" + message
