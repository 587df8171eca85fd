"""The rules of a body may ask for more than a password of everybody who belongs to it."""

from sqlalchemy import Date, bindparam, exists, or_, select

from ecabinet.accounts.factors import demanded_by
from ecabinet.bodies.actors import current_on, today
from ecabinet.bodies.models import Body, Post
from ecabinet.core.database import session

# Every page asks it: it is spelled once.
_BELONGED_TO = select(Body).where(
    exists().where(
        Post.account_id == bindparam("account"),
        current_on(bindparam("today", type_=Date())),
        or_(Post.body_id == Body.id, Post.body_id.is_(None)),
    )
)


@demanded_by
def asks_for_more(account_id: str) -> bool:
    """Whether a body they hold a post in asks for it; of whoever serves all bodies, any of them."""
    asked = {"account": account_id, "today": today()}
    return any(each.rules.second_factor for each in session().scalars(_BELONGED_TO, asked))
