"""Nobody sees a choice before the closing: not in a row, not in the trail, not on a page."""

import json

import pytest
from sqlalchemy import text

from ecabinet.audit.models import Entry
from ecabinet.ballots import seals
from ecabinet.ballots.models import Ballot, Choice, Voter
from ecabinet.ballots.queries import find_panel
from ecabinet.core.database import reading
from ecabinet.core.errors import Missing
from tests.cabinet import EVERYBODY

SECRET = "Đề nghị lùi sang quý sau"


@pytest.fixture
def ballot(stage):
    ballot = stage.start().open()
    stage.cast("minister", ballot, Choice.OTHER, SECRET)
    stage.cast("finance", ballot, Choice.AGAINST)
    return ballot


def everything_stored(*tables):
    with reading() as current:
        rows = [
            row
            for table in tables
            for row in current.execute(text(f'SELECT * FROM "{table}"')).mappings()
        ]
    return repr([dict(row) for row in rows])


def test_the_rows_of_an_open_ballot_hold_no_choice(stage, ballot):
    stored = everything_stored("voter")
    assert SECRET not in stored
    assert "against" not in stored
    assert stage.place(ballot, "minister").choice is None
    assert stage.place(ballot, "minister").text == ""


def test_what_is_sealed_has_one_length_whatever_was_chosen(stage, ballot):
    assert len(stage.place(ballot, "minister").sealed) == len(stage.place(ballot, "finance").sealed)


def test_the_trail_holds_no_choice_before_the_closing(stage, ballot):
    with reading() as current:
        told = json.dumps([each.details for each in current.query(Entry)], ensure_ascii=False)
    assert SECRET not in told
    assert "against" not in told


def test_a_seal_does_not_open_in_another_place(stage, ballot):
    with reading() as current:
        row = current.get_one(Ballot, ballot)
        one, other = current.query(Voter).filter(Voter.seq > 0)
        other.sealed = one.sealed
        with pytest.raises(ValueError, match="do not open"):
            seals.opened(row, other)
        current.expunge_all()


@pytest.mark.parametrize("username", EVERYBODY)
def test_no_panel_shows_anothers_choice_before_it_is_announced(stage, ballot, username):
    own = {"minister": (Choice.OTHER, SECRET), "finance": (Choice.AGAINST, "")}
    try:
        panel = stage.cabinet.look(username, lambda actor: find_panel(actor, ballot))
    except Missing:
        return
    assert (panel.choice, panel.text) == own.get(username, (None, ""))
    assert panel.result is None
    assert panel.roll == ()
    runs = username in {"chair", "officer", "head"}
    assert bool(panel.voted) == runs
    assert all(place.choice is None for place, _ in panel.voted)


def test_after_the_closing_the_key_is_gone_and_who_announces_sees_the_result(stage, ballot):
    stage.close(ballot)
    assert stage.row(ballot).key is None
    assert stage.place(ballot, "minister").sealed is None
    sees = {
        username: stage.cabinet.look(username, lambda actor: find_panel(actor, ballot)).result
        for username in ("chair", "officer", "minister", "finance")
    }
    assert {name for name, result in sees.items() if result} == {"chair", "officer"}
