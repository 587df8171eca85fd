"""The day of those who keep the house: the administrator, and the auditor who watches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ecabinet.accounts.access import What
from ecabinet.accounts.models import Access, AccessLink, Account, LinkPurpose
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.founding import awaits_body, sets_up
from ecabinet.bodies.models import Body, LegalHold
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import list_bodies
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.desk.health import Finding, Installation, list_findings, may_see_health

LATELY = timedelta(hours=24)
WRONG = (What.WRONG_PASSWORD, What.WRONG_CODE, What.WRONG_KEY, What.UNKNOWN_NAME, What.TOO_FAST)


@dataclass(frozen=True)
class KeepersDay:
    """What a keeper of the house wants to know in the morning."""

    to_look_at: Sequence[Finding]
    bodies: Sequence[Body]
    people: int
    recoveries: int  # asked for, and not agreed to yet
    wrong_lately: int  # at the doors, within a day
    denied_lately: int
    holds: int
    administers: bool
    founds: bool  # the first start is not finished
    sets_up: bool

    @property
    def is_alone(self) -> bool:
        """Whether a body is there and nobody who could meet."""
        return self.administers and not self.founds and self.people == 1


def keepers_day(actor: Actor, house: Installation) -> KeepersDay:
    require(may_see_health(actor))
    since = Access.at > now() - LATELY
    open_recovery = (
        (AccessLink.purpose == LinkPurpose.RECOVERY)
        & AccessLink.agreed_at.is_(None)
        & AccessLink.ended_at.is_(None)
    )
    return KeepersDay(
        to_look_at=[each for each in list_findings(actor, house) if not each.fine],
        bodies=list_bodies(actor),
        people=_count(Account.id, Account.active.is_(True) & ~Account.username.like("system-%")),
        recoveries=_count(AccessLink.id, open_recovery),
        wrong_lately=_count(Access.id, since & Access.what.in_(WRONG)),
        denied_lately=_count(Access.id, since & (Access.what == What.DENIED)),
        holds=_count(LegalHold.id, LegalHold.released_at.is_(None)),
        administers=may_administer(actor),
        founds=awaits_body(actor),
        sets_up=sets_up(actor),
    )


def _count(what: InstrumentedAttribute[str], where: ColumnElement[bool]) -> int:
    return session().scalar(select(func.count(what)).where(where)) or 0
