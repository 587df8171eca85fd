from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item, Outcome
from ecabinet.core.database import Key, Model, Ref


class Conclusion(Model):
    """What the chair concluded on one item."""

    __tablename__ = "conclusion"

    id: Mapped[Key]
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    item: Mapped[Item] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list[ConclusionVersion]] = relationship(
        order_by="ConclusionVersion.revision.desc()"
    )


class ConclusionVersion(Model):
    """What a conclusion said before: nothing that was written is lost."""

    __tablename__ = "conclusion_version"
    __table_args__ = (UniqueConstraint("conclusion_id", "revision"),)

    id: Mapped[Key]
    conclusion_id: Mapped[str] = mapped_column(ForeignKey("conclusion.id"))
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome | None]  # what the item had come to under this version
    by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
