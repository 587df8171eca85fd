from ecabinet.bodies.actors import Actor
from ecabinet.emergencies.queries import find_reading
from ecabinet.realtime.topics import watchable


@watchable("emergency")
def may_watch_reading(actor: Actor, reading_id: str) -> bool:
    return bool(find_reading(actor, reading_id))
