"""Tells people what happened to their own keys and codes, and those who can agree that a recovery is asked for."""

from ecabinet.accounts.factor_events import (
    CodeAppConfirmed,
    CodeAppRemoved,
    FactorsChanged,
    LinkUsed,
    PasskeyAdded,
    PasskeyCopied,
    PasskeyRemoved,
    RecoveryAgreed,
    RecoveryAsked,
    RecoveryCodesMade,
    RecoveryCodeUsed,
)
from ecabinet.accounts.models import AccessLink, Account, LinkPurpose
from ecabinet.bodies.recovery import who_may_agree
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell

MINE = "/me#me-factors"
SENTENCES: dict[type[FactorsChanged], str] = {
    PasskeyAdded: N_(
        "A passkey was added to your account: %(title)s. "
        "If it was not you, please call your administrator."
    ),
    PasskeyRemoved: N_(
        "The passkey %(title)s was removed from your account. "
        "If it was not you, please call your administrator."
    ),
    PasskeyCopied: N_(
        "The passkey %(title)s was refused: somebody may hold a copy of it. "
        "Please remove it and make a new one."
    ),
    CodeAppConfirmed: N_(
        "A code app was set up for your account. If it was not you, please call your administrator."
    ),
    CodeAppRemoved: N_(
        "The code app was removed from your account. "
        "If it was not you, please call your administrator."
    ),
    RecoveryCodesMade: N_(
        "New recovery codes were made for your account; older ones open nothing any more."
    ),
    RecoveryCodeUsed: N_(
        "Somebody signed in as you with a recovery code; %(left)s are left. "
        "If it was not you, please call your administrator at once."
    ),
}
ASKED = N_("%(asker)s asks for a new way in for %(name)s: %(reason)s. A second person must agree.")
ASKED_FOR_YOU = N_(
    "%(asker)s asked for a new way in to your account. "
    "If you did not want it, please call your administrator."
)
AGREED = N_("%(second)s agreed to the new way in for %(name)s and hands the link over.")
CAME_IN = N_(
    "A new password was set with a link for you; all older sessions, passkeys and codes have ended. "
    "If it was not you, please call your administrator at once."
)


@within(FactorsChanged)
def tell_the_owner(fact: FactorsChanged) -> None:
    """Whoever did it in another's name is found out by the one it concerns."""
    values = {name: str(getattr(fact, name)) for name in ("title", "left") if hasattr(fact, name)}
    tell(fact, [fact.account_id], SENTENCES[type(fact)], values, MINE)


@within(RecoveryAsked)
def ask_a_second_person(fact: RecoveryAsked) -> None:
    link = session().get_one(AccessLink, fact.link_id)
    values = {"asker": _name(fact.actor_id), "name": _name(fact.account_id), "reason": fact.reason}
    tell(fact, who_may_agree(link), ASKED, values, "/administration/recoveries")
    tell(fact, [fact.account_id], ASKED_FOR_YOU, {"asker": values["asker"]}, MINE)


@within(RecoveryAgreed)
def tell_who_asked(fact: RecoveryAgreed) -> None:
    link = session().get_one(AccessLink, fact.link_id)
    values = {"second": _name(fact.actor_id), "name": _name(fact.account_id)}
    tell(fact, [link.asked_by_id], AGREED, values, "/administration/recoveries")


@within(LinkUsed)
def tell_of_the_way_in(fact: LinkUsed) -> None:
    """After a recovery its owner reads that it happened, in the inbox and by mail."""
    if fact.purpose == LinkPurpose.RECOVERY:
        tell(fact, [fact.account_id], CAME_IN, {}, MINE)


def _name(account_id: str) -> str:
    return session().get_one(Account, account_id).name
