"""How far the next sessions have come, and what threatens them: the secretariat's pipeline and its four alarms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.policy import visible_to as item_visible_to
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.consultations.models import Consultation, Form
from ecabinet.consultations.models import State as ConsultationState
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.lodging.late_queries import count_open_requests, list_open_requests
from ecabinet.lodging.models import State as LodgingState
from ecabinet.lodging.queries import count_by_state
from ecabinet.meetings.models import OVER, PREPARING, Invitation, Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.papers.models import Dossier, Paper, PaperVersion, Reading
from ecabinet.papers.models import State as PaperState
from ecabinet.papers.policy import visible_to_dossier

PAGE = 30
LATELY = timedelta(days=30)  # how long a decided item stays in the pipeline
SOON = timedelta(days=1)  # before an opinion form is due its silence is an alarm
AHEAD = timedelta(days=7)  # before a session who has not opened its papers is one
STAGES = ("on_agenda", "published", "decided")
LODGED = (LodgingState.HANDED_IN, LodgingState.RETURNED, LodgingState.ACCEPTED)


@dataclass(frozen=True)
class Pipeline:
    """How many dossiers and items stand where, and how many alarms there are."""

    stages: Mapping[str, int]
    alarms: Mapping[str, int]


def find_pipeline(actor: Actor) -> Pipeline:
    """Return the pipeline of the actor's secretariat, in as many statements however much there is."""
    lodged = count_by_state(actor)
    stages = {each.value: lodged.get(each, 0) for each in LODGED} | _count_items(actor)
    alarms = {"late": count_open_requests(actor)}
    alarms |= {name: _count(query(actor)) for name, (query, _) in ALARMS.items()}
    return Pipeline(stages, alarms)


def list_stage(actor: Actor, stage: str, after: str | None = None) -> Sequence[Item]:
    """Return a page of the items at a stage of the pipeline."""
    query = select(Item).join(Meeting, Meeting.id == Item.meeting_id)
    query = query.where(_at(stage), item_visible_to(actor), _of_secretariat(actor))
    if after:
        query = query.where(Item.id > after)
    return session().scalars(query.order_by(Item.id).limit(PAGE)).unique().all()


def list_alarm(actor: Actor, alarm: str, after: str | None = None) -> Sequence[Any]:
    """Return a page of what an alarm is about: late requests, forms, versions or invitations."""
    if alarm == "late":
        return list_open_requests(actor, after)
    query, key = ALARMS[alarm]
    wanted = query(actor)
    if after:
        wanted = wanted.where(key > after)
    return session().scalars(wanted.order_by(key).limit(PAGE)).unique().all()


def _count_items(actor: Actor) -> dict[str, int]:
    counts = [func.coalesce(func.sum(case((_at(each), 1), else_=0)), 0) for each in STAGES]
    query = select(*counts).select_from(Item).join(Meeting, Meeting.id == Item.meeting_id)
    query = query.where(item_visible_to(actor), _of_secretariat(actor))
    return dict(zip(STAGES, map(int, session().execute(query).one()), strict=True))


def _at(stage: str) -> ColumnElement[bool]:
    stands = Item.state.not_in({ItemState.REMOVED, ItemState.WITHDRAWN})
    if stage == "on_agenda":
        return and_(stands, Meeting.state.in_(PREPARING))
    if stage == "published":
        out = and_(Meeting.state.not_in(PREPARING), Meeting.state.not_in(OVER))
        return and_(stands, out, Item.outcome.is_(None))
    lately = Meeting.starts_at > now() - LATELY
    return and_(stands, Item.outcome.is_not(None), lately)


def _of_secretariat(actor: Actor) -> ColumnElement[bool]:
    return Meeting.body_id.in_(actor.bodies(SECRETARIAT))


def _silent_forms(actor: Actor) -> Select[Form]:
    """Opinion forms without an answer whose time is nearly over."""
    return (
        select(Form)
        .join(Consultation, Consultation.id == Form.consultation_id)
        .where(
            Consultation.body_id.in_(actor.bodies(SECRETARIAT)),
            Consultation.state == ConsultationState.SENT,
            Consultation.due_at < now() + SOON,
            Form.seq == 0,
        )
    )


def _unreadable_papers(actor: Actor) -> Select[PaperVersion]:
    """Files that intake refused, and that nobody has handed in anew since."""
    newer = aliased(PaperVersion)
    replaced = exists().where(
        newer.paper_id == PaperVersion.paper_id, newer.number > PaperVersion.number
    )
    return (
        select(PaperVersion)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(
            PaperVersion.state == PaperState.REFUSED,
            Paper.removed_at.is_(None),
            Dossier.body_id.in_(actor.bodies(SECRETARIAT)),
            visible_to_dossier(actor),
            ~replaced,
        )
    )


def _unopened(actor: Actor) -> Select[Invitation]:
    """Members called to a session of the next days that has papers, none of which they have opened."""
    of_session = (
        select(PaperVersion.id)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .join(Item, Item.id == Dossier.item_id)
        .where(
            Item.meeting_id == Meeting.id,
            Paper.removed_at.is_(None),
            PaperVersion.state == PaperState.READY,
        )
    )
    opened = (
        of_session.join(Reading, Reading.version_id == PaperVersion.id)
        .where(Reading.account_id == Invitation.account_id)
        .correlate(Meeting, Invitation)
    )
    return (
        select(Invitation)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(
            _of_secretariat(actor),
            Meeting.state == MeetingState.PUBLISHED,
            Meeting.starts_at.between(now() - SOON, now() + AHEAD),
            Invitation.votes.is_(True),
            of_session.correlate(Meeting).exists(),
            ~opened.exists(),
        )
        .options(joinedload(Invitation.meeting))
    )


def _count(query: Select[Any]) -> int:
    counted = query.options().with_only_columns(func.count()).order_by(None)
    return session().execute(counted).scalar_one()


ALARMS: Mapping[str, tuple[Callable[[Actor], Select[Any]], Any]] = {
    "opinions": (_silent_forms, Form.id),
    "papers": (_unreadable_papers, PaperVersion.id),
    "unopened": (_unopened, Invitation.id),
}
