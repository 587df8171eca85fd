"""Tells those who answer for a body who was let into it: administering gives no right to its papers, nor to hand it on
unseen.
"""

from collections.abc import Iterable

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import today
from ecabinet.bodies.events import PostGiven
from ecabinet.bodies.models import Role
from ecabinet.bodies.people_events import PeopleImported, PersonChanged
from ecabinet.bodies.queries import list_posts
from ecabinet.bodies.system import FOUNDER
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell

GIVEN = N_("%(by)s gave %(name)s the post: %(title)s. If that is not right, please call them.")
ADDRESS = N_(
    "%(by)s changed your e-mail address. If you did not want that, please call your administrator."
)
IMPORTED = N_(
    "%(by)s gave posts to several people from a sheet. If that is not right, please call them."
)


@within(PostGiven)
def tell_of_a_post(fact: PostGiven) -> None:
    """What the founder makes is nobody's to tell: there was no head before it."""
    if fact.body_id and not fact.by_sheet and fact.actor_id != FOUNDER:
        for head in _heads([fact.body_id], but=fact.account_id):
            values = {"by": _name(fact.actor_id), "name": _name(fact.account_id)}
            tell(fact, [head], GIVEN, values | {"title": fact.title}, "/notices/")


@within(PeopleImported)
def tell_of_an_import(fact: PeopleImported) -> None:
    for head in _heads(fact.bodies):
        tell(fact, [head], IMPORTED, {"by": _name(fact.actor_id)}, "/notices/")


@within(PersonChanged)
def tell_of_an_address(fact: PersonChanged) -> None:
    """Whoever reads somebody's mail knows what they are told: an address is never exchanged in silence."""
    if "email" in fact.changed and fact.actor_id != fact.account_id:
        tell(fact, [fact.account_id], ADDRESS, {"by": _name(fact.actor_id)}, "/me")


def _heads(body_ids: Iterable[str], *, but: str = "") -> list[str]:
    return [
        each.account_id
        for body_id in body_ids
        for each in list_posts(body_id, frozenset({Role.HEAD}), today())
        if each.account_id != but
    ]


def _name(account_id: str) -> str:
    account = session().get(Account, account_id)
    return account.name if account else "e-Cabinet"
