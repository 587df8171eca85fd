from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import selectinload

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import OVER, RUNNING, Kind, Meeting, State
from ecabinet.meetings.policy import visible_to
from ecabinet.meetings.version_models import Publication

PAGE = 20
AHEAD = 60  # more sessions than this are never prepared at once
FORGOTTEN = timedelta(days=1)  # a session never started is not the next one for longer than this


@dataclass(frozen=True)
class Attendance:
    """Who is there, counted. Only members count; `present` holds those online when the rules count them."""

    members: int
    present: int
    online: int
    quorum: int
    reached: bool


def find_meeting(actor: Actor, meeting_id: str, *, lock: bool = False) -> Meeting:
    """Return a session that `actor` may see."""
    query = _seen_by(actor).where(Meeting.id == meeting_id)
    if lock:
        query = query.with_for_update(of=Meeting)
    if meeting := session().scalars(query).one_or_none():
        return meeting
    raise Missing


def list_upcoming_meetings(actor: Actor) -> Sequence[Meeting]:
    """Return the sessions that are not over, the nearest first."""
    query = _seen_by(actor).where(Meeting.state.not_in(OVER))
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(AHEAD)).all()


def list_past_meetings(actor: Actor, before: str | None = None) -> Sequence[Meeting]:
    """Return a page of the sessions that are over, the newest first."""
    return session().scalars(_page(_seen_by(actor).where(Meeting.state.in_(OVER)), before)).all()


def count_meetings(actor: Actor) -> int:
    """Count the sessions that the actor may see."""
    return session().scalar(select(func.count(Meeting.id)).where(visible_to(actor))) or 0


def find_next_meeting(actor: Actor) -> Meeting | None:
    """Return the next published session, if there is one."""
    query = _seen_by(actor).where(
        Meeting.state == State.PUBLISHED, Meeting.starts_at > now() - FORGOTTEN
    )
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).one_or_none()


def find_running_meeting(actor: Actor) -> Meeting | None:
    """Return the session that goes on now, if there is one."""
    query = _seen_by(actor).where(Meeting.state.in_(RUNNING))
    return session().scalars(query.order_by(Meeting.starts_at.desc()).limit(1)).one_or_none()


def sees_meeting(actor: Actor, meeting_id: str) -> bool:
    """Whether there is such a session for `actor`; cheap, however many are called to it."""
    seen = exists().where(Meeting.id == meeting_id, visible_to(actor))
    return bool(session().scalar(select(seen)))


def sees_running(actor: Actor) -> bool:
    """Whether a session that `actor` sees goes on now."""
    running = exists().where(visible_to(actor), Meeting.state.in_(RUNNING))
    return bool(session().scalar(select(running)))


def list_publications(actor: Actor, meeting: Meeting) -> Sequence[Publication]:
    """Return what was published when, and what each version changed, the newest first."""
    query = (
        select(Publication)
        .join(Meeting, Meeting.id == Publication.meeting_id)
        .where(Meeting.id == meeting.id, visible_to(actor))
    )
    return session().scalars(query.order_by(Publication.version.desc())).all()


def count_days_short(actor: Actor, meeting: Meeting) -> int:
    """Return how many working days fewer than the body's rules ask lie between today and the session."""
    rules = find_meeting(actor, meeting.id).body.rules
    extraordinary = meeting.kind is Kind.UNSCHEDULED
    asked = rules.extraordinary_ahead_days if extraordinary else rules.papers_ahead_days
    return WorkingCalendar.of(meeting.body).lacks(asked, today(), day_of(meeting.starts_at))


def attendance(meeting: Meeting) -> Attendance:
    """Count the members who are present against the quorum of the whole membership."""
    rules = meeting.body.rules
    roll = [each for each in meeting.invitations if each.votes]
    there = [each for each in roll if each.is_present]
    online = sum(each.online for each in there)
    present = len(there) if rules.online_counts else len(there) - online
    quorum = rules.quorum(len(roll))
    return Attendance(len(roll), present, online, quorum, bool(roll) and present >= quorum)


def _seen_by(actor: Actor) -> Select[Meeting]:
    return select(Meeting).where(visible_to(actor)).options(selectinload(Meeting.invitations))


def _page(query: Select[Meeting], before: str | None) -> Select[Meeting]:
    if before and (last := session().get(Meeting, before)):
        query = query.where(tuple_(Meeting.starts_at, Meeting.id) < (last.starts_at, last.id))
    return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(PAGE)
