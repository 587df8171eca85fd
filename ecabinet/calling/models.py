from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Agency
from ecabinet.core.database import Key, Model, Ref
from ecabinet.meetings.models import Meeting


class Consent(StrEnum):
    """How far the chair has said yes to an absence."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # the member said something else since, or came


LIVE = frozenset({Consent.ASKED, Consent.GIVEN})


class Absence(Model):
    """A member's apology, for which the chair is asked; with a name, who is to come in their place.

    One a member and session: what was asked before stands in the trail.
    """

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )  # the substitute's, if they have one here
    name: Mapped[str] = mapped_column(String(200), default="")  # "": nobody comes in their place
    title: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")  # of whoever has no account
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[Consent] = mapped_column(default=Consent.ASKED)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    member: Mapped[Account] = relationship(foreign_keys=[member_id], lazy="joined", innerjoin=True)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def waits(self) -> bool:
        """Whether the chair has not answered yet."""
        return self.state is Consent.ASKED

    @property
    def sends(self) -> bool:
        """Whether somebody is to come in the member's place."""
        return bool(self.name)


class AgencyCall(Model):
    """An agency that is called, and names who comes: an account of its own, or somebody by name."""

    __tablename__ = "agency_call"
    __table_args__ = (UniqueConstraint("meeting_id", "agency_id"),)

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    agency_id: Mapped[Ref] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(200), default="")  # "": not named yet
    title: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    called_at: Mapped[datetime]
    named_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class CallSheet(Model):
    """What is remembered of calling people to one session, for all of them together."""

    __tablename__ = "call_sheet"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)  # of its calendar entries: it only rises
    stamped_at: Mapped[datetime | None]  # when that number was reached
    when_where: Mapped[str] = mapped_column(
        String(64), default=""
    )  # a print of time and place, to tell whether a change moved them
    moved_at: Mapped[datetime | None]  # who answered before this is asked to look again
    reminded_at: Mapped[datetime | None]  # once a day is enough
    roll_told: Mapped[str] = mapped_column(
        String(64), default=""
    )  # which changes of the roll the desk was told of


class Feed(Model):
    """A person's calendar at a secret address, of which only the fingerprint is kept."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
