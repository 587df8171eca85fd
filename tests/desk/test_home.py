"""A home says what is there for whoever comes, and no more."""

import pytest


@pytest.mark.parametrize(
    ("username", "asked"), [("minister", True), ("assistant", True), ("clerk", False)]
)
def test_only_those_who_are_asked_have_a_place_for_opinions(sign_in, username, asked):
    assert ('id="todo-title"' in sign_in(username).get("/").text) == asked


