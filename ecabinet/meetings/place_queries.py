"""Where a session is held, what else happens there and then, and what stands in its way."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import load_only, selectinload

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.calendar import WorkingCalendar, YearMissing
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of
from ecabinet.core.database import session
from ecabinet.meetings.hurdles import Facts, Hurdle, list_hurdles
from ecabinet.meetings.models import (
    CALLED_OFF,
    OVER,
    PREPARING,
    Invitation,
    Kind,
    Meeting,
    Reply,
)
from ecabinet.meetings.parts import LONGEST_IN_ALL, overlap
from ecabinet.meetings.policy import may_prepare, visible_to
from ecabinet.meetings.queries import find_meeting

SOME = 5  # more names than these say no more


def list_in_same_room(actor: Actor, meeting: Meeting, venue_id: str | None) -> Sequence[Meeting]:
    """Return the sessions that sit in a room at the same time as this one would."""
    return list_in_rooms(actor, meeting, [venue_id]).get(venue_id, []) if venue_id else []


def list_in_rooms(
    actor: Actor, meeting: Meeting, venue_ids: Collection[str]
) -> Mapping[str, Sequence[Meeting]]:
    """Return what sits in each of these rooms while this session would, of those that somebody sits in."""
    query = select(Meeting).where(
        Meeting.venue_id.in_(venue_ids), Meeting.state.not_in(OVER), visible_to(actor)
    )
    taken: dict[str, list[Meeting]] = {}
    for each in _at_the_same_time(query, meeting):
        taken.setdefault(each.venue_id or "", []).append(each)
    return taken


def list_called_elsewhere(actor: Actor, meeting: Meeting) -> Sequence[str]:
    """Return who of those called is called to another session at the same time; to which is not said."""
    if not may_prepare(actor, meeting):
        return []
    ids = _called_to(meeting)
    called = Meeting.invitations.any(Invitation.account_id.in_(ids))
    query = select(Meeting).where(called, Meeting.state.not_in(OVER | PREPARING))
    others = [each.id for each in _at_the_same_time(query, meeting)]
    if not others:
        return []
    people = (
        select(Account.name)
        .where(
            Account.id.in_(ids),
            Account.id.in_(select(Invitation.account_id).where(Invitation.meeting_id.in_(others))),
        )
        .order_by(Account.name)
    )
    return session().scalars(people).all()


def count_at_sites(actor: Actor, meeting: Meeting) -> Mapping[str, int]:
    """Count who takes part from each remote site of a session, by its id."""
    query = (
        select(Invitation.site_id, func.count())
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(Meeting.id == meeting.id, visible_to(actor), Invitation.site_id.is_not(None))
        .where(Invitation.reply == Reply.ONLINE)
        .group_by(Invitation.site_id)
    )
    return {site_id: count for site_id, count in session().execute(query) if site_id}


def find_hurdles(actor: Actor, meeting: Meeting, items: int | None = None) -> Sequence[Hurdle]:
    """Return what stands in the way of a session, to those who prepare it; `items`: how many its agenda has."""
    found = find_meeting(actor, meeting.id)
    if not may_prepare(actor, found) or found.is_over or found.state in CALLED_OFF:
        return []
    return list_hurdles(_facts(actor, found, items))


def _facts(actor: Actor, meeting: Meeting, items: int | None) -> Facts:
    day, rules = day_of(meeting.starts_at), meeting.body.rules
    members = {each.account_id for each in list_members(meeting.body_id, day)}
    roll = [each for each in meeting.invitations if each.votes]
    away = {Reply.ABSENT} if rules.online_counts else {Reply.ABSENT, Reply.ONLINE}
    chair = meeting.invitation_of(meeting.chair_id)
    count = len(roll) if meeting.is_published else len(members)
    lost = sum(each.reply in away for each in roll)
    asked, missing, year = _days(meeting)
    names = list_called_elsewhere(actor, meeting)
    return Facts(
        chair=meeting.chair.name,
        chair_in_office=meeting.chair_id in members,
        chair_comes=chair is None or chair.reply is not Reply.ABSENT,
        members=count,
        can_come=count - lost,
        quorum=rules.quorum(count),
        called=sum(each.reply not in {Reply.ABSENT, Reply.ONLINE} for each in meeting.invitations),
        capacity=meeting.venue.capacity if meeting.venue else 0,
        room_offered=meeting.venue is None or meeting.venue.is_offered_on(day),
        in_same_room=[
            each.title for each in list_in_same_room(actor, meeting, meeting.venue_id)[:SOME]
        ],
        called_elsewhere=[*names[:SOME], *(["…"] if len(names) > SOME else [])],
        items=items,
        days_asked=asked,
        days_missing=missing,
        missing_year=year,
    )


def _days(meeting: Meeting) -> tuple[int, int, int | None]:
    """Return how many working days the rules ask for, how many are missing, and a year of which nobody can say."""
    if meeting.is_published:
        return 0, 0, None
    rules = meeting.body.rules
    extraordinary = meeting.kind is Kind.UNSCHEDULED
    asked = rules.extraordinary_ahead_days if extraordinary else rules.papers_ahead_days
    calendar, day = WorkingCalendar.of(meeting.body), day_of(meeting.starts_at)
    missing = calendar.lacks(asked, today(), day)
    try:
        reached = calendar.after(today(), asked) if missing else day
    except YearMissing as no:
        return asked, missing, int(str(no.values["year"]))
    return asked, missing if reached > day else 0, None


def _called_to(meeting: Meeting) -> Collection[str]:
    if meeting.invitations:
        return [each.account_id for each in meeting.invitations]
    return [each.account_id for each in list_members(meeting.body_id, day_of(meeting.starts_at))]


def _at_the_same_time(query: Select[Meeting], meeting: Meeting) -> list[Meeting]:
    """Return those of the sessions that sit while this one does. What is called off sits nowhere."""
    spans = meeting.spans
    near = Meeting.starts_at.between(spans[0][0] - LONGEST_IN_ALL, spans[-1][1])
    query = query.where(Meeting.id != meeting.id, Meeting.state.not_in(CALLED_OFF), near)
    columns = (Meeting.title, Meeting.starts_at, Meeting.ended_at, Meeting.state, Meeting.venue_id)
    query = query.options(
        load_only(*columns),
        selectinload(Meeting.parts),
    )
    found = session().scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()
    return [each for each in found if overlap(spans, each.spans)]
