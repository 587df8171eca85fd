"""A file that came in becomes ready or is refused in words, once, whatever happens on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ecabinet.agenda.models import Secrecy
from ecabinet.core import files, jobs
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice
from ecabinet.papers import jobs as reading_jobs
from ecabinet.papers.jobs import look_for_unread, read_version
from ecabinet.papers.models import PageText, State, stored
from ecabinet.papers.operations import keep_place
from ecabinet.papers.queries import find_version
from ecabinet.realtime.topics import numbers
from tests.papers.shelf import draft, pdf
from tests.pdf import hostile

PASSPHRASE = "Một câu chỉ có trong tài liệu này"


def texts(cabinet, version_id):
    query = select(PageText.text).where(PageText.version_id == version_id).order_by(PageText.page)
    return cabinet.look("officer", lambda _: session().scalars(query).all())


def told(cabinet, username):
    query = select(Notice.message).where(Notice.account_id == cabinet.id(username))
    return cabinet.look("officer", lambda _: session().scalars(query).all())


def test_a_paper_becomes_ready_with_its_pages_and_words(cabinet, shelf):
    version = shelf.version(shelf.receive(pdf(3, PASSPHRASE)))
    assert (version.state, version.pages, version.signed) == (State.READY, 3, False)
    assert [PASSPHRASE in each for each in texts(cabinet, version.id)] == [True] * 3
    assert b"".join(files.read(stored(version.copy))).startswith(b"%PDF-")
    assert b"".join(files.read(stored(version.thumbnail))).startswith(b"\x89PNG")


def test_the_original_is_kept_as_it_came(cabinet, shelf):
    data = hostile.javascript()
    version = shelf.version(shelf.receive(data))
    assert b"".join(files.read(stored(version.original))) == data
    assert b"/JavaScript" not in b"".join(files.read(stored(version.copy)))
    assert "script" in {each.get("removed") for each in version.remarks}


def test_nothing_readable_lies_under_the_files_folder(cabinet, shelf):
    shelf.receive(pdf(2, PASSPHRASE))
    kept = [path.read_bytes() for path in files.folder().rglob("*") if path.is_file()]
    assert len(kept) >= 3
    assert not [each for each in kept if b"%PDF" in each or b"\x89PNG" in each or b"stream" in each]


def test_the_words_of_a_restricted_paper_stay_encrypted(cabinet, shelf):
    version = shelf.receive(pdf(2), draft=draft(secrecy=Secrecy.RESTRICTED))
    assert shelf.version(version).pages == 2
    assert texts(cabinet, version) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (hostile.encrypted(), "encrypted"),
        (pdf()[:500], "broken"),
        (hostile.written(["TUYỆT MẬT", "Kính gửi: Chính phủ"]), "secret_stamp"),
        (hostile.bomb(), "too_complex"),
    ],
    ids=["encrypted", "broken", "secret_stamp", "too_complex"],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(cabinet, shelf, data, reason):
    version = shelf.version(shelf.receive(data, by="agency"))
    assert (version.state, version.refusal) == (State.REFUSED, reason)
    assert version.copy is None
    assert any("could not be taken" in each for each in told(cabinet, "agency"))


def test_of_a_state_secret_nothing_is_kept_but_what_its_stamp_said(cabinet, shelf):
    before = set(files.folder().rglob("*"))
    version = shelf.version(shelf.receive(hostile.written(["TUYỆT MẬT", "Kính gửi"])))
    assert version.refusal_value == "TUYỆT MẬT"
    assert set(version.original) == {"size"}
    assert not [path for path in set(files.folder().rglob("*")) - before if path.is_file()]


def test_a_file_that_was_changed_where_it_stands_is_refused_not_waited_for(cabinet, shelf):
    version = shelf.hand_in(read=False)
    address = shelf.version(version).original["address"]
    (folder_of(address) / address).write_bytes(b"something else")
    shelf.drain()
    assert shelf.version(version).refusal == "broken"


def folder_of(address):
    return files.folder() / address[:2]


def test_reading_twice_changes_nothing(cabinet, shelf):
    version = shelf.receive(pdf())
    before = shelf.version(version).copy
    read_version(version)
    assert shelf.version(version).copy == before
    count = select(func.count()).select_from(PageText).where(PageText.version_id == version)
    assert cabinet.look("officer", lambda _: session().scalar(count)) == 2


def test_what_a_lost_queue_left_behind_is_sent_again(cabinet, shelf, tmp_path):
    version = shelf.hand_in(read=False)
    (tmp_path / "another").mkdir()
    jobs.open_queue(tmp_path / "another", None)  # the queue is lost with what was in it
    look_for_unread()
    assert jobs.waiting() == 0  # it came a moment ago: somebody may be at it
    with set_to(now() + timedelta(minutes=3)):
        look_for_unread()
        assert jobs.drain() == 1
    assert shelf.version(version).state is State.READY


def test_both_the_dossier_and_the_agenda_move(cabinet, shelf):
    version = shelf.version(shelf.hand_in(read=False))
    topics = [f"dossier:{version.paper.dossier_id}", f"agenda:{shelf.session.id}"]
    before = cabinet.look("officer", lambda _: numbers(topics))
    shelf.drain()
    after = cabinet.look("officer", lambda _: numbers(topics))
    assert [after[each] - before[each] for each in topics] == [1, 1]


def test_who_opened_the_version_before_is_told_of_the_new_one(cabinet, shelf):
    first = shelf.hand_in()
    shelf.publish()
    cabinet.act("minister", lambda actor: keep_place(actor, find_version(actor, first), 1))
    shelf.hand_in_version(shelf.paper_id(first), read=False)
    shelf.drain()
    assert [each for each in told(cabinet, "minister") if "new version" in each]
    assert not [each for each in told(cabinet, "finance") if "new version" in each]


def test_who_may_not_see_it_any_more_is_not_told_of_the_new_version(cabinet, shelf):
    first = shelf.hand_in()
    shelf.publish()
    for who in ("minister", "finance"):
        cabinet.act(who, lambda actor: keep_place(actor, find_version(actor, first), 1))
    shelf.recuse("minister")
    shelf.hand_in_version(shelf.paper_id(first), read=False)
    shelf.drain()
    assert not [each for each in told(cabinet, "minister") if "new version" in each]
    assert [each for each in told(cabinet, "finance") if "new version" in each]


def test_two_workers_do_not_read_one_file_at_once(cabinet, shelf, monkeypatch):
    version = shelf.hand_in(read=False)
    begun = []

    def read_beside(version_id):
        begun.append(version_id)
        read_version(version_id)  # another worker, while this one is at it

    monkeypatch.setattr(reading_jobs, "_read", read_beside)
    shelf.drain()
    assert begun == [version]
    with set_to(now() + timedelta(minutes=3)):
        look_for_unread()
        assert jobs.waiting() == 0


def test_a_reader_that_died_does_not_keep_its_file(cabinet, shelf):
    version = shelf.hand_in(read=False)
    assert run(lambda: reading_jobs._claim(version))
    jobs.drain()
    assert shelf.version(version).state is State.RECEIVED
    with set_to(now() + timedelta(minutes=6)):
        look_for_unread()
        assert jobs.drain() == 1
    assert shelf.version(version).state is State.READY


def test_a_file_whose_reading_fails_every_time_is_refused_in_the_end(cabinet, shelf, monkeypatch):
    tried = []

    def fail(version_id):
        tried.append(version_id)
        raise OSError("no room left")

    monkeypatch.setattr(reading_jobs, "_read", fail)
    version = shelf.hand_in(read=False, by="agency")
    for hours in range(9):
        with set_to(now() + timedelta(hours=hours)):
            look_for_unread()
            jobs.drain()
    assert tried == [version] * 5
    found = shelf.version(version)
    assert (found.state, found.refusal) == (State.REFUSED, "broken")
    assert any("could not be taken" in each for each in told(cabinet, "agency"))


def test_a_backlog_is_not_sent_twice(cabinet, shelf, monkeypatch):
    shelf.hand_in(read=False)
    shelf.hand_in(read=False)
    monkeypatch.setattr(reading_jobs, "RESENT_AT_ONCE", 2)
    assert jobs.waiting() == 2
    with set_to(now() + timedelta(minutes=3)):
        look_for_unread()
    assert jobs.waiting() == 2
