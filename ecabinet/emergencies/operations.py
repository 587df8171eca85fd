from datetime import timedelta
from typing import Any, TypeVar

from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.emergencies.events import (
    EmergencyAgreed,
    EmergencyAsked,
    EmergencyEnded,
    EmergencyEvent,
    EmergencyOpened,
)
from ecabinet.emergencies.policy import may_agree, may_ask, may_end, may_open
from ecabinet.emergencies.queries import find_live_reading
from ecabinet.papers.models import EmergencyReading, Paper
from ecabinet.papers.policy import may_download

E = TypeVar("E", bound=EmergencyEvent)

LASTS = timedelta(minutes=60)
NO_REASON = N_("Please say why this paper must be read now.")
YOURS_ANYWAY = N_("This paper is open to you anyway; nothing needs to be asked.")
ASKED_ALREADY = N_("You have asked for this paper already.")
NOT_AGREED = N_("A second person has not agreed yet.")
OVER = N_("This emergency reading is over.")


def ask_to_read(actor: Actor, paper: Paper, reason: str) -> EmergencyReading:
    """Ask to read one paper in an emergency. Nothing is open before a second person agrees."""
    require(may_ask(actor, paper))
    if not reason.strip():
        raise Invalid(reason=NO_REASON)
    if may_download(actor, paper):
        raise Refused(YOURS_ANYWAY)
    if find_live_reading(actor, paper):
        raise Refused(ASKED_ALREADY)
    reading = EmergencyReading(
        id=new_id(),
        paper=paper,
        account_id=actor.id,
        reason=reason.strip(),
        asked_at=now(),
    )
    session().add(reading)
    session().flush()
    record(_fact(EmergencyAsked, actor, reading, reason=reading.reason))
    return reading


def agree_to_reading(actor: Actor, reading: EmergencyReading) -> None:
    """Let somebody else read the paper for an hour from now on."""
    require(may_agree(actor, reading))
    if reading.is_over:
        raise Closed(OVER)
    if reading.agreed_at is None:
        reading.agreed_by_id, reading.agreed_at = actor.id, now()
        reading.ends_at = reading.agreed_at + LASTS
        record(_fact(EmergencyAgreed, actor, reading, until=reading.ends_at.isoformat()))


def open_reading(actor: Actor, reading: EmergencyReading) -> None:
    """Begin to read. Whoever the paper belongs to is told; without this deed the paper stays shut."""
    require(may_open(actor, reading))
    if reading.is_over:
        raise Closed(OVER)
    if reading.agreed_at is None:
        raise Refused(NOT_AGREED)
    if reading.opened_at is None:
        reading.opened_at = now()
        record(_fact(EmergencyOpened, actor, reading))


def end_reading(actor: Actor, reading: EmergencyReading) -> None:
    """End it before its time; refuse it, or take it back, before it was agreed to."""
    require(may_end(actor, reading))
    if not reading.is_over:
        reading.ended_at = now()
        was_agreed = reading.agreed_at is not None
        record(_fact(EmergencyEnded, actor, reading, was_agreed=was_agreed))


def _fact(kind: type[E], actor: Actor, reading: EmergencyReading, **more: Any) -> E:
    return kind(
        actor_id=actor.id,
        body_id=reading.body_id,
        reading_id=reading.id,
        paper_id=reading.paper_id,
        account_id=reading.account_id,
        **more,
    )
