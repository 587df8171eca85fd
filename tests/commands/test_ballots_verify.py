"""`flask ballots verify`: whatever somebody changes in the tables of ballots, it is found and named."""

import random
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Ballot, Choice, Voter
from ecabinet.ballots.operations import announce_ballot, annul_ballot, close_ballot, pause_ballot
from ecabinet.ballots.preparing_operations import prepare_free_ballot
from ecabinet.ballots.recording_operations import Count, Said, record_by_name, record_by_number
from ecabinet.commands.ballots import BROKEN, WHOLE, _checked
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from tests.ballots.stage import Stage

EDITS = 300
OPINION = "Đề nghị lùi sang quý sau"
COPIED = ("choice", "text", "seq", "receipt", "cast_at", "signature")


@pytest.fixture
def stage(cabinet):
    return Stage(cabinet).start()


@pytest.fixture
def ballots(stage):
    """Six that were counted, each in another way, and three that were not."""
    plain = _voted(stage, stage.add_item("Một"))
    stage.close(plain)
    announced = _voted(stage, stage.add_item("Hai"))
    stage.close(announced)
    stage.of_ballot("chair", announce_ballot, announced)
    annulled = _voted(stage, stage.add_item("Ba"))
    stage.close(annulled)
    stage.of_ballot("chair", annul_ballot, annulled, "Câu hỏi chưa rõ.")
    stage.of_ballot("chair", annul_ballot, _voted(stage, stage.add_item("Bốn")), "Chưa rõ.")
    stage.of_ballot("chair", pause_ballot, _voted(stage, stage.add_item("Năm")))
    stage.prepare(item=stage.add_item("Sáu"))
    return [plain, announced, annulled, _listed(stage), *_by_hand(stage)]


def _voted(stage, item):
    ballot = stage.open(ballot=stage.prepare(item=item))
    for username in ("chair", "minister"):
        stage.cast(username, ballot)
    stage.cast("finance", ballot, Choice.AGAINST)
    stage.cast("finance", ballot, Choice.FOR, seq=2)
    stage.cast("health", ballot, Choice.OTHER, OPINION)
    return ballot


def _free(stage, *labels):
    return stage.of_meeting(
        "chair", lambda actor, meeting: prepare_free_ballot(actor, meeting, "Chọn", labels).id
    )


def _listed(stage):
    ballot = stage.open(ballot=_free(stage, "Hà Nội", "Huế", "Đà Nẵng"))
    for username, place in (("chair", "1"), ("minister", "2"), ("finance", "2"), ("health", "2")):
        stage.cast(username, ballot, place)
    stage.of_ballot("chair", close_ballot, ballot)
    return ballot


def _by_hand(stage):
    named, numbered = _free(stage), _free(stage)
    who = {stage.cabinet.id(name): Said("for_") for name in ("chair", "minister", "finance")}
    stage.of_ballot("officer", record_by_name, named, who)
    stage.of_ballot("officer", record_by_number, numbered, Count({"for_": 3, "against": 2}))
    return named, numbered


def faults():
    """Return what is found in the session at hand, by ballot."""
    session().expire_all()
    return {ballot: found for ballot, _, found in _checked() if found}


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
        row = {"id": "z" * 26, "ballot_id": ballot, "account_id": someone, "choice": "for_"}
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


def test_what_nobody_touched_agrees(app, ballots):
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 0, reply.output
    lines = reply.output.splitlines()
    assert sorted(lines[:-2]) == sorted(
        [*(f"ballot {each}: 4 votes, agrees." for each in ballots[:4]),
         *(f"ballot {each}: 0 votes, agrees." for each in ballots[4:])]
    )  # fmt: skip
    assert lines[-2] == WHOLE


def test_every_edit_is_found_on_the_ballot_it_was_made_on(ballots):
    seed = random.SystemRandom().randrange(2**32)
    hand = Hand(random.Random(seed), ballots)  # noqa: S311 -- which edit, not a secret
    missed, made = [], set()
    for _ in range(EDITS):
        with reading() as current:
            ballot, how = hand.edit()
            made.add(how)
            if ballot not in faults():
                missed.append((how, ballot))
            current.rollback()
    assert not missed, f"seed {seed}"
    assert len(made) > len(hand.edits) / 2
    with reading():
        assert faults() == {}


def test_the_command_names_what_is_wrong_and_says_no(app, ballots):
    def edit():
        seconds = select(func.min(Voter.id)).where(
            Voter.ballot_id == ballots[0], Voter.choice == "other"
        )
        session().execute(
            update(Voter).where(Voter.id == seconds.scalar_subquery()).values(choice="for_"),
            execution_options={"synchronize_session": False},
        )

    run(edit)
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    (line,) = [each for each in reply.output.splitlines() if ballots[0] in each]
    for words in ("the vote of Lý Thanh Bình", "does not come to the result", "(roll)"):
        assert words in line
    assert reply.output.count("agrees.") == 5
    assert BROKEN in reply.output


def test_a_vote_that_was_acknowledged_and_is_gone_is_missed(app, ballots):
    def forget():
        told = session().scalars(select(Entry).where(Entry.event == "ballot.closed")).first()
        session().execute(delete(Voter).where(Voter.ballot_id == told.details["ballot_id"]))
        session().execute(delete(Ballot).where(Ballot.id == told.details["ballot_id"]))
        return told.details["ballot_id"]

    gone = run(forget)
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    assert f"ballot {gone}: 0 votes, the trail tells of it, and it is not there." in reply.output
