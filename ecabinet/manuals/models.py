from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ecabinet.core.database import Model


class Manual(Model):
    """The house's own text of a manual. No row: the one that is shipped."""

    __tablename__ = "manual"

    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str] = mapped_column(Text)  # Markdown
    revision: Mapped[int] = mapped_column(default=1)  # the second writer is shown the conflict
    edited_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    edited_at: Mapped[datetime]
