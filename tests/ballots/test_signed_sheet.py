"""The signed sheet of a count by hand says what the item was and how it came out: who reads it follows the item."""

import pytest

from ecabinet.agenda import operations as agenda
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.ballots import operations
from ecabinet.ballots.live import tell_ballot
from ecabinet.ballots.recording_operations import attach_sheet
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing, Refused
from ecabinet.papers.models import Dossier
from ecabinet.papers.policy import may_see_dossier, needs_to_know
from tests.ballots.running import Running
from tests.ballots.test_by_hand import by_number
from tests.ballots.test_operations import facts
from tests.cabinet import MEMBERS
from tests.papers.shelf import kept, pdf


@pytest.fixture
def running(stage):
    stage.start()
    return Running(stage)


def test_the_signed_sheet_is_read_by_the_roll_once_it_is_announced(running):
    stage, ballot = running.stage, running.stage.prepare()
    upload = kept(pdf())
    with pytest.raises(Refused):
        stage.of_ballot("officer", attach_sheet, ballot, upload, "Phiếu kiểm")
    by_number(running, ballot, for_=3)
    before = tell(ballot)
    stage.of_ballot("officer", attach_sheet, ballot, upload, "Phiếu kiểm")
    assert tell(ballot) != before  # who watches is shown where it lies
    assert readers(running, ballot) == {"officer", "head"}
    stage.of_ballot("chair", operations.announce_ballot, ballot)
    assert readers(running, ballot) == {*MEMBERS, "officer", "head", "assistant"}
    stage.of_ballot("officer", attach_sheet, ballot, kept(pdf()), "Phiếu kiểm")
    assert len(facts("ballot.sheet_attached")) == 2


def tell(ballot):
    with reading():
        return tell_ballot(ballot)["look"]


def readers(running, ballot):
    sheet = running.look(ballot).sheet_id
    asked = ("officer", "head", "assistant", "guest", "agency", "admin", "stranger", *MEMBERS)

    def reads(actor):
        return may_see_dossier(actor, session().get_one(Dossier, sheet))

    return {each for each in asked if running.stage.cabinet.look(each, reads)}


def test_a_recused_member_does_not_read_the_sheet(running):
    stage = running.stage
    stage.recuse("finance")
    ballot = stage.prepare()
    by_number(running, ballot, for_=3)
    stage.of_ballot("officer", attach_sheet, ballot, kept(pdf()), "Phiếu kiểm")
    stage.of_ballot("chair", operations.announce_ballot, ballot)
    assert "finance" not in readers(running, ballot)
    with pytest.raises(Missing):
        stage.of_ballot("finance", attach_sheet, ballot, kept(pdf()), "Phiếu kiểm")


def announced_with_a_sheet(running):
    stage = running.stage
    ballot = stage.prepare("officer")
    by_number(running, ballot, for_=3)
    stage.of_ballot("officer", attach_sheet, ballot, kept(pdf()), "Phiếu kiểm")
    stage.of_ballot("officer", operations.announce_ballot, ballot)
    return ballot


def of_item(running, username, deed, *arguments):
    item = running.stage.item
    running.act(username, lambda actor: deed(actor, session().get_one(Item, item), *arguments))


def restrict(running, *named):
    ids = [running.stage.cabinet.id(each) for each in named]
    of_item(running, "head", agenda.restrict_item, Secrecy.RESTRICTED, ids)


def test_a_recused_chair_does_not_read_the_sheet(running):
    running.stage.recuse("chair")
    assert "chair" not in readers(running, announced_with_a_sheet(running))


def test_of_a_restricted_item_the_sheet_is_read_by_who_needs_to_know(running):
    restrict(running, "minister", "officer")
    found = readers(running, announced_with_a_sheet(running))
    assert found & set(MEMBERS) == {"chair", "minister"}


def test_who_no_longer_needs_to_know_loses_the_sheet_and_has_it_again_once_they_do(running):
    ballot = announced_with_a_sheet(running)
    restrict(running, "minister")
    assert readers(running, ballot) & set(MEMBERS) == {"chair", "minister"}
    of_item(running, "head", agenda.restrict_item, Secrecy.INTERNAL)
    assert readers(running, ballot) >= set(MEMBERS)


def test_a_sheet_that_was_handed_in_before_is_restricted_with_its_item(running):
    stage, ballot = running.stage, announced_with_a_sheet(running)

    def reads(actor):
        (paper,) = session().get_one(Dossier, running.look(ballot).sheet_id).papers
        return needs_to_know(actor, paper)

    assert stage.cabinet.look("officer", reads)
    restrict(running, "minister")
    assert not stage.cabinet.look("officer", reads)
    assert stage.cabinet.look("minister", reads)


def test_who_is_recused_afterwards_loses_the_sheet(running):
    ballot = announced_with_a_sheet(running)
    who = running.stage.cabinet.id("finance")
    of_item(running, "finance", agenda.recuse_member, who, "Có liên quan")
    assert "finance" not in readers(running, ballot)
