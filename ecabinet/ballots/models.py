from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.agenda.models import Item
from ecabinet.core.database import Key, Model, Ref


class State(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ANNULLED = "annulled"


class Choice(StrEnum):
    """What may be chosen; a body's rules say which three are offered."""

    FOR = "for_"
    AGAINST = "against"
    OTHER = "other"  # needs text
    ABSTAIN = "abstain"


class Ballot(Model):
    __tablename__ = "ballot"

    id: Mapped[Key]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    question: Mapped[str] = mapped_column(String(500))
    options: Mapped[list[Any]]  # choices, in the order they are shown
    state: Mapped[State] = mapped_column(default=State.PREPARED)
    members: Mapped[int] = mapped_column(default=0)  # N: the whole membership, frozen at opening
    needed: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    quorum: Mapped[int] = mapped_column(default=0)
    cast: Mapped[int] = mapped_column(
        default=0
    )  # how many have voted: all that is known while it is open
    key: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # wrapped; it seals the choices until closing
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    by_order: Mapped[bool] = mapped_column(default=False)  # the desk acted on the chair's order
    result: Mapped[dict[str, Any] | None]  # counts by choice, unanswered, passed, decided by tie
    annulled_reason: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[Item] = relationship(lazy="joined", innerjoin=True)
    roll: Mapped[list[Voter]] = relationship(
        back_populates="ballot", order_by="Voter.rank, Voter.id"
    )


class Voter(Model):
    """One place in the roll, frozen when the ballot opens."""

    __tablename__ = "voter"
    __table_args__ = (UniqueConstraint("ballot_id", "account_id"),)

    id: Mapped[Key]
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int]
    is_head: Mapped[bool] = mapped_column(default=False)
    remote: Mapped[bool] = mapped_column(default=False)
    seq: Mapped[int] = mapped_column(default=0)  # of the vote that counts; 0 while there is none
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # choice and text, while the ballot is open
    choice: Mapped[Choice | None]  # known once it is closed
    text: Mapped[str] = mapped_column(Text, default="")
    receipt: Mapped[str] = mapped_column(String(40), default="")
    cast_at: Mapped[datetime | None]

    ballot: Mapped[Ballot] = relationship(back_populates="roll")
