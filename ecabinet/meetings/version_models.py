from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.core.database import Key, Model


class Publication(Model):
    """One published version: what changed and who let it out. Publishing never unpublishes."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(Text, default="")  # in the words of whoever let it out
    message: Mapped[str] = mapped_column(String(300), default="")  # or a note that wrote itself
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)

    by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
