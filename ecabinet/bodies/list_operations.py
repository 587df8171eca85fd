"""Entries of a body's lists: added, changed, ended; deleted only where nothing was ever called by them."""

from dataclasses import asdict, dataclass
from datetime import date

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.in_use import differences, is_in_use
from ecabinet.bodies.lists import NATURES, NOT_OFFERED, list_offered_terms
from ecabinet.bodies.models import Body, Listing, Term
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.setting_events import TermAdded, TermChanged, TermDeleted, TermEnded
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

NEEDED = frozenset({Listing.MEETING_KIND, Listing.PAPER_KIND})
THE_LAST = N_("At least one entry of this list has to be offered.")
USED = N_("This has been used, so it stays; it can be ended instead.")
NATURE_STAYS = N_("This has been used, so its nature stays. Please add another entry.")
NO_TEXT = N_("Please write the text itself.")


@dataclass(frozen=True)
class TermDraft:
    """What an entry is to be."""

    name: str
    name_en: str = ""
    nature: str = ""
    text: str = ""
    place: int = 100


def add_term(actor: Actor, body: Body, listing: Listing, draft: TermDraft) -> Term:
    require(may_administer(actor))
    _check(listing, draft)
    term = Term(id=new_id(), body_id=body.id, listing=listing, code=new_id(), **asdict(draft))
    session().add(term)
    record(
        TermAdded(
            actor_id=actor.id,
            body_id=body.id,
            term_id=term.id,
            listing=listing,
            title=term.name,
        )
    )
    return term


def change_term(actor: Actor, term: Term, draft: TermDraft) -> None:
    require(may_administer(actor))
    _check(term.listing, draft)
    if draft.nature != term.nature and is_in_use(term):
        raise Invalid(nature=NATURE_STAYS)
    after = asdict(draft)
    before = {name: getattr(term, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(term, name, value)
    record(
        TermChanged(
            actor_id=actor.id,
            body_id=term.body_id,
            term_id=term.id,
            listing=term.listing,
            title=term.name,
            before=differences(before, after),
            after=differences(after, before),
        )
    )


def end_term(actor: Actor, term: Term, last_day: date | None) -> None:
    """Say until when an entry is offered; whatever is called by it keeps its name."""
    require(may_administer(actor))
    if last_day is not None and last_day <= today():
        _refuse_the_last(actor, term)
    if term.ends_on != last_day:
        term.ends_on = last_day
        record(
            TermEnded(
                actor_id=actor.id,
                body_id=term.body_id,
                term_id=term.id,
                listing=term.listing,
                title=term.name,
                last_day=last_day,
            )
        )


def delete_term(actor: Actor, term: Term) -> None:
    require(may_administer(actor))
    if is_in_use(term):
        raise Refused(USED)
    _refuse_the_last(actor, term)
    session().delete(term)
    record(
        TermDeleted(
            actor_id=actor.id,
            body_id=term.body_id,
            term_id=term.id,
            listing=term.listing,
            title=term.name,
        )
    )


def _check(listing: Listing, draft: TermDraft) -> None:
    problems = {}
    natures = NATURES[listing]
    if natures and draft.nature not in natures:
        problems["nature"] = NOT_OFFERED
    if listing is Listing.TEXT and not draft.text:
        problems["text"] = NO_TEXT
    if problems:
        raise Invalid(**problems)


def _refuse_the_last(actor: Actor, term: Term) -> None:
    """Without a kind nobody could create a session or hand in a paper."""
    offered = list_offered_terms(actor, term.body_id, term.listing)
    if term.listing in NEEDED and {each.id for each in offered} <= {term.id}:
        raise Refused(THE_LAST)
