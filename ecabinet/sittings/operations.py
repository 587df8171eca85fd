from typing import TypeVar

from ecabinet.agenda.models import Item
from ecabinet.agenda.operations import call_item
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import State
from ecabinet.meetings.policy import invitation_of, may_preside
from ecabinet.sittings.events import (
    FloorEvent,
    SpeakerCalled,
    SpeechAsked,
    SpeechEnded,
    SpeechWithdrawn,
)
from ecabinet.sittings.models import Sitting, Speech, SpeechRequest
from ecabinet.sittings.policy import may_ask, may_run, may_withdraw
from ecabinet.sittings.queries import find_own_request, find_speaker

F = TypeVar("F", bound=FloorEvent)

NOT_RUNNING = N_("The session is not running.")


def call_current_item(actor: Actor, sitting: Sitting, item: Item) -> None:
    """Take up an item. The queue of the one before it is dissolved."""
    require(may_run(actor, sitting))
    if item.meeting_id != sitting.meeting_id:
        raise Missing
    call_item(actor, item)


def ask_to_speak(actor: Actor, sitting: Sitting) -> SpeechRequest:
    """Ask for the floor on the current item. Asked twice is asked once."""
    require(may_ask(actor, sitting))
    if sitting.meeting.state is not State.IN_SESSION:
        raise Refused(NOT_RUNNING)
    if sitting.item_id is None:
        raise Refused(N_("No item has been called yet."))
    if request := find_own_request(actor, sitting):
        return request
    invitation = invitation_of(actor, sitting.meeting)
    request = SpeechRequest(
        id=new_id(),
        meeting_id=sitting.meeting_id,
        item_id=sitting.item_id,
        account_id=actor.id,
        title=invitation.title if invitation else "",
        state=Speech.WAITING,
        asked_at=now(),
    )
    session().add(request)
    record(_fact(SpeechAsked, actor, sitting, request))
    return request


def withdraw_request(actor: Actor, sitting: Sitting, request: SpeechRequest) -> None:
    """Take back one's own request, or end one's own speech."""
    require(may_withdraw(actor, request))
    if request.state is Speech.SPEAKING:
        request.end(now())
        record(_fact(SpeechEnded, actor, sitting, request))
    elif request.state is Speech.WAITING:
        request.end(now())
        record(_fact(SpeechWithdrawn, actor, sitting, request))


def call_speaker(actor: Actor, sitting: Sitting, request: SpeechRequest) -> None:
    """Give the floor to whoever waits; whoever has it now has finished."""
    require(may_run(actor, sitting))
    if sitting.meeting.state is not State.IN_SESSION:
        raise Refused(NOT_RUNNING)
    if request.state is Speech.SPEAKING:
        return
    if request.state is not Speech.WAITING or request.meeting_id != sitting.meeting_id:
        raise Refused(N_("This request was withdrawn or has been dealt with."))
    _end_current(actor, sitting)
    request.begin(now())
    request.by_order = not may_preside(actor, sitting.meeting)
    record(_fact(SpeakerCalled, actor, sitting, request))


def end_speech(actor: Actor, sitting: Sitting) -> None:
    """Take the floor back. Nobody speaks any more: that is no fault, whoever was first."""
    require(may_run(actor, sitting))
    _end_current(actor, sitting)


def _end_current(actor: Actor, sitting: Sitting) -> None:
    if speaking := find_speaker(actor, sitting):
        speaking.end(now())
        session().flush()  # the floor is free before it is given again
        record(_fact(SpeechEnded, actor, sitting, speaking))


def _fact(kind: type[F], actor: Actor, sitting: Sitting, request: SpeechRequest) -> F:
    own = request.account_id == actor.id
    return kind(
        actor_id=actor.id,
        body_id=sitting.meeting.body_id,
        meeting_id=sitting.meeting_id,
        item_id=request.item_id,
        account_id=request.account_id,
        by_order=not own and not may_preside(actor, sitting.meeting),
    )
