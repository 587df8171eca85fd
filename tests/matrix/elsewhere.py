"""The other body, spoken to with the same names: what is prepared in one house is prepared in the other too."""

from datetime import timedelta

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item, ItemReader, Recusal, Secrecy
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.operations import Appointment, Person, create_account, give_post
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from tests.cabinet import FOUNDER, HASH, LONG_AGO

NAMES = {"chair": "stranger", "officer": "other_officer", "head": "other_head"}
NEWCOMERS = {
    # username: what they are in the first body, or in the other
    "walk_in": (Role.GUEST, "body"),
    "former": (Role.MEMBER, "body"),
    "left": (Role.MEMBER, "body"),
    "other_head": (Role.HEAD, "other_body"),
    "other_guest": (Role.GUEST, "other_body"),
}


class Elsewhere:
    """The cabinet's own look, onto the other body."""

    def __init__(self, cabinet):
        self.cabinet = cabinet
        self.body = cabinet.other_body
        self.construction = run(lambda: _agency(cabinet.other_body))

    def id(self, username):
        return self.cabinet.id(NAMES.get(username, username))

    def act(self, username, deed):
        return self.cabinet.act(NAMES.get(username, username), deed)

    def look(self, username, query):
        return self.cabinet.look(NAMES.get(username, username), query)


def take_in(cabinet):
    """Let those join whom the small Cabinet lacks."""
    run(lambda: [_join(cabinet, *each) for each in NEWCOMERS.items()])
    cabinet._ids["other_chair"] = cabinet._ids["stranger"]  # here a stranger has no account at all


def let_go(cabinet):
    """Deactivate one account and end the post of another, once they have taken part."""
    run(lambda: _leave(cabinet))


def restrict(item_id, *reader_ids):
    """Let only whoever is named know of an item."""
    run(lambda: _restrict(item_id, reader_ids))


def recuse(item_id, account_id):
    run(lambda: session().add(Recusal(item_id=item_id, account_id=account_id, at=now())))


def _agency(body_id):
    from ecabinet.bodies.operations import add_agency  # noqa: PLC0415 -- beside its one use
    from ecabinet.bodies.queries import find_body  # noqa: PLC0415

    return add_agency(FOUNDER, find_body(FOUNDER, body_id), "Sở Xây dựng", "SXD", "SXD").id


def _join(cabinet, username, place):
    role, body = place
    person = Person(username=username, name=f"Người {username}", password_hash=HASH)
    account = create_account(FOUNDER, person)
    session().flush()
    cabinet._ids[username] = account.id
    body_id = getattr(cabinet, body)
    post = Appointment(role=role, title="Chức vụ", starts_on=LONG_AGO, body_id=body_id)
    give_post(FOUNDER, account, post)


def _leave(cabinet):
    session().get_one(Account, cabinet.id("left")).active = False
    for post in session().query(Post).filter_by(account_id=cabinet.id("former")):
        post.ends_on = today() - timedelta(days=1)


def _restrict(item_id, reader_ids):
    session().get_one(Item, item_id).secrecy = Secrecy.RESTRICTED
    session().add_all(ItemReader(item_id=item_id, account_id=each) for each in reader_ids)
