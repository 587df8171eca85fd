"""The browser files of other people: copied from node_modules, held to their hashes.

`package.json` names under `vendor` what is taken of each package. `static/vendor.json`
says what each file must be; it is committed, the files are not. So a package that
changes under the same version is refused where it is fetched, and an installation
without Node can still check what it serves.
"""

import argparse
import base64
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Entry:
    """What is known of one vendored file."""

    package: str
    licence: str
    sha384: str


def sha384(path: Path) -> str:
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def copy(root: Path = ROOT) -> dict[str, Entry]:
    """Fill static/vendor anew; the answer says what lies there now."""
    wanted: dict[str, dict[str, Any]] = _read(root / "package.json")["vendor"]
    shutil.rmtree(root / "static/vendor", ignore_errors=True)
    return {
        name: entry
        for package, part in wanted.items()
        for name, entry in _copy_package(root, package, part)
    }


def _copy_package(root: Path, package: str, part: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    source = root / "node_modules" / package
    about = _read(source / "package.json")
    # The version stands in the path, so a style sheet may name a font
    # without a hash and the browser may still keep it for good.
    folder = f"{package.rpartition('/')[2]}-{about['version']}"
    for file in _files(source, part["files"]):
        target = root / "static/vendor" / folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file, target)
        licence = _licence(file, part.get("licences", {}), about["license"])
        entry = Entry(f"{package}@{about['version']}", licence, sha384(target))
        yield f"{folder}/{file}", entry


def _files(source: Path, patterns: list[str]) -> Iterator[str]:
    for pattern in patterns:
        found = sorted(path for path in source.glob(pattern) if path.is_file())
        if not found:
            raise FileNotFoundError(f"{source.name} has no {pattern}")
        yield from (path.relative_to(source).as_posix() for path in found)


def _licence(file: str, exceptions: dict[str, str], default: str) -> str:
    matching = (exceptions[each] for each in exceptions if fnmatch(file, each))
    return next(matching, default)


def recorded(root: Path = ROOT) -> dict[str, Entry]:
    entries = _read(root / "static/vendor.json")
    return {name: Entry(**entry) for name, entry in entries.items()}


def record(entries: dict[str, Entry], root: Path = ROOT) -> None:
    text = json.dumps({name: asdict(entries[name]) for name in sorted(entries)}, indent=2)
    (root / "static/vendor.json").write_text(text + "\n", encoding="utf-8")


def find_deviations(root: Path = ROOT) -> list[str]:
    """Name what is missing, changed, or lies there without being on record."""
    known, folder = recorded(root), root / "static/vendor"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    altered = {name for name in known.keys() & there if sha384(folder / name) != known[name].sha384}
    return sorted(altered | (known.keys() ^ there))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def main(arguments: list[str], root: Path = ROOT) -> str | None:
    """Do what was asked; what is returned is the complaint, if there is one."""
    parser = argparse.ArgumentParser(prog="python -m ecabinet.web.vendor")
    parser.add_argument("--check", action="store_true", help="copy nothing")
    parser.add_argument(
        "--record", action="store_true", help="accept what was copied, after an upgrade"
    )
    asked = parser.parse_args(arguments)
    if not asked.check:
        entries = copy(root)
        if asked.record:
            record(entries, root)
    wrong = find_deviations(root)
    return f"not what static/vendor.json says: {', '.join(wrong)}" if wrong else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
