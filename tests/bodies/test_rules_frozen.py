"""A change of the rules holds for what is opened from then on; what is open goes on as it began."""

import pytest

from ecabinet.ballots.models import State
from ecabinet.bodies.queries import find_body
from ecabinet.bodies.rules import Tie
from ecabinet.bodies.rules_operations import change_rules
from tests.ballots.stage import Stage
from tests.consultations.asking import Asking


@pytest.fixture
def change(cabinet):
    """Let results be seen at closing, and let nobody decide when votes are equal."""

    def change():
        def deed(actor):
            body = find_body(actor, cabinet.body, lock=True)
            other = {"announce_at_closing": True, "tie": Tie.NOBODY, "remote_vote": False}
            change_rules(actor, body, body.rules.model_copy(update=other), body.revision)

        cabinet.act("admin", deed)

    return change


def test_a_ballot_goes_by_the_rules_under_which_it_was_opened(cabinet, change):
    stage = Stage(cabinet).start()
    opened = stage.open()
    change()
    stage.close(opened)
    ballot = stage.row(opened)
    assert ballot.state is State.CLOSED
    assert ballot.rules.tie is Tie.HEAD


def test_the_next_ballot_goes_by_the_new_rules(cabinet, change):
    stage = Stage(cabinet).start()
    change()
    opened = stage.open()
    stage.close(opened)
    assert stage.row(opened).state is State.ANNOUNCED


def test_an_opinion_form_is_counted_by_the_rules_under_which_it_was_sent(cabinet, change):
    asking = Asking(cabinet)
    asking.send()
    change()
    assert asking.look("officer").rules.tie is Tie.HEAD
