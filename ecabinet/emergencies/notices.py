"""Everybody whom an emergency reading concerns is told of every step, and never what the paper is called."""

from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.emergencies.events import (
    EmergencyAgreed,
    EmergencyAsked,
    EmergencyEnded,
    EmergencyEvent,
    EmergencyOpened,
)
from ecabinet.emergencies.queries import list_owners, list_second_persons
from ecabinet.notifications.inbox import tell
from ecabinet.notifications.kinds import urgent
from ecabinet.papers.models import EmergencyReading

PLEASE_DECIDE = urgent(
    N_("%(who)s asks to read paper %(label)s (%(where)s) in an emergency. Please agree or refuse.")
)
ASKED = N_(
    "%(who)s has asked to read paper %(label)s (%(where)s) in an emergency. A second person decides."
)
IT_IS_OPEN = N_("Your emergency reading is agreed to; it ends at %(ends_at)s.")
AGREED = N_(
    "%(by)s has agreed that %(who)s reads paper %(label)s (%(where)s) in an emergency, until %(ends_at)s."
)
OPENED = N_("%(who)s has opened paper %(label)s (%(where)s) in an emergency.")
ENDED = N_("The emergency reading of paper %(label)s (%(where)s) by %(who)s has ended.")
REFUSED = N_("The emergency reading of paper %(label)s (%(where)s) by %(who)s was not agreed to.")
YOURS_ENDED = N_("Your emergency reading has ended.")
YOURS_REFUSED = N_("Your emergency reading was not agreed to.")


@within(EmergencyAsked)
def ask_a_second_person(fact: EmergencyAsked) -> None:
    actor, reading = _who(fact)
    asked = list_second_persons(actor, reading)
    _tell(fact, asked, PLEASE_DECIDE)
    _tell(fact, list_owners(actor, reading) - asked, ASKED)


@within(EmergencyAgreed)
def tell_that_it_may_be_read(fact: EmergencyAgreed) -> None:
    actor, reading = _who(fact)
    _tell(fact, frozenset({fact.account_id}), IT_IS_OPEN)
    _tell(fact, list_owners(actor, reading) - {fact.account_id}, AGREED)


@within(EmergencyOpened)
def tell_that_it_was_opened(fact: EmergencyOpened) -> None:
    actor, reading = _who(fact)
    agreed = {reading.agreed_by_id or ""} - {""}
    _tell(fact, list_owners(actor, reading) | agreed, OPENED)


@within(EmergencyEnded)
def tell_that_it_ended(fact: EmergencyEnded) -> None:
    actor, reading = _who(fact)
    told = list_owners(actor, reading) | list_second_persons(actor, reading)
    _tell(fact, told - {fact.account_id}, ENDED if fact.was_agreed else REFUSED)
    if fact.actor_id != fact.account_id:
        own = YOURS_ENDED if fact.was_agreed else YOURS_REFUSED
        _tell(fact, frozenset({fact.account_id}), own)


def _who(fact: EmergencyEvent) -> tuple[Actor, EmergencyReading]:
    return load_actor(fact.actor_id), session().get_one(EmergencyReading, fact.reading_id)


def _tell(fact: EmergencyEvent, account_ids: frozenset[str], message: str) -> None:
    reading = session().get_one(EmergencyReading, fact.reading_id)
    values = {"who": reading.account.name, "label": reading.paper.label, "where": reading.where}
    if reading.ends_at:
        values |= {"ends_at": reading.ends_at.isoformat()}
        values |= {"by": reading.agreed_by.name if reading.agreed_by else ""}
    tell(fact, sorted(account_ids), message, values, f"/emergency-readings/{reading.id}")
