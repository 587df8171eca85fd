from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item
from ecabinet.core.database import Key, Model, Ref
from ecabinet.meetings.models import Meeting


class Sitting(Model):
    """What is going on in the room now."""

    __tablename__ = "sitting"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("item.id"))
    item_since: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    item: Mapped[Item | None] = relationship(lazy="joined")


class Speech(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class SpeechRequest(Model):
    """Somebody wants the floor on the current item."""

    __tablename__ = "speech_request"
    __table_args__ = (Index("ix_speech_request_meeting_state", "meeting_id", "state", "asked_at"),)

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[Speech] = mapped_column(default=Speech.WAITING)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
