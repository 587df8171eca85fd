from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.bodies.models import Term
from ecabinet.core.clock import now
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.files import StoredFile
from ecabinet.core.words import N_


class Kind(StrEnum):
    SUBMISSION = "submission"  # tờ trình
    DRAFT = "draft"  # dự thảo
    APPRAISAL = "appraisal"  # báo cáo thẩm định
    SUMMARY = "summary"  # tóm tắt
    SYNTHESIS = "synthesis"  # tổng hợp, tiếp thu, giải trình
    REPORT = "report"  # báo cáo
    EVIDENCE = "evidence"  # minh chứng
    OTHER = "other"


class State(StrEnum):
    """Where a version is on its way from an upload to a tablet."""

    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"


class Keeping(StrEnum):
    """Who of the secretariat sees a dossier of its own: all, nobody yet, or the head and its readers."""

    USUAL = "usual"
    AGENCY = "agency"
    NAMED = "named"


STAYS_AS_IT_IS = N_("What these papers belong to has been settled; they stay as they are.")


class Dossier(Model):
    """Papers that belong together: of an item, of their own with named readers, or waiting in a session's tray."""

    __tablename__ = "dossier"

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    item_id: Mapped[str | None] = mapped_column(ForeignKey("item.id"), unique=True)
    # Its officers may add papers to it.
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    keeping: Mapped[Keeping] = mapped_column(default=Keeping.USUAL)  # while it has no item
    open_to_body: Mapped[bool] = mapped_column(default=False)
    tray_of_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), unique=True)
    title: Mapped[str] = mapped_column(String(500), default="")
    closed_at: Mapped[datetime | None]  # what it belongs to has gone out or is finished
    item: Mapped[Item | None] = relationship(lazy="joined")
    readers: Mapped[list[DossierReader]] = relationship(back_populates="dossier")
    papers: Mapped[list[Paper]] = relationship(back_populates="dossier", order_by="Paper.place")

    @property
    def is_closed(self) -> bool:
        """Whether its papers stay as they are: people decided, or decide now, on what they say."""
        return self.closed_at is not None or (self.item is not None and self.item.meeting.is_over)

    def refuse_if_closed(self) -> None:
        if self.is_closed:
            raise Refused(STAYS_AS_IT_IS)


class DossierReader(Model):
    """A person to whom a dossier of its own was opened."""

    __tablename__ = "dossier_reader"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)

    dossier: Mapped[Dossier] = relationship(back_populates="readers")


class Paper(Model):
    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("dossier_id", "place"),)

    id: Mapped[Key]
    dossier_id: Mapped[Ref] = mapped_column(ForeignKey("dossier.id"))
    place: Mapped[int]  # 1, 2, 3 … in the dossier; "4.2" is item 4, paper 2
    kind: Mapped[Kind]
    term_id: Mapped[str | None] = mapped_column(ForeignKey("term.id"))  # the body's own word for it
    title: Mapped[str] = mapped_column(String(500))
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.INTERNAL)
    removed_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(back_populates="papers", lazy="joined", innerjoin=True)
    term: Mapped[Term | None] = relationship(lazy="joined")
    readers: Mapped[list[PaperReader]] = relationship(
        back_populates="paper", cascade="all, delete-orphan"
    )
    emergencies: Mapped[list[EmergencyReading]] = relationship(back_populates="paper")
    versions: Mapped[list[PaperVersion]] = relationship(
        back_populates="paper", order_by="PaperVersion.number"
    )

    @property
    def label(self) -> str:
        """How it is called everywhere: "4.2" is item 4, paper 2; in a dossier of its own, "2"."""
        item = self.dossier.item
        return f"{item.label}.{self.place}" if item else str(self.place)

    @property
    def is_restricted(self) -> bool:
        return self.secrecy is Secrecy.RESTRICTED

    @property
    def is_quiet(self) -> bool:
        """Whether its title stays out of notices: it is restricted, or its item is."""
        item = self.dossier.item
        return self.is_restricted or (item is not None and item.is_restricted)

    def names(self, account_id: str) -> bool:
        """Whether a person is named as needing to know: for it, for its dossier, or as the session's chair."""
        item = self.dossier.item
        listed = {each.account_id for each in self.readers}
        listed |= {each.account_id for each in self.dossier.readers}
        return account_id in listed or (item is not None and item.meeting.chair_id == account_id)

    @property
    def whereabouts(self) -> dict[str, Any]:
        """What every fact about it says: where it stands."""
        item = self.dossier.item
        return {
            "body_id": self.dossier.body_id,
            "dossier_id": self.dossier.id,
            "meeting_id": item.meeting_id if item else self.dossier.tray_of_id,
            "paper_id": self.id,
        }


class PaperReader(Model):
    """A person who needs to know of a restricted paper. Of other papers the list is empty."""

    __tablename__ = "paper_reader"

    paper_id: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)

    paper: Mapped[Paper] = relationship(back_populates="readers")


class EmergencyReading(Model):
    """That somebody without a right to a paper may read it for a while, because two persons say it must be."""

    __tablename__ = "emergency_reading"

    id: Mapped[Key]
    paper_id: Mapped[Ref] = mapped_column(ForeignKey("paper.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime]
    agreed_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    agreed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # refused, withdrawn, or ended before its time

    paper: Mapped[Paper] = relationship(back_populates="emergencies", lazy="joined", innerjoin=True)
    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], lazy="joined", innerjoin=True
    )
    agreed_by: Mapped[Account | None] = relationship(foreign_keys=[agreed_by_id], lazy="joined")

    @property
    def body_id(self) -> str:
        return self.paper.dossier.body_id

    @property
    def agency_id(self) -> str | None:
        """The agency that prepares the paper: an item's dossier goes with the item."""
        dossier = self.paper.dossier
        return dossier.item.agency_id if dossier.item else dossier.agency_id

    @property
    def where(self) -> str:
        """Where the paper lies, without what it is about."""
        item = self.paper.dossier.item
        return item.meeting.title if item else "–"

    @property
    def is_over(self) -> bool:
        """Whether nothing is read on its grounds any more. Its time ends it by itself."""
        return self.ended_at is not None or (self.ends_at is not None and self.ends_at <= now())

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and not self.is_over


class PaperVersion(Model):
    """One uploaded file: the original as it came, and the reading copy once it is made."""

    __tablename__ = "paper_version"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        Index("ix_paper_version_state", "state"),
    )

    id: Mapped[Key]
    paper_id: Mapped[Ref] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    refusal: Mapped[str] = mapped_column(String(40), default="")  # a pdf.report.Reason
    refusal_value: Mapped[str] = mapped_column(String(200), default="")  # what its sentence names
    file_name: Mapped[str] = mapped_column(String(300))
    uploaded_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # how often its reading was begun
    claimed_until: Mapped[datetime | None]  # until then somebody reads it, or it rests
    original: Mapped[dict[str, Any]]  # a stored file: address, wrapped key, size, sha256
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)  # of what came in
    copy: Mapped[dict[str, Any] | None]
    thumbnail: Mapped[dict[str, Any] | None]
    pages: Mapped[int] = mapped_column(default=0)
    signed: Mapped[bool] = mapped_column(default=False)
    remarks: Mapped[list[Any]] = mapped_column(default=list)  # taken out; fonts not embedded
    outline: Mapped[list[Any]] = mapped_column(default=list)  # title, page, level

    paper: Mapped[Paper] = relationship(back_populates="versions", lazy="joined", innerjoin=True)
    uploaded_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_destroyed(self) -> bool:
        """Whether its files are gone because the time for which they are kept is over; that it was there stays."""
        return self.state is State.READY and self.copy is None

    def destroy(self) -> tuple[str, ...]:
        """Let go of the files and of their keys; return where the files stand, to be taken away once this is true."""
        kept = (self.original, self.copy, self.thumbnail)
        addresses = tuple(sorted({each["address"] for each in kept if each and "address" in each}))
        self.original, self.sha256 = {"size": self.original.get("size", 0)}, ""
        self.copy, self.thumbnail, self.outline = None, None, []
        return addresses

    def settle(self, state: State) -> None:
        """Leave the state of having been received, once and for good."""
        if self.state is not State.RECEIVED:
            raise Refused(N_("This file has already been read."))
        self.state = state


class PageText(Model):
    """The words of one page, in NFC, for search and for notes that find their place again."""

    __tablename__ = "page_text"

    version_id: Mapped[str] = mapped_column(ForeignKey("paper_version.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Reading(Model):
    """That a version was opened, and the page where the reader is: the fact is *opened*, never *read*."""

    __tablename__ = "reading"

    version_id: Mapped[str] = mapped_column(ForeignKey("paper_version.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    page: Mapped[int] = mapped_column(default=1)
    furthest: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    at: Mapped[datetime]


def page_label(paper: Paper, page: int | None = None, pages: int | None = None) -> str:
    """Return the one label of a page in the application, in print and in the minutes: "4.2 · tr. 12/38"."""
    if page is None:
        return paper.label
    return f"{paper.label} · tr. {page}" + (f"/{pages}" if pages else "")


def spelled(file: StoredFile) -> dict[str, Any]:
    """Return a stored file as a row keeps it."""
    return {
        "address": file.address,
        "wrapped_key": file.wrapped_key.hex(),
        "size": file.size,
        "sha256": file.sha256,
    }


def stored(row: dict[str, Any]) -> StoredFile:
    return StoredFile(row["address"], bytes.fromhex(row["wrapped_key"]), row["size"], row["sha256"])
