"""What an installation can be told, and the page that says so, are in step."""

import re

import pytest

from tests.architecture.source import MODULES, ROOT

pytestmark = pytest.mark.once

VARIABLE = re.compile(r"\bECABINET_[A-Z0-9_]+\b")
BESIDE_THEM = {"ECABINET_CORPUS"}  # only the tests read it
SECRETS = re.compile(r'_secret\(environ, data, "([A-Z_]+)"\)')


def read():
    config = (ROOT / "config.py").read_text()
    secrets = {f"ECABINET_{name}" for name in SECRETS.findall(config)}
    return (
        set(VARIABLE.findall(config)) - {"ECABINET_"}
        | secrets
        | {f"{name}_FILE" for name in secrets}
    )


def documented():
    return set(VARIABLE.findall((ROOT / "docs" / "configuration.md").read_text())) - BESIDE_THEM


def test_every_variable_is_documented_and_no_other():
    assert documented() == read()


@pytest.mark.parametrize("variable", ["HOST", "PORT", "DEMO"])
def test_the_plain_variables_are_documented(variable):
    assert f"`{variable}`" in (ROOT / "docs" / "configuration.md").read_text()


def test_only_the_configuration_reads_the_environment():
    readers = {
        path.name for path in MODULES if re.search(r"os\.environ|getenv\(", path.read_text())
    }
    assert readers == set()
