"""The ballot's life in any order that chance thinks of, held against `model.py` after every step."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from ecabinet.agenda.models import Item
from ecabinet.agenda.operations import recuse_member
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.ballots import casting_operations
from ecabinet.ballots.casting_operations import cast_vote, cast_votes
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body
from ecabinet.bodies.system import CLOCK
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refused
from ecabinet.meetings.models import Meeting
from tests.ballots.life import WHICH, WHO, Desk
from tests.ballots.model import OFFERED, TAKING, Said
from tests.cabinet import MEMBERS

DEEP = 2000  # examples of the profile that searches long
EXAMPLES = {"sqlite": (200, DEEP), "postgresql": (50, 500)}
STEPS = 50
TEXTS = st.sampled_from(["", "  ", "Đề nghị bổ sung", " Xin nêu rõ nguồn vốn "])
# Faults that somebody could bring in, each by what would have to stand in a name's place.
FAULTS = {
    "a vote of before comes after a later one": (
        "_demand_countable",
        lambda honest: lambda place, _seq: honest(place, place.seq + 1),
    ),
    "a ballot that is paused takes votes": (
        "_demand_countable",
        lambda honest: lambda place, seq: place.ballot.state == "paused" or honest(place, seq),
    ),
    "whoever is away votes where the rules forbid it": (
        "_demand_in_room",
        lambda _: lambda *_: None,
    ),
    "a choice is taken that nobody offered": ("_demand_choice", lambda _: lambda *_: None),
    "a change of mind is called recorded and is not": (
        "RECORDED",
        lambda honest: honest.where(casting_operations.VOTER.c.seq == 0),
    ),
}
SAYINGS = st.tuples(st.integers(0, 7), TEXTS, st.integers(0, 2))  # which option, and how far on


def option(held, number):
    """Return an option of a ballot, now and then one that it does not offer."""
    return (*OFFERED[held.kind], *OFFERED[held.kind], "abstain", "9")[number]


class Life(Desk):
    """The desk and the members."""

    cast = 0  # votes recorded in all examples

    @rule(which=WHICH, member=WHO, saying=SAYINGS)
    def vote(self, which, member, saying):
        held, (number, text, step) = self.chosen(which), saying
        seq = max(1, held.last_of(member) + step)
        self._cast(held, member, Said(option(held, number), text, seq))

    @rule(which=WHICH, member=WHO, number=st.integers(0, 1), state=st.sampled_from(sorted(TAKING)))
    def vote_plainly(self, which, member, number, state):
        held = self.chosen(which, of=[each for each in self.held if each.state == state])
        self._cast(held, member, Said(option(held, number), "", held.last_of(member) + 1))

    @rule(which=WHICH, member=WHO, number=st.integers(0, 1), late=st.integers(0, 2))
    def change_mind(self, which, member, number, late):
        """What a device sends after another one of the same member, or is held up behind it."""
        held = self.chosen(which, of=[each for each in self.held if member in each.votes])
        seq = max(1, held.last_of(member) + 1 - late)
        self._cast(held, member, Said(option(held, number), "", seq))

    @rule(which=WHICH, member=WHO)
    def send_again(self, which, member):
        held = self.chosen(which)
        if member in held.votes:
            self._cast(held, member, held.votes[member])

    def _cast(self, held, member, said):
        wanted = held.hears(member, said)
        came = self.do(member, lambda actor: cast_vote(actor, held.id, as_sent(said)))
        if wanted is None:
            assert not isinstance(came, type), came
            self._recorded(held, member, said, came)
        assert came == (wanted or held.receipts[member])

    @rule(member=WHO, number=st.integers(0, 7), text=TEXTS, first=st.integers(0, 1))
    def vote_on_several(self, member, number, text, first):
        votes = {
            each.id: Said(option(each, number), text, each.last_of(member) + 1)
            for each in self.held[first : first + 2]
        }
        of = {each.id: each for each in self.held}
        wanted = [of[each].hears(member, votes[each]) for each in sorted(votes)]
        no = next((each for each in wanted if each is not None), None)
        sent = {each: as_sent(said) for each, said in votes.items()}
        came = self.do(member, lambda actor: cast_votes(actor, sent))
        if no is not None:
            assert came == no
            return
        for each, receipt in came.items():
            self._recorded(of[each], member, votes[each], receipt)

    def _recorded(self, held, member, said, receipt):
        type(self).cast += 1
        held.record(member, said, receipt)

    @rule(member=st.sampled_from(MEMBERS[1:]))
    def recuse(self, member):
        on_roll = (each for each in self.held if each.item == "first" and each.state in TAKING)
        refused = any(member in each.roll for each in on_roll)
        came = self.do(
            "officer",
            lambda actor: recuse_member(
                actor,
                session().get_one(Item, self.items["first"]),
                self.stage.cabinet.id(member),
                "",
            ),
        )
        assert came == (Refused if refused and member not in self.session.recused else None)
        if not refused:
            self.session.recused.add(member)

    @rule(member=WHO, online=st.booleans())
    def take_a_seat(self, member, online):
        def deed(_actor):
            meeting = session().get_one(Meeting, self.stage.meeting)
            meeting.invitation_of(self.stage.cabinet.id(member)).arrive(online=online)

        self.do(member, deed)
        self.session.away.discard(member)
        self.session.away |= {member} if online else set()

    @rule(member=WHO)
    def leave(self, member):
        def deed(_actor):
            meeting = session().get_one(Meeting, self.stage.meeting)
            invitation = meeting.invitation_of(self.stage.cabinet.id(member))
            if invitation.is_present:
                invitation.leave()

        self.do(member, deed)
        self.session.away.add(member)

    @rule(remote_vote=st.booleans())
    def change_rules(self, remote_vote):
        def deed(_actor):
            body = session().get_one(Body, self.stage.cabinet.body)
            body.procedure = body.procedure | {"remote_vote": remote_vote}

        self.do("officer", deed)
        self.session.remote_vote = remote_vote

    def teardown(self):
        """What is stored is what the model says: every place, every receipt, every choice once it is counted."""
        with reading() as current:
            for held in getattr(self, "held", []):
                self._agrees(current, held)
            votes = select(func.count()).where(Entry.event == "vote.cast")
            assert current.scalar(votes) == self.cast

    def _agrees(self, current, held):
        row = current.get_one(Ballot, held.id)
        places = current.scalars(select(Voter).where(Voter.ballot_id == held.id)).all()
        of = {self.stage.cabinet.id(member): member for member in MEMBERS}
        assert row.state == held.state
        assert {of[each.account_id] for each in places} == set(held.roll)
        for place in places:
            said, receipt = (
                held.votes.get(of[place.account_id]),
                held.receipts.get(of[place.account_id]),
            )
            assert (place.seq, place.receipt) == ((said.seq, receipt.code) if said else (0, ""))
            shown = (said.choice, said.text, receipt.signature) if said and held.was_counted else ()
            if on_sheet := held.by_hand.get(of[place.account_id]):
                shown = on_sheet, "", None
            assert (place.choice, place.text, place.signature) == (shown or (None, "", None))
        if held.was_counted:
            told = row.result if held.kind == "proposal" else row.result["chosen"]
            assert {each: told[each] for each in OFFERED[held.kind]} == held.tally
            assert row.result["passed"] == held.passed


def as_sent(said):
    return Vote(choice=said.choice, text=said.text, seq=said.seq)


@pytest.fixture
def life(stage):
    stage.start()
    actors = {name: stage.cabinet.look(name, lambda actor: actor) for name in (*MEMBERS, "officer")}
    return type(
        "Life", (Life,), {"stage": stage, "actors": actors | {"clock": Actor(CLOCK, "", ())}}
    )


@pytest.mark.once
@pytest.mark.parametrize("fault", FAULTS)
def test_it_notices(fault, life, monkeypatch):
    name, put = FAULTS[fault]
    monkeypatch.setattr(casting_operations, name, put(getattr(casting_operations, name)))
    with pytest.raises((AssertionError, ExceptionGroup, Flaky)):  # found, and gone at a second look
        run_state_machine_as_test(
            life,
            settings=settings(
                max_examples=EXAMPLES["sqlite"][0],
                stateful_step_count=STEPS,
                suppress_health_check=[*HealthCheck],
                phases=[Phase.generate],
                database=None,
                report_multiple_bugs=False,
            ),
        )


@pytest.mark.long
def test_whatever_is_done_the_ballot_and_the_model_agree(life, request):
    few, many = EXAMPLES[request.config.getoption("--database")]
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=many if settings().max_examples >= DEEP else few,
            stateful_step_count=STEPS,
            suppress_health_check=[*HealthCheck],
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert life.cast > len(MEMBERS)
    with reading():
        assert list(verify()) == []
