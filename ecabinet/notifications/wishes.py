"""When and how people want to be told: asked for whoever is told, and said by everybody for themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Row, select

from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.models import Body, Post
from ecabinet.core.clock import zone_in_use
from ecabinet.core.database import session
from ecabinet.core.events import Event, record
from ecabinet.notifications import sms
from ecabinet.notifications.kinds import is_urgent
from ecabinet.notifications.models import Channel, Delivery, Notice, NoticeWish, Rhythm
from ecabinet.notifications.timing import Hours, when


@dataclass(frozen=True, kw_only=True)
class WishesKept(Event):
    """Somebody said when they want to be told. The telephone number is nobody's but theirs."""

    name: ClassVar[str] = "notice.wishes_kept"


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody wants, as they say it."""

    quiet: bool
    quiet_from: int
    quiet_until: int
    rhythm: Rhythm
    digest_at: int
    every_day: bool
    phone: str


@dataclass(frozen=True)
class Told:
    """How one person is reached."""

    hours: Hours | None  # None: at once, at any hour
    phone: str = ""


AT_ONCE = Told(None)


def keep_wishes(actor: Actor, wishes: Wishes) -> None:
    """Keep what the actor wants for themselves. What waits already waits for the hour it was given."""
    kept = session().get(NoticeWish, actor.id)
    if kept is None:
        kept = NoticeWish(account_id=actor.id)
        session().add(kept)
    for name in Wishes.__dataclass_fields__:
        setattr(kept, name, getattr(wishes, name))
    record(WishesKept(actor_id=actor.id))


def find_wish(actor: Actor) -> NoticeWish | None:
    return session().get(NoticeWish, actor.id)


def deliveries_of(notices: Sequence[Notice]) -> list[Delivery]:
    """Return what has to be sent about these notices, and when. One statement, however many are told."""
    told = _told(each.account_id for each in notices)
    return [
        delivery
        for each in notices
        for delivery in _deliveries(each, told.get(each.account_id, AT_ONCE))
    ]


def hours_of(account_id: str) -> Hours | None:
    """Return the hours that somebody asked for; None: they did not."""
    return _told([account_id]).get(account_id, AT_ONCE).hours


def _deliveries(notice: Notice, told: Told) -> list[Delivery]:
    if not is_urgent(notice.message):
        return [_letter(notice, when(notice.at, told.hours) if told.hours else notice.at)]
    text = Delivery(notice_id=notice.id, channel=Channel.SMS, due_at=notice.at)
    return [_letter(notice, notice.at), *([text] if told.phone and sms.is_open() else [])]


def _letter(notice: Notice, due_at: datetime) -> Delivery:
    return Delivery(
        notice_id=notice.id, due_at=due_at, held_since=notice.at if due_at > notice.at else None
    )


def _told(account_ids: Iterable[str]) -> dict[str, Told]:
    zone = (
        select(Body.timezone)
        .join(Post, Post.body_id == Body.id)
        .where(Post.account_id == NoticeWish.account_id, current_on(today()))
        .order_by(Post.rank, Post.id)
        .limit(1)
        .scalar_subquery()
    )
    query = select(NoticeWish, zone).where(NoticeWish.account_id.in_(list(account_ids)))
    return {row[0].account_id: _read(row) for row in session().execute(query)}


def _read(row: Row[NoticeWish, str]) -> Told:
    wish, zone = row[0], row[1] or zone_in_use()
    hours = Hours(
        zone=zone,
        quiet=(wish.quiet_from, wish.quiet_until) if wish.quiet else None,
        digest_at=wish.digest_at if wish.rhythm is Rhythm.DAILY else None,
        every_day=wish.every_day,
    )
    return Told(hours if hours.quiet or hours.digest_at is not None else None, wish.phone)
