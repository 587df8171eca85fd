"""The Vietnamese catalogue: merged from its parts, compiled, and compared with what the program says.

python -m ecabinet.web.catalogue            merge the parts and compile them where they changed
python -m ecabinet.web.catalogue --check    the same, and refuse what is missing, fuzzy or at odds
python -m ecabinet.web.catalogue --missing  print what still wants a translation, as a PO fragment
"""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
LOCALE = "vi"
FOLDER = ROOT / "ecabinet" / "translations" / LOCALE / "LC_MESSAGES"

ONE = {"_", "N_", "_l", "gettext", "lazy_gettext"}
MANY = {"_n", "ngettext", "lazy_ngettext"}
REFUSALS = {"Refusal", "Missing", "Denied", "Refused", "Closed", "TooLarge", "Uncertain", "Invalid"}
PLACE = re.compile(r"%\((\w+)\)[sd]")


def sentences() -> Iterator[tuple[str, str]]:
    """Yield what the program can say to a person, and where it says it."""
    for path in sorted((ROOT / "ecabinet").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        for sentence in _in_python(path.read_text()):
            yield sentence, where
    for path in sorted((ROOT / "templates").rglob("*.*")):
        where = path.relative_to(ROOT).as_posix()
        for sentence in _in_template(path):
            yield sentence, where


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for part in _spoken(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield part.value


def _spoken(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that are sentences."""
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in ONE:
        return call.args[:1]
    if name in MANY:
        return call.args[:2]
    fields = [keyword.value for keyword in call.keywords] if name == "Invalid" else []
    return [*call.args[:1], *fields] if name in REFUSALS else []


def _in_template(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        found = babel_extract(file, (*ONE, *MANY), (), {"trimmed": "true", "silent": "false"})
        for _line, function, message, _comments in found:
            parts = message if isinstance(message, tuple) else (message,)
            yield from (part for part in parts[: 1 if function in ONE else 2] if part)


def merged(folder: Path = FOLDER) -> tuple[Catalog, list[str]]:
    """Return all parts as one catalogue, and where two parts disagree."""
    catalogue = Catalog(locale=LOCALE, project="e-Cabinet", fuzzy=False, charset="utf-8")
    quarrels = []
    for path in sorted((folder / "parts").glob("*.po")):
        for message in _read(path):
            known = catalogue.get(message.id)
            if known and known.string != message.string:
                quarrels.append(
                    f"{path.name} translates otherwise than a part before it: {message.id!r}"
                )
            catalogue.add(message.id, message.string, flags=message.flags)
    return catalogue, quarrels


def _read(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [
            message for message in read_po(file, locale=LOCALE, abort_invalid=True) if message.id
        ]


def build(folder: Path = FOLDER) -> Path:
    """Merge and compile the parts where they changed; return the compiled catalogue."""
    compiled = folder / "messages.mo"
    sources = [folder / "parts", *(folder / "parts").glob("*.po")]
    if not compiled.exists() or compiled.stat().st_mtime < max(
        each.stat().st_mtime for each in sources
    ):
        catalogue, _ = merged(folder)
        with _replacing(folder / "messages.po").open("wb") as file:
            write_po(file, catalogue, sort_output=True)
        with _replacing(compiled).open("wb") as file:
            write_mo(file, catalogue)
        for target in (folder / "messages.po", compiled):
            _replacing(target).replace(target)
    return compiled


def _replacing(target: Path) -> Path:
    """Return where the new `target` is written: two processes may be building at once."""
    return target.with_name(f"{target.name}.{os.getpid()}")


def untranslated(said: Iterable[tuple[str, str]], catalogue: Catalog) -> list[tuple[str, str]]:
    """Return what has no Vietnamese that can be shown."""
    lacking: dict[str, str] = {}
    plurals = {part for message in catalogue for part in _forms(message.id)[1:]}
    for sentence, where in said:
        message = catalogue.get(sentence)
        if (message is None and sentence not in plurals) or (message and _unfit(message)):
            lacking.setdefault(sentence, where)
    return list(lacking.items())


def _unfit(message: Message) -> bool:
    return message.fuzzy or not all(_forms(message.string))


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the forms of a sentence: one, or one a number."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def misplaced(catalogue: Catalog) -> list[str]:
    """Return the translations that fill other places than their sentence has."""
    return [
        f"{said!r} fills other places than {message.id!r}"
        for message in catalogue
        for said in _forms(message.string)
        if message.id and _places(said) != _places(_forms(message.id)[-1])
    ]


def _places(sentence: str) -> tuple[set[str], bool]:
    """Return which values a sentence names, and whether a bare % would break their filling in."""
    names = set(PLACE.findall(sentence))
    return names, bool(names) and "%" in PLACE.sub("", sentence).replace("%%", "")


def faults() -> list[str]:
    catalogue, quarrels = merged()
    lacking = [
        f"{where}: no Vietnamese for {sentence!r}"
        for sentence, where in untranslated(sentences(), catalogue)
    ]
    return [*quarrels, *misplaced(catalogue), *lacking]


def _print_missing() -> None:
    catalogue, _ = merged()
    wanted = Catalog(locale=LOCALE)
    for sentence, where in untranslated(sentences(), catalogue):
        wanted.add(sentence, "", locations=[(where, 1)])
    write_po(sys.stdout.buffer, wanted, omit_header=True, include_lineno=False)


def main(arguments: list[str]) -> int:
    if "--missing" in arguments:
        _print_missing()
        return 0
    build()
    found = faults() if "--check" in arguments else []
    for fault in found:
        click.echo(fault, err=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
