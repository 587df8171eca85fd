"""Being late for a session: never blocked, only asked. The chair says yes or no."""

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.lodging.events import LatenessAnswered, LatenessAsked
from ecabinet.lodging.models import WITHDRAWN, WRONG_STATE, LateRequest, Lodging, State
from ecabinet.lodging.policy import may_answer, may_write
from ecabinet.lodging.queries import find_lateness_for
from ecabinet.lodging.timing import ahead
from ecabinet.meetings.models import IT_IS_OVER, Meeting

NO_REASON = N_("Please give the reason.")
NOT_OFFERED = N_("Please choose one of the sessions offered.")
NOT_LATE = N_("The dossier is not late for this session.")
ASKED_ALREADY = N_("The chair has been asked about this session already.")
ANSWERED = N_("This was answered already, and differently.")
PENDING = frozenset({State.HANDED_IN, State.RETURNED, State.ACCEPTED})


def ask_to_be_late(actor: Actor, lodging: Lodging, meeting: Meeting, reason: str) -> LateRequest:
    """Ask the chair of a session to take a dossier although its papers were due before."""
    require(may_write(actor, lodging))
    _refuse_late_asking(actor, lodging, meeting)
    if not reason.strip():
        raise Invalid(reason=NO_REASON)
    days = lodging.body.rules.answer_days
    request = LateRequest(
        id=new_id(), lodging=lodging, meeting=meeting, meeting_id=meeting.id,
        reason=reason.strip(), asked_by_id=actor.id, asked_at=now(), granted=None,
        due_on=ahead(WorkingCalendar.of(lodging.body), today(), days),
    )  # fmt: skip
    session().add(request)
    session().flush()
    record(
        LatenessAsked(
            actor_id=actor.id,
            **lodging.whereabouts,
            meeting_id=meeting.id,
            request_id=request.id,
        )
    )
    return request


def answer_lateness(actor: Actor, request: LateRequest, *, granted: bool) -> LateRequest:
    """Say yes or no. The same answer twice is one; what was withdrawn or is over is answered no more."""
    require(may_answer(actor, request))
    if request.granted is not None:
        if request.granted is not granted:
            raise Refused(ANSWERED)
        return request
    if request.lodging.state is State.WITHDRAWN:
        raise Closed(WITHDRAWN)
    if request.meeting.is_over:
        raise Closed(IT_IS_OVER)
    request.granted, request.answered_by_id, request.answered_at = granted, actor.id, now()
    record(
        LatenessAnswered(
            actor_id=actor.id,
            **request.lodging.whereabouts,
            meeting_id=request.meeting_id,
            request_id=request.id,
            granted=granted,
        )
    )
    return request


def _refuse_late_asking(actor: Actor, lodging: Lodging, meeting: Meeting) -> None:
    if lodging.state is State.WITHDRAWN:
        raise Closed(WITHDRAWN)
    if lodging.state not in PENDING:
        raise Refused(WRONG_STATE)
    if meeting.is_over:
        raise Closed(IT_IS_OVER)
    if lodging.request_for(meeting.id):
        raise Refused(ASKED_ALREADY)
    if find_lateness_for(actor, lodging, meeting) is None:
        raise Refused(NOT_LATE)
