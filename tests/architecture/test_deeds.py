"""Bodies keep their deeds in several modules: wherever one stands, it asks first whether the actor may."""

import ast

import pytest

from tests.architecture.source import PACKAGE, first_statement, syntax

pytestmark = pytest.mark.once

CHANGES = ("record(", ".add(", ".add_all(", ".delete(", ".execute(")
NO_DEEDS = ("queries", "_routes", "actors")


def changing(path):
    """Return the functions of a module that change something, by themselves or through one beside them."""
    functions = [each for each in syntax(path).body if isinstance(each, ast.FunctionDef)]
    words, found = [*CHANGES], []
    for _ in functions:  # as many rounds as there are functions: a chain of them is no longer
        found = [each for each in functions if any(word in ast.unparse(each) for word in words)]
        words = [*CHANGES, *(f"{each.name}(" for each in found if each.name.startswith("_"))]
    return found


DEEDS = {
    f"{path.stem}.{function.name}": function
    for path in sorted((PACKAGE / "bodies").glob("*.py"))
    if not path.stem.endswith(NO_DEEDS)
    for function in changing(path)
    if not function.name.startswith(("_", "find_", "list_", "count_"))
    and [each.arg for each in function.args.args][:1] == ["actor"]
}


def test_the_deeds_are_found():
    known = {"people.deactivate_account", "posts.end_post", "delegation.take_back"}
    assert known <= set(DEEDS)


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_asks_first_whether_the_actor_may(name):
    assert first_statement(DEEDS[name]).startswith("require(may_")
