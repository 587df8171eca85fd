from dataclasses import dataclass

from ecabinet.accounts.events import AccountCreated
from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.appointments import Appointment, look_up, require_sound
from ecabinet.bodies.events import AgencyAdded, BodyFounded
from ecabinet.bodies.lists import built_in_terms
from ecabinet.bodies.models import Agency, Body, Post
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.posts import add_post
from ecabinet.bodies.rules import Rules
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who an account is made for. `password_hash` None: somebody else signs them in, or nobody does."""

    username: str
    name: str
    email: str | None = None
    password_hash: str | None = None


def found_body(actor: Actor, name: str, members_name: str, place: str, rules: Rules) -> Body:
    require(may_administer(actor))
    body = Body(
        id=new_id(),
        name=name,
        members_name=members_name,
        place=place,
        procedure=rules.model_dump(mode="json"),
    )
    session().add(body)
    session().flush()
    session().add_all(built_in_terms(body.id))
    record(BodyFounded(actor_id=actor.id, body_id=body.id, title=name))
    return body


def add_agency(actor: Actor, body: Body, name: str, short_name: str, code: str) -> Agency:
    require(may_administer(actor))
    agency = Agency(id=new_id(), body_id=body.id, name=name, short_name=short_name, code=code)
    session().add(agency)
    record(AgencyAdded(actor_id=actor.id, body_id=body.id, agency_id=agency.id, title=name))
    return agency


def create_account(actor: Actor, person: Person) -> Account:
    require(may_administer(actor))
    account = Account(
        id=new_id(),
        username=person.username,
        name=person.name,
        email=person.email,
        password_hash=person.password_hash,
    )
    session().add(account)
    record(AccountCreated(actor_id=actor.id, account_id=account.id))
    return account


def give_post(actor: Actor, account: Account, appointment: Appointment) -> Post:
    """Give a post that is sound by every rule; Invalid says which is broken."""
    require(may_administer(actor))
    require_sound(account.id, appointment, look_up(account.id, appointment))
    post = Post(
        id=new_id(),
        account_id=account.id,
        body_id=appointment.body_id,
        agency_id=appointment.agency_id,
        assists_id=appointment.assists_id,
        role=appointment.role,
        title=appointment.title,
        salutation=appointment.salutation,
        scopes=[*appointment.scopes],
        rank=appointment.rank,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
    )
    add_post(actor, post)
    return post
