"""A hand in the tables of ballots that should not be there."""

from copy import deepcopy
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.core.database import session
from ecabinet.core.ids import new_id

COPIED = ("choice", "text", "seq", "receipt", "cast_at", "signature")


class Hand:
    """Changes one thing in the tables, at random, as somebody would who has the database and nothing else."""

    def __init__(self, chance, ballots):
        self._any, self._ballots = chance, ballots
        self.edits = (
            self.choice, self.text, self.seq, self.receipt, self.signature, self.moment, self.name, self.account,
            self.swap, self.delete_place, self.add_place, self.delete_ballot, self.result, self.result_and_record,
            self.record, self.hash, self.record_signature, self.state, self.question, self.basis, self.rules,
            self.by_hand, self.receipt_in_trail, self.count_in_trail,
        )  # fmt: skip

    def edit(self):
        """Return the ballot that was changed, and how."""
        while True:
            how = self._any.choice(self.edits)
            ballot = self._any.choice(self._ballots)
            if how(ballot):
                return ballot, how.__name__

    def choice(self, ballot):
        options = [*session().get(Ballot, ballot).options, None]
        place = self._place(ballot)
        return self._set(place, choice=self._other(options, place.choice))

    def text(self, ballot):
        return self._set(self._place(ballot), text=f"{self._any.random()}")

    def seq(self, ballot):
        place = self._place(ballot)
        return self._set(place, seq=place.seq + self._any.choice((1, 2, -1) if place.seq else (1,)))

    def receipt(self, ballot):
        return self._set(self._place(ballot), receipt=f"{self._any.randrange(10**8):08}")

    def signature(self, ballot):
        signed = self._place(ballot, Voter.signature.is_not(None))
        if signed is None:
            return False
        flipped = bytearray(signed.signature)
        flipped[self._any.randrange(64)] ^= 1 << self._any.randrange(8)
        return self._set(signed, signature=bytes(flipped))

    def moment(self, ballot):
        cast = self._place(ballot, Voter.seq > 0)
        return cast is not None and self._set(cast, cast_at=cast.cast_at + timedelta(seconds=1))

    def name(self, ballot):
        words = {self._any.choice(("name", "title")): "Ai đó"}
        return self._set(self._place(ballot), **words)

    def account(self, ballot):
        """The vote of one becomes that of somebody who has no place in the roll."""
        inside = select(Voter.account_id).where(Voter.ballot_id == ballot)
        someone = session().scalar(select(Account.id).where(Account.id.not_in(inside)).limit(1))
        return self._set(self._place(ballot), account_id=someone)

    def swap(self, ballot):
        """Two members change their votes, receipts, signatures and all."""
        one, other = self._two(ballot)
        before = [{name: getattr(each, name) for name in COPIED} for each in (one, other)]
        if before[0] == before[1]:
            return False
        return self._set(one, **before[1]) and self._set(other, **before[0])

    def delete_place(self, ballot):
        return self._run(delete(Voter).where(Voter.id == self._place(ballot).id))

    def add_place(self, ballot):
        inside = select(Voter.account_id).where(Voter.ballot_id == ballot)
        someone = session().scalar(select(Account.id).where(Account.id.not_in(inside)).limit(1))
        row = {"id": new_id(), "ballot_id": ballot, "account_id": someone, "choice": "for_"}
        return self._run(insert(Voter).values(**row, name="A", title="B", rank=99))

    def delete_ballot(self, ballot):
        self._run(delete(Voter).where(Voter.ballot_id == ballot))
        return self._run(delete(Ballot).where(Ballot.id == ballot))

    def result(self, ballot):
        return self._json(ballot, "result")

    def result_and_record(self, ballot):
        row = session().get(Ballot, ballot)
        result = self._changed(row.result)
        record = deepcopy(row.record) | {"result": result}
        return self._change(ballot, result=result, record=record)

    def record(self, ballot):
        return self._json(ballot, "record")

    def hash(self, ballot):
        return self._change(ballot, record_hash=f"{self._any.getrandbits(256):064x}")

    def record_signature(self, ballot):
        return self._change(ballot, record_signature=self._any.randbytes(64))

    def state(self, ballot):
        states = ["prepared", "open", "paused", "closed", "announced", "annulled"]
        return self._change(ballot, state=self._other(states, session().get(Ballot, ballot).state))

    def question(self, ballot):
        return self._change(ballot, question="Một câu hỏi khác")

    def basis(self, ballot):
        name = self._any.choice(("members", "needed", "present", "quorum"))
        return self._change(ballot, **{name: getattr(session().get(Ballot, ballot), name) + 1})

    def rules(self, ballot):
        rules = session().get(Ballot, ballot).procedure
        return self._change(ballot, procedure=rules | {"tie": "nobody"})

    def by_hand(self, ballot):
        return self._change(ballot, by_hand=not session().get(Ballot, ballot).by_hand)

    def receipt_in_trail(self, ballot):
        return self._entry(ballot, "vote.cast", receipt="0000-0000")

    def count_in_trail(self, ballot):
        return self._entry(ballot, "ballot.closed", for_=99)

    def _entry(self, ballot, event, **details):
        """Only the last vote of a member counts, so the last told is the one to change."""
        query = select(Entry).where(Entry.event == event).order_by(Entry.position.desc())
        told = [each for each in session().scalars(query) if each.details["ballot_id"] == ballot]
        if not told:
            return False
        where = (Entry.chain == told[0].chain, Entry.position == told[0].position)
        return self._run(update(Entry).where(*where).values(details=told[0].details | details))

    def _json(self, ballot, name):
        return self._change(
            ballot, **{name: self._changed(getattr(session().get(Ballot, ballot), name))}
        )

    def _changed(self, told):
        """Change one leaf, however deep it hangs."""
        told = deepcopy(told)
        at = told
        while True:
            keys = range(len(at)) if isinstance(at, list) else sorted(at)
            key = self._any.choice([*keys])
            if not at[key] or not isinstance(at[key], dict | list):
                at[key] = self._leaf(at[key])
                return told
            at = at[key]

    def _leaf(self, value):
        if isinstance(value, bool):
            return not value
        return value + 1 if isinstance(value, int) else f"{value}?"

    def _place(self, ballot, *where):
        rows = session().scalars(
            select(Voter).where(Voter.ballot_id == ballot, *where).order_by(Voter.id)
        )
        found = rows.all()
        return self._any.choice(found) if found else None

    def _two(self, ballot):
        rows = session().scalars(select(Voter).where(Voter.ballot_id == ballot).order_by(Voter.id))
        return self._any.sample(rows.all(), 2)

    def _other(self, options, than):
        return self._any.choice([each for each in options if each != than])

    def _set(self, place, **values):
        return self._run(update(Voter).where(Voter.id == place.id).values(**values))

    def _change(self, ballot, **values):
        return self._run(update(Ballot).where(Ballot.id == ballot).values(**values))

    def _run(self, statement):
        options = {"synchronize_session": False}
        return session().execute(statement, execution_options=options).rowcount > 0
