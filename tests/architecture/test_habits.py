"""The habits that no linter knows."""

import ast

import pytest

from tests.architecture.source import (
    MODULES,
    PACKAGE,
    TESTS,
    first_statement,
    functions,
    name,
    syntax,
)

pytestmark = pytest.mark.once

FEATURE_FILES = {
    "__init__", "models", "events", "policy", "queries", "operations", "forms", "routes", "live", "notices", "jobs"
}  # fmt: skip
FEATURES = (
    "venues",
    "meetings",
    "agenda",
    "calling",
    "consent",
    "papers",
    "lodging",
    "inquiries",
    "emergencies",
    "ballots",
    "consultations",
    "sittings",
    "minutes",
    "tasks",
)
# Modules of a feature that are no page, deed, query or rule, each with its reason.
PURE = {
    # Whose place is taken by whom, kept in step with what is answered.
    "calling": {"standing"},
    # What an item is to be; who waits for whom; 1, 1.a, 1.b; when each is due; what is told of it, with its title or
    # without; what a list pasted from a document says, line by line and word by word.
    "agenda": {
        *("drafting", "holding", "numbering", "timing", "wording"),
        *("pasting", "pasted_words"),
    },
    # What passes, and why in words; how a choice stays closed until the ballot is; what is signed; who is on the roll;
    # when its time is up; what is told of it; the sheet of its result; who waits for whom.
    "ballots": {
        *("counting", "holding", "printing", "proof", "reasons"),
        *("roll", "seals", "telling", "timing"),
    },
    "consent": {"gathering"},  # whether nobody objects, why not, and what that saves
    "consultations": {
        "counting",
        "envelope",
    },  # what passes; how an answer stays closed until the due date
    "meetings": {"versions"},  # what each published version says that it changed
    "minutes": {"printing"},  # the minutes as a PDF
    # What a dossier has to hold; what is said to whoever handed a file in; on which item a file falls by its name.
    "papers": {"checklist", "falling", "wording"},
    # How long is left, and when somebody is reminded; the receipt as a PDF; what is told of a dossier.
    "lodging": {"printing", "timing", "wording"},
    "tasks": {"timing"},  # in time, due soon, overdue, on any day
}
SHAPELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "managers",
    "manager",
    "common",
    "misc",
}
# The roll of a body is read by rules and deeds, which have asked already; no page shows it as it is.
THE_ROLL = {
    "bodies.list_posts",
    "bodies.list_members",
    "bodies.list_assistants",
    "bodies.list_agency_officers",
}
OPERATIONS = [
    pytest.param(function, id=f"{path.parent.name}.{function.name}")
    for path in sorted(PACKAGE.glob("*/*operations.py"))
    for function in syntax(path).body
    if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
]
QUERIES = [
    pytest.param(function, id=f"{path.parent.name}.{function.name}")
    for path in sorted(PACKAGE.glob("*/queries.py"))
    for function in syntax(path).body
    if isinstance(function, ast.FunctionDef)
    and function.name.startswith(("find_", "list_", "count_"))
    and f"{path.parent.name}.{function.name}" not in THE_ROLL
]
COMMITTERS = {"ecabinet/core/postgresql_writers.py", "ecabinet/core/writers.py"}
MAX_LINES = 300
MAX_FUNCTION_LINES = 40


@pytest.mark.parametrize("function", OPERATIONS)
def test_an_operation_says_who_acts_and_asks_whether_they_may(function):
    assert [each.arg for each in function.args.args][:1] == ["actor"]
    assert first_statement(function).startswith("require(may_")


@pytest.mark.parametrize("function", QUERIES)
def test_a_query_is_told_who_asks(function):
    assert [each.arg for each in function.args.args][:1] == ["actor"]


def test_only_the_transaction_commits():
    committers = {name(path) for path in MODULES if ".commit(" in path.read_text()}
    assert committers == COMMITTERS


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name)
def test_a_module_can_be_read_at_a_sitting(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_can_be_seen_at_a_glance(path):
    long = {each.name: each.end_lineno - each.lineno + 1 for each in functions(path)}
    assert {each: lines for each, lines in long.items() if lines > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name)
def test_a_folder_says_what_it_is_and_holds_no_code(path):
    assert ast.get_docstring(syntax(path))
    assert len(syntax(path).body) == 1


def test_every_folder_of_code_says_what_it_is():
    folders = {path.parent for path in MODULES}
    assert {name(folder) for folder in folders if not (folder / "__init__.py").exists()} == set()


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_the_files_every_feature_has(feature):
    """A file that grew too long is split by subject: casting_operations, receipt_routes."""
    stems = {path.stem for path in (PACKAGE / feature).glob("*.py")}
    stems -= {stem for stem in stems if stem.rpartition("_")[2] in FEATURE_FILES}
    assert stems - FEATURE_FILES - PURE.get(feature, set()) == set()


def test_nothing_has_a_shapeless_name():
    assert {name(path) for path in MODULES if {path.stem, path.parent.name} & SHAPELESS} == set()


def test_time_is_asked_of_one_clock():
    askers = {
        name(path)
        for path in MODULES
        if any(
            words in path.read_text()
            for words in ("datetime.now(", "datetime.utcnow(", "date.today(")
        )
    }
    assert askers <= {"ecabinet/core/clock.py"}


def test_nothing_is_unpickled_or_evaluated():
    for path in MODULES:
        text = path.read_text()
        calls = {
            ast.unparse(node.func) for node in ast.walk(syntax(path)) if isinstance(node, ast.Call)
        }
        assert not calls & {"eval", "exec", "compile", "render_template_string"}, name(path)
        assert "import pickle" not in text, name(path)
