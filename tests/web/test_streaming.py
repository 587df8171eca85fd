"""What a file is called when it is taken home."""

import pytest

from ecabinet.web.streaming import _disposition

pytestmark = pytest.mark.once


@pytest.mark.parametrize("sign", ["\u200b", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_name_holds_nothing_unseen_that_turns_it_round(sign):
    assert _disposition(f"bao-cao-{sign}gpj.exe", attached=True) == _disposition(
        "bao-cao-gpj.exe", attached=True
    )


def test_a_name_keeps_its_letters():
    assert "%C4%90%E1%BB%81%20%C3%A1n.pdf" in _disposition("Đề án.pdf", attached=False)
