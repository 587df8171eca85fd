"""What the ground itself keeps for a time: the log of the doors, sessions that ended, devices, links and questions."""

from sqlalchemy import ColumnElement, CursorResult, Delete, delete, func, or_, select

from ecabinet.accounts.models import Access, AccessLink, Challenge, Device, SignIn
from ecabinet.bodies.retention import Due, retained
from ecabinet.core.database import Model, session
from ecabinet.core.words import N_


@retained("access", N_("Sign-in log"), 730)
def destroy_access(due: Due) -> int:
    return clear(Access, Access.at < due.before, due)


@retained("session", N_("Sessions that ended, and forgotten devices"), 90)
def destroy_sessions(due: Due) -> int:
    """A session counts from its end. A device goes once it was forgotten, or left unused for as long."""
    ended = or_(SignIn.revoked_at < due.before, SignIn.expires_at < due.before)
    gone = clear(SignIn, ended, due)
    unused = or_(Device.forgotten_at < due.before, Device.last_seen_at < due.before)
    free = ~select(SignIn.id).where(SignIn.device_id == Device.id).exists()
    return gone + clear(Device, unused & free, due)


@retained("door", N_("Questions and links of signing in that are over"), 30)
def destroy_links(due: Due) -> int:
    over = or_(AccessLink.ended_at < due.before, AccessLink.expires_at < due.before)
    gone = clear(Challenge, Challenge.expires_at < due.before, due)
    return gone + clear(AccessLink, over, due)


def clear(model: type[Model], where: ColumnElement[bool], due: Due) -> int:
    """Delete the rows of a table that are past their time, or only count them."""
    if due.count_only:
        return session().scalar(select(func.count()).select_from(model).where(where)) or 0
    statement: Delete = delete(model).where(where).execution_options(synchronize_session=False)
    done = session().execute(statement)
    assert isinstance(done, CursorResult)  # noqa: S101 -- what a deletion returns
    return done.rowcount
