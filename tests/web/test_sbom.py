"""The list of what e-Cabinet is made of names what is installed, with its hashes, and nothing else."""

import json
import re
from importlib.metadata import version

import pytest

from ecabinet.web.sbom import ROOT, make

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def components():
    return {each["purl"]: each for each in make()["components"]}


def test_every_pinned_package_stands_in_it_as_it_is_installed(components):
    pinned = re.findall(
        r"^([\w.-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
    assert len(pinned) > 50
    listed = {each["name"]: each for purl, each in components.items() if "pkg:pypi" in purl}
    assert set(listed) == {each.lower() for each in pinned}
    for name in ("flask", "sqlalchemy", "cryptography", "python-socketio"):
        assert listed[name]["version"] == version(name)


def test_what_browsers_are_given_stands_in_it_and_what_only_checks_does_not(components):
    lock = json.loads((ROOT / "package.json").read_text())
    names = {each["name"] for purl, each in components.items() if "pkg:npm" in purl}
    assert set(lock["dependencies"]) <= names
    assert not set(lock["devDependencies"]) & names
    assert any(each.startswith("pkg:npm/%40fontsource/be-vietnam-pro@") for each in components)


def test_each_has_a_hash_of_the_right_length(components):
    lengths = {"SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
    for purl, each in components.items():
        assert each["hashes"], purl
        for one in each["hashes"]:
            assert re.fullmatch(rf"[0-9a-f]{{{lengths[one['alg']]}}}", one["content"]), purl


def test_the_same_locks_give_the_same_list():
    assert json.dumps(make()) == json.dumps(make())
