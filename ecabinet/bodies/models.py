from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.rules import Rules
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.words import N_


class Role(StrEnum):
    """What a post is. CHAIR is the member who heads the body."""

    CHAIR = "chair"
    MEMBER = "member"
    OFFICER = "officer"
    HEAD = "head"
    CLERK = "clerk"
    AGENCY = "agency"
    ASSISTANT = "assistant"
    GUEST = "guest"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """What of a member's business their assistant is let into."""

    SESSIONS = "sessions"  # sessions, agendas and papers
    OPINIONS = "opinions"  # opinion forms, and drafts of answers
    TASKS = "tasks"
    RESTRICTED = "restricted"  # restricted items and papers too


class InstallationKind(StrEnum):
    """What a database is for. It is declared once and never changed."""

    DEMO = "demo"
    REAL = "real"


MEMBERS = frozenset({Role.CHAIR, Role.MEMBER})
SECRETARIAT = frozenset({Role.OFFICER, Role.HEAD})
USUAL_SCOPES = (Scope.SESSIONS, Scope.OPINIONS, Scope.TASKS)


class Installation(Model):
    """The one row that says what this database is for, and under which hash the link of the first start is kept."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default="installation")
    kind: Mapped[InstallationKind]
    link_hash: Mapped[str | None] = mapped_column(String(64))
    link_expires_at: Mapped[datetime | None]


class Body(Model):
    """A collegiate body with its own members, rules, numbering and secretariat."""

    __tablename__ = "body"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200))
    members_name: Mapped[str] = mapped_column(String(200))  # "thành viên Chính phủ"
    place: Mapped[str] = mapped_column(String(100))  # where its documents are dated: "Hà Nội"
    duty_phone: Mapped[str] = mapped_column(String(40), default="")
    country: Mapped[str] = mapped_column(String(2), default="VN")  # whose public holidays count
    timezone: Mapped[str] = mapped_column(
        String(64), default="Asia/Ho_Chi_Minh"
    )  # whose 17:00 ends a day of work
    procedure: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)  # the second writer is shown the conflict
    ends_on: Mapped[date | None]  # the last day it meets

    @property
    def rules(self) -> Rules:
        return Rules.model_validate(self.procedure)

    def meets_on(self, day: date) -> bool:
        """Whether it still meets on that day."""
        return self.ends_on is None or day <= self.ends_on

    def refuse_if_ended(self, day: date) -> None:
        if not self.meets_on(day):
            raise Refused(N_("This body has ended; nothing new begins in it."))


class Agency(Model):
    """A ministry, department or unit that hands in papers and carries out tasks."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("body_id", "code"),)

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    code: Mapped[str] = mapped_column(String(20))  # in document symbols: "BXD"
    ends_on: Mapped[date | None]  # its last day; what it handed in stays under its name


class Post(Model):
    """What a person is, where, from when until when."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_body_role", "body_id", "role"),)

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    body_id: Mapped[str | None] = mapped_column(
        ForeignKey("body.id")
    )  # None: of the whole installation
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    assists_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )  # the member an assistant serves
    role: Mapped[Role]
    title: Mapped[str] = mapped_column(String(200))  # "Bộ trưởng Bộ Xây dựng"
    salutation: Mapped[str] = mapped_column(String(100), default="")  # "Bộ trưởng"
    rank: Mapped[int] = mapped_column(default=100)  # order of precedence, and of seats
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day it is held
    scopes: Mapped[list[Any]] = mapped_column(
        default=list
    )  # of an assistant: what the member lets them into

    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], lazy="joined", innerjoin=True
    )
    body: Mapped[Body | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    assists: Mapped[Account | None] = relationship(foreign_keys=[assists_id])


class DayOff(Model):
    """A correction of the country's calendar: a day that is free, or a Saturday that is worked."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("body_id", "day"),)

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    day: Mapped[date]
    works: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")


class Listing(StrEnum):
    """The lists of words that an administrator keeps."""

    MEETING_KIND = "meeting_kind"
    PAPER_KIND = "paper_kind"
    ISSUING_BODY = "issuing_body"
    TEXT = "text"  # a template of a text


class Term(Model):
    """One entry of such a list. What is in use is ended, never deleted."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("body_id", "listing", "code"),)

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    listing: Mapped[Listing]
    code: Mapped[str] = mapped_column(String(40))  # what other rows keep; never changed
    nature: Mapped[str] = mapped_column(
        String(40), default=""
    )  # which rules it follows, where that matters
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[int] = mapped_column(default=100)
    ends_on: Mapped[date | None]  # the last day it is offered


class ImportDraft(Model):
    """A sheet of people that was read and shown, and is carried out when it is confirmed. Its rows are sealed."""

    __tablename__ = "import_draft"

    id: Mapped[Key]
    made_by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class DoneDeed(Model):
    """What was asked for under a key, and its answer, sealed: asked for again it is answered, not done."""

    __tablename__ = "done_deed"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kept: Mapped[bytes] = mapped_column(LargeBinary)


class Retention(Model):
    """For how many days things of a kind are kept. No row: as long as the kind says by itself."""

    __tablename__ = "retention"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[int | None]  # None: for good


class LegalHold(Model):
    """While it stands, nothing that it covers is destroyed, whatever its age."""

    __tablename__ = "legal_hold"

    id: Mapped[Key]
    kind: Mapped[str | None] = mapped_column(String(40))  # None: everything
    body_id: Mapped[str | None] = mapped_column(ForeignKey("body.id"))  # None: every body
    reason: Mapped[str] = mapped_column(String(500))
    placed_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    placed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
