from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.meetings.attendance_operations import check_in
from ecabinet.meetings.queries import find_meeting, sees_meeting
from ecabinet.realtime.messages import Message, deed
from ecabinet.realtime.topics import watchable
from ecabinet.sittings.operations import ask_to_speak, withdraw_request
from ecabinet.sittings.queries import find_own_request, find_sitting


class InRoom(Message):
    """What somebody does in a room, for themselves."""

    meeting: str


class Arrival(InRoom):
    online: bool = False


@watchable("room")
def may_watch_room(actor: Actor, meeting_id: str) -> bool:
    return sees_meeting(actor, meeting_id)


@watchable("floor")
def may_watch_floor(actor: Actor, meeting_id: str) -> bool:
    return sees_meeting(actor, meeting_id)


@deed("ask_to_speak", InRoom)
def ask(actor: Actor, sent: InRoom) -> dict[str, Any]:
    request = ask_to_speak(actor, find_sitting(actor, sent.meeting, lock=True))
    return {"at": request.asked_at.isoformat()}


@deed("withdraw", InRoom)
def withdraw(actor: Actor, sent: InRoom) -> dict[str, Any]:
    sitting = find_sitting(actor, sent.meeting, lock=True)
    if request := find_own_request(actor, sitting):
        withdraw_request(actor, sitting, request)
    return {}


@deed("check_in", Arrival)
def arrive(actor: Actor, sent: Arrival) -> dict[str, Any]:
    invitation = check_in(actor, find_meeting(actor, sent.meeting, lock=True), online=sent.online)
    return {"at": invitation.arrived_at.isoformat() if invitation.arrived_at else ""}
