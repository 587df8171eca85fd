"""Which passwords will do."""

import os
import threading
import time

import pytest

from ecabinet.accounts import passwords
from ecabinet.accounts.passwords import hash_password, is_right, weakness
from tests.servers import wait_until

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ngan qua 12", passwords.TOO_SHORT),
        ("dài " * 33, passwords.TOO_LONG),
        ("123456789012", passwords.TOO_COMMON),
        ("Password-1234", passwords.TOO_COMMON),
        ("matkhau123456", passwords.TOO_COMMON),
        ("1q2w3e4r5t6y", passwords.TOO_COMMON),
        ("aaaabbbbaaaabbbb", passwords.TOO_COMMON),
        ("hoang.van.thu", passwords.TOO_LIKE_THE_NAME),
        ("Hoang.Van.Thu.2026", passwords.TOO_LIKE_THE_NAME),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password, why):
    assert weakness(password, "hoang.van.thu") == why


@pytest.mark.parametrize(
    "password", ["thuyền về bến cũ", "x" + "0aB!c" * 25, "hoang.van.thu mua chiều thứ năm"]
)
def test_a_strong_one_is_taken_as_it_is(password):
    assert weakness(password, "hoang.van.thu") == ""


def test_it_is_kept_as_dear_as_is_promised():
    kept = hash_password("thuyền về bến cũ")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_right("thuyền về bến cũ", kept)
    assert not is_right("thuyền về bến mới", kept)


def test_a_crowd_at_the_door_queues(monkeypatch):
    """No more are hashed at a time than twice the cores: each costs 19 MiB."""
    most, begun, doors_open = 2 * (os.cpu_count() or 1), [], threading.Event()

    def slowly(_work):
        begun.append(time.monotonic())
        doors_open.wait()
        return False

    monkeypatch.setattr(passwords.native, "call", slowly)
    crowd = [threading.Thread(target=is_right, args=("x", "y")) for _ in range(3 * most)]
    for each in crowd:
        each.start()
    wait_until(lambda: len(begun) >= most, 5, lambda: f"{len(begun)} were let in")
    waiting = sum(each.is_alive() for each in crowd)
    assert (len(begun), waiting) == (most, len(crowd))
    doors_open.set()
    for each in crowd:
        each.join()
    assert len(begun) == len(crowd)
