"""Named parts of the system that act by themselves: nobody signs in as one, and the trail names it."""

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, Holding
from ecabinet.bodies.models import Role
from ecabinet.core.database import session

CLOCK = "system-clock"  # closes what its time has come for
FOUNDER = "system-founder"  # makes the first bodies and people of an installation


def system_actor(username: str) -> Actor:
    """Return the system account of that name, made on first use. It holds no post and may do nothing by itself.

    Its id is its name, so that a policy can tell it without asking the database; no person's id looks like it.
    """
    account = session().get(Account, username)
    if account is None:
        account = Account(id=username, username=username, name="e-Cabinet", active=True)
        session().add(account)
        session().flush()
    return Actor(account.id, account.name, ())


def founder() -> Actor:
    """Return who sets up an empty installation. It administers, and has no right to read a paper."""
    actor = system_actor(FOUNDER)
    holding = Holding("", Role.ADMINISTRATOR, None, "", None, "", None, "e-Cabinet", "")
    return Actor(actor.id, actor.name, (holding,))
