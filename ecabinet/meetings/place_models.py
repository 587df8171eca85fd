from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ecabinet.core.database import Key, Model, Ref


class MeetingPart(Model):
    """One sitting of a session that has several; between two of them is a break, or a night."""

    __tablename__ = "meeting_part"

    id: Mapped[Key]
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id"))
    begins_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.begins_at, self.ends_at


class MeetingSite(Model):
    """A remote site that is connected to a session."""

    __tablename__ = "meeting_site"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True, index=True)
