"""Deeds of whoever runs ballots, as the routes do them."""

from contextlib import contextmanager
from datetime import timedelta

from ecabinet.agenda.models import Item
from ecabinet.ballots import operations, preparing_operations
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.running_queries import list_bloc
from ecabinet.core import clock, ticks
from ecabinet.core.database import reading, session
from ecabinet.meetings.queries import find_meeting


class Running:
    """A stage, and what is prepared and run on it."""

    def __init__(self, stage):
        self.stage = stage
        self.act = stage.cabinet.act

    def ask(self, question="Chọn ngày họp?", labels=(), username="chair"):
        """Prepare a question on no item."""
        return self.act(
            username,
            lambda actor: (
                preparing_operations.prepare_free_ballot(
                    actor, find_meeting(actor, self.stage.meeting), question, labels
                ).id
            ),
        )

    def bloc(self, *items, username="chair"):
        """Prepare one question on each of several items; return the ids of their ballots, in the items' order."""

        def prepare(actor):
            questions = {session().get_one(Item, each): f"Thông qua {each}?" for each in items}
            meeting = find_meeting(actor, self.stage.meeting)
            return [
                each.id for each in preparing_operations.prepare_bloc(actor, meeting, questions)
            ]

        return self.act(username, prepare)

    def of_bloc(self, username, deed, ballot, *arguments):
        bloc = self.look(ballot).bloc
        return self.act(
            username, lambda actor: deed(actor, list_bloc(actor, bloc, lock=True), *arguments)
        )

    def look(self, ballot):
        with reading() as current:
            return current.get_one(Ballot, ballot)

    def states(self, ballots):
        return [self.look(each).state.value for each in ballots]

    def open_for(self, seconds, ballot=None, username="chair"):
        ballot = ballot or self.stage.prepare(username)
        self.stage.of_ballot(username, operations.open_ballot, ballot, seconds)
        return ballot


class Time:
    """A machine's count and the clock on the wall, each of which can be moved alone."""

    def __init__(self, machine="this", ms=5_000_000):
        self.tick, self.wall = ticks.Tick(machine, ms), clock.now()

    def passes(self, seconds, wall=None):
        """Let it be later; the clock on the wall may go otherwise."""
        self.tick = ticks.Tick(self.tick.machine, self.tick.ms + int(seconds * 1000))
        self.wall += timedelta(seconds=seconds) if wall is None else wall
        return self

    def on(self, machine, ms=1_000):
        self.tick = ticks.Tick(machine, ms)
        return self

    @contextmanager
    def now(self):
        with ticks.set_to(self.tick), clock.set_to(self.wall):
            yield
