"""The list of people as a sheet, in the shape in which an import takes it back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Post
from ecabinet.bodies.people_events import PeopleExported
from ecabinet.bodies.people_queries import SYSTEM
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.roles import SPOKEN
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record
from ecabinet.core.sheets import Value


def export_people(actor: Actor, form: str) -> list[Sequence[Value]]:
    """Return every person who is let in, a row for each post that is held or will be."""
    require(may_administer(actor))
    people = session().scalars(
        select(Account)
        .where(Account.active.is_(True), ~Account.username.startswith(SYSTEM))
        .order_by(Account.name, Account.id)
    )
    posts = _posts()
    rows = [
        row
        for person in people
        for row in [_row(person, each) for each in posts.get(person.id, [None])]
    ]
    record(PeopleExported(actor_id=actor.id, rows=len(rows), form=form))
    return rows


def _posts() -> dict[str, list[Post | None]]:
    query = (
        select(Post)
        .where(Post.ends_on.is_(None) | (Post.ends_on >= today()))
        .options(joinedload(Post.body), joinedload(Post.agency), joinedload(Post.assists))
        .order_by(Post.rank, Post.id)
    )
    found: dict[str, list[Post | None]] = {}
    for each in session().scalars(query):
        found.setdefault(each.account_id, []).append(each)
    return found


def _row(person: Account, post: Post | None) -> Sequence[Value]:
    about = (person.name, person.username, person.email)
    if post is None:
        return about
    return (
        *about,
        post.body.name if post.body else "",
        post.agency.name if post.agency else "",
        SPOKEN[post.role][0].capitalize(),
        post.title,
        post.salutation,
        post.rank,
        post.starts_on,
        post.ends_on,
        post.assists.username if post.assists else "",
    )
