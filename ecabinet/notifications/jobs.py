from datetime import timedelta

import structlog
from sqlalchemy import update

from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.events import Settled, afterwards
from ecabinet.core.jobs import job, send, sweep
from ecabinet.core.transaction import run
from ecabinet.notifications import mail
from ecabinet.notifications.inbox import Noticed, unsent
from ecabinet.notifications.models import Delivery, State
from ecabinet.web.language import say

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
CLAIM = timedelta(minutes=5)  # a sender that died holds its letter no longer than this


@afterwards
def ask_for_delivery(settled: Settled) -> None:
    """Once people were told, the letters are sent in the background."""
    if any(isinstance(fact, Noticed) for fact in settled.facts):
        send(deliver_waiting)


@sweep
def look_for_letters() -> None:
    """Send again what a lost queue or a dead process left behind."""
    run(_release_dead_claims)
    with reading():
        waiting = bool(unsent(limit=1))
    if waiting:
        send(deliver_waiting)


@job("notifications.deliver")
def deliver_waiting() -> None:
    """Send every letter that is due. One that fails waits longer each time."""
    with reading():
        ids = list(unsent())
    for each in ids:
        _deliver(each)


def _deliver(delivery_id: str) -> None:
    if not run(lambda: _claim(delivery_id)):
        return
    with reading() as current:
        delivery = current.get_one(Delivery, delivery_id)
        notice, account = delivery.notice, delivery.notice.account
        text = say(account.language, notice.message, notice.values)
    try:
        if account.email:
            mail.send(account.email, text, f"{account.name},\n\n{text}", f"/notices/{notice.id}")
    except Exception:  # one letter that cannot be sent holds no other back
        log.exception("letter_not_sent", delivery=delivery_id)
        run(lambda: _settle(delivery_id, State.UNSENT))
    else:
        run(lambda: _settle(delivery_id, State.SENT))


def _claim(delivery_id: str) -> bool:
    claimed = session().scalars(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == State.UNSENT)
        .values(state=State.SENDING, attempts=Delivery.attempts + 1, due_at=now() + CLAIM)
        .returning(Delivery.id)
    )
    return claimed.one_or_none() is not None


def _settle(delivery_id: str, state: State) -> None:
    delivery = session().get_one(Delivery, delivery_id)
    given_up = state is State.UNSENT and delivery.attempts >= MAX_ATTEMPTS
    delivery.state = State.FAILED if given_up else state
    delivery.due_at = now() + timedelta(minutes=2**delivery.attempts)


def _release_dead_claims() -> None:
    dead = (Delivery.state == State.SENDING) & (Delivery.due_at < now())
    tired = Delivery.attempts >= MAX_ATTEMPTS
    session().execute(update(Delivery).where(dead, tired).values(state=State.FAILED))
    session().execute(update(Delivery).where(dead, ~tired).values(state=State.UNSENT))
