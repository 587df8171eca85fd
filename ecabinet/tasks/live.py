from ecabinet.bodies.actors import Actor
from ecabinet.realtime.topics import watchable
from ecabinet.tasks.policy import may_follow


@watchable("tasks")
def may_watch_tasks(actor: Actor, whose: str) -> bool:
    """The tasks of a whole body, or of one's own agency."""
    return may_follow(actor, whose) or whose in actor.agencies()
