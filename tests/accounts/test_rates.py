"""Whoever asks too often is told when to come again, and nobody else notices."""

from datetime import timedelta

import pytest
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from ecabinet.accounts import rates, routes, session_routes
from ecabinet.accounts.brake import Brake
from ecabinet.accounts.rates import limiter
from ecabinet.core import clock
from ecabinet.core.window import Window
from tests.cabinet import PASSWORD

JSON = {"Accept": "application/json"}


FEW = 20


@pytest.fixture(autouse=True)
def counting(app, monkeypatch):
    """Count, as everybody's server does, from nothing; less is too much, and for longer, so that a test is short."""
    monkeypatch.setattr(rates, "ORDINARY", f"{FEW} per hour")
    monkeypatch.setattr(rates, "STEP_S", 0)
    limiter.enabled = True
    limiter.reset()
    monkeypatch.setattr(rates, "_turns", Window(timedelta(seconds=1), 1000))
    yield
    limiter.enabled = False


def flood(client, path, most=130, **how):
    """Ask until it is too much; return how often it was not, and the answer that said so."""
    for times in range(most):
        reply = client.open(path, **how)
        if reply.status_code == 429:
            return times, reply
    pytest.fail(f"{path} was answered {most} times")


def test_a_flood_of_one_is_told_when_to_come_again_and_leaves_the_others_alone(sign_in):
    flooding, others = (
        sign_in("minister"),
        [sign_in(name) for name in ("health", "officer", "head")],
    )
    times, reply = flood(flooding, "/notices/")
    assert times == FEW
    assert 3000 <= int(reply.headers["Retry-After"]) <= 3601
    assert "Kính đề nghị chờ" in reply.text
    assert {each.get("/notices/").status_code for each in others} == {200}
    assert flooding.get("/me").status_code == 429
    assert (
        sign_in("minister").get("/me").status_code == 429
    )  # the person is counted, not the session


def test_whoever_asks_much_waits_before_each_turn_and_nobody_else_does(sign_in, monkeypatch):
    """The clock stands still, so that all of it is asked in one second."""
    rested = []
    monkeypatch.setattr(rates, "STEP_S", 0.1)
    monkeypatch.setattr(rates.time, "sleep", rested.append)
    flooding, other = sign_in("minister"), sign_in("health")
    with clock.set_to(clock.now()):
        for _ in range(rates.FREE_A_SECOND):
            flooding.get("/notices/")
        assert rested == []
        for _ in range(5):
            flooding.get("/notices/")
        assert rested == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
        other.get("/notices/")
        flooding.get("/static/css/base.css", buffered=True)
        assert len(rested) == 5
    with clock.set_to(clock.now() + timedelta(seconds=2)):
        flooding.get("/notices/")
    assert len(rested) == 5


def test_health_and_files_are_always_answered(app, sign_in):
    flooding = sign_in("minister")
    flood(flooding, "/notices/")
    assert flooding.get("/healthz").status_code == 200
    assert flooding.get("/readyz").status_code != 429
    assert flooding.get("/static/css/base.css", buffered=True).status_code == 200


def test_strangers_are_counted_by_their_address(app, sign_in):
    stranger = app.test_client()
    times, _ = flood(stranger, "/sign-in")
    assert times == FEW
    elsewhere = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    assert app.test_client().get("/sign-in", **elsewhere).status_code == 200
    assert sign_in("minister").get("/me").status_code == 200


@pytest.mark.parametrize(
    ("how", "asked"),
    [({"headers": JSON}, "application/json"), ({"headers": {"X-Fragment": "1"}}, "text/html")],
)
def test_a_script_is_answered_in_its_own_way(sign_in, how, asked):
    _, reply = flood(sign_in("minister"), "/notices/", **how)
    assert reply.headers["Content-Type"].startswith(asked)
    assert reply.headers["Retry-After"]
    assert "<html" not in reply.text


def test_a_no_costs_the_database_next_to_nothing(sign_in, statements):
    client = sign_in("minister")
    flood(client, "/notices/")
    with statements() as count:
        assert client.get("/notices/").status_code == 429
    assert count() <= 2  # a transaction, and who is there


def test_an_english_reader_is_told_in_english(sign_in):
    client = sign_in("minister")
    client.post("/preferences", data={"language": "en"})
    assert "Please wait" in flood(client, "/notices/")[1].text


def test_what_was_typed_is_kept_and_goes_again_by_one_press(sign_in):
    client = sign_in("officer")
    flood(client, "/notices/")
    data = {"title": 'Phiên họp "tháng 12"', "place": "<b>", "csrf_token": "x"}
    reply = client.post("/meetings/new", data=data)
    assert reply.status_code == 429
    assert 'value="Phiên họp &#34;tháng 12&#34;"' in reply.text
    assert 'value="&lt;b&gt;"' in reply.text
    assert 'action="/meetings/new"' in reply.text
    assert 'name="csrf_token" value="x"' not in reply.text


def test_a_password_is_never_written_into_the_page(app, cabinet):
    client = app.test_client()
    flood(client, "/sign-in")
    reply = client.post("/sign-in", data={"username": "minister", "password": PASSWORD})
    assert reply.status_code == 429
    assert PASSWORD not in reply.text


def test_signing_in_is_tight_at_one_address_whatever_name_is_tried(app, cabinet, monkeypatch):
    monkeypatch.setattr(routes, "is_right", lambda *_: False)
    monkeypatch.setattr(rates, "ORDINARY", "1000 per hour")
    client, seen = app.test_client(), []
    for number in range(125):
        data = {"username": f"name{number}", "password": "wrong password"}
        seen.append(client.post("/sign-in", data=data))
    waits = [each for each in seen if each.status_code == 429]
    assert waits
    assert seen[-1].status_code == 429
    assert all(int(each.headers["Retry-After"]) >= 1 for each in waits)
    assert client.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [("/socket-ticket", 120), ("/unlock", 30), ("/papers/dossiers/none/papers", 60)],
)
def test_what_is_dear_is_tight(sign_in, monkeypatch, path, most):
    monkeypatch.setattr(rates, "ORDINARY", "1000 per hour")
    monkeypatch.setattr(session_routes, "is_right", lambda *_: False)
    monkeypatch.setattr(session_routes, "brake", Brake())
    times, _ = flood(sign_in("minister"), path, method="POST", headers=JSON)
    assert times == most


def test_a_paper_in_pieces_leaves_its_readers_other_pages_alone(sign_in):
    client = sign_in("minister")
    for _ in range(FEW * 2):
        assert client.get("/papers/versions/none/file").status_code == 404
    assert client.get("/notices/").status_code == 200


def test_while_redis_is_away_each_process_counts_by_itself(sign_in, redis_server, monkeypatch):
    storage = storage_from_string(redis_server.url)
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
    monkeypatch.setattr(limiter, "_storage_dead", False)
    client = sign_in("minister")
    assert client.get("/notices/").status_code == 200
    redis_server.kill()
    assert client.get("/notices/").status_code == 200
    assert limiter._storage_dead
    assert client.get("/notices/").status_code == 200
    redis_server.start()
