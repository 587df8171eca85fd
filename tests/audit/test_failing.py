"""If a deed cannot be written down it does not happen: 503, and nothing of it is left."""

import io
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from ecabinet.accounts.models import Account
from ecabinet.audit.trail import verify
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.bodies.operations import Person, create_account
from ecabinet.core.database import engine_in_use, reading, session
from ecabinet.core.errors import Uncertain
from ecabinet.papers.models import Paper
from ecabinet.papers.operations import open_dossier
from tests.ballots.stage import Stage

REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'the trail is full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql "  # noqa: ISC004 -- one statement
        "AS $$ BEGIN RAISE EXCEPTION 'the trail is full'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}
ALLOW = {
    "sqlite": ["DROP TRIGGER refuse"],
    "postgresql": ["DROP TRIGGER refuse ON audit_entry", "DROP FUNCTION refuse()"],
}
GONE, BACK = (
    ["ALTER TABLE audit_entry RENAME TO audit_elsewhere"],
    ["ALTER TABLE audit_elsewhere RENAME TO audit_entry"],
)


def _execute(statements):
    with engine_in_use().begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(params=["refuses", "gone"])
def trail_away(request, app):
    """Inside, the trail takes no entry: a trigger refuses each, or its table is not there."""
    kind = engine_in_use().dialect.name
    stop, go = (REFUSE[kind], ALLOW[kind]) if request.param == "refuses" else (GONE, BACK)

    @contextmanager
    def away():
        _execute(stop)
        try:
            yield
        finally:
            _execute(go)

    return away


def count(query):
    with reading():
        return session().scalars(query).one()


def test_a_vote_that_cannot_be_written_down_is_not_cast(cabinet, sign_in, trail_away):
    stage = Stage(cabinet)
    stage.start()
    ballot = stage.open()
    minister = sign_in("minister")
    vote = {"choice": "for_", "text": "", "seq": "1"}
    with trail_away():
        assert minister.post(f"/ballots/{ballot}/votes", data=vote).status_code == 503
    cast = select(func.count()).select_from(Voter).where(Voter.seq > 0)
    assert count(cast) == 0
    assert minister.post(f"/ballots/{ballot}/votes", data=vote).status_code in {200, 303}
    assert count(cast) == 1
    assert count(select(Ballot.cast).where(Ballot.id == ballot)) == 1
    assert whole()


def test_a_paper_that_cannot_be_written_down_is_not_taken(cabinet, sign_in, trail_away):
    dossier = cabinet.act("officer", lambda actor: open_dossier(actor, cabinet.body, "Hồ sơ").id)
    officer = sign_in("officer")

    def hand_in():
        sent = {"kind": "report", "title": "Báo cáo", "secrecy": "internal"}
        sent["file"] = (io.BytesIO(b"%PDF-1.7 a report"), "bao-cao.pdf")
        return officer.post(f"/papers/dossiers/{dossier}/papers", data=sent)

    with trail_away():
        assert hand_in().status_code == 503
    assert count(select(func.count()).select_from(Paper)) == 0
    assert hand_in().status_code == 303
    assert count(select(func.count()).select_from(Paper)) == 1
    assert whole()


def test_an_account_that_cannot_be_written_down_is_not_made(cabinet, trail_away):
    person = Person(username="moi", name="Lê Mới", email="moi@example.vn", password_hash=None)
    before = count(select(func.count()).select_from(Account))
    with trail_away(), pytest.raises(Uncertain):
        cabinet.act("admin", lambda actor: create_account(actor, person))
    assert count(select(func.count()).select_from(Account)) == before
    cabinet.act("admin", lambda actor: create_account(actor, person))
    assert count(select(func.count()).select_from(Account)) == before + 1
    assert whole()


def whole():
    with reading():
        return list(verify()) == []
