import pytest

from tests.ballots.stage import Stage


@pytest.fixture
def stage(cabinet):
    """A published session with one item; `stage.start()` lets everybody arrive and begins it."""
    return Stage(cabinet)
