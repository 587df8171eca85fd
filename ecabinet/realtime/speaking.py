"""Who says something over a socket, what is done about it, and the sentence of a no."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from ecabinet.accounts.doors import recognise
from ecabinet.accounts.sessions import find_standing
from ecabinet.bodies.actors import Actor, find_speaker
from ecabinet.core.errors import Invalid, Refusal
from ecabinet.core.transaction import run
from ecabinet.realtime.messages import Deed
from ecabinet.web.forms import read_values
from ecabinet.web.page import in_words

Answer = dict[str, Any]
Handler = Callable[[str, object], Answer]


class StrangerError(Exception):
    """The session of a socket fell, or sleeps."""


def as_somebody(handler: Handler) -> Handler:
    """Let what asks for an account be asked with a session."""
    return lambda session_id, sent: handler(_known(session_id), sent)


def performing(deed: Deed) -> Handler:
    """Do what is sent. Who sends it is asked in the same breath, and of what stands at that moment."""

    def perform(session_id: str, sent: object) -> Answer:
        def do() -> Answer:
            actor = _speaker(session_id)
            if not isinstance(sent, dict):
                raise Invalid
            return deed.do(actor, read_values(deed.schema, sent))

        return {"ok": True} | run(do, together=deed.together)

    return perform


def sentence_of(no: Refusal) -> str:
    problems = no.problems.values() if isinstance(no, Invalid) else ()
    return " ".join(
        [gettext(no.message, **in_words(no.values)), *(gettext(each) for each in problems)]
    )


def _known(session_id: str) -> str:
    """Ask again, at every message, who sends it; return their account."""
    if user := recognise(find_standing(session_id)):
        return user.id
    raise StrangerError


def _speaker(session_id: str) -> Actor:
    """Ask the same, with the posts they hold, in one statement."""
    session, actor = find_speaker(session_id) or (None, None)
    if actor is not None and recognise(session):
        return actor
    raise StrangerError
