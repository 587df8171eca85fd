from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots.events import BallotPrepared
from ecabinet.ballots.models import Ballot, Choice, State
from ecabinet.ballots.policy import may_prepare
from ecabinet.ballots.telling import fact_about
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.rules import Options
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

OFFERED: dict[Options, tuple[Choice, ...]] = {
    Options.GOVERNMENT: (Choice.FOR, Choice.AGAINST, Choice.OTHER),
    Options.PROVINCE: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN),
}


def prepare_ballot(actor: Actor, item: Item, question: str) -> Ballot:
    """Put a question on an item. It is opened apart, when the chair says so."""
    require(may_prepare(actor, item))
    _demand_question(question)
    if not item.meeting.is_published or item.meeting.is_over:
        raise Refused(N_("The session is not in a state in which this can be done."))
    if item.state in {ItemState.CONCLUDED, ItemState.WITHDRAWN}:
        raise Refused(N_("This item is concluded or withdrawn."))
    ballot = Ballot(
        id=new_id(),
        meeting=item.meeting,
        item=item,
        question=question.strip(),
        options=[each.value for each in OFFERED[item.meeting.body.rules.options]],
        state=State.PREPARED,
        prepared_at=now(),
    )
    session().add(ballot)
    session().flush()
    record(fact_about(BallotPrepared, actor, ballot))
    return ballot


def _demand_question(question: str) -> None:
    if not question.strip():
        raise Invalid(question=N_("Please write the question that is put to the vote."))
