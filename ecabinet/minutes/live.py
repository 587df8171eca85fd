from ecabinet.bodies.actors import Actor
from ecabinet.meetings.queries import find_meeting
from ecabinet.minutes.policy import may_open
from ecabinet.realtime.topics import watchable


@watchable("minutes")
def may_watch_minutes(actor: Actor, meeting_id: str) -> bool:
    return may_open(actor, find_meeting(actor, meeting_id))
