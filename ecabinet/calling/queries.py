from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import list_posts
from ecabinet.calling.models import Absence
from ecabinet.calling.policy import (
    MAY_COME,
    may_see_answers,
    may_send_substitute,
)
from ecabinet.core.clock import day_of
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, require
from ecabinet.meetings.models import Invitation, Meeting, Reply


@dataclass(frozen=True)
class Answer:
    """What one person who is called answered."""

    call: Invitation
    absence: Absence | None


@dataclass(frozen=True)
class Answers:
    """Who answered what, counted; only members count. `possible`: who is there if all who may come do come."""

    rows: Sequence[Answer]
    counts: Mapping[Reply, int]
    members: int
    quorum: int
    possible: int
    chair_comes: bool

    @property
    def quorum_possible(self) -> bool:
        return self.possible >= self.quorum

    @property
    def waiting(self) -> Sequence[Answer]:
        """Return the absences that wait for the chair's word."""
        return [each for each in self.rows if each.absence and each.absence.waits]


def find_answers(actor: Actor, meeting: Meeting) -> Answers:
    """Return who answered what, to the chair and the secretariat."""
    require(may_see_answers(actor, meeting))
    query = select(Absence).where(Absence.meeting_id == meeting.id)
    absences = {each.member_id: each for each in session().scalars(query) if each.is_live}
    rows = [Answer(each, absences.get(each.account_id)) for each in meeting.invitations]
    return _counted(meeting, rows)


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


def _taken(meeting: Meeting, member_id: str) -> set[str]:
    """Return who cannot come in this member's place: members, and who comes for another one already."""
    query = select(Absence).where(Absence.meeting_id == meeting.id, Absence.member_id != member_id)
    others = {each.account_id for each in session().scalars(query) if each.is_live}
    return {each.account_id for each in meeting.invitations if each.votes} | {
        each for each in others if each
    }


def _counted(meeting: Meeting, rows: Sequence[Answer]) -> Answers:
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
    )
