"""Bodies and their agencies: added to, changed, ended; never taken away while anything names them."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import exists, select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.in_use import differences, is_in_use
from ecabinet.bodies.models import Agency, Body
from ecabinet.bodies.operations import add_agency, found_body
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.rules import PRESETS
from ecabinet.bodies.setting_events import (
    AgencyChanged,
    AgencyDeleted,
    AgencyEnded,
    BodyChanged,
    BodyEnded,
)
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

SAME_CODE = N_("Another agency of this body has this abbreviation already.")
IN_USE = N_("This has been used, so it stays; it can be ended instead.")


@dataclass(frozen=True)
class BodyDraft:
    """What a body is to be."""

    name: str
    members_name: str
    place: str
    duty_phone: str = ""
    country: str = "VN"
    timezone: str = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class AgencyDraft:
    name: str
    short_name: str
    code: str


def found_another_body(actor: Actor, draft: BodyDraft, preset: str) -> Body:
    """Found a body by one of the two presets."""
    require(may_administer(actor))
    body = found_body(actor, draft.name, draft.members_name, draft.place, PRESETS[preset])
    body.duty_phone, body.country, body.timezone = draft.duty_phone, draft.country, draft.timezone
    return body


def change_body(actor: Actor, body: Body, draft: BodyDraft, revision: int) -> None:
    require(may_administer(actor))
    if revision != body.revision:
        raise Overtaken
    after = asdict(draft)
    before = {name: getattr(body, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(body, name, value)
    body.revision += 1
    record(
        BodyChanged(
            actor_id=actor.id,
            body_id=body.id,
            title=body.name,
            before=differences(before, after),
            after=differences(after, before),
        )
    )


def end_body(actor: Actor, body: Body, last_day: date | None) -> None:
    """Say until when a body meets; None lets it go on."""
    require(may_administer(actor))
    if body.ends_on != last_day:
        body.ends_on = last_day
        record(BodyEnded(actor_id=actor.id, body_id=body.id, title=body.name, last_day=last_day))


def add_agency_to(actor: Actor, body: Body, draft: AgencyDraft) -> Agency:
    require(may_administer(actor))
    _refuse_same_code(body.id, draft.code)
    return add_agency(actor, body, draft.name, draft.short_name, draft.code)


def change_agency(actor: Actor, agency: Agency, draft: AgencyDraft) -> None:
    require(may_administer(actor))
    after = asdict(draft)
    before = {name: getattr(agency, name) for name in after}
    if before == after:
        return
    if draft.code != agency.code:
        _refuse_same_code(agency.body_id, draft.code)
    for name, value in after.items():
        setattr(agency, name, value)
    record(
        AgencyChanged(
            actor_id=actor.id,
            body_id=agency.body_id,
            agency_id=agency.id,
            title=agency.name,
            before=differences(before, after),
            after=differences(after, before),
        )
    )


def end_agency(actor: Actor, agency: Agency, last_day: date | None) -> None:
    """Say until when an agency is offered; what it handed in stays under its name."""
    require(may_administer(actor))
    if agency.ends_on != last_day:
        agency.ends_on = last_day
        record(
            AgencyEnded(
                actor_id=actor.id,
                body_id=agency.body_id,
                agency_id=agency.id,
                title=agency.name,
                last_day=last_day,
            )
        )


def delete_agency(actor: Actor, agency: Agency) -> None:
    """Take away an agency that was added by mistake: nothing may name it."""
    require(may_administer(actor))
    if is_in_use(agency):
        raise Refused(IN_USE)
    session().delete(agency)
    record(
        AgencyDeleted(
            actor_id=actor.id, body_id=agency.body_id, agency_id=agency.id, title=agency.name
        )
    )


def _refuse_same_code(body_id: str, code: str) -> None:
    same = exists().where(Agency.body_id == body_id, Agency.code == code)
    if session().scalar(select(same)):
        raise Invalid(code=SAME_CODE)
