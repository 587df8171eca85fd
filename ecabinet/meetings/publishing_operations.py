"""Letting a session out, and every change after that: who is called, and the versions with their notes."""

from collections.abc import Mapping

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of
from ecabinet.core.errors import Refused, require
from ecabinet.core.events import record
from ecabinet.meetings import events
from ecabinet.meetings.models import (
    NOT_PUBLISHED,
    PREPARING,
    Invitation,
    Meeting,
    State,
)
from ecabinet.meetings.policy import may_approve, may_prepare
from ecabinet.meetings.version_models import Publication
from ecabinet.meetings.versions import add_version


def publish_meeting(actor: Actor, meeting: Meeting, note: str = "") -> None:
    """Let the session out: its members are called. From now on every change is a new version."""
    require(may_approve(actor, meeting))
    meeting.move(State.PUBLISHED)
    _call_members(meeting)
    _tell(actor, meeting, add_version(meeting, actor.id, note=note.strip()))


def note_change(actor: Actor, meeting: Meeting, message: str, values: Mapping[str, str]) -> None:
    """Make a new version of a published session; a message id and its values say what changed."""
    require(may_prepare(actor, meeting))
    if meeting.state in PREPARING:
        raise Refused(NOT_PUBLISHED)
    _tell(actor, meeting, add_version(meeting, actor.id, message, values))


def call_guest(actor: Actor, meeting: Meeting, post: Post) -> None:
    """Call somebody who will not vote."""
    require(may_prepare(actor, meeting))
    if meeting.invitation_of(post.account_id) is None:
        meeting.invitations.append(Invitation.calling(post, votes=False))


def _call_members(meeting: Meeting) -> None:
    called = {each.account_id for each in meeting.invitations}
    for post in list_members(meeting.body_id, day_of(meeting.starts_at)):
        if post.account_id not in called:
            called.add(post.account_id)  # who holds two posts has one seat
            meeting.invitations.append(Invitation.calling(post, votes=True))


def _tell(actor: Actor, meeting: Meeting, version: Publication) -> None:
    record(
        events.MeetingPublished(
            actor_id=actor.id,
            body_id=meeting.body_id,
            meeting_id=meeting.id,
            version=version.version,
            note=version.note or version.message,
        )
    )
