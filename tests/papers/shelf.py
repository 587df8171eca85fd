"""Papers as tests need them: handed in, read, refused."""

import io

import pikepdf

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import ItemDraft, change_item, invite_guest, recuse_member
from ecabinet.core import files
from ecabinet.papers.models import Kind, State, stored
from ecabinet.papers.operations import (
    PaperDraft,
    Upload,
    dossier_for_item,
    open_dossier,
    upload_paper,
    upload_version,
)
from ecabinet.papers.queries import find_dossier, find_item, find_paper, find_version
from tests.meetings.sessions import Session
from tests.pdf import hostile

TITLE = "Tờ trình về nhà ở xã hội"


def pdf(pages=2, words="Kính gửi: Chính phủ"):
    """Return a PDF in which every page says which one it is."""
    return hostile.written(*([words, f"Trang {number}"] for number in range(1, pages + 1)))


def draft(title=TITLE, secrecy=Secrecy.INTERNAL):
    return PaperDraft(Kind.SUBMISSION, title, secrecy)


def kept(data, name="to-trinh.pdf"):
    return Upload(name, files.store(io.BytesIO(data)))


class Shelf:
    """A published session with the items *Nhà ở* (of the agency) and *Ngân sách*, and the papers handed in."""

    def __init__(self, cabinet, drain):
        self.cabinet, self.drain = cabinet, drain
        self.session = Session(cabinet, {})
        self.item = self.session.add("Nhà ở", agency_id=cabinet.construction)
        self.other_item = self.session.add("Ngân sách", agency_id=cabinet.treasury_agency)
        self.session.items = {"Nhà ở": self.item, "Ngân sách": self.other_item}

    def publish(self):
        self.session.published()

    def hand_in(self, data=None, *, by="officer", item=None, draft=None, read=True):
        """Hand in a paper for an item; return the version's id. `read`: whether it is ready then."""
        sent, said = kept(data or pdf()), draft or globals()["draft"]()

        def deed(actor):
            dossier = dossier_for_item(actor, find_item(actor, item or self.item))
            return upload_paper(actor, dossier, sent, said).id

        return self._read(self.cabinet.act(by, deed), read=read)

    def hand_in_version(self, paper_id, data=None, *, by="officer", read=True):
        sent = kept(data or pdf(3))
        deed = lambda actor: upload_version(actor, find_paper(actor, paper_id, lock=True), sent).id  # noqa: E731 -- said once
        return self._read(self.cabinet.act(by, deed), read=read)

    def open_dossier(self, *, by="officer", **how):
        """Open a dossier of its own and return its id."""
        body = self.cabinet.body
        return self.cabinet.act(by, lambda actor: open_dossier(actor, body, "Hồ sơ", **how).id)

    def fill(self, dossier_id, data=None, *, by="officer", read=True):
        sent = kept(data or pdf())
        version_id = self.cabinet.act(
            by,
            lambda actor: (
                upload_paper(actor, find_dossier(actor, dossier_id, lock=True), sent, draft()).id
            ),
        )
        return self._read(version_id, read=read)

    def version(self, version_id, *, by="officer"):
        return self.cabinet.look(by, lambda actor: find_version(actor, version_id))

    def paper_id(self, version_id):
        return self.version(version_id).paper_id

    def recuse(self, username):
        member = self.cabinet.id(username)
        self.session.on("officer", "Nhà ở", recuse_member, member, "Có lợi ích liên quan")

    def give_to(self, agency_id):
        """Have another agency present the item *Nhà ở*."""
        draft = ItemDraft(title="Nhà ở", agency_id=agency_id)
        self.session.on(
            "officer", "Nhà ở", lambda actor, item: change_item(actor, item, draft, item.revision)
        )

    def invite(self, username):
        self.session.on("officer", "Nhà ở", invite_guest, self.cabinet.id(username))

    def receive(self, data, **how):
        """Hand in a paper and have the job read it, in its child process; return the version's id."""
        version_id = self.hand_in(data, **how, read=False)
        self.drain()
        return version_id

    def receive_version(self, paper_id):
        """Hand in a further version and have the job read it."""
        version_id = self.hand_in_version(paper_id, read=False)
        self.drain()
        return version_id

    def make_ready(self, version_id):
        self.cabinet.act("head", lambda actor: _settle(find_version(actor, version_id)))

    def _read(self, version_id, *, read):
        """Make the version ready at once: what the job finds in a file is tested with the job."""
        if read:
            self.make_ready(version_id)
        return version_id


def _settle(version):
    version.settle(State.READY)
    version.copy = version.original
    with pikepdf.open(io.BytesIO(b"".join(files.read(stored(version.original))))) as paper:
        version.pages = len(paper.pages)
