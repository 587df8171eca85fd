"""What a body corrects of its country's calendar: days that are free, and Saturdays that are worked."""

from datetime import date, timedelta

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body, DayOff
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.setting_events import CorrectionRemoved, DaysCorrected
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

LONGEST = 31
TOO_LONG = N_("At most 31 days at once, the last one not before the first.")


def correct_days(
    actor: Actor, body: Body, days: tuple[date, date], *, works: bool, reason: str
) -> None:
    """Say that a body works on these days, or that it does not. What was said of one before gives way."""
    require(may_administer(actor))
    first, last = days
    if not first <= last < first + timedelta(days=LONGEST):
        raise Invalid(last=TOO_LONG)
    known = {each.day: each for each in _corrections(body, first, last)}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        row = known.get(day) or DayOff(id=new_id(), body_id=body.id, day=day)
        row.works, row.reason = works, reason
        session().add(row)
    record(
        DaysCorrected(
            actor_id=actor.id,
            body_id=body.id,
            first=first,
            last=last,
            works=works,
            reason=reason,
        )
    )


def remove_correction(actor: Actor, body: Body, day: date) -> None:
    """Let a day be again as the country's calendar says."""
    require(may_administer(actor))
    rows = _corrections(body, day, day)
    if not rows:
        raise Missing
    session().delete(rows[0])
    record(CorrectionRemoved(actor_id=actor.id, body_id=body.id, day=day, works=rows[0].works))


def _corrections(body: Body, first: date, last: date) -> list[DayOff]:
    query = select(DayOff).where(DayOff.body_id == body.id, DayOff.day.between(first, last))
    return list(session().scalars(query))
