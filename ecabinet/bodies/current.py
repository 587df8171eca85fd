"""The actor of this request, and the way from a request to a deed."""

import hashlib
import re
from collections.abc import Callable
from typing import BinaryIO, TypeVar

from flask import g, request

from ecabinet.accounts.doors import signed_in
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.bodies.once import Asked, once
from ecabinet.core import native
from ecabinet.core.errors import Altered
from ecabinet.core.transaction import run
from ecabinet.web.forms import FOR_THE_DOORS, ONCE, UNREADABLE

T = TypeVar("T")

PART_BYTES = 256 * 1024
KEY = re.compile(r"[A-Za-z0-9_-]{8,60}")


def current_actor() -> Actor:
    """Return who asks. Looked up once a request."""
    if "actor" not in g:
        g.actor = load_actor(signed_in().id, signed_in().face_id)
    actor: Actor = g.actor
    return actor


def act(deed: Callable[[Actor], T], *, together: bool = False) -> T:
    """Do a deed as whoever asks; their rights are looked up again inside the transaction. See `run` for `together`.

    Under a key it is done once; but for who they are, nobody is asked again whether it may be answered. What is done
    together with others' carries numbers of its own (`seq`) and is known by them.
    """
    account_id = signed_in().id
    asked = None if together else _asked(account_id)
    if asked is None:
        return run(lambda: deed(load_actor(account_id)), together=together)
    return run(lambda: once(asked, lambda: deed(load_actor(account_id))))


def _asked(account_id: str) -> Asked | None:
    """Return under which key this request asks."""
    key = request.headers.get("Idempotency-Key") or request.form.get(ONCE, "")
    if not key:
        return None
    if not KEY.fullmatch(key):
        raise Altered(UNREADABLE)
    g.deeds = g.get("deeds", 0) + 1  # a page may do two things, each is done once
    return Asked(account_id, f"{key}.{g.deeds}", _print())


def _print() -> str:
    """Return the SHA-256 of where it was sent and what was: a browser divides the parts of a form anew each time."""
    fields = [each for each in request.form.items(multi=True) if each[0] not in FOR_THE_DOORS]
    files = [
        (name, sent.filename, native.call(lambda sent=sent: _file_print(sent.stream)))  # type: ignore[misc]
        for name, sent in request.files.items(multi=True)
    ]
    body = request.get_data() if request.is_json else b""
    said = repr((request.full_path, sorted(fields), sorted(files, key=repr), body))
    return hashlib.sha256(said.encode()).hexdigest()


def _file_print(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    for part in iter(lambda: stream.read(PART_BYTES), b""):
        digest.update(part)
    stream.seek(0)
    return digest.hexdigest()
