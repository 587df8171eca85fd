"""What a database is for, and the link that makes its first administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from config import ConfigurationError
from ecabinet.accounts.models import Account
from ecabinet.app import refuse_the_other_kind
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.bodies import founding
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Body, Installation, InstallationKind
from ecabinet.bodies.operations import Person
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.rules import PRESETS
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Missing, Refused
from ecabinet.core.ids import fingerprint
from ecabinet.core.transaction import run
from tests.cabinet import HASH

DEMO, REAL = InstallationKind.DEMO, InstallationKind.REAL
PERSON = Person(
    username="quantri", name="Lương Thế Vinh", email="qt@example.vn", password_hash=HASH
)


class Asked:
    """What a start is told from outside, as far as the kind goes."""

    def __init__(self, demo):
        self.demo = demo


@pytest.fixture
def real(app):
    """A real installation with nobody in it."""
    run(lambda: founding.declare_installation(REAL))


def look(question, *arguments):
    with reading():
        return question(*arguments)


def make(token):
    return run(lambda: founding.make_administrator(token, PERSON, "Quản trị viên").id)


def facts():
    with reading():
        return list(session().scalars(select(Entry.event).order_by(Entry.position)))


def test_nothing_is_said_of_an_empty_database(app):
    assert look(founding.declared_kind) is None
    assert not look(founding.awaits_administrator)


@pytest.mark.parametrize(("kind", "other"), [(DEMO, REAL), (REAL, DEMO)])
def test_what_a_database_is_for_is_said_once_and_for_good(app, kind, other):
    run(lambda: founding.declare_installation(kind))
    run(lambda: founding.declare_installation(kind))
    with pytest.raises(Refused):
        run(lambda: founding.declare_installation(other))
    assert look(founding.declared_kind) is kind
    assert facts() == ["installation.declared"]


@pytest.mark.parametrize(
    ("kind", "demo", "advice"), [(DEMO, False, "Leave DEMO=0 out"), (REAL, True, "Set DEMO=0")]
)
def test_a_start_as_the_other_kind_is_refused_in_words(app, kind, demo, advice):
    run(lambda: founding.declare_installation(kind))
    with pytest.raises(ConfigurationError, match=advice):
        refuse_the_other_kind(Asked(demo))
    refuse_the_other_kind(Asked(not demo))


def test_of_a_link_only_the_hash_is_kept(real):
    token = run(founding.issue_link)
    with reading():
        row = session().scalars(select(Installation)).one()
        assert row.link_hash == fingerprint(token)
        assert token not in str(vars(row))
        assert token not in str(list(session().scalars(select(Entry.details))))


def test_a_fresh_link_ends_the_one_before_it(real):
    old, new = run(founding.issue_link), run(founding.issue_link)
    with pytest.raises(Missing):
        look(founding.check_link, old)
    look(founding.check_link, new)


def test_a_link_is_good_for_an_hour(real):
    token = run(founding.issue_link)
    with set_to(now() + timedelta(minutes=59)):
        look(founding.check_link, token)
    with set_to(now() + timedelta(minutes=61)):
        with pytest.raises(Closed):
            look(founding.check_link, token)
        with pytest.raises(Closed):
            make(token)
        with pytest.raises(Missing):
            look(founding.check_link, "another")


def test_the_first_administrator_administers_and_reads_nothing(real):
    account_id = make(run(founding.issue_link))
    with reading():
        actor = load_actor(account_id)
        assert may_administer(actor)
        assert actor.bodies() == frozenset()
        assert list(verify()) == []
    assert facts()[1:] == ["installation.first_link_issued", "account.created", "post.given"]


def test_a_link_makes_one_administrator(real):
    token = run(founding.issue_link)
    make(token)
    with pytest.raises(Missing):
        make(token)
    with pytest.raises(Missing):
        look(founding.check_link, token)


def test_there_is_no_link_once_somebody_administers(real):
    make(run(founding.issue_link))
    with pytest.raises(Denied):
        run(founding.issue_link)


def test_there_is_no_link_into_a_demonstration(app):
    run(lambda: founding.declare_installation(DEMO))
    with pytest.raises(Denied):
        run(founding.issue_link)


def test_nobody_signs_in_as_the_founder(real):
    make(run(founding.issue_link))
    with reading():
        signing = session().scalars(select(Account).where(Account.password_hash.is_not(None))).all()
    assert [each.username for each in signing] == ["quantri"]


def found(actor):
    return founding.found_first_body(
        actor, "Ủy ban", "thành viên", "Hòa Giang", PRESETS["province"]
    )


def test_the_first_body_is_founded_once(real):
    account_id = make(run(founding.issue_link))
    assert look(lambda: founding.awaits_body(load_actor(account_id)))
    run(lambda: found(load_actor(account_id)))
    with pytest.raises(Missing):
        run(lambda: found(load_actor(account_id)))
    with reading():
        body = session().scalars(select(Body)).one()
        assert body.rules == PRESETS["province"]
        assert not founding.awaits_body(load_actor(account_id))


@pytest.mark.parametrize("username", ["officer", "auditor", "minister"])
def test_only_an_administrator_founds_and_tries_the_mail(cabinet, username):
    run(lambda: founding.declare_installation(REAL))
    for deed in (found, lambda actor: founding.note_mail_tried(actor, sent=True)):
        with pytest.raises(Denied):
            cabinet.act(username, deed)
    assert not cabinet.look(username, founding.sets_up)
