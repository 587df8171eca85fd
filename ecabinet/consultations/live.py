from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.consultations.forms import Answers
from ecabinet.consultations.operations import answer_form
from ecabinet.consultations.policy import may_see_returns
from ecabinet.consultations.queries import find_consultation, find_form
from ecabinet.realtime.messages import Message, deed
from ecabinet.realtime.topics import watchable


class Answer(Answers, Message):
    """An answer over the socket: the same as the form's, and to which form."""

    form: str


@watchable("consultation")
def may_watch_consultation(actor: Actor, consultation_id: str) -> bool:
    """Whoever sees it; for anyone else there is none."""
    return bool(find_consultation(actor, consultation_id))


@watchable("returns")
def may_watch_returns(actor: Actor, consultation_id: str) -> bool:
    return may_see_returns(actor, find_consultation(actor, consultation_id))


@deed("answer", Answer)
def answer(actor: Actor, sent: Answer) -> dict[str, Any]:
    form = find_form(actor, sent.form, lock=True)
    receipt = answer_form(actor, form, sent.opinions(), sent.seq)
    return {"receipt": receipt.code, "at": receipt.at.isoformat()}
