import pytest

from tests.lodging.counter import Counter


@pytest.fixture
def counter(cabinet):
    return Counter(cabinet)
