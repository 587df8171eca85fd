"""Who is let in at the socket's door: with the cookie, from our own pages, with a ticket that works once."""

from datetime import timedelta

import pytest
from flask_socketio import SocketIOTestClient

from ecabinet.core import clock
from ecabinet.realtime.gateway import socketio
from ecabinet.realtime.tickets import LIFETIME, Tickets
from tests.fixtures_app import ORIGIN, connect_socket

SECOND = timedelta(seconds=1)


def fetch(client):
    return client.post("/socket-ticket", headers={"Accept": "application/json"}).json["ticket"]


def is_let_in(app, client, ticket, **headers):
    said = {"Origin": ORIGIN} | headers
    return SocketIOTestClient(
        app, socketio, flask_test_client=client, headers=said, auth={"ticket": ticket}
    ).is_connected()


def test_a_fresh_ticket_lets_its_session_in_once(app, sign_in):
    client = sign_in("minister")
    ticket = fetch(client)
    assert is_let_in(app, client, ticket)
    assert not is_let_in(app, client, ticket)


def test_who_says_no_origin_is_no_page_of_ours(app, sign_in):
    client = sign_in("minister")
    assert not is_let_in(app, client, fetch(client), Origin="")


@pytest.mark.parametrize("ticket", [None, "", "x", 7, {}, [], "a.b", "x" * 20_000])
def test_what_is_no_ticket_lets_nobody_in(app, sign_in, ticket):
    assert not is_let_in(app, sign_in("minister"), ticket)


def test_a_handshake_without_any_word_is_refused(app, sign_in):
    client = SocketIOTestClient(
        app, socketio, flask_test_client=sign_in("minister"), headers={"Origin": ORIGIN}
    )
    assert not client.is_connected()


def test_a_ticket_is_no_good_to_another_session(app, sign_in):
    ticket = fetch(sign_in("minister"))
    assert not is_let_in(app, sign_in("finance"), ticket)
    assert not is_let_in(app, sign_in("minister"), ticket)
    assert not is_let_in(app, app.test_client(), ticket)


def test_a_ticket_is_good_for_half_a_minute(app, sign_in):
    client, started = sign_in("minister"), clock.now()
    with clock.set_to(started):
        early, late = fetch(client), fetch(client)
    with clock.set_to(started + LIFETIME - SECOND):
        assert is_let_in(app, client, early)
    with clock.set_to(started + LIFETIME):
        assert not is_let_in(app, client, late)


def test_a_stranger_is_given_none(app):
    assert app.test_client().post("/socket-ticket").status_code == 401


def test_a_locked_screen_is_given_none_and_lets_none_in(app, sign_in):
    client = sign_in("minister")
    ticket = fetch(client)
    client.post("/lock")
    assert not is_let_in(app, client, ticket)
    reply = client.post("/socket-ticket", headers={"Accept": "application/json"})
    assert (reply.status_code, reply.json["locked"]) == (401, True)


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://localhost:8001"])
def test_from_elsewhere_not_even_a_ticket_lets_in(app, sign_in, origin):
    client = sign_in("minister")
    if origin:
        reply = client.get("/socket.io/?EIO=4&transport=websocket", headers={"Origin": origin})
    else:
        reply = client.get("/socket.io/?EIO=4&transport=websocket")
    assert reply.status_code == 403
    assert connect_socket(app, client).is_connected()


def test_only_a_websocket_is_spoken(sign_in):
    said = {"Origin": ORIGIN}
    reply = sign_in("minister").get("/socket.io/?EIO=4&transport=polling", headers=said)
    assert reply.status_code == 400


def test_processes_that_share_a_redis_share_what_is_used(redis_server):
    here, there = (Tickets("s" * 43, redis_server.url) for _ in range(2))
    ticket, other = here.issue("a"), here.issue("a")
    assert there.take(ticket, "a")
    assert not here.take(ticket, "a")
    redis_server.kill()
    assert here.take(other, "a")
    assert not here.take(other, "a")
    redis_server.start()
