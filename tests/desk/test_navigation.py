"""The rail says how much waits for oneself, and says no number where nothing does."""

import pytest

from tests.consultations.asking import Asking

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("username", "waits"), [("minister", True), ("assistant", False), ("officer", False)]
)
def test_the_forms_that_await_ones_own_answer_are_counted(cabinet, sign_in, username, waits):
    client = sign_in(username)
    assert "btn__count" not in rail(client)
    Asking(cabinet).send()
    assert ("btn__count" in rail(client)) == waits


def rail(client):
    """Return the place of the opinions as the rail shows it."""
    shown = client.get("/").text
    start = shown.index('href="/consultations/"')
    return shown[start : shown.index("</a>", start)]


@pytest.mark.parametrize(
    ("username", "shown"), [("agency", False), ("minister", True), ("clerk", True)]
)
def test_an_agency_that_is_called_to_nothing_has_no_place_for_sessions(sign_in, username, shown):
    assert ('href="/meetings/"' in sign_in(username).get("/me").text) == shown
