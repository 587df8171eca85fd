"""A small deed that is told: an account."""

from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.bodies.events import BodyFounded
from ecabinet.core.database import reading, session
from ecabinet.core.events import record


def add(username):
    session().add(Account(username=username, name=username))
    record(BodyFounded(actor_id="test", title=username))


def accounts():
    with reading():
        return set(session().scalars(select(Account.username)))
