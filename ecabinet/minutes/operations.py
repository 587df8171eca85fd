from sqlalchemy import select

from ecabinet.agenda.models import Item, Outcome
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.operations import conclude_item
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.operations import close_meeting
from ecabinet.minutes.events import ConclusionWritten
from ecabinet.minutes.models import Conclusion, ConclusionVersion
from ecabinet.minutes.policy import may_settle, may_write

LONGEST = 20_000


def write_conclusion(
    actor: Actor, item: Item, text: str, outcome: Outcome, revision: int
) -> Conclusion:
    """Write what the chair concluded, and give the item its outcome.

    `revision` is the one the writer saw, 0 for none yet. Overtaken when it is no longer the newest.
    """
    require(may_write(actor, item))
    _ask_for_a_session(item.meeting)
    words = _read(text)
    conclusion = _newest(item)
    if (conclusion.revision if conclusion else 0) != revision:
        raise Overtaken
    conclusion = _rewrite(actor, conclusion, words) if conclusion else _begin(actor, item, words)
    conclude_item(actor, item, outcome)
    record(
        ConclusionWritten(
            actor_id=actor.id,
            body_id=item.body_id,
            meeting_id=item.meeting_id,
            item_id=item.id,
            conclusion_id=conclusion.id,
            revision=conclusion.revision,
            outcome=outcome,
        )
    )
    return conclusion


def close_session(actor: Actor, meeting: Meeting) -> None:
    """Close a session that is over. Refused while an item has no outcome."""
    require(may_settle(actor, meeting))
    waiting = [each.label for each in _without_outcome(meeting)]
    if waiting:
        raise Refused(
            N_("These items have no outcome yet: %(items)s. Please conclude them first."),
            items=", ".join(waiting),
        )
    close_meeting(actor, meeting)


def _ask_for_a_session(meeting: Meeting) -> None:
    if not (meeting.is_running or meeting.state is MeetingState.ENDED):
        raise Refused(
            N_("A conclusion is written while the session runs, or after it, before it is closed.")
        )


def _read(text: str) -> str:
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not words:
        raise Invalid(text=N_("Please write what was concluded."))
    if len(words) > LONGEST:
        raise Invalid(text=N_("This is too long."))
    return words


def _newest(item: Item) -> Conclusion | None:
    query = select(Conclusion).where(Conclusion.item_id == item.id)
    return session().scalars(query.with_for_update(of=Conclusion)).one_or_none()


def _begin(actor: Actor, item: Item, text: str) -> Conclusion:
    if item.state is ItemState.WITHDRAWN:
        raise Refused(N_("This item has been withdrawn: nothing is concluded on it."))
    conclusion = Conclusion(
        id=new_id(), item_id=item.id, item=item, text=text, revision=1, by_id=actor.id, at=now()
    )
    session().add(conclusion)
    return conclusion


def _rewrite(actor: Actor, conclusion: Conclusion, text: str) -> Conclusion:
    session().add(
        ConclusionVersion(
            conclusion_id=conclusion.id,
            revision=conclusion.revision,
            text=conclusion.text,
            outcome=conclusion.item.outcome,
            by_id=conclusion.by_id,
            at=conclusion.at,
        )
    )
    conclusion.text, conclusion.revision = text, conclusion.revision + 1
    conclusion.by_id, conclusion.at = actor.id, now()
    return conclusion


def _without_outcome(meeting: Meeting) -> list[Item]:
    query = select(Item).where(
        Item.meeting_id == meeting.id,
        Item.outcome.is_(None),
        Item.state.not_in({ItemState.WITHDRAWN, ItemState.REMOVED}),
    )
    return list(session().scalars(query.order_by(Item.place, Item.id)))
