"""Who is told what of a dossier, and what an agenda means for it."""

from datetime import date

from sqlalchemy import select

from ecabinet.agenda.events import ItemRemoved, ItemRestricted
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.agenda.models import State as ItemState
from ecabinet.bodies.actors import load_actor, today
from ecabinet.bodies.leaving import Line, handed_on
from ecabinet.bodies.models import SECRETARIAT, Role
from ecabinet.bodies.queries import list_agency_officers, list_posts
from ecabinet.core.database import session
from ecabinet.core.events import record, within
from ecabinet.core.words import N_
from ecabinet.lodging import events, wording
from ecabinet.lodging.models import LateRequest, Lodging, State, StepKind
from ecabinet.notifications.inbox import tell
from ecabinet.notifications.models import Notice
from ecabinet.papers.dossier_operations import take_from_item


@within(events.LodgingHandedIn)
def tell_the_desk(fact: events.LodgingHandedIn) -> None:
    """Who is in charge already, else the whole secretariat; of a restricted one its head alone."""
    lodging = _lodging(fact)
    again = sum(each.kind is StepKind.HANDED_IN for each in lodging.steps) > 1
    message = wording.HANDED_IN_AGAIN if again else wording.HANDED_IN
    _tell(fact, _desk(lodging), message, due=_day(lodging.due_on))


@within(events.LodgingTaken)
def tell_who_is_in_charge(fact: events.LodgingTaken) -> None:
    lodging = _lodging(fact)
    name = lodging.officer.name if lodging.officer else ""
    _tell(fact, _agency(lodging), wording.TAKEN, name=name)
    _tell(fact, [fact.account_id], wording.ASSIGNED, due=_day(lodging.due_on))


@within(events.LodgingReturned)
def tell_it_came_back(fact: events.LodgingReturned) -> None:
    """The notice opens the marked page; from there it is one step to the dossier."""
    lodging = _lodging(fact)
    step = lodging.return_step
    href = f"/dossiers/{lodging.id}"
    if lodging.marked_paper_id:
        href = f"/papers/{lodging.marked_paper_id}?page={lodging.marked_page}&back={href}"
    _tell(fact, _agency(lodging), wording.RETURNED, href=href, reason=step.text if step else "")


@within(events.LodgingAccepted)
def tell_it_is_accepted(fact: events.LodgingAccepted) -> None:
    _tell(fact, _agency(_lodging(fact)), wording.ACCEPTED)


@within(events.LodgingPlaced)
def tell_it_is_placed(fact: events.LodgingPlaced) -> None:
    """On which agenda is not told to an agency: it may still be prepared."""
    _tell(fact, _agency(_lodging(fact)), wording.PLACED)


@within(events.WithdrawalAsked)
def ask_the_desk_to_withdraw(fact: events.WithdrawalAsked) -> None:
    _tell(fact, _desk(_lodging(fact)), wording.WITHDRAWAL_ASKED)


@within(events.WithdrawalRefused)
def tell_it_stays(fact: events.WithdrawalRefused) -> None:
    lodging = _lodging(fact)
    _tell(fact, _agency(lodging), wording.WITHDRAWAL_REFUSED, reason=lodging.steps[-1].text)


@within(events.LodgingWithdrawn)
def tell_it_is_withdrawn(fact: events.LodgingWithdrawn) -> None:
    """From a published agenda the item's own notice tells everybody who sees it."""
    lodging = _lodging(fact)
    if lodging.item_id:
        _tell(fact, _agency(lodging), wording.WITHDRAWN_FROM_AGENDA)
    else:
        _tell(fact, _desk(lodging), wording.WITHDRAWN)


@within(events.LodgingReminded)
def remind_those_concerned(fact: events.LodgingReminded) -> None:
    lodging = _lodging(fact)
    due = _day(lodging.due_on)
    if lodging.state is State.RETURNED:
        _tell(fact, _agency(lodging), wording.STILL_RETURNED)
    elif lodging.state is State.HANDED_IN:
        message = wording.CHECK_OVERDUE if fact.overdue else wording.CHECK_SOON
        _tell(fact, _desk(lodging, with_head=fact.overdue), message, due=due)
        _tell(fact, _agency(lodging) if fact.overdue else [], wording.STILL_CHECKED)
    elif lodging.state is State.ACCEPTED:
        message = wording.SUBMIT_OVERDUE if fact.overdue else wording.SUBMIT_SOON
        _tell(fact, _desk(lodging, with_head=fact.overdue), message, due=due)


@within(events.LatenessAsked)
def ask_the_chair(fact: events.LatenessAsked) -> None:
    _ask_chair(fact, fact.request_id, wording.LATE_ASKED)


@within(events.LatenessReminded)
def remind_the_chair(fact: events.LatenessReminded) -> None:
    _ask_chair(fact, fact.request_id, wording.LATE_REMINDER)


@within(events.LatenessAnswered)
def tell_the_answer(fact: events.LatenessAnswered) -> None:
    request = session().get_one(LateRequest, fact.request_id)
    lodging = request.lodging
    message = wording.LATE_GRANTED if fact.granted else wording.LATE_REFUSED
    told = [*_agency(lodging), *_desk(lodging)]
    _tell(fact, told, message, meeting=request.meeting.title)


@within(ItemRemoved)
def follow_the_item(fact: ItemRemoved) -> None:
    """Taken out of a draft, its dossier waits for another agenda; withdrawn from a published one, it is withdrawn."""
    query = select(Lodging).where(Lodging.item_id == fact.item_id).with_for_update(of=Lodging)
    lodging = session().scalars(query).unique().one_or_none()
    if lodging is None:
        return
    item = session().get_one(Item, fact.item_id)
    if lodging.state is State.PLACED and item.state is ItemState.WITHDRAWN:
        lodging.move(State.WITHDRAWN)
        lodging.say(fact.actor_id, StepKind.WITHDRAWN)
        record(events.LodgingWithdrawn(actor_id=fact.actor_id, **lodging.whereabouts))
    elif lodging.state is State.PLACED:
        _take_off(fact, lodging)


@within(ItemRestricted)
def follow_its_secrecy(fact: ItemRestricted) -> None:
    """What becomes restricted on an agenda is restricted where it came from."""
    query = select(Lodging).where(Lodging.item_id == fact.item_id)
    for lodging in session().scalars(query).unique():
        lodging.secrecy = Secrecy(fact.secrecy)
        _take_back_titles(lodging)


@within(events.LodgingSaved)
def take_titles_back(fact: events.LodgingSaved) -> None:
    """What was told of a dossier before it was restricted still lies in inboxes."""
    if fact.restricted:
        _take_back_titles(_lodging(fact))


@handed_on(N_("Dossiers to check"))
def list_in_charge(account_id: str) -> list[Line]:
    """What somebody who leaves office was to check."""
    query = select(Lodging).where(
        Lodging.officer_id == account_id,
        Lodging.state.in_({State.HANDED_IN, State.RETURNED, State.ACCEPTED}),
    )
    message = N_("Dossier of %(agency)s, code %(code)s")
    return [
        Line(
            message, {"agency": each.agency.name, "code": each.spoken_code}, f"/dossiers/{each.id}"
        )
        for each in session().scalars(query.order_by(Lodging.due_on, Lodging.id)).unique()
    ]


def _take_off(fact: ItemRemoved, lodging: Lodging) -> None:
    lodging.move(State.ACCEPTED)
    take_from_item(load_actor(fact.actor_id), lodging.dossier)
    lodging.item, lodging.item_id, lodging.withdrawal_reason = None, None, ""
    lodging.say(fact.actor_id, StepKind.TAKEN_OFF)
    session().flush()
    told = lodging.whereabouts
    record(events.LodgingTakenOff(actor_id=fact.actor_id, **told, item_id=fact.item_id))


@within(events.LodgingTakenOff)
def tell_it_waits_again(fact: events.LodgingTakenOff) -> None:
    _tell(fact, _agency(_lodging(fact)), wording.TAKEN_OFF)


def _ask_chair(fact: events.LodgingEvent, request_id: str, message: str) -> None:
    request = session().get_one(LateRequest, request_id)
    href = f"/late-requests/{request.id}"
    meeting = request.meeting
    _tell(fact, [meeting.chair_id], message, href=href, meeting=meeting.title)


def _tell(
    fact: events.LodgingEvent, told: list[str], message: str, href: str = "", **values: str
) -> None:
    lodging = _lodging(fact)
    if lodging.is_restricted and message in wording.QUIET:
        message = wording.QUIET[message]
        values.pop("reason", None)
    named = {"what": lodging.named, "agency": lodging.agency.name} | values
    others = [each for each in told if each != fact.actor_id]
    tell(fact, others, message, named, href or f"/dossiers/{lodging.id}")


def _take_back_titles(lodging: Lodging) -> None:
    if not lodging.is_restricted:
        return
    hrefs = {
        f"/dossiers/{lodging.id}",
        *(f"/late-requests/{each.id}" for each in lodging.late_requests),
    }
    own = Notice.href.in_(hrefs) | Notice.href.endswith(f"back=/dossiers/{lodging.id}")
    for notice in session().scalars(select(Notice).where(own)):
        kept = {key: value for key, value in notice.values.items() if key != "reason"}
        notice.message = wording.QUIET.get(notice.message, notice.message)
        notice.values = kept | {"what": lodging.spoken_code}


def _desk(lodging: Lodging, *, with_head: bool = False) -> list[str]:
    """Who of the secretariat a dossier concerns."""
    heads = with_head or (lodging.is_restricted and not lodging.officer_id)
    roles = frozenset({Role.HEAD}) if heads else frozenset[Role]()
    if not lodging.officer_id and not lodging.is_restricted:
        roles = SECRETARIAT
    posts = list_posts(lodging.body_id, roles, today()) if roles else ()
    found = [lodging.officer_id or "", *(each.account_id for each in posts)]
    return [each for each in dict.fromkeys(found) if each]


def _agency(lodging: Lodging) -> list[str]:
    posts = list_agency_officers([lodging.agency_id], today())
    return [each.account_id for each in posts]


def _lodging(fact: events.LodgingEvent) -> Lodging:
    return session().get_one(Lodging, fact.lodging_id)


def _day(day: date | None) -> str:
    """Return a day as both languages read it: 23/11/2026."""
    return f"{day:%d/%m/%Y}" if day else "–"
