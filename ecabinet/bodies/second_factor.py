"""The rules of a body may ask for more than a password of everybody who belongs to it."""

from sqlalchemy import select

from ecabinet.accounts.factors import demanded_by
from ecabinet.bodies.actors import current_on, today
from ecabinet.bodies.models import Body, Post
from ecabinet.core.database import session


@demanded_by
def asks_for_more(account_id: str) -> bool:
    """Whether a body they hold a post in asks for it; of whoever serves all bodies, any of them."""
    posts = select(Post.body_id).where(Post.account_id == account_id, current_on(today()))
    held = set(session().scalars(posts))
    bodies = select(Body) if None in held else select(Body).where(Body.id.in_(held))
    return bool(held) and any(each.rules.second_factor for each in session().scalars(bodies))
