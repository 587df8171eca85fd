from ecabinet.bodies.actors import Actor
from ecabinet.lodging.queries import find_lodging
from ecabinet.realtime.topics import watchable


@watchable("lodging")
def may_watch_lodging(actor: Actor, lodging_id: str) -> bool:
    return bool(find_lodging(actor, lodging_id))


@watchable("lodgings")
def may_watch_lodgings(actor: Actor, whose: str) -> bool:
    """The dossiers of one's own agency, or all that were handed in to a body whose secretariat one is."""
    return whose in actor.agencies() or actor.is_secretariat(whose)
