"""A small made-up house, never stored, in which every rule can be asked what it would say to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecabinet.accounts.models import AccessLink, Account
from ecabinet.agenda.models import Item, ItemGuest, ItemReader, Recusal, Secrecy
from ecabinet.agenda.models import State as ItemState
from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.ballots.models import State as BallotState
from ecabinet.bodies.actors import Actor, Holding
from ecabinet.bodies.models import MEMBERS, Body, Post, Role, Scope
from ecabinet.consultations.models import Consultation, Form
from ecabinet.consultations.models import State as ConsultationState
from ecabinet.core.clock import now
from ecabinet.core.words import N_
from ecabinet.lodging.models import LateRequest, Lodging
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.minutes.models import Conclusion
from ecabinet.papers.models import Dossier, EmergencyReading, Paper, PaperVersion
from ecabinet.papers.models import State as VersionState
from ecabinet.sittings.models import Sitting, SpeechRequest
from ecabinet.tasks.models import Task
from ecabinet.venues.models import Site, Venue

PERSON, MEMBER, BODY, AGENCY, ELSEWHERE = "person", "member", "body", "agency", "elsewhere"
OF_THE_HOUSE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True)
class Situation:
    """How far things have come, and how the person stands to them."""

    label: str
    meeting: MeetingState = MeetingState.IN_SESSION
    ballot: BallotState = BallotState.OPEN
    consultation: ConsultationState = ConsultationState.SENT
    version: VersionState = VersionState.READY
    restricted: bool = False
    named: bool = False  # on the list of those who need to know
    recused: bool = False
    body_id: str = BODY


PREPARED = Situation(
    N_("while it is being prepared"),
    meeting=MeetingState.DRAFT,
    ballot=BallotState.PREPARED,
    consultation=ConsultationState.DRAFT,
    version=VersionState.RECEIVED,
)
UNDER_WAY = Situation(N_("while it is under way"))
OVER = Situation(
    N_("once it is over"),
    meeting=MeetingState.CLOSED,
    ballot=BallotState.ANNOUNCED,
    consultation=ConsultationState.CLOSED,
)
NAMED = Situation(N_("where it is restricted and they are named"), restricted=True, named=True)
UNNAMED = Situation(N_("where it is restricted and they are not named"), restricted=True)
RECUSED = Situation(N_("where they have a conflict of interest"), recused=True)
STRANGE = Situation(N_("where it belongs to another body"), body_id=ELSEWHERE)
SITUATIONS = (PREPARED, UNDER_WAY, OVER, NAMED, UNNAMED, RECUSED)


def person(role: Role) -> Actor:
    """Return somebody who holds one post of a role and nothing else."""
    holding = Holding(
        post_id="post",
        role=role,
        body_id=None if role in OF_THE_HOUSE else BODY,
        body_name="",
        agency_id=AGENCY if role is Role.AGENCY else None,
        agency_name="",
        assists_id=MEMBER if role is Role.ASSISTANT else None,
        title="",
        salutation="",
        scopes=frozenset(Scope) if role is Role.ASSISTANT else frozenset(),
    )
    return Actor(PERSON, "", (holding,))


def things(role: Role, at: Situation) -> dict[str, Any]:
    """Return one of every thing a rule may be asked about, by the name under which rules ask for it."""
    meeting = _meeting(role, at)
    item = _item(meeting, role, at)
    concerned = {"meeting": meeting, "item": item, **_names(at)}
    return {
        **concerned,
        **_of_item(item, role, at),
        **_of_body(role, at),
        **_lodged(meeting, at),
    }


def _meeting(role: Role, at: Situation) -> Meeting:
    """Whoever can be called is, once that is done; a member has a vote, and the one whom an assistant assists."""
    called = PERSON if role in {*MEMBERS, Role.GUEST} else MEMBER
    invitation = Invitation(id="call", account_id=called, votes=role is not Role.GUEST)
    return Meeting(
        id="meeting",
        body_id=at.body_id,
        chair_id=PERSON if role is Role.CHAIR and at.body_id == BODY else "chair",
        state=at.meeting,
        invitations=[invitation]
        if at.meeting is not MeetingState.DRAFT and at.body_id == BODY
        else [],
    )


def _item(meeting: Meeting, role: Role, at: Situation) -> Item:
    here = at.body_id == BODY
    concerned = MEMBER if role is Role.ASSISTANT else PERSON
    return Item(
        id="item",
        meeting=meeting,
        meeting_id=meeting.id,
        state=ItemState.CURRENT,
        agency_id=AGENCY if here else "other agency",
        secrecy=Secrecy.RESTRICTED if at.restricted else Secrecy.INTERNAL,
        guests=[ItemGuest(account_id=PERSON)] if role is Role.GUEST and here else [],
        readers=[ItemReader(account_id=concerned)] if at.named else [],
        recusals=[Recusal(account_id=concerned)] if at.recused else [],
    )


def _of_item(item: Item, role: Role, at: Situation) -> Mapping[str, Any]:
    ballot = Ballot(id="ballot", meeting=item.meeting, item=item, state=at.ballot)
    dossier = Dossier(id="dossier", body_id=at.body_id, item=item, item_id=item.id)
    paper = Paper(id="paper", dossier=dossier, secrecy=Secrecy.INTERNAL)
    version = PaperVersion(id="version", paper=paper, state=at.version, uploaded_by_id="officer")
    own = Dossier(id="own", body_id=at.body_id, agency_id=item.agency_id)
    asker = PERSON if role in OF_THE_HOUSE else "other"
    reading = EmergencyReading(id="reading", paper=paper, account_id=asker)
    sitting = Sitting(meeting=item.meeting, meeting_id=item.meeting_id, item=item, item_id=item.id)
    voter = PERSON if role in MEMBERS and not at.recused and at.body_id == BODY else MEMBER
    return {
        "ballot": ballot,
        "ballots": [ballot],
        "place": Voter(id="place", ballot=ballot, account_id=voter),
        "dossier": dossier,
        "own_dossier": own,
        "paper": paper,
        "version": version,
        "reading": reading,
        "sitting": sitting,
        "request": SpeechRequest(id="request", account_id=PERSON if role in MEMBERS else MEMBER),
        "conclusion": Conclusion(id="conclusion", item=item),
    }


def _lodged(meeting: Meeting, at: Situation) -> Mapping[str, Any]:
    """A dossier that was handed in; while it is prepared it is its agency's own."""
    lodging = Lodging(
        id="lodging",
        body_id=at.body_id,
        agency_id=AGENCY if at.body_id == BODY else "other agency",
        handed_in_at=None if at.meeting is MeetingState.DRAFT else now(),
        officer_id=PERSON if at.named else None,
        secrecy=Secrecy.RESTRICTED if at.restricted else Secrecy.INTERNAL,
    )
    late = LateRequest(id="late", lodging=lodging, meeting=meeting)
    return {"lodging": lodging, "late": late}


def _of_body(role: Role, at: Situation) -> Mapping[str, Any]:
    asked = PERSON if role in MEMBERS and at.body_id == BODY else MEMBER
    consultation = Consultation(id="consultation", body_id=at.body_id, state=at.consultation)
    form = Form(id="form", consultation=consultation, account_id=asked)
    lead = AGENCY if at.body_id == BODY else "other agency"
    return {
        "body": Body(id=at.body_id),
        "venue": Venue(id="venue", body_id=at.body_id),
        "site": Site(id="site", body_id=at.body_id),
        "consultation": consultation,
        "form": form,
        "task": Task(id="task", body_id=at.body_id, lead_id=lead, coordinating=[]),
        "entry": Entry(chain=at.body_id),
        "account": Account(id="other"),
        "link": AccessLink(account_id="other", asked_by_id="another"),
        "post": Post(id="post", body_id=at.body_id, assists_id=asked),
    }


def _names(at: Situation) -> Mapping[str, Any]:
    return {
        "account_id": PERSON,
        "member_id": PERSON,
        "assisted_id": MEMBER,
        "body_id": at.body_id,
        "agency_id": AGENCY if at.body_id == BODY else "other agency",
        "post_id": "post",
        "bodies": frozenset({at.body_id}),
        "account_bodies": frozenset({at.body_id}),
    }
