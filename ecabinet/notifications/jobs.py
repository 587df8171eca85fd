from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import select, update

from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.events import Settled, afterwards
from ecabinet.core.jobs import job, send, sweep
from ecabinet.core.transaction import run
from ecabinet.notifications import mail, sms
from ecabinet.notifications.inbox import Noticed, unsent
from ecabinet.notifications.kinds import is_urgent
from ecabinet.notifications.letters import write_letter, write_text
from ecabinet.notifications.models import Channel, Delivery, Notice, NoticeWish, State
from ecabinet.notifications.timing import end_of_quiet
from ecabinet.notifications.wishes import hours_of

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
MOST_TOGETHER = 100  # notices in one letter
CLAIM = timedelta(minutes=5)  # a sender that died holds its letter no longer than this


@afterwards
def ask_for_delivery(settled: Settled) -> None:
    """Once people were told, the letters are sent in the background."""
    if any(isinstance(fact, Noticed) for fact in settled.facts):
        send(deliver_waiting)


@sweep
def look_for_letters() -> None:
    """Send again what a lost queue or a dead process left behind, and what has waited for its hour."""
    run(_release_dead_claims)
    with reading():
        waiting = bool(unsent(limit=1))
    if waiting:
        send(deliver_waiting)


@job("notifications.deliver")
def deliver_waiting() -> None:
    """Send every letter and text message that is due. One that fails waits longer each time."""
    with reading():
        ids = list(unsent())
    for each in ids:
        _deliver(each)


def _deliver(delivery_id: str) -> None:
    claimed = run(lambda: _claim(delivery_id))
    if not claimed:
        return
    try:
        with reading():
            post = _prepared(claimed)
        if post is not None:
            post()
    except Exception:  # one letter that cannot be sent holds no other back
        log.exception("letter_not_sent", delivery=delivery_id)
        run(lambda: _settle(claimed, State.UNSENT))
    else:
        run(lambda: _settle(claimed, State.SPARED if post is None else State.SENT))


def _claim(delivery_id: str) -> list[str]:
    """Take a delivery, and those that go out in one letter with it. Nothing: somebody else did, or it must wait."""
    if not _take(Delivery.id == delivery_id):
        return []
    delivery = session().get_one(Delivery, delivery_id)
    if delivery.channel is Channel.MAIL and _put_off(delivery):
        return []
    if delivery.held_since is None:
        return [delivery_id]
    own = select(Notice.id).where(Notice.account_id == delivery.notice.account_id)
    together = (
        select(Delivery.id)
        .where(
            Delivery.held_since.is_not(None),
            Delivery.channel == delivery.channel,
            Delivery.notice_id.in_(own),
            Delivery.state == State.UNSENT,
            Delivery.due_at <= now(),
        )
        .order_by(Delivery.due_at)
        .limit(MOST_TOGETHER - 1)
    )
    return [delivery_id, *_take(Delivery.id.in_(session().scalars(together).all()))]


def _take(which: object) -> Sequence[str]:
    """Claim by a conditional update: of two who come at once, one finds nothing left."""
    return (
        session()
        .scalars(
            update(Delivery)
            .where(which, Delivery.state == State.UNSENT)  # type: ignore[arg-type]
            .values(state=State.SENDING, attempts=Delivery.attempts + 1, due_at=now() + CLAIM)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
        .all()
    )


def _put_off(delivery: Delivery) -> bool:
    """What was held up until somebody's quiet hours had begun waits until they are over."""
    hours = hours_of(delivery.notice.account_id)
    later = end_of_quiet(now(), hours) if hours else None
    if later is None or is_urgent(delivery.notice.message):
        return False
    delivery.state, delivery.due_at, delivery.held_since = State.UNSENT, later, now()
    delivery.attempts -= 1
    return True


def _prepared(claimed: Sequence[str]) -> Callable[[], None] | None:
    """Return what hands on these deliveries; None where all that waited was read meanwhile.

    Who has no address any more is told in their inbox alone.
    """
    query = select(Delivery).where(Delivery.id.in_(claimed)).order_by(Delivery.due_at, Delivery.id)
    found = session().scalars(query).all()
    first = found[0]
    if first.channel is Channel.SMS:
        return _texted(first)
    notices = [each.notice for each in found if not (each.held_since and each.notice.read_at)]
    if not notices:
        return None
    notices.sort(key=lambda each: (each.at, each.id))
    if not notices[0].account.email:
        return _nothing
    letter = write_letter(claimed[0], notices)
    return lambda: mail.send(letter)


def _texted(delivery: Delivery) -> Callable[[], None]:
    wish = session().get(NoticeWish, delivery.notice.account_id)
    if wish is None or not wish.phone:
        return _nothing
    number, text, key = wish.phone, write_text(delivery.notice), delivery.id
    return lambda: sms.send(number, text, key)


def _nothing() -> None:
    """Hand nothing on."""


def _settle(delivery_ids: Sequence[str], state: State) -> None:
    query = select(Delivery).where(Delivery.id.in_(delivery_ids))
    for delivery in session().scalars(query):
        given_up = state is State.UNSENT and delivery.attempts >= MAX_ATTEMPTS
        delivery.state = State.FAILED if given_up else state
        delivery.due_at = now() + timedelta(minutes=2**delivery.attempts)


def _release_dead_claims() -> None:
    dead = (Delivery.state == State.SENDING) & (Delivery.due_at < now())
    tired = Delivery.attempts >= MAX_ATTEMPTS
    session().execute(update(Delivery).where(dead, tired).values(state=State.FAILED))
    session().execute(update(Delivery).where(dead, ~tired).values(state=State.UNSENT))
