"""What a ballot has to say to the session it is part of."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select

from ecabinet.agenda.events import (
    ItemConcluded,
    ItemRemoved,
    ItemRestricted,
    MemberRecused,
)
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.ballots.events import BallotAnnounced, BallotEvent, BallotSheetAttached
from ecabinet.ballots.models import TAKING_VOTES, Ballot, State, Voter
from ecabinet.ballots.policy import may_see
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused
from ecabinet.core.events import record, within
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingEnded, MeetingPaused
from ecabinet.papers.events import ReadersAdmitted
from ecabinet.papers.models import Dossier, DossierReader
from ecabinet.papers.operations import restrict_paper
from ecabinet.papers.policy import may_change

ON_THIS_ITEM = N_("A ballot on this item is still taking votes. Please close or annul it first.")


@within(MeetingEnded)
def refuse_to_end(ended: MeetingEnded) -> None:
    """No vote is left behind: a session ends when its ballots are closed."""
    if _any_in(ended.meeting_id, TAKING_VOTES):
        raise Refused(N_("A ballot is still open. Please close or annul it first."))


@within(MeetingPaused)
def refuse_to_pause(paused: MeetingPaused) -> None:
    if _any_in(paused.meeting_id, {State.OPEN}):
        raise Refused(N_("A ballot is still open. Please close or pause it first."))


@within(MemberRecused)
def refuse_to_recuse(recused: MemberRecused) -> None:
    """The roll is frozen: who is on it leaves the item before the ballot or after it, never during it."""
    query = select(Ballot.id).where(
        Ballot.item_id == recused.item_id,
        Ballot.state.in_(TAKING_VOTES),
        Ballot.roll.any(Voter.account_id == recused.account_id),
    )
    if session().scalars(query).first() is not None:
        raise Refused(ON_THIS_ITEM)


def refuse_to_leave_the_item(left: ItemRemoved | ItemConcluded | ItemRestricted) -> None:
    """An item keeps its place, and those who know of it, while votes are taken: else a ballot is out of reach."""
    if _any_in(left.meeting_id, TAKING_VOTES, Item.id == left.item_id):
        raise Refused(ON_THIS_ITEM)


within(ItemRemoved)(refuse_to_leave_the_item)
within(ItemConcluded)(refuse_to_leave_the_item)
within(ItemRestricted)(refuse_to_leave_the_item)


@within(BallotAnnounced)
def open_the_sheet(announced: BallotAnnounced) -> None:
    _open_sheet(announced, session().get_one(Ballot, announced.ballot_id))


@within(BallotSheetAttached)
def open_a_late_sheet(attached: BallotSheetAttached) -> None:
    ballot = session().get_one(Ballot, attached.ballot_id)
    if ballot.state is State.ANNOUNCED:
        _open_sheet(attached, ballot)


def _open_sheet(fact: BallotEvent | ItemRestricted, ballot: Ballot) -> None:
    """The signed sheet of a count by hand says how it came out: the roll and the chair read it once that is told.

    Not who is recused from its item, and of a restricted one who need not know of it: on the roll they are counted.
    """
    dossier = session().get(Dossier, ballot.sheet_id) if ballot.sheet_id else None
    if dossier is None:
        return
    called = {ballot.meeting.chair_id, *(each.account_id for each in ballot.roll)}
    outside = sorted(called - {each.account_id for each in dossier.readers})
    new = tuple(each for each in outside if _may_know(each, ballot))
    if not new:
        return
    dossier.readers.extend(DossierReader(account_id=each) for each in new)
    record(
        ReadersAdmitted(
            actor_id=fact.actor_id, body_id=fact.body_id, dossier_id=dossier.id, account_ids=new
        )
    )


@within(MemberRecused)
def take_back_the_sheets(recused: MemberRecused) -> None:
    _take_back_sheets(recused.item_id)


@within(ItemRestricted)
def open_the_sheets_to_others(restricted: ItemRestricted) -> None:
    """Who knows of the item was said anew: the signed sheets of its ballots go with it, either way."""
    for ballot in _take_back_sheets(restricted.item_id):
        _restrict_sheet(restricted, ballot)
        if ballot.state is State.ANNOUNCED:
            _open_sheet(restricted, ballot)


def _restrict_sheet(restricted: ItemRestricted, ballot: Ballot) -> None:
    """A sheet that was handed in before its item was restricted is known no further than one that is handed in now."""
    if ballot.item is None or not ballot.item.is_restricted:
        return
    actor = load_actor(restricted.actor_id)
    for paper in session().get_one(Dossier, ballot.sheet_id).papers:
        if not paper.is_restricted and may_change(actor, paper):
            restrict_paper(actor, paper, Secrecy.RESTRICTED)


def _take_back_sheets(item_id: str) -> Sequence[Ballot]:
    """Close the sheets of an item's ballots to whoever may no longer know of it; return these ballots."""
    query = select(Ballot).where(Ballot.item_id == item_id, Ballot.sheet_id.is_not(None))
    ballots = session().scalars(query).all()
    for ballot in ballots:
        dossier = session().get_one(Dossier, ballot.sheet_id)
        lost = [e.account_id for e in dossier.readers if not _may_know(e.account_id, ballot)]
        of_them = DossierReader.account_id.in_(lost)
        session().execute(
            delete(DossierReader).where(DossierReader.dossier_id == dossier.id, of_them)
        )
        session().expire(dossier, ["readers"])
    return ballots


def _may_know(account_id: str, ballot: Ballot) -> bool:
    try:
        return may_see(load_actor(account_id), ballot)
    except Missing:
        return False  # has left


def _any_in(
    meeting_id: str, states: set[State] | frozenset[State], *more: ColumnElement[bool]
) -> bool:
    query = (
        select(Ballot.id)
        .outerjoin(Item, Item.id == Ballot.item_id)
        .where(Ballot.meeting_id == meeting_id, Ballot.state.in_(states), *more)
    )
    return session().scalars(query).first() is not None
