"""What the demonstration's members let their assistants into, where it is more or less than usual."""

from datetime import timedelta

from ecabinet.bodies.delegation import (
    Delegation,
    change_delegation,
    find_delegation,
    list_delegations,
)
from ecabinet.bodies.models import USUAL_SCOPES, Scope
from ecabinet.demo.teller import Teller

MONTHS = timedelta(days=90)


def let_assistants_in(teller: Teller) -> None:
    """One sees sessions alone and until a day, one restricted matters too; the others what is usual."""
    narrowed = Delegation(scopes=(Scope.SESSIONS,), until=teller.today + MONTHS)
    _let_in(teller, "member03", narrowed)
    _let_in(teller, "member04", Delegation(scopes=(*USUAL_SCOPES, Scope.RESTRICTED), until=None))


def _let_in(teller: Teller, username: str, delegation: Delegation) -> None:
    member_id = teller.found.accounts[username]
    at = teller.at(teller.today - timedelta(days=60), 9)
    post_id = teller.do(username, at, lambda actor: list_delegations(actor, member_id)[0].id)
    teller.do(
        username,
        at,
        lambda actor: change_delegation(
            actor, find_delegation(actor, post_id, lock=True), delegation
        ),
    )
