"""Text messages, for what cannot wait. The gateway of an installation is behind one small class.

There is one now: it writes lines into a file, from which a provider's own program sends them. Another one is a class
with the same `send`, chosen by the scheme of ECABINET_SMS_URL.
"""

import json
import os
import unicodedata
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ecabinet.core.clock import now

MOST = 160  # characters of one message in the plain alphabet
MARKLESS = str.maketrans("đĐ“”‘’–—…", "dD\"\"''--.")


class Gateway(Protocol):
    """What brings a text message to a telephone. It raises where it could not take it; then it is asked again."""

    def send(self, number: str, text: str, key: str) -> None:
        """Hand on one message. `key` is the same whenever the same message is handed on again."""


class FileGateway:
    """Adds each message to a file, as one line of JSON."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, number: str, text: str, key: str) -> None:
        line = json.dumps({"key": key, "to": number, "text": text, "at": now().isoformat()})
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{line}\n".encode())  # whole, whoever else writes
        finally:
            os.close(file)


_gateway: list[Gateway] = []  # the one in use, if any; a list so that it can be replaced


def use_sms(url: str | None) -> None:
    """Choose the gateway: `file:///path/of/a/file`, or none. ValueError where none is known by that scheme."""
    _gateway[:] = [_open(url)] if url else []


def is_open() -> bool:
    """Whether there is a way for text messages at all."""
    return bool(_gateway)


def send(number: str, text: str, key: str) -> None:
    _gateway[0].send(number, text, key)


def plain(text: str) -> str:
    """Return a sentence as it fits into one text message: without marks, on one line, cut where it is too long."""
    apart = unicodedata.normalize("NFD", " ".join(text.split()).translate(MARKLESS))
    letters = "".join(each for each in apart if each.isascii())
    return letters if len(letters) <= MOST else f"{letters[: MOST - 3].rstrip()}..."


def _open(url: str) -> Gateway:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(url)
    return FileGateway(Path(unquote(parts.path)))
