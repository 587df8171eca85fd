from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Agency, Post, Role
from ecabinet.bodies.queries import list_agencies, list_agency_officers, list_members, list_posts
from ecabinet.calling.models import Absence, AgencyCall, CallSheet, Feed
from ecabinet.calling.policy import (
    MAY_COME,
    agency_call_visible_to,
    may_call,
    may_see_answers,
    may_send_substitute,
)
from ecabinet.core.clock import day_of
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, require
from ecabinet.meetings.models import Invitation, Meeting, Reply

CALLABLE = frozenset({Role.GUEST, Role.AGENCY, Role.CLERK, Role.OFFICER, Role.HEAD})


@dataclass(frozen=True)
class Answer:
    """What one person who is called answered. `outdated`: before the time or place was changed."""

    call: Invitation
    absence: Absence | None
    outdated: bool


@dataclass(frozen=True)
class Answers:
    """Who answered what, counted; only members count. `possible`: who is there if all who may come do come."""

    rows: Sequence[Answer]
    counts: Mapping[Reply, int]
    members: int
    quorum: int
    possible: int
    chair_comes: bool
    sheet: CallSheet

    @property
    def quorum_possible(self) -> bool:
        return self.possible >= self.quorum

    @property
    def waiting(self) -> Sequence[Answer]:
        """Return the absences that wait for the chair's word."""
        return [each for each in self.rows if each.absence and each.absence.waits]

    @property
    def unanswered(self) -> Sequence[Answer]:
        return [each for each in self.rows if each.call.reply is Reply.NONE or each.outdated]


@dataclass(frozen=True)
class RollChanges:
    """How the membership of the session's day differs from who was called as a member."""

    joined: Sequence[Post]
    left: Sequence[Invitation]

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)


def find_answers(actor: Actor, meeting: Meeting) -> Answers:
    """Return who answered what, to the chair and the secretariat."""
    require(may_see_answers(actor, meeting))
    query = select(Absence).where(Absence.meeting_id == meeting.id)
    absences = {each.member_id: each for each in session().scalars(query) if each.is_live}
    sheet = find_sheet(actor, meeting)
    rows = [
        Answer(each, absences.get(each.account_id), is_outdated(each, sheet))
        for each in meeting.invitations
    ]
    return _counted(meeting, rows, sheet)


def find_sheet(actor: Actor, meeting: Meeting) -> CallSheet:  # noqa: ARG001 -- every query is told who asks
    """Return what is remembered of calling people; an empty one where there is nothing yet."""
    return session().get(CallSheet, meeting.id) or CallSheet(
        meeting_id=meeting.id, sequence=0, when_where="", roll_told=""
    )


def is_outdated(call: Invitation, sheet: CallSheet) -> bool:
    """Whether somebody answered before the time or place was changed."""
    return bool(sheet.moved_at and call.replied_at and call.replied_at < sheet.moved_at)


def find_own_absence(actor: Actor, meeting: Meeting) -> Absence | None:
    """Return what one asked of the chair, whatever came of it."""
    query = select(Absence).where(Absence.meeting_id == meeting.id, Absence.member_id == actor.id)
    return session().scalars(query).one_or_none()


def find_absence(actor: Actor, meeting: Meeting, member_id: str) -> Absence:
    """Return a member's absence, to those who see the answers."""
    query = select(Absence).where(Absence.meeting_id == meeting.id, Absence.member_id == member_id)
    absence = session().scalars(query.with_for_update(of=Absence)).one_or_none()
    if absence is None or not may_see_answers(actor, meeting):
        raise Missing
    return absence


def list_possible_substitutes(actor: Actor, meeting: Meeting) -> Sequence[Post]:
    """Return who of the house may come in the actor's place, those of their own agency first."""
    require(may_send_substitute(actor, meeting))
    own = {each.agency_id for each in actor.holdings if each.body_id == meeting.body_id}
    taken = _taken(meeting, actor.id)
    posts = list_posts(meeting.body_id, MAY_COME, day_of(meeting.starts_at))
    found = {each.account_id: each for each in posts if each.account_id not in taken}
    return sorted(found.values(), key=lambda each: (each.agency_id not in own, each.rank, each.id))


def list_callable(actor: Actor, meeting: Meeting) -> Sequence[Post]:
    """Return who of the house can be called besides the members, and is not yet."""
    require(may_call(actor, meeting))
    called = {each.account_id for each in meeting.invitations}
    posts = list_posts(meeting.body_id, CALLABLE, day_of(meeting.starts_at))
    found = {each.account_id: each for each in posts if each.account_id not in called}
    return list(found.values())


def list_agency_calls(actor: Actor, meeting: Meeting) -> Sequence[AgencyCall]:
    """Return the agencies that are called to a session, as far as the actor may know."""
    query = select(AgencyCall).where(
        AgencyCall.meeting_id == meeting.id, agency_call_visible_to(actor)
    )
    return session().scalars(query.order_by(AgencyCall.called_at, AgencyCall.id)).all()


def list_callable_agencies(actor: Actor, meeting: Meeting) -> Sequence[Agency]:
    """Return the agencies of the body that are not called yet."""
    require(may_call(actor, meeting))
    called = {each.agency_id for each in list_agency_calls(actor, meeting)}
    return [each for each in list_agencies(actor, meeting.body_id) if each.id not in called]


def find_agency_call(actor: Actor, call_id: str, *, lock: bool = False) -> AgencyCall:
    """Return the call of an agency, to its officers and the secretariat."""
    query = (
        select(AgencyCall)
        .where(AgencyCall.id == call_id, agency_call_visible_to(actor))
        .options(joinedload(AgencyCall.meeting).selectinload(Meeting.invitations))
    )
    if lock:
        query = query.with_for_update(of=AgencyCall)
    if call := session().scalars(query).one_or_none():
        return call
    raise Missing


def list_own_officers(actor: Actor, call: AgencyCall) -> Sequence[Post]:  # noqa: ARG001 -- every query is told who asks
    """Return the people of an agency whom it may send."""
    return list_agency_officers([call.agency_id], today())


def find_roll_changes(actor: Actor, meeting: Meeting) -> RollChanges:
    """Return who became a member since the session was published, and who is none any more."""
    require(may_call(actor, meeting))
    return roll_changes(meeting)


def roll_changes(meeting: Meeting) -> RollChanges:
    """`find_roll_changes`, for the clock, which reads no page."""
    members = {each.account_id: each for each in _roll_of(meeting)}
    called = {each.account_id for each in meeting.invitations if each.votes}
    return RollChanges(
        joined=[each for account_id, each in members.items() if account_id not in called],
        left=[
            each for each in meeting.invitations if each.votes and each.account_id not in members
        ],
    )


def find_feed(actor: Actor) -> Feed | None:
    """Return one's own calendar address, as far as it is kept."""
    return session().get(Feed, actor.id)


def list_called_meetings(actor: Actor, seen: Sequence[Meeting]) -> Sequence[Meeting]:
    """Return those of the sessions to which the actor is called themselves."""
    return [each for each in seen if each.is_published and each.invitation_of(actor.id)]


def _roll_of(meeting: Meeting) -> Sequence[Post]:
    return list_members(meeting.body_id, day_of(meeting.starts_at)) if meeting.is_published else ()


def _taken(meeting: Meeting, member_id: str) -> set[str]:
    """Return who cannot come in this member's place: members, and who comes for another one already."""
    query = select(Absence).where(Absence.meeting_id == meeting.id, Absence.member_id != member_id)
    others = {each.account_id for each in session().scalars(query) if each.is_live}
    return {each.account_id for each in meeting.invitations if each.votes} | {
        each for each in others if each
    }


def _counted(meeting: Meeting, rows: Sequence[Answer], sheet: CallSheet) -> Answers:
    rules = meeting.body.rules
    said = [each.call.reply for each in rows if each.call.votes]
    counts = {reply: said.count(reply) for reply in Reply}
    online = counts[Reply.ONLINE] if rules.online_counts else 0
    chair = meeting.invitation_of(meeting.chair_id)
    return Answers(
        rows=rows,
        counts=counts,
        members=len(said),
        quorum=rules.quorum(len(said)),
        possible=counts[Reply.IN_PERSON] + online + counts[Reply.NONE],
        chair_comes=chair is not None and chair.reply not in {Reply.ABSENT, Reply.SUBSTITUTE},
        sheet=sheet,
    )
