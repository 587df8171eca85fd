"""A home says what is there for whoever comes, and no more."""

import pytest
from sqlalchemy import event

from ecabinet.meetings.models import Invitation
from tests.ballots.stage import Stage


@pytest.mark.parametrize(
    ("username", "asked"), [("minister", True), ("assistant", True), ("clerk", False)]
)
def test_only_those_who_are_asked_have_a_place_for_opinions(sign_in, username, asked):
    assert ('id="todo-title"' in sign_in(username).get("/").text) == asked


def test_the_head_of_the_secretariat_finds_what_needs_a_second_person(sign_in):
    page = sign_in("head").get("/").text
    assert 'href="/administration/recoveries"' in page
    assert 'href="/emergency-readings/"' in page


@pytest.mark.parametrize("username", ["officer", "minister", "chair", "agency"])
def test_nobody_is_shown_a_second_persons_place_for_nothing(sign_in, username):
    assert 'id="second-title"' not in sign_in(username).get("/").text


def test_no_page_fetches_all_who_are_called_to_the_session_that_runs(cabinet, sign_in):
    """The bar above every page leads to its room; a session may call a thousand to it."""
    stage = Stage(cabinet).start()
    browser, fetched = sign_in("minister"), []
    note = lambda row, _context: fetched.append(row)  # noqa: E731
    event.listen(Invitation, "load", note)
    try:
        page = browser.get("/notices/").text
    finally:
        event.remove(Invitation, "load", note)
    assert f"/meetings/{stage.meeting}/room" in page
    assert fetched == []
