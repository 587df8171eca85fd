from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
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


ALIVE = "state IN ('waiting', 'speaking')"
SPEAKING = "state = 'speaking'"


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class SpeechRequest(Model):
    """Somebody wants the floor on the current item. One person asks once, and one speaks at a time."""

    __tablename__ = "speech_request"
    __table_args__ = (
        Index("ix_speech_request_meeting_state", "meeting_id", "state", "asked_at"),
        Index("uq_speech_request_alive", "meeting_id", "account_id", unique=True, **_only(ALIVE)),
        Index("uq_speech_request_speaking", "meeting_id", unique=True, **_only(SPEAKING)),
    )

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[Speech] = mapped_column(default=Speech.WAITING)
    asked_at: Mapped[datetime]
    by_order: Mapped[bool] = mapped_column(
        default=False
    )  # the desk called them on the chair's order
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    def begin(self, at: datetime) -> None:
        self.state, self.started_at = Speech.SPEAKING, at

    def end(self, at: datetime) -> None:
        """End a speech, or take back a request that was never called."""
        self.state = Speech.DONE if self.state is Speech.SPEAKING else Speech.WITHDRAWN
        self.ended_at = at
