"""Who may do what with a session."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_

from ecabinet.bodies.actors import KEPT_CLAUSES, Actor
from ecabinet.bodies.models import SECRETARIAT, Body, Role
from ecabinet.bodies.system import CLOCK
from ecabinet.meetings.models import PREPARING, Invitation, Meeting


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat and the chair always; whoever is called, and their assistants, once it is published.

    Who was called and no longer holds a post in the body sees it no more.
    """
    if actor.is_secretariat(meeting.body_id) or actor.id == meeting.chair_id:
        return True
    called = actor.stands_for(meeting.body_id)
    return meeting.is_published and any(each.account_id in called for each in meeting.invitations)


@lru_cache(maxsize=KEPT_CLAUSES)
def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return or_(
        Meeting.body_id.in_(actor.bodies(SECRETARIAT)),
        Meeting.chair_id == actor.id,
        and_(Meeting.state.not_in(PREPARING), is_called(actor)),
    )


def is_called(actor: Actor, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the actor, or whom they assist in that body, is called; `more` narrows the invitation."""
    return or_(
        false(),
        *(
            and_(
                Meeting.body_id == body_id,
                Meeting.invitations.any(
                    and_(Invitation.account_id.in_(actor.stands_for(body_id)), *more)
                ),
            )
            for body_id in sorted(actor.bodies())
        ),
    )


def may_create(actor: Actor, body: Body) -> bool:
    return actor.is_secretariat(body.id)


def may_prepare(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat(meeting.body_id)


def may_approve(actor: Actor, meeting: Meeting) -> bool:
    """An officer submits, the head of the secretariat approves, returns and publishes."""
    return actor.holds(meeting.body_id, {Role.HEAD})


def may_let_out(actor: Actor) -> bool:
    """The clock alone lets out what its time has come for; who set it is asked again whether they may."""
    return actor.id == CLOCK


def may_halt(actor: Actor, meeting: Meeting) -> bool:
    """The chair postpones or cancels a session, or the head of the secretariat on the chair's order."""
    return may_preside(actor, meeting) or may_approve(actor, meeting)


def may_preside(actor: Actor, meeting: Meeting) -> bool:
    return actor.id == meeting.chair_id


def may_run(actor: Actor, meeting: Meeting) -> bool:
    """The chair, or the desk on the chair's order, which is recorded as such."""
    return may_preside(actor, meeting) or actor.is_secretariat(meeting.body_id)


def may_reply(actor: Actor, meeting: Meeting) -> bool:
    """Only for oneself."""
    return meeting.is_published and invitation_of(actor, meeting) is not None


def may_check_in(actor: Actor, meeting: Meeting) -> bool:
    """Only oneself; the desk checks others in by `may_run`."""
    return invitation_of(actor, meeting) is not None


def is_voter(actor: Actor, meeting: Meeting) -> bool:
    invitation = invitation_of(actor, meeting)
    return invitation is not None and invitation.votes


def invitation_of(actor: Actor, meeting: Meeting) -> Invitation | None:
    """Return how the actor was called, if they were."""
    return meeting.invitation_of(actor.id)
