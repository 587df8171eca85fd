from ecabinet.bodies.actors import Actor
from ecabinet.papers.queries import find_dossier, find_paper
from ecabinet.realtime.topics import watchable


@watchable("dossier")
def may_watch_dossier(actor: Actor, dossier_id: str) -> bool:
    return find_dossier(actor, dossier_id).id == dossier_id


@watchable("paper")
def may_watch_paper(actor: Actor, paper_id: str) -> bool:
    return find_paper(actor, paper_id).id == paper_id
