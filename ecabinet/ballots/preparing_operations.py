from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots.events import BallotPrepared
from ecabinet.ballots.models import REPEATABLE, Ballot, Choice, Kind, State
from ecabinet.ballots.policy import may_ask, may_prepare, may_run
from ecabinet.ballots.running_queries import find_repetition
from ecabinet.ballots.telling import fact_about
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.rules import Options
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.text import is_blank, normalised
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting

OFFERED: dict[Options, tuple[Choice, ...]] = {
    Options.GOVERNMENT: (Choice.FOR, Choice.AGAINST, Choice.OTHER),
    Options.PROVINCE: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN),
}
FEWEST, MOST = 2, 12  # options of a list
LONGEST = 200
LONGEST_QUESTION = 500
LARGEST_BLOC = 30
NOT_DECIDED = N_(
    "This item asks for no decision. Change how it is decided first, or ask a question that is on no item."
)


@dataclass(frozen=True)
class Question:
    """What is put to the vote. Without `labels` in the body's own options, else one of a list is chosen."""

    text: str
    labels: Sequence[str] = ()


def prepare_ballot(actor: Actor, item: Item, question: str, labels: Sequence[str] = ()) -> Ballot:
    """Put a question on an item. It is opened apart, when the chair says so."""
    require(may_prepare(actor, item))
    _demand_undecided(item)
    return _prepare(actor, item.meeting, item, Question(question, labels))


def prepare_free_ballot(
    actor: Actor, meeting: Meeting, question: str, labels: Sequence[str] = ()
) -> Ballot:
    """Put a question that is on no item of the agenda."""
    require(may_ask(actor, meeting))
    return _prepare(actor, meeting, None, Question(question, labels))


def prepare_bloc(actor: Actor, meeting: Meeting, questions: Mapping[Item, str]) -> Sequence[Ballot]:
    """Put one question on each of several items. They are run together, with one press, or each alone."""
    require(may_ask(actor, meeting) and all(may_prepare(actor, each) for each in questions))
    if any(each.meeting_id != meeting.id for each in questions):
        raise Missing
    if not FEWEST <= len(questions) <= LARGEST_BLOC:
        raise Invalid(chosen=N_("Please choose at least two items, and no more than thirty."))
    bloc, ballots = new_id(), []
    for item, question in questions.items():
        _demand_undecided(item)
        ballots.append(_prepare(actor, meeting, item, Question(question), bloc=bloc))
    return ballots


def repeat_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Prepare the same question once more. The first stays on record; while one repetition waits there is no second."""
    require(may_run(actor, ballot))
    if waiting := find_repetition(actor, ballot):
        return waiting
    if ballot.state not in REPEATABLE:
        raise Refused(N_("Only a ballot that was counted or annulled can be repeated."))
    if ballot.item is not None:
        _demand_undecided(ballot.item)
    asked = Question(ballot.question, ballot.labels)
    return _prepare(actor, ballot.meeting, ballot.item, asked, repeats_id=ballot.id)


def _prepare(
    actor: Actor, meeting: Meeting, item: Item | None, asked: Question, **more: str
) -> Ballot:
    _demand_question(asked.text)
    if not meeting.is_published or meeting.is_over:
        raise Refused(N_("The session is not in a state in which this can be done."))
    labels = _labels(asked.labels)
    ballot = Ballot(
        id=new_id(),
        meeting=meeting,
        item=item,
        kind=Kind.LIST if labels else Kind.PROPOSAL,
        question=asked.text.strip(),
        options=_places(labels) if labels else _offered(meeting),
        labels=labels,
        state=State.PREPARED,
        prepared_at=now(),
        **more,
    )
    session().add(ballot)
    session().flush()
    record(fact_about(BallotPrepared, actor, ballot, repeats_id=ballot.repeats_id))
    return ballot


def _offered(meeting: Meeting) -> list[str]:
    return [each.value for each in OFFERED[meeting.body.rules.options]]


def _places(labels: Sequence[str]) -> list[str]:
    return [str(place) for place in range(1, len(labels) + 1)]


def _labels(written: Sequence[str]) -> list[str]:
    """Return what is offered on a list, without empty lines. Two that look the same could not be told apart."""
    labels = [each for each in (normalised(line).strip() for line in written) if not is_blank(each)]
    if not written:
        return []
    if not FEWEST <= len(labels) <= MOST:
        raise Invalid(options=N_("Please write two to twelve options, one on each line."))
    if any(len(each) > LONGEST for each in labels):
        raise Invalid(options=N_("An option has at most two hundred characters."))
    if len({" ".join(each.casefold().split()) for each in labels}) < len(labels):
        raise Invalid(options=N_("Two of these options are the same."))
    return labels


def _demand_undecided(item: Item) -> None:
    if item.state in {ItemState.CONCLUDED, ItemState.WITHDRAWN}:
        raise Refused(N_("This item is concluded or withdrawn."))
    if not item.is_decided:
        raise Refused(NOT_DECIDED)


def _demand_question(question: str) -> None:
    if not question.strip():
        raise Invalid(question=N_("Please write the question that is put to the vote."))
    if len(question.strip()) > LONGEST_QUESTION:
        raise Invalid(question=N_("This is too long."))
