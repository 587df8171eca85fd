"""A form carries the key under which it is done once: sent twice, at once or after a lost answer, it is done once."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ecabinet.bodies.models import DoneDeed
from ecabinet.bodies.once import KEPT, Asked, forget_done_deeds, once
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Meeting

KEY = "k2345678901234567890123456"
ROOT = Path(__file__).parents[2]
POSTS = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE)
# What is sent again and again on purpose, each time with something else.
SENT_OFTEN = {"templates/papers/reader.html"}
# What is known again by itself: one chooses a post, and has chosen it.
KNOWN_BY_ITSELF = {"templates/components/shell.html"}
# What was kept while its sender was asked who is there goes on under the key it came with.
SENT_ON = {"templates/accounts/again.html"}
FORM = {
    "kind": "ordinary",
    "title": "Phiên họp tháng 12",
    "day": "2027-12-01",
    "time": "08:00",
    "place": "Phòng họp số 1",
}


@pytest.fixture
def officer(cabinet, sign_in):
    return sign_in("officer")


def count(kind):
    with reading():
        return session().scalar(select(func.count()).select_from(kind))


def send(client, changes=None, key=KEY):
    return client.post("/meetings/new", data=FORM | {"once": key} | (changes or {}))


def test_a_form_that_is_sent_twice_is_done_once_and_leads_to_the_same_place(officer):
    first, again = send(officer), send(officer)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert count(Meeting) == 1


def test_two_that_come_at_once_are_done_once(app, officer, sign_in):
    clients = [officer, *(sign_in("officer") for _ in range(5))]
    together, replies = threading.Barrier(len(clients)), []

    def press(client):
        together.wait()
        replies.append(send(client))

    presses = [threading.Thread(target=press, args=[client]) for client in clients]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert {each.status_code for each in replies} == {303}
    assert len({each.location for each in replies}) == 1
    assert count(Meeting) == 1


def test_another_form_is_another_deed_and_so_is_that_of_somebody_else(officer, sign_in):
    send(officer)
    send(officer, key=KEY[::-1])
    send(sign_in("head"))
    assert count(Meeting) == 3


@pytest.mark.parametrize("changes", [{"title": "Phiên họp khác"}, {"place": ""}])
def test_a_key_that_is_used_for_other_words_is_refused_in_words(officer, changes):
    send(officer)
    reply = send(officer, changes)
    assert reply.status_code == 422
    assert "đã được gửi" in reply.text
    assert count(Meeting) == 1


def test_a_key_that_is_used_for_another_address_is_refused(officer):
    path = send(officer).location.removesuffix("/agenda")
    assert officer.post(f"{path}/steps/submit", data=FORM | {"once": KEY}).status_code == 422


def test_what_was_refused_may_be_put_right_under_the_same_key(officer):
    assert send(officer, {"title": ""}).status_code == 422
    assert count(DoneDeed) == 0
    assert send(officer).status_code == 303


def test_a_script_says_the_key_in_its_header(officer):
    replies = [
        officer.post("/meetings/new", data=FORM, headers={"Idempotency-Key": KEY}) for _ in range(2)
    ]
    assert replies[0].location == replies[1].location
    assert count(Meeting) == 1


@pytest.mark.parametrize("key", ["short", "with a space in it", "'; drop", "k" * 61])
def test_a_key_that_is_none_is_refused(officer, key):
    assert send(officer, key=key).status_code == 422
    assert count(Meeting) == 0


def test_nothing_of_it_can_be_read_in_the_table(officer):
    meeting_id = send(officer).location.split("/")[2]
    with reading():
        kept = session().scalars(select(DoneDeed.kept)).one()
    assert kept
    assert meeting_id.encode() not in kept


def test_what_cannot_be_written_down_is_done_again_and_keeps_no_row(cabinet):
    asked, done = Asked(cabinet.id("officer"), KEY, "print"), []

    def deed():
        done.append(now())
        return {"receipt": done[-1]}

    answers = [run(lambda: once(asked, deed)) for _ in range(2)]
    assert answers == [{"receipt": each} for each in done]
    assert len(done) == 2
    assert count(DoneDeed) == 0


def test_a_key_is_forgotten_after_a_day(officer):
    send(officer)
    run(forget_done_deeds)
    assert count(DoneDeed) == 1
    with set_to(now() + KEPT + timedelta(seconds=1)):
        run(forget_done_deeds)
    assert count(DoneDeed) == 0


def test_every_form_that_writes_has_a_key():
    without = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        for form in POSTS.findall(path.read_text())
        if "csrf()" not in form
    }
    assert without == SENT_OFTEN | KNOWN_BY_ITSELF | SENT_ON


def test_each_form_that_is_drawn_has_a_key_of_its_own(officer):
    found = re.findall(r'name="once" value="([a-z2-7]{26})"', officer.get("/meetings/new").text)
    again = re.findall(r'name="once" value="([a-z2-7]{26})"', officer.get("/meetings/new").text)
    assert found
    assert len({*found, *again}) == len(found) + len(again)
