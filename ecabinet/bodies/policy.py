"""Who may see and set up a body."""

from sqlalchemy import ColumnElement, true

from ecabinet.accounts.models import AccessLink, Account
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, Body, Post, Role
from ecabinet.bodies.system import CLOCK


def may_see(actor: Actor, body: Body) -> bool:
    return body.id in actor.bodies() or may_administer(actor)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return true() if may_administer(actor) else Body.id.in_(actor.bodies())


def may_administer(actor: Actor) -> bool:
    """Accounts, bodies and settings. It gives no right to read a paper."""
    return actor.holds(None, {Role.ADMINISTRATOR})


def may_carry_out(actor: Actor) -> bool:
    """The clock destroys what is past its time, and nobody else does."""
    return actor.id == CLOCK


def may_act_as(actor: Actor, post_id: str) -> bool:
    """Only in a post that one holds today."""
    return any(each.post_id == post_id for each in actor.holdings)


def may_delegate(actor: Actor, post: Post) -> bool:
    """The member who is assisted, while they are a member there; and whoever administers posts."""
    own = post.assists_id == actor.id and post.body_id and actor.is_member(post.body_id)
    return bool(own) or may_administer(actor)


def may_see_delegations(actor: Actor, member_id: str) -> bool:
    """A member sees and names their own assistants; whoever administers posts everybody's."""
    return (actor.id == member_id and bool(actor.bodies(MEMBERS))) or may_administer(actor)


def may_hand_on(actor: Actor, account_bodies: frozenset[str]) -> bool:
    """What somebody leaves to hand on is seen by the head of their body's secretariat; and by whoever administers."""
    return bool(actor.bodies({Role.HEAD}) & account_bodies) or may_administer(actor)


def may_ask_for_recovery(actor: Actor, account: Account) -> bool:
    """An administrator, never for themselves."""
    return may_administer(actor) and actor.id != account.id


def may_agree_to_recovery(actor: Actor, link: AccessLink, bodies: frozenset[str]) -> bool:
    """Another administrator, or the head of a secretariat of theirs; never the person or the asker."""
    is_second = actor.id not in {link.account_id, link.asked_by_id}
    return is_second and (may_administer(actor) or bool(actor.bodies({Role.HEAD}) & bodies))


def may_refuse_recovery(actor: Actor, link: AccessLink, bodies: frozenset[str]) -> bool:
    """Whoever may agree may say no; whoever asked may take it back."""
    return actor.id == link.asked_by_id or may_agree_to_recovery(actor, link, bodies)


def may_see_recoveries(actor: Actor) -> bool:
    return may_administer(actor) or bool(actor.bodies({Role.HEAD}))
