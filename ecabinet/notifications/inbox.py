"""Writing to inboxes, and reading one's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import func, select, tuple_, update

from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.core.events import Event, record
from ecabinet.core.ids import new_id
from ecabinet.notifications.models import Delivery, Notice, State
from ecabinet.notifications.wishes import deliveries_of
from ecabinet.realtime.models import Topic

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Noticed(Event):
    """Somebody was told."""

    name: ClassVar[str] = "notice.written"

    message: str
    account_ids: tuple[str, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(f"inbox:{each}" for each in self.account_ids)


@dataclass(frozen=True, kw_only=True)
class NoticeRead(Event):
    name: ClassVar[str] = "notice.read"

    notice_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"inbox:{self.actor_id}",)


def tell(
    cause: Event, account_ids: Iterable[str], message: str, values: dict[str, str], href: str
) -> None:
    """Write to each of these inboxes, and an e-mail to each when they want it, what `cause` means to them.

    Called by a listener `within`. `message` is a message id; a value whose name ends in `_at` is an ISO moment and
    is said in the reader's way. What cannot wait, and what goes along with a letter, is said of the message
    (`kinds.py`).
    """
    told = tuple(dict.fromkeys(account_ids))
    notices = [
        Notice(id=new_id(), account_id=each, at=cause.at, message=message, values=values, href=href)
        for each in told
    ]
    session().add_all(notices)
    session().add_all(deliveries_of(notices))
    if told:
        record(
            Noticed(
                actor_id=cause.actor_id,
                body_id=cause.body_id,
                at=cause.at,
                message=message,
                account_ids=told,
            )
        )


def list_notices(actor: Actor, before: str | None = None) -> Sequence[Notice]:
    """Return a page of one's own inbox, the newest first; `before` is the last notice of the page before."""
    query = select(Notice).where(Notice.account_id == actor.id)
    if before and (last := session().get(Notice, before)):
        query = query.where(tuple_(Notice.at, Notice.id) < (last.at, last.id))
    return session().scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).limit(PAGE)).all()


@dataclass(frozen=True)
class Unread:
    """How many notices were not read yet, when the inbox had moved `seq` times."""

    count: int
    seq: int


def count_unread(actor: Actor) -> Unread:
    """Count what the actor has not read. Every page asks this, so it is one statement."""
    moved = select(Topic.seq).where(Topic.name == f"inbox:{actor.id}").scalar_subquery()
    query = select(func.count(), moved).where(
        Notice.account_id == actor.id, Notice.read_at.is_(None)
    )
    count, seq = session().execute(query).one()
    return Unread(count, seq or 0)


def find_notice(actor: Actor, notice_id: str) -> Notice:
    query = select(Notice).where(Notice.id == notice_id, Notice.account_id == actor.id)
    if notice := session().scalars(query).one_or_none():
        return notice
    raise Missing


def mark_read(actor: Actor, notice_id: str) -> None:
    """Remember that the reader opened one of their own notices."""
    notice = find_notice(actor, notice_id)
    if notice.read_at is None:
        notice.read_at = now()
        record(NoticeRead(actor_id=actor.id, notice_id=notice.id))


def mark_all_read(actor: Actor) -> None:
    session().execute(
        update(Notice)
        .where(Notice.account_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=now())
    )
    record(NoticeRead(actor_id=actor.id, notice_id="all"))


def unsent(limit: int = 200) -> Sequence[str]:
    """Return letters and text messages that are due."""
    query = select(Delivery.id).where(Delivery.state == State.UNSENT, Delivery.due_at <= now())
    return session().scalars(query.order_by(Delivery.due_at).limit(limit)).all()
