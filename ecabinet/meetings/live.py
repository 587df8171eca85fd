from ecabinet.bodies.actors import Actor
from ecabinet.meetings.queries import find_meeting
from ecabinet.realtime.topics import watchable


@watchable("meeting")
def may_watch_meeting(actor: Actor, meeting_id: str) -> bool:
    return bool(find_meeting(actor, meeting_id))


@watchable("presence")
def may_watch_presence(actor: Actor, meeting_id: str) -> bool:
    return bool(find_meeting(actor, meeting_id))
