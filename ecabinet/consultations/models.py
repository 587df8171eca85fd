from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Body, Post, Role
from ecabinet.bodies.rules import Rules, Silence
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.papers.models import Dossier


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SENT = "sent"
    CLOSED = "closed"
    RECALLED = "recalled"


WRITING = frozenset({State.DRAFT, State.RETURNED})
GONE_OUT = frozenset({State.SENT, State.CLOSED, State.RECALLED})
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED}),
    State.RETURNED: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.SENT, State.RETURNED}),
    State.SENT: frozenset({State.CLOSED, State.RECALLED}),
    State.CLOSED: frozenset(),
    State.RECALLED: frozenset(),
}
WRONG_STATE = N_("The opinion form is not in a state in which this can be done.")


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
        Index("ix_consultation_body_created", "body_id", "created_at", "id"),
        Index("ix_consultation_state_due", "state", "due_at"),
    )

    id: Mapped[Key]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"))
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), unique=True)
    title: Mapped[str] = mapped_column(String(500))
    summary: Mapped[str] = mapped_column(Text, default="")
    advice: Mapped[str] = mapped_column(Text, default="")  # opinion of the advising unit
    silence: Mapped[Silence]  # as the rules stood when it was sent, and as the form says
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    revision: Mapped[int] = mapped_column(default=0)  # the second writer is shown the conflict
    working_days: Mapped[int]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(Text, default="")
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # wrapped; seals the answers until closing
    procedure: Mapped[dict[str, Any] | None]  # the body's rules as they stood when it was sent
    result: Mapped[dict[str, Any] | None]  # question id → counting.Count, once it is closed
    outcome: Mapped[Outcome | None]

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    dossier: Mapped[Dossier] = relationship(lazy="joined", innerjoin=True)
    questions: Mapped[list[Question]] = relationship(
        back_populates="consultation", order_by="Question.place", cascade="all, delete-orphan"
    )
    forms: Mapped[list[Form]] = relationship(
        back_populates="consultation", order_by="Form.rank, Form.id"
    )

    @property
    def rules(self) -> Rules:
        """The rules it is counted by: those under which it was sent."""
        return Rules.model_validate(self.procedure) if self.procedure else self.body.rules

    @property
    def has_gone_out(self) -> bool:
        return self.state in GONE_OUT

    @property
    def is_open(self) -> bool:
        return self.state is State.SENT

    @property
    def may_be_written(self) -> bool:
        return self.state in WRITING

    @property
    def awaits_approval(self) -> bool:
        return self.state is State.SUBMITTED

    @property
    def answered(self) -> int:
        """How many have answered: all that is known before closing."""
        return sum(form.is_answered for form in self.forms)

    @property
    def everybody_answered(self) -> bool:
        return bool(self.forms) and self.answered == len(self.forms)

    def move(self, state: State) -> None:
        """Go on to `state`. Refused when the life of a consultation does not lead there from here."""
        if state not in MOVES[self.state]:
            raise Refused(WRONG_STATE)
        self.state = state

    def ask(self, texts: Sequence[str]) -> None:
        """Let these be the questions; one whose place stays is the same question, worded anew."""
        del self.questions[len(texts) :]
        for place, text in enumerate(texts, 1):
            if place <= len(self.questions):
                self.questions[place - 1].text = text
            else:
                self.questions.append(Question(id=new_id(), place=place, text=text))

    def call(self, members: Sequence[Post]) -> None:
        """Give each member a form, in the order of precedence; one a person, however many posts they hold."""
        for post in members:
            form = next((each for each in self.forms if each.account_id == post.account_id), None)
            if form is None:
                form = Form(
                    id=new_id(), account_id=post.account_id, title=post.title, rank=post.rank
                )
                form.is_head, form.seq = False, 0
                self.forms.append(form)
            form.is_head = form.is_head or post.role is Role.CHAIR


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

    @property
    def is_answered(self) -> bool:
        return self.seq > 0


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
