"""Dossiers of the agencies: the decisions on their addresses, and one of each in every situation."""

from datetime import timedelta

from ecabinet.agenda.models import Secrecy
from ecabinet.bodies.models import Agency
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_code, new_id
from ecabinet.core.transaction import run
from ecabinet.lodging.models import LateRequest, Lodging, State
from ecabinet.papers.models import Dossier, Keeping
from tests.matrix.deciding import MISSING, everywhere, to
from tests.matrix.people import AGENCIES, ALL, CHAIRS, DESK, HEADS, OTHERS

IN_CHARGE = HEADS | {"officer"}
REASON = {"reason": "Có lý do."}
ITEM = {"meeting_id": "@meeting", "title": "Đề án", "minutes": "15"}
SEEN = {
    "lodging": {
        "draft": frozenset({"agency"}),
        "running": frozenset({"agency", "officer", "head"}),
        "restricted": frozenset({"agency", "head"}),
        "there": OTHERS - {"other_chair"},
    },
    "request": {
        "running": frozenset({"agency", "officer", "head", "chair"}),
        "there": OTHERS,
    },
}
RECEIVED = {"nothing": {"draft"}}
LODGING = {
    "lodging.index": everywhere(AGENCIES | DESK, MISSING),
    "lodging.find": everywhere(ALL),
    "lodging.new": everywhere(AGENCIES),
    "lodging.begin": everywhere(AGENCIES, form={"title": "Đề án"}),
    "lodging.show": to("lodging", ALL),
    "lodging.step": to("lodging", AGENCIES, more={"number": "1"}),
    "lodging.save": to("lodging", AGENCIES, more={"number": "1"}, form={"title": "Đề án"}),
    "lodging.send": to("lodging", AGENCIES),
    "lodging.ask_to_withdraw": to("lodging", AGENCIES),
    "lodging.withdraw": to("lodging", AGENCIES, form=REASON),
    "lodging.receipt": to("lodging", ALL, **RECEIVED),
    "lodging.receipt_pdf": to("lodging", ALL, **RECEIVED),
    "counter.take": to("lodging", DESK),
    "counter.assign": to("lodging", HEADS, form={"account_id": "@officer"}),
    "counter.accept": to("lodging", IN_CHARGE),
    "counter.ask_why": to("lodging", IN_CHARGE),
    "counter.return_": to("lodging", IN_CHARGE, form=REASON),
    "counter.ask_where": to("lodging", DESK),
    "counter.place": to("lodging", DESK, form=ITEM),
    "counter.confirm": to("lodging", DESK),
    "counter.ask_why_not": to("lodging", DESK),
    "counter.refuse": to("lodging", DESK, form=REASON),
    "pipeline.stage": everywhere(DESK, MISSING, more={"stage": "published"}),
    "pipeline.alarm": everywhere(DESK, MISSING, more={"alarm": "unopened"}),
    "lateness.ask": to("lodging", AGENCIES),
    "lateness.send": to("lodging", AGENCIES, form=REASON | {"meeting_id": "@meeting"}),
    "lateness.show": to("request", ALL),
    "lateness.answer": to("request", CHAIRS, form={"answer": "yes"}),
}
WATCHED = {
    "lodging": to("lodging", ALL),
    "lodgings": everywhere({"officer", "head"}, form={"id": "@body"}),
}


def fill(house):
    """Put one dossier into the house for each situation, and what was asked of the chair about two of them."""
    run(lambda: _kept(house))


def _kept(house):
    cabinet = house.cabinet
    here, there = cabinet.construction, house.other.construction
    officer, agency = cabinet.id("officer"), cabinet.id("agency")
    meetings = {each: house.things["meeting"][each]["meeting_id"] for each in ("draft", "there")}
    for situation, agency_id, more in (
        ("draft", here, {"state": State.DRAFT}),
        ("running", here, {"officer_id": officer}),
        ("restricted", here, {"secrecy": Secrecy.RESTRICTED}),
        ("there", there, {}),
    ):
        lodging = _lodging(agency_id, agency, more)
        place = meetings["there" if situation == "there" else "draft"]
        house.put("lodging", situation, id=lodging.id, meeting=place)
        if situation in {"running", "there"}:
            request = LateRequest(
                id=new_id(), lodging=lodging, meeting_id=place, reason="Chờ ý kiến.",
                asked_by_id=agency, asked_at=now(),
            )  # fmt: skip
            session().add(request)
            house.put("request", situation, id=request.id)


def _lodging(agency_id, agency, more):
    body_id = session().get_one(Agency, agency_id).body_id
    is_draft = more.get("state") is State.DRAFT
    keeping = Keeping.AGENCY if is_draft else Keeping.USUAL
    lodging = Lodging(
        id=new_id(), body_id=body_id, agency_id=agency_id, code=new_code(), title="Đề án",
        dossier=Dossier(id=new_id(), body_id=body_id, agency_id=agency_id, keeping=keeping),
        begun_by_id=agency, begun_at=now() - timedelta(days=1),
        handed_in_at=None if is_draft else now(), handed_in_by_id=None if is_draft else agency,
        **({"state": State.HANDED_IN} | more),
    )  # fmt: skip
    session().add(lodging)
    session().flush()
    return lodging
