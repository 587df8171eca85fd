import pytest

from tests.papers.shelf import Shelf


@pytest.fixture
def shelf(cabinet, drain):
    """A session that is being prepared, with two items and no papers yet."""
    return Shelf(cabinet, drain)
