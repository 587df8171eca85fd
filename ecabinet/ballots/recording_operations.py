"""When the system fails in the room, hands or paper are counted, and the desk writes down what they came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecabinet.agenda.models import Secrecy
from ecabinet.ballots.counting import Result, come_to, come_to_by_number
from ecabinet.ballots.events import BallotRecordedByHand, BallotSheetAttached
from ecabinet.ballots.models import Ballot, Kind, State, Voter
from ecabinet.ballots.operations import GONE
from ecabinet.ballots.policy import may_record_by_hand
from ecabinet.ballots.queries import find_rival, hold_session
from ecabinet.ballots.roll import freeze
from ecabinet.ballots.seals import MAX_TEXT, plain_text
from ecabinet.ballots.telling import fact_about, tell_result
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.text import fault_of
from ecabinet.core.words import N_
from ecabinet.meetings.policy import may_preside
from ecabinet.papers.models import Dossier
from ecabinet.papers.models import Kind as PaperKind
from ecabinet.papers.operations import PaperDraft, Upload, open_dossier, upload_paper

UNOFFERED = N_("Please choose one of the options.")


@dataclass(frozen=True)
class Said:
    """What one member chose, as it stands on the sheet."""

    choice: str
    text: str = ""


@dataclass(frozen=True)
class Count:
    """How many chose each option. `head`: how the head of the body voted, where for and against are equal."""

    counts: Mapping[str, int] = field(default_factory=dict)
    head: str | None = None


def record_by_name(actor: Actor, ballot: Ballot, votes: Mapping[str, Said]) -> Ballot:
    """Write down the choice of each member. Who is not named did not vote."""
    require(may_record_by_hand(actor, ballot))
    _begin(actor, ballot)
    places = {each.account_id: each for each in ballot.roll}
    for account_id, said in votes.items():
        _demand_readable(ballot, places.get(account_id), said)
        places[account_id].choice = said.choice
        places[account_id].text = plain_text(said.text) if said.choice == "other" else ""
    _settle(actor, ballot, come_to(ballot), by_name=True)
    return ballot


def record_by_number(actor: Actor, ballot: Ballot, count: Count) -> Ballot:
    """Write down how many chose each option. Who is not among them did not vote."""
    require(may_record_by_hand(actor, ballot))
    _begin(actor, ballot)
    _demand_fitting(ballot, count)
    head = count.head if _is_tie(ballot, count) else None
    for place in ballot.roll:
        if place.is_head and head:
            place.choice = head  # the law names the head's vote as the one that decides
    _settle(actor, ballot, come_to_by_number(ballot, count.counts), by_name=False)
    return ballot


def attach_sheet(actor: Actor, ballot: Ballot, upload: Upload, title: str) -> Ballot:
    """Hand in the signed sheet. It is read by whoever needs to, as soon as the result is announced."""
    require(may_record_by_hand(actor, ballot))
    if not ballot.by_hand:
        raise Refused(N_("Only a ballot that was counted by hand has a signed sheet."))
    dossier = session().get(Dossier, ballot.sheet_id) if ballot.sheet_id else None
    if dossier is None:
        dossier = open_dossier(actor, ballot.body_id, title)
    restricted = ballot.item is not None and ballot.item.is_restricted
    secrecy = Secrecy.RESTRICTED if restricted else Secrecy.INTERNAL
    upload_paper(actor, dossier, upload, PaperDraft(PaperKind.EVIDENCE, title, secrecy))
    ballot.sheet_id = dossier.id
    record(fact_about(BallotSheetAttached, actor, ballot, dossier_id=dossier.id))
    return ballot


def _begin(actor: Actor, ballot: Ballot) -> None:
    """Open it and close it at once: the roll, the rules and the quorum are those of this moment."""
    hold_session(ballot)
    session().refresh(ballot, ["state"], with_for_update={"of": Ballot})
    if ballot.state is not State.PREPARED:
        raise Refused(
            N_(
                "Only a ballot that was not opened can be recorded by hand. Please annul it and repeat it."
            )
        )
    _demand_place(actor, ballot)
    ballot.move(State.OPEN)
    ballot.opened_at = now()
    ballot.by_hand, ballot.by_order = True, not may_preside(actor, ballot.meeting)
    freeze(ballot)


def _demand_place(actor: Actor, ballot: Ballot) -> None:
    """A count needs what an opening needs: a session that runs, an item in hand, and no other ballot on it."""
    if not ballot.meeting.is_running:
        raise Refused(N_("The session is not running."))
    if ballot.item is not None and ballot.item.state in GONE:
        raise Refused(N_("This item is concluded or withdrawn."))
    if ballot.item_id is not None and find_rival(actor, ballot):
        raise Refused(N_("Another ballot on this item is open. Please close it first."))


def _settle(actor: Actor, ballot: Ballot, result: Result, *, by_name: bool) -> None:
    ballot.move(State.CLOSED)
    ballot.closed_at = now()
    session().flush()
    record(fact_about(BallotRecordedByHand, actor, ballot, by_name=by_name))
    tell_result(ballot, actor, result)


def _demand_readable(ballot: Ballot, place: Voter | None, said: Said) -> None:
    if place is None or said.choice not in ballot.options:
        raise Invalid(**{f"choice-{place.account_id if place else ''}": UNOFFERED})
    if len(said.text) > MAX_TEXT:
        raise Invalid(**{f"text-{place.account_id}": N_("This is too long.")})
    if fault := fault_of(plain_text(said.text)):
        raise Invalid(**{f"text-{place.account_id}": fault})


def _demand_fitting(ballot: Ballot, count: Count) -> None:
    """Say beside the last number what does not fit: no more votes than there are places."""
    unknown = [each for each in count.counts if each not in ballot.options]
    below = [each for each, number in count.counts.items() if number < 0]
    if unknown or below:
        raise Invalid(
            **{f"count-{each}": N_("Please write a whole number.") for each in (*unknown, *below)}
        )
    if sum(count.counts.values()) > len(ballot.roll):
        last = [each for each in ballot.options if count.counts.get(each)][-1]
        raise Invalid(
            **{f"count-{last}": N_("These are more votes than there are members on the roll.")}
        )
    if count.head is not None and not count.counts.get(count.head):
        raise Invalid(head=N_("Nobody is counted who voted so."))


def _is_tie(ballot: Ballot, count: Count) -> bool:
    return (
        ballot.kind is Kind.PROPOSAL
        and count.counts.get("for_", 0) == count.counts.get("against", 0) > 0
    )
