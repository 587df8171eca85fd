"""What a ballot promises, in plain Python: against this the real one is held, step by step."""

from dataclasses import dataclass, field

from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused

TAKING, COUNTED = {"open", "paused"}, {"closed", "announced"}
LIMIT_MS, EXTENSION_MS = 30_000, 60_000
OFFERED = {"proposal": ("for_", "against", "other"), "list": ("1", "2", "3")}
NEXT = {
    "open": {"prepared"},
    "pause": {"open"},
    "resume": {"paused"},
    "close": {"open", "paused"},
    "announce": {"closed"},
    "annul": {"prepared", "open", "paused", "closed", "announced"},
    "record": {"prepared"},
}
BECOMES = {
    "open": "open",
    "pause": "paused",
    "resume": "open",
    "close": "closed",
    "announce": "announced",
    "annul": "annulled",
    "record": "closed",  # hands or paper were counted
}
OF_BLOC = {  # to what of a bloc a deed is done
    "open": {"prepared"},
    "pause": {"open"},
    "resume": {"paused"},
    "close": TAKING,
    "announce": {"closed"},
}
HARMLESS = {("close", "closed"), ("close", "announced"), ("announce", "announced")}  # done twice


@dataclass(frozen=True)
class Said:
    choice: str
    text: str
    seq: int

    @property
    def kept(self):
        return Said(self.choice, self.text.strip() if self.choice == "other" else "", self.seq)


@dataclass
class Session:
    """What all ballots of one session share: who is in the room, and the body's rule on voting from elsewhere."""

    members: tuple[str, ...]
    remote_vote: bool = True
    away: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)  # from the item called "first"


@dataclass
class Held:
    """One ballot."""

    id: str
    session: Session
    kind: str = "proposal"
    item: str = ""  # the name of one; empty for a free question
    bloc: bool = False
    repeats: str = ""  # the id of another
    state: str = "prepared"
    left_ms: int | None = None  # of its time, where it has one
    remote_vote: bool = True
    was_counted: bool = False
    roll: tuple[str, ...] = ()
    votes: dict[str, Said] = field(default_factory=dict)
    receipts: dict[str, object] = field(default_factory=dict)
    by_hand: dict[str, str] = field(
        default_factory=dict
    )  # who chose what, as the desk wrote it down

    def meets(self, deed, others):
        """Return what the deed of whoever runs it comes to: an error, or the state that follows."""
        if (deed, self.state) in HARMLESS:
            return self.state
        rival = any(each.state in TAKING and each.item == self.item != "" for each in others)
        if self.state not in NEXT[deed] or (deed in {"open", "record"} and rival):
            return Refused
        return BECOMES[deed]

    def extend(self):
        """Return what one minute more comes to."""
        if self.state not in TAKING or self.left_ms is None:
            return Refused
        self.left_ms += EXTENSION_MS
        return self.state

    def let_time_pass(self, ms):
        if self.state == "open" and self.left_ms is not None:
            self.left_ms = max(0, self.left_ms - ms)

    @property
    def out(self):
        """Who is recused from what it is about."""
        return self.session.recused if self.item == "first" else set()

    def move(self, state, *, timed=False):
        if self.state == "prepared" and state in {"open", "closed"}:
            self.roll = tuple(each for each in self.session.members if each not in self.out)
            self.remote_vote = self.session.remote_vote
            self.left_ms = LIMIT_MS if timed else None
        self.was_counted = self.was_counted or state in COUNTED
        self.state = state

    def hears(self, member, said):
        """Return what a vote comes to: an error, the receipt it had already, or None when it is recorded."""
        if member in self.out:
            return Missing
        if member not in self.roll:
            return Denied
        if self.votes.get(member) == said.kept:
            return self.receipts[member]
        return self._not_counted(member, said) or self._not_readable(member, said)

    def _not_counted(self, member, said):
        if self.state != "open":
            return Refused if self.state == "paused" else Closed
        last = self.votes.get(member)
        return Refused if last and said.seq <= last.seq else None

    def _not_readable(self, member, said):
        kept = said.kept
        if kept.choice not in OFFERED[self.kind] or (kept.choice == "other" and not kept.text):
            return Invalid
        away = member in self.session.away and not self.remote_vote
        return Refused if away else None

    def last_of(self, member):
        return self.votes[member].seq if member in self.votes else 0

    def record(self, member, said, receipt):
        self.votes[member], self.receipts[member] = said.kept, receipt

    @property
    def tally(self):
        chosen = [*self.by_hand.values(), *(each.choice for each in self.votes.values())]
        return {option: chosen.count(option) for option in OFFERED[self.kind]}

    @property
    def passed(self):
        """More than half of all members on one side; with an uneven number of members no tie is whole."""
        most = self.tally["for_"] if self.kind == "proposal" else max(self.tally.values())
        return most > len(self.session.members) / 2
