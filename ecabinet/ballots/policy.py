"""Who may do what with a ballot. Whoever does not see its item does not know of it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda import policy as agenda
from ecabinet.agenda.models import Item
from ecabinet.ballots.models import Ballot, State, Voter
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import Meeting


def may_see(actor: Actor, ballot: Ballot) -> bool:
    """Whoever sees its item; of a free question, whoever sees the whole agenda."""
    if ballot.item is not None:
        return agenda.may_see(actor, ballot.item)
    meeting = ballot.meeting
    return agenda.sees_whole_agenda(actor, meeting) and meetings.may_see(actor, meeting)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    free = and_(Ballot.item_id.is_(None), Ballot.meeting.has(agenda.whole_agenda_visible_to(actor)))
    return or_(Ballot.item.has(agenda.visible_to(actor)), free)


def may_ask(actor: Actor, meeting: Meeting) -> bool:
    """Put a question that is on no item; the desk on the chair's order."""
    return meetings.may_run(actor, meeting)


def may_prepare(actor: Actor, item: Item) -> bool:
    return meetings.may_run(actor, item.meeting) and agenda.is_open_to(actor, item)


def may_run(actor: Actor, ballot: Ballot) -> bool:
    """The chair, or the desk on the chair's order, which is recorded as such."""
    if ballot.item is None:
        return may_ask(actor, ballot.meeting)
    return may_prepare(actor, ballot.item)


def may_run_all(actor: Actor, ballots: Sequence[Ballot]) -> bool:
    """What is done to a bloc is done to each of its ballots."""
    return all(may_run(actor, each) for each in ballots)


def may_record_by_hand(actor: Actor, ballot: Ballot) -> bool:
    """Write down what was counted by hand, and hand in the sheet: the desk, whose work papers are."""
    return may_run(actor, ballot) and actor.is_secretariat(ballot.body_id)


def may_close_by_time(actor: Actor) -> bool:
    """The clock alone: nobody else closes because time is up."""
    return actor.id == CLOCK


def may_vote(actor: Actor, place: Voter | None) -> bool:
    """Only from one's own place in the roll, and only while one is a member: nobody votes for another."""
    if place is None or place.account_id != actor.id:
        return False
    return actor.is_member(place.ballot.body_id)


def may_see_turnout(actor: Actor, ballot: Ballot) -> bool:
    """Who has voted, while it is open: the desk and the chair only. How, nobody."""
    return may_run(actor, ballot)


def may_see_result(actor: Actor, ballot: Ballot) -> bool:
    """Everybody once it is announced; between closing and that, who announces it."""
    if ballot.state is State.ANNOUNCED:
        return may_see(actor, ballot)
    return ballot.state is State.CLOSED and may_run(actor, ballot)
