from collections.abc import Sequence

from ecabinet.agenda.models import Item
from ecabinet.agenda.policy import may_edit
from ecabinet.bodies.actors import Actor, today
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_prepare
from ecabinet.papers.asking_models import PaperAsk
from ecabinet.papers.asking_queries import find_readiness, find_row, list_askable
from ecabinet.papers.events import PapersAsked
from ecabinet.papers.models import STAYS_AS_IT_IS, Kind

NO_AGENCY = N_("No agency presents this item, so nobody can be asked. Please name one first.")
NOBODY = N_("The agency of this item has no account that may see it. Please call them.")
NOT_MISSING = N_("This paper is there already.")
ASKED_TODAY = N_("The agency was asked for this today already. It can be asked again tomorrow.")


def ask_for_paper(actor: Actor, item: Item, kind: Kind) -> PaperAsk:
    """Ask an item's agency for a paper that it lacks; once a day. The session is locked by whoever calls."""
    require(may_edit(actor, item))
    _refuse_over(item.meeting)
    if item.agency_id is None:
        raise Refused(NO_AGENCY)
    row = find_row(actor, item.meeting, item.id)
    if kind not in row.lacking:
        raise Refused(NOT_MISSING)
    if kind not in row.to_ask:
        raise Refused(ASKED_TODAY)
    people = list_askable(actor, item)
    if not people:
        raise Refused(NOBODY)
    return _ask(actor, item, (kind,), people)[0]


def ask_for_all(actor: Actor, meeting: Meeting) -> int:
    """Ask every agency for everything that its items lack and was not asked for today; return how much that was."""
    require(may_prepare(actor, meeting))
    _refuse_over(meeting)
    asked = 0
    for row in find_readiness(actor, meeting).rows:
        if row.to_ask and (people := list_askable(actor, row.item)):
            asked += len(_ask(actor, row.item, row.to_ask, people))
    return asked


def _refuse_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise Refused(STAYS_AS_IT_IS)


def _ask(
    actor: Actor, item: Item, kinds: Sequence[Kind], people: Sequence[str]
) -> Sequence[PaperAsk]:
    """One word to each officer, however many papers of the item are asked for."""
    asks = [
        PaperAsk(
            id=new_id(),
            item_id=item.id,
            kind=kind,
            day=today(),
            asked_by_id=actor.id,
            asked_at=now(),
        )
        for kind in kinds
    ]
    session().add_all(asks)
    record(
        PapersAsked(
            actor_id=actor.id,
            body_id=item.body_id,
            meeting_id=item.meeting_id,
            item_id=item.id,
            kinds=tuple(kinds),
            account_ids=tuple(people),
        )
    )
    return asks
