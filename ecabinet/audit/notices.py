from sqlalchemy import select

from ecabinet.audit.events import TrailChecked
from ecabinet.bodies.actors import current_on, today
from ecabinet.bodies.models import Post, Role
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell

BROKEN = N_(
    "The audit trail is broken in %(count)s places. Please look where, and change nothing on the server until it is "
    "understood."
)


@within(TrailChecked)
def raise_the_alarm(fact: TrailChecked) -> None:
    """A broken trail is told to everybody who supervises, at once."""
    if fact.breaks:
        watching = select(Post.account_id).where(
            Post.role.in_({Role.AUDITOR, Role.ADMINISTRATOR}), current_on(today())
        )
        people = session().scalars(watching.distinct().order_by(Post.account_id)).all()
        tell(fact, people, BROKEN, {"count": str(fact.breaks)}, "/audit/state")
