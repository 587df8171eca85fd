"""The secrets of an installation, in a file of their own: whoever has it and a backup reads everything."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from ecabinet.commands.words import NotDone
from ecabinet.core import sealing, signing

NAMES = ("SECRET_KEY", "MASTER_KEY")
SINCE = ("SIGNING_KEY",)  # a file written before there was such a key does without
HEADING = """\
# The secrets of an e-Cabinet. Keep this file elsewhere than the backups:
# with both, every paper can be read; without it, none can be read again.
"""


@dataclass(frozen=True)
class Keys:
    """The secrets as they are spelled in the environment, by their names."""

    spelled: dict[str, str]

    @property
    def master_key(self) -> bytes:
        return base64.urlsafe_b64decode(self.spelled["MASTER_KEY"])

    @property
    def signing_key(self) -> bytes | None:
        spelled = self.spelled.get("SIGNING_KEY")
        return base64.urlsafe_b64decode(spelled) if spelled else None


def keys_in_use() -> Keys:
    return Keys(
        {
            "SECRET_KEY": current_app.config["SECRET_KEY"],
            "MASTER_KEY": _spelled(sealing.master_key()),
            "SIGNING_KEY": _spelled(signing.signing_key()),
        }
    )


def write_keys(target: Path) -> None:
    """Write the keys in use to a new file that only its owner reads."""
    lines = [f"ECABINET_{name}={value}\n" for name, value in keys_in_use().spelled.items()]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(HEADING + "".join(lines))
        file.flush()
        os.fsync(file.fileno())


def read_keys(source: Path) -> Keys:
    """Return the keys in a file. NotDone where it holds others than `write_keys` writes."""
    lines = [line.partition("=") for line in source.read_text().splitlines()]
    found = {name.removeprefix("ECABINET_"): value.strip() for name, _, value in lines}
    if not all(found.get(name) for name in NAMES):
        raise NotDone(f"{source} is no file of keys: it must say both ECABINET_SECRET_KEY=… and "
                      "ECABINET_MASTER_KEY=…")  # fmt: skip
    return Keys({name: found[name] for name in (*NAMES, *SINCE) if found.get(name)})


def _spelled(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


class Placing:
    """Puts keys into the data directory, where an installation finds its own; can take that back."""

    def __init__(self, data: Path, wanted: Keys) -> None:
        self._folder = data / "secrets"
        in_use = keys_in_use().spelled
        self._new = {name: value for name, value in wanted.spelled.items() if in_use[name] != value}
        self.signs = "SIGNING_KEY" in wanted.spelled
        for name in self._new:
            if not self._is_from_here(name, in_use[name]):
                raise NotDone(
                    f"ECABINET_{name} is given to this installation from outside, and is another than in "
                    "the file of keys. Set it to the one in the file, then restore again."
                )

    def place(self) -> None:
        """Replace what the first start made. That is kept beside, though it never sealed anything."""
        for name, value in self._new.items():
            path = self._path(name)
            path.rename(self._before(name))
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(value)

    def undo(self) -> None:
        for name in self._new:
            if self._before(name).exists():
                self._before(name).rename(self._path(name))

    def _is_from_here(self, name: str, value: str) -> bool:
        path = self._path(name)
        return path.is_file() and path.read_text().strip() == value

    def _path(self, name: str) -> Path:
        return self._folder / name.lower()

    def _before(self, name: str) -> Path:
        return self._folder / f"{name.lower()}.before-restore"
