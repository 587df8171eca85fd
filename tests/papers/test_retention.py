"""Papers of sessions closed long ago are destroyed when their time is over: the files, never that they were there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import Item
from ecabinet.audit.models import Entry
from ecabinet.bodies import retention_jobs
from ecabinet.bodies.retention_operations import HoldDraft, place_hold, set_period
from ecabinet.core import files
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import State
from ecabinet.papers.models import PageText, PaperVersion


@pytest.fixture
def old(shelf, cabinet):
    """The one version of a paper whose session was closed two years ago; papers are kept for one."""
    version_id = shelf.hand_in()
    shelf.publish()

    def age():
        meeting = session().get_one(Item, shelf.item).meeting
        meeting.state, meeting.ended_at = State.CLOSED, now() - timedelta(days=730)

    run(age)
    cabinet.act("admin", lambda actor: set_period(actor, "paper", 365))
    return version_id


def version(version_id):
    with reading():
        found = session().get_one(PaperVersion, version_id)
        return found, found.paper_id


def kept_files():
    return sorted(each.name for each in files.folder().rglob("*") if each.is_file())


def test_its_files_and_words_go_and_its_row_stays(old, cabinet):
    before, _ = version(old)
    there = {each["address"] for each in (before.original, before.copy, before.thumbnail) if each}
    assert retention_jobs.carry_out_all()["paper"] == 1
    after, _ = version(old)
    assert after.is_destroyed
    assert "wrapped_key" not in str(after.original)
    assert not there & set(kept_files())
    with reading():
        assert session().scalars(select(PageText).where(PageText.version_id == old)).all() == []
        fact = session().scalars(select(Entry).where(Entry.event == "paper.destroyed")).one()
    assert (fact.chain, set(fact.details["addresses"])) == (cabinet.body, there)
    assert retention_jobs.carry_out_all()["paper"] == 0


def test_pages_say_so_politely(old, shelf, sign_in):
    _, paper_id = version(old)
    retention_jobs.carry_out_all()
    client = sign_in("chair")
    assert "tiêu hủy theo thời hạn bảo quản" in client.get(f"/items/{shelf.item}").text
    assert client.get(f"/papers/{paper_id}", follow_redirects=True).status_code == 200
    assert client.get(f"/papers/versions/{old}/file").status_code == 410
    assert client.get(f"/papers/versions/{old}/thumbnail").status_code == 410


@pytest.mark.parametrize("of", ["body", "other_body"])
def test_a_hold_on_its_body_keeps_it_and_on_another_does_not(old, cabinet, of):
    draft = HoldDraft("Thanh tra", "paper", getattr(cabinet, of))
    cabinet.act("admin", lambda actor: place_hold(actor, draft).id)
    assert retention_jobs.carry_out_all()["paper"] == (0 if of == "body" else 1)


def test_by_itself_a_paper_is_kept_for_good(old, cabinet):
    cabinet.act("admin", lambda actor: set_period(actor, "paper", None))
    assert retention_jobs.carry_out_all()["paper"] == 0


def test_what_is_rolled_back_keeps_its_files(old, cabinet, monkeypatch):
    def stumble(_event):
        raise OSError("the disk is full")

    before = kept_files()
    with monkeypatch.context() as patched:
        patched.setattr("ecabinet.bodies.retention_operations.record", stumble)
        assert "paper" not in retention_jobs.carry_out_all()
    assert kept_files() == before
    assert not version(old)[0].is_destroyed
