"""The actor of this request, and the way from a request to a deed."""

from collections.abc import Callable
from typing import TypeVar

from flask import g

from ecabinet.accounts.doors import signed_in
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core.transaction import run

T = TypeVar("T")


def current_actor() -> Actor:
    """Return who asks. Looked up once a request."""
    if "actor" not in g:
        g.actor = load_actor(signed_in().id, signed_in().face_id)
    actor: Actor = g.actor
    return actor


def act(deed: Callable[[Actor], T]) -> T:
    """Do a deed as whoever asks; their rights are looked up again inside the transaction."""
    account_id = signed_in().id
    return run(lambda: deed(load_actor(account_id)))
