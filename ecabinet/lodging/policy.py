"""Who may do what with a lodged dossier: its agency, and the secretariat from the moment it is handed in."""

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda.models import Secrecy
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT, Role
from ecabinet.bodies.system import CLOCK
from ecabinet.lodging.models import LateRequest, Lodging
from ecabinet.meetings.models import Meeting


def may_see(actor: Actor, lodging: Lodging) -> bool:
    """The officers of its agency; the secretariat once it was handed in.

    A restricted one only who is in charge of it, and the head, who says who that is.
    """
    if lodging.agency_id in actor.agencies():
        return True
    if not (lodging.was_handed_in and actor.is_secretariat(lodging.body_id)):
        return False
    named = lodging.officer_id == actor.id or actor.holds(lodging.body_id, {Role.HEAD})
    return named or not lodging.is_restricted


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    is_open = or_(
        Lodging.secrecy != Secrecy.RESTRICTED,
        Lodging.officer_id == actor.id,
        Lodging.body_id.in_(actor.bodies({Role.HEAD})),
    )
    handed_in = Lodging.handed_in_at.is_not(None)
    desk = and_(Lodging.body_id.in_(actor.bodies(SECRETARIAT)), handed_in, is_open)
    return or_(Lodging.agency_id.in_(actor.agencies()), desk)


def may_begin(actor: Actor, agency_id: str) -> bool:
    """An agency's officer lodges for their own agency."""
    return agency_id in actor.agencies()


def may_write(actor: Actor, lodging: Lodging) -> bool:
    """Write it, hand it in, ask to be late, withdraw it: its agency alone."""
    return lodging.agency_id in actor.agencies()


def may_take(actor: Actor, lodging: Lodging) -> bool:
    """Take charge of checking it."""
    return actor.is_secretariat(lodging.body_id) and may_see(actor, lodging)


def may_assign(actor: Actor, lodging: Lodging) -> bool:
    """Say which officer is in charge."""
    return actor.holds(lodging.body_id, {Role.HEAD}) and may_see(actor, lodging)


def may_check(actor: Actor, lodging: Lodging) -> bool:
    """Accept or return it: who is in charge of it, or the head."""
    in_charge = lodging.officer_id == actor.id or actor.holds(lodging.body_id, {Role.HEAD})
    return in_charge and may_take(actor, lodging)


def may_place(actor: Actor, lodging: Lodging) -> bool:
    """Put it on an agenda, and confirm that it is withdrawn from one."""
    return may_take(actor, lodging)


def may_see_request(actor: Actor, late: LateRequest) -> bool:
    """Who sees the dossier, and the chair of the session, who is asked."""
    asked = actor.id == late.meeting.chair_id and late.lodging.was_handed_in
    return asked or may_see(actor, late.lodging)


def visible_request_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see_request`, for a query. A test holds the two together."""
    asked = and_(
        LateRequest.meeting.has(Meeting.chair_id == actor.id),
        LateRequest.lodging.has(Lodging.handed_in_at.is_not(None)),
    )
    return or_(asked, LateRequest.lodging.has(visible_to(actor)))


def may_answer(actor: Actor, late: LateRequest) -> bool:
    """The chair of the session says yes or no."""
    return actor.id == late.meeting.chair_id


def may_remind(actor: Actor) -> bool:
    """The system's clock alone."""
    return actor.id == CLOCK
