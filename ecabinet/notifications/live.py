from ecabinet.bodies.actors import Actor
from ecabinet.realtime.topics import watchable


@watchable("inbox")
def may_watch_inbox(actor: Actor, account_id: str) -> bool:
    return actor.id == account_id
