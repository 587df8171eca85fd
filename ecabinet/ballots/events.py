from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BallotEvent(Event):
    """Something that everybody in the room sees. `by_order`: the desk did it on the chair's order.

    What is asked is not told: the item may be restricted, and the trail forgets nothing.
    """

    ballot_id: str
    item_id: str | None
    meeting_id: str
    by_order: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"ballot:{self.ballot_id}", f"room:{self.meeting_id}")


@dataclass(frozen=True, kw_only=True)
class BallotHeld(BallotEvent):
    """Who looks at the ballot that is repeated sees that it is."""

    repeats_id: str | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        repeated = (f"ballot:{self.repeats_id}",) if self.repeats_id else ()
        return (*super().topics, *repeated)


@dataclass(frozen=True, kw_only=True)
class BallotPrepared(BallotHeld):
    name: ClassVar[str] = "ballot.prepared"


@dataclass(frozen=True, kw_only=True)
class BallotOpened(BallotHeld):
    name: ClassVar[str] = "ballot.opened"

    members: int
    needed: int
    present: int
    quorum: int
    limit_s: int | None = None


@dataclass(frozen=True, kw_only=True)
class BallotPaused(BallotEvent):
    name: ClassVar[str] = "ballot.paused"


@dataclass(frozen=True, kw_only=True)
class BallotResumed(BallotEvent):
    name: ClassVar[str] = "ballot.resumed"


@dataclass(frozen=True, kw_only=True)
class BallotExtended(BallotEvent):
    name: ClassVar[str] = "ballot.extended"

    seconds: int


@dataclass(frozen=True, kw_only=True)
class BallotTimeRanOut(BallotEvent):
    """Why a ballot is closed that nobody closed."""

    name: ClassVar[str] = "ballot.time_ran_out"

    limit_s: int


@dataclass(frozen=True, kw_only=True)
class BallotRecordedByHand(BallotEvent):
    """Hands or paper were counted in the room; the count itself follows as that of any ballot."""

    name: ClassVar[str] = "ballot.recorded_by_hand"

    by_name: bool


@dataclass(frozen=True, kw_only=True)
class BallotSheetAttached(BallotEvent):
    """The signed sheet of a count by hand was handed in."""

    name: ClassVar[str] = "ballot.sheet_attached"

    dossier_id: str


@dataclass(frozen=True, kw_only=True)
class VoteCast(BallotEvent):
    """That somebody voted, never how."""

    name: ClassVar[str] = "vote.cast"

    seq: int
    receipt: str

    @property
    def topics(self) -> tuple[str, ...]:
        """How many have voted, for all; who, for those who run it; one's own vote, on one's other device."""
        ballot = self.ballot_id
        return f"ballot:{ballot}", f"turnout:{ballot}", f"vote:{ballot}.{self.actor_id}"


@dataclass(frozen=True, kw_only=True)
class BallotClosed(BallotEvent):
    """The count, fixed in the trail at the moment it is made."""

    name: ClassVar[str] = "ballot.closed"
    seals: ClassVar[bool] = True

    for_: int
    against: int
    other: int
    abstain: int
    unanswered: int
    passed: bool
    decided_by_head: bool
    record_hash: str  # of the whole record: who holds the trail knows the record when they see it


@dataclass(frozen=True, kw_only=True)
class BallotAnnounced(BallotEvent):
    name: ClassVar[str] = "ballot.announced"

    passed: bool


@dataclass(frozen=True, kw_only=True)
class BallotAnnulled(BallotHeld):
    name: ClassVar[str] = "ballot.annulled"

    reason: str
