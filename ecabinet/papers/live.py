from ecabinet.bodies.actors import Actor
from ecabinet.papers.queries import find_dossier
from ecabinet.realtime.topics import watchable


@watchable("dossier")
def may_watch_dossier(actor: Actor, dossier_id: str) -> bool:
    return find_dossier(actor, dossier_id).id == dossier_id
