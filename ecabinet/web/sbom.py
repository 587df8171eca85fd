"""What e-Cabinet is made of, as a CycloneDX list: read from the locks alone, so that it says what is really installed.

python -m ecabinet.web.sbom    write var/sbom.json
"""

import base64
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "var" / "sbom.json"
PINNED = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ALGORITHMS = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256"}


def make(root: Path = ROOT) -> dict[str, Any]:
    """Return the list. The same locks give the same list, byte for byte."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    lock = json.loads((root / "package-lock.json").read_text())
    found = [*_python((root / "requirements.lock").read_text()), *_javascript(lock["packages"])]
    components = sorted(found, key=lambda each: each["purl"])
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([project["version"], components]))
    itself = {"type": "application", "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": itself | {"licenses": [{"expression": project["license"]}]}},
        "components": components,
    }


def _python(lock: str) -> Iterator[dict[str, Any]]:
    for entry in re.split(r"\n(?=\S)", lock):
        if pinned := PINNED.match(entry):
            name, version = pinned[1].lower(), pinned[2]
            hashes = [{"alg": "SHA-256", "content": each} for each in HASH.findall(entry)]
            yield _component(f"pkg:pypi/{name}@{version}", name, version, hashes)


def _javascript(packages: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What browsers are given; what only checks or measures is none of it."""
    for path, each in packages.items():
        if path and not each.get("dev") and not each.get("optional"):
            name = path.rpartition("node_modules/")[2]
            kind, _, letters = each["integrity"].partition("-")
            content = base64.b64decode(letters).hex()
            purl = f"pkg:npm/{name.replace('@', '%40')}@{each['version']}"
            hashes = [{"alg": ALGORITHMS[kind], "content": content}]
            licence = {"licenses": [{"expression": each["license"]}]} if "license" in each else {}
            yield _component(purl, name, each["version"], hashes) | licence


def _component(purl: str, name: str, version: str, hashes: list[dict[str, str]]) -> dict[str, Any]:
    named = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return named | {"hashes": hashes}


def main() -> None:
    TARGET.parent.mkdir(exist_ok=True)
    listed = make()
    TARGET.write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    click.echo(f"{len(listed['components'])} components in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
