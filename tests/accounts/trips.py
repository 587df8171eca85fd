"""The way of a browser to the provider of single sign-on and back, step by step."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from sqlalchemy import func, select

from ecabinet.accounts.models import Access, SignIn
from ecabinet.core.database import reading, session

BACK = "/sign-in/other/back"
FAILED = "chưa hoàn tất"
UNLINKED = "chưa được liên kết"
AWAY = "chưa trả lời"


def go(client, path="/sign-in/other/"):
    """Set out, sign in at the provider, and return the address it sends the browser back to."""
    there = client.get(path)
    assert there.status_code == 303, there.text
    return ask(there.location)


def ask(address):
    reply = requests.get(address, allow_redirects=False, timeout=5)
    assert reply.status_code == 302, reply.text
    back = urlsplit(reply.headers["Location"])
    return f"{back.path}?{back.query}"


def changed(address, **values):
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **values}
    return f"{parts.path}?{urlencode({key: value for key, value in query.items() if value})}"


def count(model):
    with reading():
        return session().scalar(select(func.count()).select_from(model))


def noted():
    with reading():
        return list(session().scalars(select(Access.what).order_by(Access.at, Access.id)))


def refused(reply, words=FAILED):
    return reply.status_code == 403 and words in reply.text and count(SignIn) == 0
