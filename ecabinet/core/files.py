"""Files, encrypted at rest: one random key a file, AES-256-GCM in chunks of 64 KiB, so that any range opens alone.

A file is stored under the SHA-256 of its ciphertext, so that a backup can be checked without any key. Its wrapped key
is kept by whoever keeps the file's row: deleting the row destroys the key.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ecabinet.core.ids import new_id
from ecabinet.core.sealing import new_key, unwrap, wrap

CHUNK = 64 * 1024
TAG = 16

_root: list[Path] = []  # the folder in use; a list so that it can be replaced


@dataclass(frozen=True)
class StoredFile:
    """Where a file stands and what opens it. `size` and `sha256` are those of the plain bytes."""

    address: str
    wrapped_key: bytes
    size: int
    sha256: str


def use_folder(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _root[:] = [root]


def folder() -> Path:
    return _root[0]


def store(source: BinaryIO) -> StoredFile:
    """Encrypt and keep what `source` yields. It is on disk, whole, when this returns."""
    key, plain, cipher = new_key(), hashlib.sha256(), hashlib.sha256()
    scratch = _root[0] / f"incoming-{new_id()}"
    size = 0
    with scratch.open("wb") as target:
        for index, chunk in enumerate(_chunks(source)):
            size += len(chunk)
            plain.update(chunk)
            sealed = AESGCM(key).encrypt(_nonce(index), chunk, b"")
            cipher.update(sealed)
            target.write(sealed)
        target.flush()
        os.fsync(target.fileno())
    address = cipher.hexdigest()
    scratch.rename(_path(address, make=True))
    return StoredFile(address, wrap(key, "file"), size, plain.hexdigest())


def read(file: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Yield the plain bytes from `start` up to `stop` (exclusive; the end by default), chunk by chunk.

    ValueError when the stored bytes were changed.
    """
    stop = file.size if stop is None else min(stop, file.size)
    key = unwrap(file.wrapped_key, "file")
    with _path(file.address).open("rb") as source:
        for index in range(start // CHUNK, -(-stop // CHUNK)):
            source.seek(index * (CHUNK + TAG))
            chunk = _open_chunk(key, index, source.read(CHUNK + TAG))
            offset = index * CHUNK
            yield chunk[max(start - offset, 0) : stop - offset]


def copy_out(file: StoredFile, target: BinaryIO) -> None:
    """Write the plain bytes of `file` to `target`."""
    target.writelines(read(file))


def destroy(address: str) -> None:
    """Take away what may not be kept. Whoever holds its row lets go of its key."""
    _path(address).unlink(missing_ok=True)


def is_whole(address: str) -> bool:
    """Whether the stored bytes are still those that were stored. Needs no key."""
    path = _path(address)
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == address


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")  # never twice under one key: a key seals one file only


def _open_chunk(key: bytes, index: int, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(_nonce(index), sealed, b"")
    except Exception as error:
        msg = f"chunk {index} of a stored file was changed"
        raise ValueError(msg) from error


def _path(address: str, *, make: bool = False) -> Path:
    path = _root[0] / address[:2] / address
    if make:
        path.parent.mkdir(exist_ok=True, mode=0o700)
    return path
