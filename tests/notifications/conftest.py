from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from ecabinet.core.database import reading, session
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.notifications import mail
from ecabinet.notifications.inbox import NoticeRead, tell
from ecabinet.notifications.models import Delivery

MESSAGE = "%(name)s presides"  # any sentence of the program will do


@pytest.fixture
def notify(cabinet):
    """Write a notice to people, as a listener within a fact's transaction does."""

    def write(*usernames, message=MESSAGE, name="Trần Minh Đức"):
        def deed():
            cause = NoticeRead(actor_id="test", notice_id="x")
            record(cause)
            ids = [cabinet.id(each) for each in usernames]
            tell(cause, ids, message, {"name": name}, "/meetings/")

        run(deed)

    return write


@pytest.fixture
def states(app):
    """How far all deliveries have come."""

    def look():
        with reading():
            return sorted(session().scalars(select(Delivery.state)))

    return look


@pytest.fixture
def letters(app, tmp_path):
    """The file outbox; the way of the application is put back after the test."""
    before = list(mail._post), list(mail._sender), list(mail._base_url)
    mail.use_mail(None, tmp_path / "outbox", "e-Cabinet <a@b.vn>", "https://hop.example")
    yield lambda: [
        message_from_bytes(each.read_bytes(), policy=policy.default)
        for each in (tmp_path / "outbox").glob("*.eml")
    ]
    mail._post[:], mail._sender[:], mail._base_url[:] = before
