"""An unknown name takes as long as a wrong password: nobody learns from a clock who has an account."""

import statistics
import time

import pytest

from ecabinet.accounts import routes
from ecabinet.accounts.brake import Brake

pytestmark = pytest.mark.once
SAMPLES = 200
NOISE = 0.10


class NoBrake(Brake):
    def seconds(self, *_arguments):
        return 0


def attempt(client, username):
    data = {"username": username, "password": "wrong password"}
    started = time.perf_counter()
    assert client.post("/sign-in", data=data).status_code == 422
    return time.perf_counter() - started


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app, cabinet, monkeypatch):
    """The two take turns, so that whatever else the machine does slows both alike."""
    monkeypatch.setattr(routes, "brake", NoBrake())
    client = app.test_client()
    for _ in range(5):
        attempt(client, "minister"), attempt(client, "nobody")
    known, unknown = [], []
    for number in range(SAMPLES):
        turns = [(known, "minister"), (unknown, f"nobody{number}")]
        for samples, username in turns if number % 2 else reversed(turns):
            samples.append(attempt(client, username))
    medians = statistics.median(known), statistics.median(unknown)
    print(f"known {medians[0] * 1000:.1f} ms, unknown {medians[1] * 1000:.1f} ms")  # noqa: T201 -- a figure asked for
    assert abs(medians[0] - medians[1]) < NOISE * max(medians)


def test_the_answer_is_the_same_word_for_word(app, cabinet):
    client = app.test_client()
    told = []
    for username in ("minister", "nobody22"):  # of one length
        reply = client.post("/sign-in", data={"username": username, "password": "wrong password"})
        told.append((reply.status_code, reply.text.replace(username, "…"), reply.headers.keys()))
    nonce = [each[1] for each in told]
    assert without_nonce(nonce[0]) == without_nonce(nonce[1])
    assert (told[0][0], list(told[0][2])) == (told[1][0], list(told[1][2]))


def without_nonce(text):
    import re  # noqa: PLC0415 -- for the two places that differ in every answer

    return re.sub(r'(nonce|value)="[^"]*"', "", text)
