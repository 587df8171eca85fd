"""Dossiers as tests need them: begun, filled, handed in, checked."""

from datetime import timedelta

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.models import Secrecy
from ecabinet.core.clock import now
from ecabinet.lodging import checking_operations as checking
from ecabinet.lodging import operations
from ecabinet.lodging.models import Lodging
from ecabinet.lodging.operations import Beginning
from ecabinet.lodging.queries import find_lodging
from ecabinet.meetings.queries import find_meeting
from ecabinet.papers.models import Kind
from ecabinet.papers.operations import PaperDraft, remove_paper, upload_paper
from ecabinet.papers.queries import find_dossier, find_paper, find_version
from tests.meetings.sessions import Session
from tests.papers.shelf import _settle, kept, pdf

TITLE = "Đề án nhà ở xã hội"
TEXTS = {
    "ask": "Thông qua Đề án.",
    "decision": "Chính phủ thông qua Đề án.",
    "why": "Nhu cầu nhà ở lớn.",
    "cost": "Không phát sinh.",
    "risks": "Thấp.",
    "consulted": "Đã lấy ý kiến Bộ Tài chính.",
}
ASKED = (Kind.SUBMISSION, Kind.DRAFT, Kind.APPRAISAL)


class Counter:
    """What agencies and the secretariat do with dossiers."""

    def __init__(self, cabinet):
        self.cabinet = cabinet

    def begin(self, *, by="agency", texts=TEXTS, secrecy=Secrecy.INTERNAL):
        """Begin a dossier and write it; return its id."""
        agency = {"agency": self.cabinet.construction, "treasury": self.cabinet.treasury_agency}
        beginning = Beginning(TITLE, secrecy=secrecy)

        def deed(actor):
            lodging = operations.begin_lodging(actor, agency[by], beginning)
            return operations.save_lodging(actor, lodging, texts, lodging.revision).id

        return self.cabinet.act(by, deed)

    def put(self, lodging, kind, pages=2, *, by="agency", read=True):
        """Hand a paper in with a dossier; return its id."""
        sent = kept(pdf(pages), f"{kind}.pdf")

        def deed(actor):
            dossier = find_dossier(actor, self.look(lodging, by).dossier_id, lock=True)
            return upload_paper(actor, dossier, sent, PaperDraft(kind, str(kind))).id

        version = self.cabinet.act(by, deed)
        if read:
            self.cabinet.act(by, lambda actor: _settle(find_version(actor, version)))
        return self.cabinet.look(by, lambda actor: find_version(actor, version).paper_id)

    def fill(self, lodging, kinds=ASKED, **how):
        return [self.put(lodging, each, **how) for each in kinds]

    def take_away(self, paper, *, by="agency"):
        self.cabinet.act(by, lambda actor: remove_paper(actor, find_paper(actor, paper, lock=True)))

    def do(self, username, operation, lodging, *rest, **named):
        """Do one of a dossier's operations as somebody."""
        return self.cabinet.act(
            username,
            lambda actor: operation(actor, find_lodging(actor, lodging, lock=True), *rest, **named),
        )

    def look(self, lodging, by="agency"):
        return self.cabinet.look(by, lambda actor: find_lodging(actor, lodging))

    def hand_in(self, lodging, meeting="", reason="", *, by="agency"):
        return self.do(by, operations.hand_in, lodging, meeting, reason)

    def handed_in(self, **how):
        """Return a dossier that is complete and handed in."""
        lodging = self.begin(**how)
        self.fill(lodging)
        self.hand_in(lodging)
        return lodging

    def accepted(self, **how):
        lodging = self.handed_in(**how)
        self.do("officer", checking.take_charge, lodging)
        self.do("officer", checking.accept_lodging, lodging)
        return lodging

    def place(self, lodging, meeting, *, by="officer", late=False):
        """Put a dossier on the agenda of a session; return the item's id."""

        def deed(actor):
            found = find_lodging(actor, lodging, lock=True)
            draft = ItemDraft(title=found.title, agency_id=found.agency_id, secrecy=found.secrecy)
            place = find_meeting(actor, meeting, lock=True)
            return checking.place_lodging(actor, found, place, draft, late=late).id

        return self.cabinet.act(by, deed)

    def session(self, days=30, *, published=True, **changes):
        """Return a session some days ahead."""
        made = Session(self.cabinet, {}, starts_at=now() + timedelta(days=days), **changes)
        made.add("Việc khác")
        if published:
            made.published()
        return made


def state_of(counter, lodging):
    return counter.look(lodging).state


__all__ = ["ASKED", "TEXTS", "TITLE", "Counter", "Lodging", "state_of"]
