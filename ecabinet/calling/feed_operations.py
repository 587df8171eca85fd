from ecabinet.bodies.actors import Actor
from ecabinet.calling.events import FeedMade, FeedRemoved
from ecabinet.calling.models import Feed
from ecabinet.calling.policy import may_subscribe
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_token


def make_feed(actor: Actor) -> str:
    """Return a new secret for one's calendar address, this once. The one before opens nothing any more."""
    require(may_subscribe(actor, actor.id))
    token = new_token()
    feed = session().get(Feed, actor.id) or Feed(account_id=actor.id)
    feed.token_hash, feed.made_at = fingerprint(token), now()
    session().add(feed)
    session().flush()
    record(FeedMade(actor_id=actor.id))
    return token


def remove_feed(actor: Actor) -> None:
    """Let one's calendar address open nothing any more."""
    require(may_subscribe(actor, actor.id))
    if feed := session().get(Feed, actor.id):
        session().delete(feed)
        record(FeedRemoved(actor_id=actor.id))
