from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.core.database import Key, Model
from ecabinet.papers.models import Kind


class PaperAsk(Model):
    """That an agency was asked for a paper which an item lacks; once a day for each, so that nobody is pestered."""

    __tablename__ = "paper_ask"
    __table_args__ = (UniqueConstraint("item_id", "kind", "day"),)

    id: Mapped[Key]
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[Kind]
    day: Mapped[date]  # by the clock of the body
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]

    asked_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
