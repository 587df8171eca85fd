from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ecabinet.core.database import Model, Ref


class Standing(StrEnum):
    """How an item stands to the list."""

    LISTED = "listed"
    OFF = "off"  # somebody took it off: it is dealt with like any other
    ADOPTED = "adopted"


class ConsentList(Model):
    """How far the list of one session has come."""

    __tablename__ = "consent_list"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    reminded_at: Mapped[datetime | None]  # those who had items left
    closed_at: Mapped[datetime | None]  # positions had ended: nothing joins any more
    adopted_at: Mapped[datetime | None]


class ConsentItem(Model):
    """One item on the list, or taken off it."""

    __tablename__ = "consent_item"

    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True)
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id"))
    state: Mapped[Standing]
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many said what, at the end
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # who took it off
