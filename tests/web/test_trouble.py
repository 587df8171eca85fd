"""While the database is away, pages say so in words, and health says it to machines."""

import pytest
from sqlalchemy.exc import OperationalError

from ecabinet.accounts import sessions
from ecabinet.notifications import inbox
from ecabinet.web import migration


class Away:
    """Stands in for any look at the database."""

    def __call__(self, *_arguments, **_more):
        raise OperationalError("SELECT 1", {}, Exception("the server is gone"))


@pytest.fixture
def away(monkeypatch):
    monkeypatch.setattr(sessions, "find", Away())
    monkeypatch.setattr(migration, "heads", Away())
    monkeypatch.setattr(inbox, "count_unread", Away())


def test_a_page_says_that_the_system_cannot_confirm(sign_in, away):
    reply = sign_in("minister").get("/me")
    assert reply.status_code == 503
    assert "Hệ thống chưa xác nhận được" in reply.text


def test_health_answers_and_readiness_says_what_is_missing(sign_in, away):
    client = sign_in("minister")
    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json["database"] is False
