from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ecabinet.core.database import Key, Model

INSTALLATION = "installation"  # the chain of what belongs to no body


class Entry(Model):
    """One fact in a chain. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_chain_event", "chain", "event"),
        Index("ix_audit_entry_at", "at", "chain", "position"),
    )

    chain: Mapped[str] = mapped_column(String(26), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # 1, 2, 3 … without a gap
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[str] = mapped_column(String(26), index=True)
    details: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class Head(Model):
    """Where a chain ends. A trail cut short no longer reaches it."""

    __tablename__ = "audit_head"

    chain: Mapped[str] = mapped_column(String(26), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class Checkpoint(Model):
    """That a chain had this head at that moment, signed, so that nobody can take the trail back behind it."""

    __tablename__ = "audit_checkpoint"

    chain: Mapped[str] = mapped_column(String(26), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))


class Check(Model):
    """A walk over the whole trail from its first entry to its last, and what was found."""

    __tablename__ = "audit_check"

    id: Mapped[Key]
    asked_by_id: Mapped[str] = mapped_column(String(26))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    entries: Mapped[int] = mapped_column(BigInteger)  # that there were when it was asked for
    walked: Mapped[int] = mapped_column(BigInteger, default=0)
    broken: Mapped[int] = mapped_column(default=0)
    breaks: Mapped[list[Any]] = mapped_column(default=list)  # the first of them
