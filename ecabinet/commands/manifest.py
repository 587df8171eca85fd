"""What a backup says of itself: every file with its hash, and a seal that only the master key makes.

It is written last. A folder without it is no backup, so one that was broken off cannot be taken for one.
"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ecabinet.commands.contents import Facts
from ecabinet.commands.words import NotDone
from ecabinet.core.sealing import unwrap, wrap

NAME = "manifest.json"
SEAL = "manifest.seal"
PURPOSE = "backup manifest"


class Kept(BaseModel):
    """A file in a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    size: int


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made_at: datetime
    database: str  # the name of the database's copy, which says what kind it is
    facts: Facts
    files: dict[str, Kept]
    signing_keys: dict[str, str] = {}  # the public keys that signed checkpoints, in base 64


def kept(path: Path) -> Kept:
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return Kept(sha256=digest, size=path.stat().st_size)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write and seal it. Only the master key of this installation makes, and opens, the seal."""
    spelled = (manifest.model_dump_json(indent=2) + "\n").encode()
    (folder / SEAL).write_bytes(wrap(hashlib.sha256(spelled).digest(), PURPOSE))
    written = folder / f"{NAME}.partial"
    written.write_bytes(spelled)
    written.rename(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself. NotDone where it is none, or the master key in use is not its own."""
    if not (folder / NAME).is_file():
        raise NotDone(f"{folder} holds no {NAME}: it is no backup, or one that was broken off.")
    spelled = (folder / NAME).read_bytes()
    if hashlib.sha256(spelled).digest() != _sealed(folder / SEAL):
        raise NotDone(f"{NAME} was changed after the backup was made.")
    try:
        return Manifest.model_validate_json(spelled)
    except ValidationError as error:
        raise NotDone("This backup is of a format that this version does not know.") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """NotDone at the first file that is missing or not as it was."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise NotDone(f"{name} is missing from the backup.")
        if kept(path) != expected:
            raise NotDone(f"{name} was changed after the backup was made.")


def _sealed(path: Path) -> bytes:
    try:
        return unwrap(path.read_bytes(), PURPOSE)
    except (OSError, ValueError) as error:
        raise NotDone(
            "The seal of the backup does not open: the master key of this installation is not the one "
            "of the backup (give its file of keys with --keys), or the seal was changed."
        ) from error
