"""A write needs a token from a page of ours, and a browser that does not say it comes from elsewhere."""

import re

import pytest
from flask import url_for
from sqlalchemy import func, select

from ecabinet.accounts.models import Access, SignIn
from ecabinet.audit.models import Entry
from ecabinet.core.database import Model, reading, session

pytestmark = pytest.mark.once  # the guard stands before any database

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TOO_LONG_OPEN = "mở quá lâu"
LEAVES = {"accounts.sign_out", "sessions.lock"}  # who did this opens nothing any more
HALFWAY = ("enrolment.", "second.")  # for who has signed in by half
NOT_OURS = ["https://evil.example", "http://localhost.evil.example:8000", "https://localhost:8000"]


@pytest.fixture
def guarded(app):
    """The application with its guard on, as everybody but the other tests has it."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def visitor(guarded, sign_in):
    return sign_in("minister")


def writes(app):
    """Return every address that takes a write, made up from the URL map, with what is written there."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    with app.test_request_context():
        return {
            rule.endpoint: url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "1"))
            for rule in rules
        }


def rows():
    """Count what is in every table but the log of who came to the door, and say where the trail ends."""
    with reading():
        counts = {
            table.name: session().scalar(select(func.count()).select_from(table))
            for table in Model.metadata.sorted_tables
            if table.name != Access.__tablename__
        }
        open_sessions = session().scalar(select(func.count()).where(SignIn.revoked_at.is_(None)))
        return counts, open_sessions, session().scalars(select(Entry.hash).order_by(Entry.at)).all()


def token(visitor):
    return TOKEN.search(visitor.get("/me").text)[1]


def test_nothing_but_reading_and_posting_is_offered(app):
    methods = {each for rule in app.url_map.iter_rules() for each in rule.methods}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_write_without_a_token_is_refused_in_words_and_changes_nothing(guarded, visitor):
    addresses, before = writes(guarded), rows()
    assert len(addresses) > 50
    for endpoint, address in addresses.items():
        reply = visitor.post(address)
        assert (endpoint, reply.status_code) == (endpoint, 400)
        assert TOO_LONG_OPEN in reply.text, endpoint
    assert rows() == before


def test_a_write_from_another_site_is_refused_even_with_a_token(guarded, visitor):
    data, before = {"csrf_token": token(visitor)}, rows()
    for endpoint, address in writes(guarded).items():
        for place in ("cross-site", "same-site"):
            reply = visitor.post(address, data=data, headers={"Sec-Fetch-Site": place})
            assert (endpoint, reply.status_code) == (endpoint, 403)
    assert rows() == before


@pytest.mark.parametrize("origin", NOT_OURS)
def test_a_write_from_another_origin_is_refused_even_with_a_token(guarded, visitor, origin):
    data, before = {"csrf_token": token(visitor)}, rows()
    for endpoint, address in writes(guarded).items():
        reply = visitor.post(address, data=data, headers={"Origin": origin})
        assert (endpoint, reply.status_code) == (endpoint, 403)
    assert rows() == before


def test_a_write_with_a_token_goes_through_the_guard(guarded, visitor, sign_in):
    """What lies behind answers: with a page, a no in its own words, or a form shown again."""
    for endpoint, address in writes(guarded).items():
        client = sign_in("minister") if endpoint in LEAVES else visitor
        reply = client.post(address, data={"csrf_token": token(client)})
        answers = {200, 204, 303, 403, 404, 409, 410, 422}
        closed = {401} if endpoint.startswith(HALFWAY) else set()
        assert reply.status_code in answers | closed, endpoint


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # as our own forms say it
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_pages_write(visitor, said):
    data = {"csrf_token": token(visitor), "language": "en"}
    assert visitor.post("/preferences", data=data, headers=said).status_code == 303
    assert 'lang="en"' in visitor.get("/me").text


def test_a_script_of_ours_sends_the_token_in_a_header(visitor):
    said = {"X-CSRFToken": token(visitor)}
    assert visitor.post("/notices/read", headers=said).status_code != 400


def test_a_hidden_origin_still_needs_the_token_and_the_site(visitor):
    """A frame that hides where it is says `null` as our forms do."""
    hidden = {"Origin": "null"}
    assert visitor.post("/notices/read", headers=hidden).status_code == 400
    reply = visitor.post(
        "/notices/read",
        data={"csrf_token": token(visitor)},
        headers=hidden | {"Sec-Fetch-Site": "cross-site"},
    )
    assert reply.status_code == 403


def test_a_token_is_good_for_its_own_device_alone(visitor, sign_in):
    other = sign_in("finance")
    other.get("/me")
    assert other.post("/notices/read", data={"csrf_token": token(visitor)}).status_code == 400


def test_reading_from_elsewhere_is_a_link_and_stays_open(visitor):
    assert visitor.get("/me", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
