from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Agency
from ecabinet.core.database import Key, Model, Ref
from ecabinet.meetings.models import Meeting


class Group(StrEnum):
    """How an item is meant to be dealt with."""

    ADOPT = "adopt"  # without discussion
    DISCUSS = "discuss"
    INFORMATION = "information"


class Secrecy(StrEnum):
    """The three levels there are; state secrets may not stand on a networked computer."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"  # only whoever is named needs to know


class State(StrEnum):
    PLACED = "placed"
    CURRENT = "current"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"  # after publication: it keeps its number
    REMOVED = "removed"  # out of a draft: nobody sees it any more, its papers stay with it


class Outcome(StrEnum):
    ADOPTED_WITHOUT_DISCUSSION = "adopted_without_discussion"
    ADOPTED = "adopted"
    ADOPTED_AS_AMENDED = "adopted_as_amended"
    NOTED = "noted"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    REJECTED = "rejected"


class Stand(StrEnum):
    """A position before the session."""

    NO_OBJECTION = "no_objection"
    COMMENT = "comment"
    OBJECT = "object"
    SPEAK = "speak"
    NOT_MY_FIELD = "not_my_field"


class Rule(StrEnum):
    """How an item is decided: by more than half of all members, or not at all."""

    MAJORITY = "majority"
    NONE = "none"


NEEDS_TEXT = frozenset({Stand.COMMENT, Stand.OBJECT})


class Item(Model):
    __tablename__ = "item"
    __table_args__ = (Index("ix_item_meeting_place", "meeting_id", "place"),)

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    place: Mapped[int]  # its order; numbers are derived from it until they are frozen
    number: Mapped[str] = mapped_column(String(8), default="")  # "4", "4a": frozen at publication
    group: Mapped[Group] = mapped_column("item_group", default=Group.DISCUSS)
    title: Mapped[str] = mapped_column(String(500))
    ask: Mapped[str] = mapped_column(Text, default="")  # what the body is asked to decide
    summary: Mapped[str] = mapped_column(Text, default="")  # why, cost, who was consulted, risks
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    presenter: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int] = mapped_column(default=15)
    rule: Mapped[Rule] = mapped_column(default=Rule.MAJORITY)
    recurs: Mapped[bool] = mapped_column(default=False)  # proposed for each session of this kind
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.INTERNAL)
    state: Mapped[State] = mapped_column(default=State.PLACED)
    outcome: Mapped[Outcome | None]
    revision: Mapped[int] = mapped_column(default=0)
    # The same matter in the session before, where it was postponed: notes, positions and papers came along from there.
    continues_id: Mapped[str | None] = mapped_column(ForeignKey("item.id"), index=True)

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    recusals: Mapped[list[Recusal]] = relationship(back_populates="item")
    guests: Mapped[list[ItemGuest]] = relationship(back_populates="item")
    readers: Mapped[list[ItemReader]] = relationship(
        back_populates="item", cascade="all, delete-orphan"
    )

    @property
    def body_id(self) -> str:
        return self.meeting.body_id

    @property
    def label(self) -> str:
        """Its number as it is shown: frozen, or for the time being its place."""
        return self.number or str(self.place)

    @property
    def is_decided(self) -> bool:
        """Whether a ballot may be held on it."""
        return self.rule is not Rule.NONE

    @property
    def is_restricted(self) -> bool:
        return self.secrecy is Secrecy.RESTRICTED

    def step_back(self) -> None:
        """No longer be the current item."""
        if self.state is State.CURRENT:
            self.state = State.CONCLUDED if self.outcome else State.PLACED

    def is_recused(self, account_id: str) -> bool:
        return any(each.account_id == account_id for each in self.recusals)

    def names(self, account_id: str) -> bool:
        """Whether a person stands on the list of those who need to know, on which the chair always is."""
        listed = any(each.account_id == account_id for each in self.readers)
        return listed or account_id == self.meeting.chair_id


class Recusal(Model):
    """A member who takes no part in an item because of a conflict of interest."""

    __tablename__ = "recusal"

    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    item: Mapped[Item] = relationship(back_populates="recusals")


class ItemGuest(Model):
    """A guest sees the items they are invited to, and no others."""

    __tablename__ = "item_guest"

    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)

    item: Mapped[Item] = relationship(back_populates="guests")


class ItemReader(Model):
    """A person who needs to know of a restricted item. Of other items the list is empty."""

    __tablename__ = "item_reader"

    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)

    item: Mapped[Item] = relationship(back_populates="readers")


class Position(Model):
    """What a member says of an item before the session."""

    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("item_id", "account_id"),)

    id: Mapped[Key]
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    stand: Mapped[Stand]
    text: Mapped[str] = mapped_column(Text, default="")
    seq: Mapped[int]  # made on the device: the same one twice is one deed
    at: Mapped[datetime]

    item: Mapped[Item] = relationship()
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class PositionDraft(Model):
    """What an assistant prepared for their member. It is nobody's position before the member signs it."""

    __tablename__ = "position_draft"
    __table_args__ = (UniqueConstraint("item_id", "member_id"),)

    id: Mapped[Key]
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    stand: Mapped[Stand]
    text: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=0)  # the second writer is shown the conflict
    at: Mapped[datetime]

    by: Mapped[Account] = relationship(foreign_keys=[by_id])


class AgendaTemplate(Model):
    """An agenda that a body keeps for sessions to come: its items without papers, and nothing restricted."""

    __tablename__ = "agenda_template"

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[Any]]  # what each item is to be, in the order of the agenda
    made_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
