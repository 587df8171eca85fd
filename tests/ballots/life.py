"""The deeds of the desk over ballots, as chance thinks of them; `test_machine.py` lets members vote meanwhile."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from ecabinet.agenda.models import Item
from ecabinet.ballots import operations
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.preparing_operations import (
    prepare_ballot,
    prepare_bloc,
    prepare_free_ballot,
    repeat_ballot,
)
from ecabinet.ballots.recording_operations import Said as OnSheet
from ecabinet.ballots.recording_operations import record_by_name
from ecabinet.ballots.timing import Watch
from ecabinet.bodies.actors import Actor
from ecabinet.core import ticks
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refusal, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Meeting
from tests.ballots.model import LIMIT_MS, OF_BLOC, OFFERED, TAKING, Held, Session
from tests.cabinet import MEMBERS

LIMIT_S = LIMIT_MS // 1000
LABELS = ("Phương án 1", "Phương án 2", "Phương án 3")
DEEDS = {
    "pause": operations.pause_ballot,
    "resume": operations.resume_ballot,
    "close": operations.close_ballot,
    "announce": operations.announce_ballot,
    "annul": lambda actor, ballot: operations.annul_ballot(actor, ballot, "Nhầm câu hỏi"),
}
DEEDS_OF_BLOC = {
    "open": operations.open_bloc,
    "pause": operations.pause_bloc,
    "resume": operations.resume_bloc,
    "close": operations.close_bloc,
    "announce": operations.announce_bloc,
}
ITEMS = ("first", "second", "third")  # the first alone has recusals, the others are put together
REPEATABLE = {"closed", "announced", "annulled"}
MOST = 9  # ballots of one example
WHICH = st.integers(0, MOST - 1)
WHO = st.sampled_from(MEMBERS)


class Desk(RuleBasedStateMachine):
    """What the desk does, in any order."""

    stage = None
    actors: dict[str, Actor]

    @initialize(
        opened=st.integers(0, 2), remote_vote=st.booleans(), online=st.sets(WHO, max_size=2)
    )
    def sit_down(self, opened, remote_vote, online):
        self.session = Session(MEMBERS)
        self.tick_ms = 1_000_000
        self.items = {name: self.stage.add_item(f"Nhà ở {name}") for name in ITEMS}
        self.change_rules(remote_vote=remote_vote)
        for member in MEMBERS:
            self.take_a_seat(member, online=member in online)
        self.held = []
        for kind, item in (("proposal", "first"), ("proposal", ""), ("list", "first")):
            self.prepare(kind, item)
        self.prepare_several()
        self.open(which=opened, timed=False)
        self.open(which=1, timed=True)

    def do(self, username, deed):
        """Return what a deed comes to: its value, or the kind of no."""
        actor = self.actors[username]
        try:
            with ticks.set_to(ticks.Tick("here", self.tick_ms)):
                return run(lambda: deed(actor))
        except Refusal as no:
            return type(no)

    def chosen(self, which, of=()):
        """Return one of those, or, where there is none of them, of all."""
        few = list(of) or self.held
        return few[which % len(few)]

    @precondition(lambda self: all(each.state not in {*TAKING, "prepared"} for each in self.held))
    @rule(kind=st.sampled_from(["proposal", "list"]), item=st.sampled_from(["", "first"]))
    def prepare(self, kind, item):
        labels = LABELS if kind == "list" else ()

        def deed(actor):
            if item:
                row = session().get_one(Item, self.items[item])
                return prepare_ballot(actor, row, "Thông qua?", labels).id
            meeting = session().get_one(Meeting, self.stage.meeting)
            return prepare_free_ballot(actor, meeting, "Thông qua?", labels).id

        self.held.append(Held(self.do("officer", deed), self.session, kind, item))

    def prepare_several(self):
        def deed(actor):
            asked = {session().get_one(Item, self.items[name]): "Thông qua?" for name in ITEMS[1:]}
            meeting = session().get_one(Meeting, self.stage.meeting)
            return [each.id for each in prepare_bloc(actor, meeting, asked)]

        for name, ballot in zip(ITEMS[1:], self.do("officer", deed), strict=True):
            self.held.append(Held(ballot, self.session, item=name, bloc=True))

    @rule(name=st.sampled_from(sorted(OF_BLOC)))
    def run_several(self, name):
        bloc = [each for each in self.held if each.bloc]
        concerned = [each for each in bloc if each.state in OF_BLOC[name]]
        refused = name == "announce" and any(each.state in TAKING for each in bloc)
        for each in concerned:
            others = [other for other in self.held if other is not each]
            refused = refused or each.meets(name, others) is Refused
        came = self.do(
            "officer",
            lambda actor: DEEDS_OF_BLOC[name](actor, [self._row(each) for each in bloc]),
        )
        assert came == (Refused if refused else None), name
        for each in [] if refused else concerned:
            each.move(each.meets(name, []))

    @precondition(lambda self: len(self.held) < MOST)
    @rule(which=WHICH)
    def repeat(self, which):
        held = self.chosen(which)
        came = self.do("officer", lambda actor: repeat_ballot(actor, self._row(held)).id)
        waiting = [
            each.id for each in self.held if each.repeats == held.id and each.state == "prepared"
        ]
        if waiting or held.state not in REPEATABLE:
            assert came == (waiting[0] if waiting else Refused)
        else:
            again = Held(came, self.session, held.kind, held.item, repeats=held.id)
            assert came not in {each.id for each in self.held}
            self.held.append(again)

    @rule(which=WHICH, sides=st.lists(st.integers(0, 2), max_size=len(MEMBERS)))
    def record_by_hand(self, which, sides):
        """What was counted by hand stands at once as it was written down; whoever is not named did not vote."""
        held = self.chosen(which)
        seats = [each for each in MEMBERS if each not in held.out]
        said = dict(zip(seats, (OFFERED[held.kind][side] for side in sides), strict=False))
        on_sheet = {self.stage.cabinet.id(each): OnSheet(choice) for each, choice in said.items()}
        if self._run(held, "record", lambda actor, row: record_by_name(actor, row, on_sheet)):
            held.by_hand = said

    @rule(which=WHICH)
    def give_one_minute_more(self, which):
        held = self.chosen(which)
        came = self.do(
            "officer", lambda actor: operations.extend_ballot(actor, self._row(held)).state.value
        )
        assert came == held.extend()

    @rule(which=WHICH, timed=st.booleans())
    def open(self, which, timed):
        held, limit = self.chosen(which), LIMIT_S if timed else None
        self._run(held, "open", lambda actor, row: operations.open_ballot(actor, row, limit), timed)

    @rule(which=WHICH, name=st.sampled_from(["pause", "resume"]))
    def hold_or_go_on(self, which, name):
        self._run(self.chosen(which), name, DEEDS[name])

    @rule(which=WHICH, name=st.sampled_from([*["look"] * 6, "close", "close", "announce", "annul"]))
    def bring_to_an_end_or_look(self, which, name):
        held = self.chosen(which)
        if name != "look":
            self._run(held, name, DEEDS[name])
            return
        with reading():
            assert self._row(held).cast == len(held.votes)

    def _run(self, held, name, deed, timed=False):
        others = [each for each in self.held if each is not held]
        wanted = held.meets(name, others)
        came = self.do("officer", lambda actor: deed(actor, self._row(held)).state.value)
        assert came == wanted, name
        if wanted is not Refused:
            held.move(wanted, timed=timed)
        return wanted is not Refused

    @rule(which=WHICH)
    def time_passes(self, which):
        """Time is up for all that are open; the one that is looked at closes."""
        self.tick_ms += LIMIT_S * 1000
        for each in self.held:
            each.let_time_pass(LIMIT_MS)
        held = self.chosen(which)
        closes = held.state == "open" and held.left_ms == 0
        came = self.do(
            "clock",
            lambda actor: (
                operations.close_when_time_is_up(actor, self._row(held), Watch()).state.value
            ),
        )
        assert came == ("closed" if closes else held.state)
        held.move(came)

    @staticmethod
    def _row(held):
        return session().get_one(Ballot, held.id)
