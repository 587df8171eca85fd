"""What is no honest answer of a passkey to the question just asked opens nothing."""

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url as text

from ecabinet.accounts.models import Account, Challenge, Passkey, SignIn
from ecabinet.accounts.passkeys import MOST
from ecabinet.audit.models import Entry
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from tests.accounts.keyring import give_password
from tests.accounts.softkey import PRESENT, SoftKey

LIES = [
    {"origin": "https://ecabinet.example"},
    {"rp_id": "ecabinet.example"},
    {"flags": PRESENT},  # nobody's finger, face or code
    {"flags": 0},
    {"user": "somebody-else"},
]


def add(client, key):
    """Add a key on one's own page."""
    answer = key.make(client.post("/me/passkeys/options").json)
    return client.post("/me/passkeys", json=answer)


@pytest.fixture
def key(cabinet, sign_in):
    """The minister's key."""
    key = SoftKey(user=cabinet.id("minister"))
    assert add(sign_in("minister"), key).status_code == 200
    return key


@pytest.fixture
def client(app):
    return app.test_client()


def options(client, path="/sign-in/passkey"):
    return client.post(f"{path}/options").json


def come_in(client, key, **asked):
    return client.post("/sign-in/passkey", json=key.show(asked or options(client)))


def test_an_honest_answer_opens_the_door(client, key):
    reply = come_in(client, key)
    assert (reply.status_code, reply.json) == (200, {"next": "/"})
    assert client.get("/me").status_code == 200
    with reading():
        assert session().scalars(select(SignIn.factors).where(SignIn.factors == 2)).one()


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_does_not(client, key, lie):
    for name, value in lie.items():
        setattr(key, name, value)
    reply = client.post(
        "/sign-in/passkey",
        json=key.show(options(client)),
        headers={"Accept": "application/json"},
    )
    assert reply.status_code == 422
    assert "không nhận ra" in reply.json["sentence"]
    assert client.get_cookie("ecabinet") is None


@pytest.mark.parametrize("lie", LIES[:-1], ids=str)
def test_no_key_is_added_by_a_lie(sign_in, lie):
    assert add(sign_in("minister"), SoftKey(**lie)).status_code == 422
    with reading():
        assert session().scalars(select(Passkey.id)).all() == []


def test_a_question_is_answered_once(client, key):
    asked = options(client)
    assert come_in(client, key, **asked).status_code == 200
    assert come_in(client, key, **asked).status_code == 422


def test_a_question_wrongly_answered_is_not_asked_again(client, key):
    asked = options(client)
    assert come_in(client, SoftKey(id=key.id), **asked).status_code == 422
    assert come_in(client, key, **asked).status_code == 422


def test_a_question_waits_five_minutes(client, key):
    asked = options(client)
    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)):
        assert come_in(client, key, **asked).status_code == 422
        options(client)
        with reading():
            assert len(session().scalars(select(Challenge.id)).all()) == 1


def test_an_answer_for_one_purpose_serves_no_other(client, key, sign_in):
    minister = sign_in("minister")
    for path in ("/verify/passkey", "/me/passkeys"):
        assert come_in(client, key, **options(minister, path)).status_code == 422
    asked = options(client)
    assert minister.post("/verify/passkey", json=key.show(asked)).status_code == 422


def test_somebody_elses_key_is_no_second_step_and_no_proof(client, cabinet, key, sign_in):
    other = SoftKey(user=cabinet.id("finance"))
    add(sign_in("finance"), other)
    assert give_password(client).location.startswith("/sign-in/second")
    asked = options(client, "/sign-in/second/passkey")
    assert [each["id"] for each in asked["allowCredentials"]] == [key.show(asked)["id"]]
    reply = client.post("/sign-in/second/passkey", json=other.show(asked))
    assert reply.status_code == 422
    minister = sign_in("minister")
    asked = options(minister, "/verify/passkey")
    assert minister.post("/verify/passkey", json=other.show(asked)).status_code == 422


def test_a_copy_that_counts_backwards_is_refused_and_told(client, key):
    assert come_in(client, key).status_code == 200
    key.count = 0
    assert come_in(client, key).status_code == 422
    with reading():
        assert "passkey.copied" in set(session().scalars(select(Entry.event)))


def test_a_key_without_a_counter_is_no_copy(client, key):
    for _ in range(2):
        key.count = -1  # it says 0, always, as those that are synchronised do
        assert come_in(client, key).status_code == 200


def test_an_account_deactivated_keeps_no_door_open(client, cabinet, key):
    whose = Account.id == cabinet.id("minister")
    run(lambda: session().execute(update(Account).where(whose).values(active=False)))
    assert come_in(client, key).status_code == 422


def test_ten_keys_are_enough(sign_in):
    client = sign_in("minister")
    assert {add(client, SoftKey()).status_code for _ in range(MOST)} == {200}
    assert add(client, SoftKey()).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"response": {}},
        {"response": {"clientDataJSON": "%%%"}},
        {"id": 5, "response": {"clientDataJSON": "e30"}},
        {"id": "x", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAieCJ9"}},
        {"id": "x", "response": {"clientDataJSON": 7, "userHandle": 7}},
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused_in_words(client, cabinet, sign_in, sent):
    for browser, path in ((client, "/sign-in/passkey"), (sign_in("minister"), "/me/passkeys")):
        reply = browser.post(path, json=sent)
        assert reply.status_code == 422, path


def test_a_mutated_answer_is_refused_in_words(client, key):
    for name in ("authenticatorData", "signature", "userHandle", "clientDataJSON"):
        for wrong in ("", "AAAA", "\u0000", "%", 5, None, [], {}):
            answer = key.show(options(client))
            answer["response"][name] = wrong
            reply = client.post("/sign-in/passkey", json=answer)
            harmless = name == "userHandle" and wrong in ("", None)
            assert reply.status_code == (200 if harmless else 422), (name, wrong)


def test_a_mutated_key_is_no_fault_of_ours(sign_in):
    client, dice = sign_in("minister"), random.Random(7)  # noqa: S311 -- the same each time
    for _ in range(60):
        answer = SoftKey().make(client.post("/me/passkeys/options").json)
        made = bytearray(base64url_to_bytes(answer["response"]["attestationObject"]))
        for _ in range(dice.randint(1, 4)):
            made[dice.randrange(len(made))] = dice.randrange(256)
        del made[len(made) - dice.choice([0, 0, 1, 40]) :]
        answer["response"] |= {"attestationObject": text(bytes(made)), "transports": [{}, "usb"]}
        assert client.post("/me/passkeys", json=answer).status_code in {200, 409, 422}


def test_an_answer_as_large_as_a_book_is_not_read(client, cabinet):
    reply = client.post("/sign-in/passkey", json={"response": {"x": "x" * 100_000}})
    assert reply.status_code in {413, 422}


@pytest.mark.parametrize("letter", ["\ud800", "\0", "x" * 2000])
def test_what_no_database_takes_is_refused_in_words(client, key, letter):
    honest = key.show(options(client))
    assert client.post("/sign-in/passkey", json=honest | {"id": letter}).status_code == 422
    said = text(json.dumps({"type": "webauthn.get", "challenge": letter}).encode())
    lie = honest | {"response": honest["response"] | {"clientDataJSON": said}}
    assert client.post("/sign-in/passkey", json=lie).status_code == 422
