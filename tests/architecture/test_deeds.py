"""Deeds stand in several modules: wherever one does, it asks first whether the actor may."""

import ast

import pytest

from tests.architecture.source import PACKAGE, first_statement, syntax

pytestmark = pytest.mark.once

CHANGES = ("record(", ".add(", ".add_all(", ".delete(", ".execute(")
NO_DEEDS = ("queries", "routes", "actors")
ONES_OWN = {
    "notifications.inbox.mark_read",
    "notifications.inbox.mark_all_read",
    "notifications.wishes.keep_wishes",
}  # they touch the actor's own rows and no others


def changing(path):
    """Return the functions of a module that change something, by themselves or through one beside them."""
    texts = {
        each: ast.unparse(each) for each in syntax(path).body if isinstance(each, ast.FunctionDef)
    }
    words, found, before = [*CHANGES], [], None
    while found != before:  # until another round finds no further link of the chain
        before = found
        found = [each for each, text in texts.items() if any(word in text for word in words)]
        words = [*CHANGES, *(f"{each.name}(" for each in found if each.name.startswith("_"))]
    return found


DEEDS = {
    f"{path.parent.name}.{path.stem}.{function.name}": function
    for path in sorted(PACKAGE.rglob("*.py"))
    if not path.stem.endswith(NO_DEEDS)
    for function in changing(path)
    if not function.name.startswith(("_", "find_", "list_", "count_"))
    and [each.arg for each in function.args.args][:1] == ["actor"]
}


def test_the_deeds_are_found():
    known = {
        "bodies.people.deactivate_account",
        "bodies.posts.end_post",
        "ballots.casting_operations.cast_vote",
    }
    assert known | ONES_OWN <= set(DEEDS)


@pytest.mark.parametrize("name", sorted(DEEDS.keys() - ONES_OWN))
def test_a_deed_asks_first_whether_the_actor_may(name):
    assert first_statement(DEEDS[name]).startswith("require(may_")
