from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.core.database import Key, Model, Ref


class Notice(Model):
    """One row of somebody's inbox."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_at", "account_id", "at", "id"),)

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    message: Mapped[str] = mapped_column(String(400))  # a message id
    values: Mapped[dict[str, Any]]
    href: Mapped[str] = mapped_column(String(400))  # the page it opens, one tap away
    read_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class State(StrEnum):
    UNSENT = "unsent"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Delivery(Model):
    """An e-mail that must not be lost: a row first, sent by a job, looked for again by a sweep."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_due", "state", "due_at"),)

    id: Mapped[Key]
    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id"))
    state: Mapped[State] = mapped_column(default=State.UNSENT)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship(lazy="joined", innerjoin=True)
