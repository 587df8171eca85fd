from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Body
from ecabinet.bodies.rules import Silence
from ecabinet.core.database import Key, Model, Ref
from ecabinet.papers.models import Dossier


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SENT = "sent"
    CLOSED = "closed"
    RECALLED = "recalled"


class Outcome(StrEnum):
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"


class Stand(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"  # needs a reason
    OTHER = "other"  # needs text


class Consultation(Model):
    __tablename__ = "consultation"
    __table_args__ = (
        Index("ix_consultation_body_due", "body_id", "due_at", "id"),
        Index("ix_consultation_state_due", "state", "due_at"),
    )

    id: Mapped[Key]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"))
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), unique=True)
    title: Mapped[str] = mapped_column(String(500))
    summary: Mapped[str] = mapped_column(Text, default="")
    advice: Mapped[str] = mapped_column(Text, default="")  # opinion of the advising unit
    silence: Mapped[Silence]
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    working_days: Mapped[int]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    return_reason: Mapped[str] = mapped_column(Text, default="")
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # wrapped; seals the answers until closing
    answered: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    outcome: Mapped[Outcome | None]

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    dossier: Mapped[Dossier] = relationship(lazy="joined", innerjoin=True)
    questions: Mapped[list[Question]] = relationship(
        back_populates="consultation", order_by="Question.place"
    )
    forms: Mapped[list[Form]] = relationship(
        back_populates="consultation", order_by="Form.rank, Form.id"
    )


class Question(Model):
    """One row of the form: STT · Nội dung · Đồng ý · Không đồng ý."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("consultation_id", "place"),)

    id: Mapped[Key]
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(Text)

    consultation: Mapped[Consultation] = relationship(back_populates="questions")


class Form(Model):
    """One member's form."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("consultation_id", "account_id"),)

    id: Mapped[Key]
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int]
    is_head: Mapped[bool] = mapped_column(default=False)
    seq: Mapped[int] = mapped_column(default=0)  # of the answer that counts; 0 while there is none
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(
        back_populates="forms", lazy="joined", innerjoin=True
    )
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    answers: Mapped[list[Answer]] = relationship(back_populates="form", order_by="Answer.seq")


class Answer(Model):
    """One version of an answer; the newest counts, every one is kept."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("form_id", "seq"),)

    id: Mapped[Key]
    form_id: Mapped[str] = mapped_column(ForeignKey("form.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # stand and text for each question
    fingerprint: Mapped[str] = mapped_column(String(64))  # the same answer sent twice is one deed
    receipt: Mapped[str] = mapped_column(String(40))
    stands: Mapped[dict[str, Any] | None]  # opened at closing: question id → {stand, text}

    form: Mapped[Form] = relationship(back_populates="answers")
