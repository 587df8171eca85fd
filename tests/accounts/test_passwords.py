"""Which passwords will do."""

import pytest

from ecabinet.accounts import passwords
from ecabinet.accounts.passwords import weakness

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
