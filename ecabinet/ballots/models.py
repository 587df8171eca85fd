from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from ecabinet.agenda.models import Item
from ecabinet.bodies.rules import Rules
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.ids import ID_LENGTH
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting


class State(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ANNOUNCED = "announced"
    ANNULLED = "annulled"


TAKING_VOTES = frozenset({State.OPEN, State.PAUSED})
COUNTED = frozenset({State.CLOSED, State.ANNOUNCED})
REPEATABLE = COUNTED | {State.ANNULLED}
MOVES: dict[State, frozenset[State]] = {
    State.PREPARED: frozenset({State.OPEN, State.ANNULLED}),
    State.OPEN: frozenset({State.PAUSED, State.CLOSED, State.ANNULLED}),
    State.PAUSED: frozenset({State.OPEN, State.CLOSED, State.ANNULLED}),
    State.CLOSED: frozenset({State.ANNOUNCED, State.ANNULLED}),
    State.ANNOUNCED: frozenset({State.ANNULLED}),
    State.ANNULLED: frozenset(),
}


class Kind(StrEnum):
    PROPOSAL = "proposal"  # for or against what is proposed, in the body's own three options
    LIST = "list"  # one of several: won by the option that more than half of all members choose


class Choice(StrEnum):
    """What may be chosen on a proposal; a body's rules say which three are offered.

    On a list the choices are the places of its options: "1", "2", ….
    """

    FOR = "for_"
    AGAINST = "against"
    OTHER = "other"  # needs text
    ABSTAIN = "abstain"


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
    choice: Mapped[str | None] = mapped_column(String(40))  # known once it is closed
    text: Mapped[str] = mapped_column(Text, default="")
    receipt: Mapped[str] = mapped_column(String(40), default="")
    cast_at: Mapped[datetime | None]
    # Ed25519 over the statement of `proof`; sealed with the choice until closing, for with it a guess could be tried.
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)

    ballot: Mapped[Ballot] = relationship(back_populates="roll")


class Ballot(Model):
    __tablename__ = "ballot"
    __table_args__ = (
        Index(
            "uq_ballot_taking_votes",  # two desks that open at once: one of them fails here
            "item_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'paused')"),
            postgresql_where=text("state IN ('open', 'paused')"),
        ),
    )

    id: Mapped[Key] = mapped_column()
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id"), index=True
    )  # None: a free question
    bloc: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), index=True
    )  # the same for those that are put together
    repeats_id: Mapped[str | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    kind: Mapped[Kind] = mapped_column(default=Kind.PROPOSAL)
    question: Mapped[str] = mapped_column(String(500))
    options: Mapped[list[Any]]  # choices, in the order they are shown
    labels: Mapped[list[Any]] = mapped_column(default=list)  # of a list: what its options say
    state: Mapped[State] = mapped_column(default=State.PREPARED)
    prepared_at: Mapped[datetime]
    members: Mapped[int] = mapped_column(default=0)  # N: the whole membership, frozen at opening
    needed: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    quorum: Mapped[int] = mapped_column(default=0)
    key: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # wrapped; it seals the choices until closing
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    by_order: Mapped[bool] = mapped_column(default=False)  # the desk acted on the chair's order
    procedure: Mapped[dict[str, Any] | None]  # the body's rules as they stood when it opened
    # Of a timed ballot: how long it is open, and when that ends by the clock on the wall. Whether its time is up is
    # told by the machine's own count since it was switched on, which no one sets.
    limit_s: Mapped[int | None]
    closes_at: Mapped[datetime | None]
    left_ms: Mapped[int | None] = mapped_column(BigInteger)  # when it last began to run
    running_since_ms: Mapped[int | None] = mapped_column(BigInteger)  # by the machine's count
    machine: Mapped[str] = mapped_column(String(40), default="")  # whose count that is
    by_hand: Mapped[bool] = mapped_column(default=False)  # hands or paper, recorded by the desk
    sheet_id: Mapped[str | None] = mapped_column(
        ForeignKey("dossier.id"), index=True
    )  # where the signed sheet of such a one lies
    result: Mapped[dict[str, Any] | None]  # a `counting.Result`
    record: Mapped[dict[str, Any] | None]  # what was counted, whole; hashed and signed
    record_hash: Mapped[str] = mapped_column(String(64), default="")
    record_signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    annulled_reason: Mapped[str] = mapped_column(Text, default="")
    # How many have voted: all that is known while it is open. Counted, not kept: one row that every cast
    # writes would be one lock that every cast waits for.
    cast: Mapped[int] = column_property(
        select(func.count(Voter.id))
        .where(Voter.ballot_id == id, Voter.seq > 0)  # noqa: A003 -- the column above
        .correlate_except(Voter)
        .scalar_subquery()
    )

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    item: Mapped[Item | None] = relationship(lazy="joined")
    repeats: Mapped[Ballot | None] = relationship(
        remote_side="Ballot.id", back_populates="repetitions"
    )
    repetitions: Mapped[list[Ballot]] = relationship(
        back_populates="repeats", order_by="Ballot.prepared_at"
    )
    roll: Mapped[list[Voter]] = relationship(
        back_populates="ballot", order_by="Voter.rank, Voter.id"
    )

    @property
    def is_taking_votes(self) -> bool:
        return self.state in TAKING_VOTES

    @property
    def is_counted(self) -> bool:
        return self.state in COUNTED

    @property
    def repetition(self) -> Ballot | None:
        """The ballot that is held instead, or was; only a ballot at its end has one. One that was annulled before it
        was opened is none: it holds nothing again.
        """
        if self.state not in REPEATABLE:
            return None
        held = [each for each in self.repetitions if each.opened_at or each.state is State.PREPARED]
        return held[-1] if held else None

    @property
    def look(self) -> str:
        """Return what changes exactly when everybody who watches must look again: not with each vote."""
        moments = [self.opened_at, self.closes_at, self.closed_at, self.announced_at]
        if again := self.repetition:
            moments += [again.prepared_at, again.opened_at]
        told = [str(int(each.timestamp() * 1000)) if each else "" for each in moments]
        return ":".join((self.state, *told, "sheet" if self.sheet_id else ""))

    @property
    def rules(self) -> Rules:
        """The rules it goes by: once it is open a change of the body's rules is none of its own."""
        return Rules.model_validate(self.procedure) if self.procedure else self.meeting.body.rules

    @property
    def body_id(self) -> str:
        return self.meeting.body_id

    def move(self, state: State) -> None:
        """Go on to `state`. Refused when the life of a ballot does not lead there from here."""
        if state not in MOVES[self.state]:
            raise Refused(N_("The ballot is not in a state in which this can be done."))
        self.state = state
