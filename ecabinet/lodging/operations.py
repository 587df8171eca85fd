"""What an agency does with its dossier: begin it, write it, hand it in, withdraw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ecabinet.agenda.models import Secrecy
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.models import Agency
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_code, new_id
from ecabinet.core.words import N_
from ecabinet.lodging import events
from ecabinet.lodging.late_operations import NOT_OFFERED, ask_to_be_late
from ecabinet.lodging.models import Lodging, State, StepKind
from ecabinet.lodging.policy import may_begin, may_write
from ecabinet.lodging.queries import find_lateness, find_problems, list_open_meetings
from ecabinet.lodging.timing import start_clock
from ecabinet.papers.dossier_operations import entrust_dossier
from ecabinet.papers.models import Keeping
from ecabinet.papers.operations import close_dossier, open_dossier

NO_TITLE = N_("Please give the dossier a title.")
NO_REASON = N_("Please give the reason.")
ASKED_ALREADY = N_("It has been asked already that the dossier be withdrawn.")


@dataclass(frozen=True)
class Beginning:
    """What a dossier begins with."""

    title: str
    ask: str = ""
    decision: str = ""
    secrecy: Secrecy = Secrecy.INTERNAL


def begin_lodging(actor: Actor, agency_id: str, beginning: Beginning) -> Lodging:
    """Begin a dossier. Until it is handed in nobody but its agency sees it."""
    require(may_begin(actor, agency_id))
    agency = session().get(Agency, agency_id)
    if agency is None:
        raise Missing
    if not beginning.title.strip():
        raise Invalid(title=NO_TITLE)
    dossier = open_dossier(
        actor, agency.body_id, beginning.title, agency_id=agency.id, keeping=Keeping.AGENCY
    )
    lodging = Lodging(
        id=new_id(), body_id=agency.body_id, agency_id=agency.id, agency=agency, dossier=dossier,
        code=_free_code(), state=State.DRAFT, title=beginning.title, ask=beginning.ask,
        decision=beginning.decision, secrecy=beginning.secrecy, steps=[], late_requests=[],
        begun_by_id=actor.id, begun_at=now(), revision=0, withdrawal_reason="",
    )  # fmt: skip
    session().add(lodging)
    session().flush()
    record(events.LodgingBegun(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def save_lodging(actor: Actor, lodging: Lodging, said: Mapping[str, Any], revision: int) -> Lodging:
    """Write down what a step says. Overtaken when somebody else saved it since `revision`."""
    require(may_write(actor, lodging))
    lodging.refuse_unless_written()
    changed = {name: value for name, value in said.items() if getattr(lodging, name) != value}
    if changed and revision != lodging.revision:
        raise Overtaken
    if "title" in changed and not changed["title"].strip():
        raise Invalid(title=NO_TITLE)
    for name, value in changed.items():
        setattr(lodging, name, value)
    if changed:
        lodging.dossier.title = lodging.title
        lodging.revision += 1
        _entrust(actor, lodging)
        record(
            events.LodgingSaved(
                actor_id=actor.id, **lodging.whereabouts, restricted=lodging.is_restricted
            )
        )
    return lodging


def hand_in(actor: Actor, lodging: Lodging, meeting_id: str, late_reason: str = "") -> Lodging:
    """Hand the dossier in, for a published session or the next ordinary one (""). Its papers stay as they are.

    Who is late for that session says why; the chair is asked then, and nothing waits for the answer.
    """
    require(may_write(actor, lodging))
    lodging.refuse_unless_written()
    lodging.meeting_id = _offered(actor, lodging, meeting_id)
    session().flush()
    session().expire(lodging, ["meeting"])
    lateness = find_lateness(actor, lodging)
    to_ask = lateness.meeting if lateness and not lateness.request else None
    _refuse_unfinished(actor, lodging, reason_missing=bool(to_ask and not late_reason.strip()))
    _hand_over(actor, lodging)
    if to_ask:
        ask_to_be_late(actor, lodging, to_ask, late_reason)
    return lodging


def withdraw_lodging(actor: Actor, lodging: Lodging, reason: str) -> Lodging:
    """Withdraw a dossier. From an agenda it is withdrawn by the secretariat, which is asked for it."""
    require(may_write(actor, lodging))
    if lodging.was_handed_in and not reason.strip():
        raise Invalid(reason=NO_REASON)
    if lodging.state is State.PLACED:
        _ask_to_withdraw(actor, lodging, reason.strip())
        return lodging
    lodging.move(State.WITHDRAWN)
    lodging.stop_clock()
    close_dossier(actor, lodging.dossier)
    lodging.say(actor.id, StepKind.WITHDRAWN, reason)
    kind = events.LodgingWithdrawn if lodging.was_handed_in else events.DraftDropped
    record(kind(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def _refuse_unfinished(actor: Actor, lodging: Lodging, *, reason_missing: bool) -> None:
    problems = dict(find_problems(actor, lodging))
    if reason_missing:
        problems["late_reason"] = NO_REASON
    if problems:
        raise Invalid(**problems)


def _hand_over(actor: Actor, lodging: Lodging) -> None:
    lodging.move(State.HANDED_IN)
    lodging.handed_in_by_id, lodging.handed_in_at = actor.id, now()
    lodging.marked_paper_id, lodging.marked_page = None, None
    lodging.revision += 1
    start_clock(lodging, WorkingCalendar.of(lodging.body))
    _entrust(actor, lodging)
    close_dossier(actor, lodging.dossier)
    lodging.say(actor.id, StepKind.HANDED_IN)
    due_on = lodging.due_on.isoformat() if lodging.due_on else ""
    record(events.LodgingHandedIn(actor_id=actor.id, **lodging.whereabouts, due_on=due_on))


def _free_code() -> str:
    """Return a code that no dossier has."""
    while True:
        code = new_code()
        if session().scalar(select(Lodging.id).where(Lodging.code == code)) is None:
            return code


def _offered(actor: Actor, lodging: Lodging, meeting_id: str) -> str | None:
    offered = {each.id for each in list_open_meetings(actor, lodging)}
    if meeting_id and meeting_id not in offered:
        raise Invalid(meeting_id=NOT_OFFERED)
    return meeting_id or None


def _entrust(actor: Actor, lodging: Lodging) -> None:
    """Keep its papers from whom it is kept: a draft from the secretariat, a restricted one from most of it."""
    usual = Keeping.NAMED if lodging.is_restricted else Keeping.USUAL
    keeping = usual if lodging.was_handed_in else Keeping.AGENCY
    readers = [lodging.officer_id] if lodging.officer_id and lodging.is_restricted else []
    entrust_dossier(actor, lodging.dossier, keeping, readers)


def _ask_to_withdraw(actor: Actor, lodging: Lodging, reason: str) -> None:
    if lodging.withdrawal_reason:
        raise Refused(ASKED_ALREADY)
    lodging.withdrawal_reason = reason
    lodging.say(actor.id, StepKind.WITHDRAWAL_ASKED, reason)
    record(events.WithdrawalAsked(actor_id=actor.id, **lodging.whereabouts))
