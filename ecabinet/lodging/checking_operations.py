"""What the secretariat does with what was handed in: takes charge, returns or accepts it, and places it."""

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.models import Item, ItemReader
from ecabinet.agenda.operations import add_item, remove_item
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.queries import list_agency_officers
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.lodging import events
from ecabinet.lodging.models import WRONG_STATE, Lodging, State, StepKind
from ecabinet.lodging.policy import may_assign, may_check, may_place, may_take
from ecabinet.lodging.queries import find_lateness_for, list_marked, list_officers
from ecabinet.lodging.timing import go_on_to_submit, remind_of_return
from ecabinet.meetings.models import Meeting
from ecabinet.papers.dossier_operations import entrust_dossier, give_to_item, reopen_dossier
from ecabinet.papers.models import Keeping

NO_REASON = N_("Please say what is to be completed.")
NO_SUCH_PAPER = N_("Please choose one of the papers of this dossier.")
BEYOND = N_("This paper has no such page.")
TAKEN_ALREADY = N_("Somebody else has taken charge of this dossier.")
NOT_AN_OFFICER = N_("Please choose somebody of the secretariat.")
ANOTHER_BODY = N_("Please choose a session of this body.")
NOT_ALLOWED_YET = N_(
    "It is late for this session, and the chair has not allowed it. Please confirm that it is placed all the same."
)
NOTHING_ASKED = N_("Nobody has asked to withdraw this dossier.")
IN_CHARGE = frozenset({State.HANDED_IN, State.RETURNED, State.ACCEPTED})


def take_charge(actor: Actor, lodging: Lodging) -> Lodging:
    """Be in charge of checking a dossier. Of two officers the second is told who was first."""
    require(may_take(actor, lodging))
    if lodging.state not in IN_CHARGE:
        raise Refused(WRONG_STATE)
    if lodging.officer_id not in {None, actor.id}:
        raise Refused(TAKEN_ALREADY)
    if lodging.officer_id is None:
        _put_in_charge(actor, lodging, actor.id)
    return lodging


def assign_lodging(actor: Actor, lodging: Lodging, account_id: str) -> Lodging:
    """Say which officer is in charge; of a restricted dossier they learn only now."""
    require(may_assign(actor, lodging))
    if lodging.state not in IN_CHARGE:
        raise Refused(WRONG_STATE)
    if account_id not in {each for each, _ in list_officers(actor, lodging)}:
        raise Invalid(account_id=NOT_AN_OFFICER)
    if lodging.officer_id != account_id:
        _put_in_charge(actor, lodging, account_id)
    return lodging


def return_lodging(
    actor: Actor, lodging: Lodging, reason: str, paper_id: str = "", page: int | None = None
) -> Lodging:
    """Send a dossier back with a reason, and a finger on a page. Its agency completes it and hands it in again."""
    require(may_check(actor, lodging))
    problems = {} if reason.strip() else {"reason": NO_REASON}
    problems |= _misplaced(actor, lodging, paper_id, page)
    if problems:
        raise Invalid(**problems)
    lodging.move(State.RETURNED)
    lodging.stop_clock()
    remind_of_return(lodging, WorkingCalendar.of(lodging.body))
    lodging.marked_paper_id = paper_id or None
    lodging.marked_page = (page or 1) if paper_id else None
    lodging.revision += 1
    reopen_dossier(actor, lodging.dossier)
    lodging.say(actor.id, StepKind.RETURNED, reason)
    session().flush()
    record(events.LodgingReturned(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def accept_lodging(actor: Actor, lodging: Lodging) -> Lodging:
    """Say that a dossier is complete. Accepting it twice is refused: somebody else may have been quicker."""
    require(may_check(actor, lodging))
    lodging.move(State.ACCEPTED)
    go_on_to_submit(lodging, WorkingCalendar.of(lodging.body))
    lodging.revision += 1
    lodging.say(actor.id, StepKind.ACCEPTED)
    record(events.LodgingAccepted(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def place_lodging(
    actor: Actor, lodging: Lodging, meeting: Meeting, draft: ItemDraft, *, late: bool = False
) -> Item:
    """Put an accepted dossier on an agenda: it becomes an item there, and its papers go with it.

    `late`: placed although the chair has not allowed it yet. Being late is never blocked, only asked.
    """
    require(may_place(actor, lodging))
    if meeting.body_id != lodging.body_id:
        raise Invalid(meeting_id=ANOTHER_BODY)
    lateness = find_lateness_for(actor, lodging, meeting)
    if lateness and not late and not (lateness.request and lateness.request.granted):
        raise Invalid(late=NOT_ALLOWED_YET)
    lodging.move(State.PLACED)
    lodging.stop_clock()
    item = add_item(actor, meeting, draft)
    _name_those_concerned(lodging, item, actor.id)
    give_to_item(actor, lodging.dossier, item)
    lodging.item, lodging.item_id, lodging.withdrawal_reason = item, item.id, ""
    lodging.say(actor.id, StepKind.PLACED)
    session().flush()
    record(
        events.LodgingPlaced(
            actor_id=actor.id, **lodging.whereabouts, meeting_id=meeting.id, item_id=item.id
        )
    )
    return item


def confirm_withdrawal(actor: Actor, lodging: Lodging) -> Lodging:
    """Take a dossier off its agenda because its agency asks for it. From a published one it keeps its number."""
    require(may_place(actor, lodging))
    if not lodging.withdrawal_reason or lodging.item is None:
        raise Refused(NOTHING_ASKED)
    lodging.move(State.WITHDRAWN)
    lodging.say(actor.id, StepKind.WITHDRAWN)
    remove_item(actor, lodging.item)
    record(events.LodgingWithdrawn(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def refuse_withdrawal(actor: Actor, lodging: Lodging, reason: str) -> Lodging:
    """Let a dossier stay on its agenda although its agency asks to withdraw it."""
    require(may_place(actor, lodging))
    if not lodging.withdrawal_reason:
        raise Refused(NOTHING_ASKED)
    if not reason.strip():
        raise Invalid(reason=NO_REASON)
    lodging.withdrawal_reason = ""
    lodging.say(actor.id, StepKind.WITHDRAWAL_REFUSED, reason)
    record(events.WithdrawalRefused(actor_id=actor.id, **lodging.whereabouts))
    return lodging


def _put_in_charge(actor: Actor, lodging: Lodging, account_id: str) -> None:
    lodging.officer_id = account_id
    if lodging.is_restricted:
        entrust_dossier(actor, lodging.dossier, Keeping.NAMED, [account_id])
    session().flush()
    session().expire(lodging, ["officer"])
    lodging.say(account_id, StepKind.TAKEN)
    record(events.LodgingTaken(actor_id=actor.id, **lodging.whereabouts, account_id=account_id))


def _misplaced(actor: Actor, lodging: Lodging, paper_id: str, page: int | None) -> dict[str, str]:
    """Say what is wrong with the marked page."""
    if not paper_id:
        return {"paper_id": NO_SUCH_PAPER} if page else {}
    pages = {paper.id: count for paper, count in list_marked(actor, lodging)}
    if paper_id not in pages:
        return {"paper_id": NO_SUCH_PAPER}
    return {} if 1 <= (page or 1) <= pages[paper_id] else {"page": BEYOND}


def _name_those_concerned(lodging: Lodging, item: Item, actor_id: str) -> None:
    """Of a restricted dossier those who know it already go on to know of the item: nobody else yet."""
    if not item.is_restricted:
        return
    officers = list_agency_officers([lodging.agency_id], today())
    known = {each.account_id for each in officers} | {lodging.officer_id or actor_id}
    new = known - {each.account_id for each in item.readers}
    item.readers += [ItemReader(item_id=item.id, account_id=each) for each in sorted(new)]
