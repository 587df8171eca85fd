from ecabinet.audit.policy import may_check
from ecabinet.bodies.actors import Actor
from ecabinet.realtime.topics import watchable


@watchable("trail")
def may_watch_checks(actor: Actor, _what: str) -> bool:
    """That the trail is being checked, and that it has been."""
    return may_check(actor)
