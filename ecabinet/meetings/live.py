from ecabinet.accounts.sessions import longer_stay
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core.errors import Missing
from ecabinet.meetings.queries import sees_meeting, sees_running
from ecabinet.realtime.topics import watchable


@watchable("meeting")
def may_watch_meeting(actor: Actor, meeting_id: str) -> bool:
    return sees_meeting(actor, meeting_id)


@watchable("presence")
def may_watch_presence(actor: Actor, meeting_id: str) -> bool:
    return sees_meeting(actor, meeting_id)


@longer_stay
def is_in_session(account_id: str) -> bool:
    """Whether somebody is called to a session that runs now."""
    try:
        return sees_running(load_actor(account_id))
    except Missing:
        return False
