"""A home says what is there for whoever comes, and no more."""

import pytest


@pytest.mark.parametrize(
    ("username", "asked"), [("minister", True), ("assistant", True), ("clerk", False)]
)
def test_only_those_who_are_asked_have_a_place_for_opinions(sign_in, username, asked):
    assert ('id="todo-title"' in sign_in(username).get("/").text) == asked


@pytest.mark.parametrize("username", ["admin", "auditor"])
def test_what_is_not_there_yet_is_said(sign_in, username):
    assert "chưa có trong bản này" in sign_in(username).get("/").text
