"""Looks for a text wherever it could have been left: tables, files, pages, messages, in whatever spelling."""

import base64
import io
import json
import unicodedata
import zipfile
from urllib.parse import quote

import pypdfium2
from sqlalchemy import make_url
from werkzeug.routing import BuildError

from ecabinet.core.database import Model, reading

CHUNK = 24  # of base 64: whatever stands before the text shifts it by up to two bytes


def spellings(text):
    """Return how a text may be spelled in bytes: letters composed or not, escaped, quoted, in base 64 or hex."""
    found = set()
    for form in ("NFC", "NFD"):
        words = unicodedata.normalize(form, text)
        raw = words.encode()
        found |= {raw, words.encode("utf-16-le"), quote(words).encode(), raw.hex().encode()}
        found.add(json.dumps(words)[1:-1].encode())
        found |= {base64.b64encode(raw[shift:])[:CHUNK] for shift in range(3)}
    return found


def holds(content, text):
    return any(each in content for each in spellings(text))


def rows_with(text):
    """Return the tables in which some row holds the text."""
    found = set()
    with reading() as current:
        for table in Model.metadata.sorted_tables:
            for row in current.connection().execute(table.select()):
                told = b"\n".join(_bytes(value) for value in row)
                if holds(told, text):
                    found.add(table.name)
    return found


def _bytes(value):
    return (
        value
        if isinstance(value, bytes)
        else json.dumps(value, default=str, ensure_ascii=False).encode()
    )


def files_with(text, *folders):
    """Return the files below the folders that hold the text."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in paths if holds(path.read_bytes(), text)]


def database_files(app):
    """Return the bytes of an SQLite database, with what has not yet been moved into it from its journal."""
    url = make_url(app.config["DATABASE_URL"])
    if url.get_backend_name() != "sqlite":
        return {}
    paths = [f"{url.database}{ending}" for ending in ("", "-wal", "-shm")]
    return {path: _read(path) for path in paths}


def _read(path):
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- a path of SQLite's own
            return file.read()
    except FileNotFoundError:
        return b""


def addresses(app, things):
    """Return every address that can be looked at with these things: {"ballot_id": …}."""
    bound = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= things.keys() and rule.endpoint != "static":
            try:
                yield bound.build(rule.endpoint, {name: things[name] for name in rule.arguments})
            except BuildError:
                continue


def shown(reply):
    """Return what an answer holds, unpacked where it is packed."""
    content = reply.get_data()
    if content.startswith(b"%PDF"):
        paper = pypdfium2.PdfDocument(content)
        try:
            text = "".join(page.get_textpage().get_text_bounded() for page in paper)
        finally:
            paper.close()
        return " ".join(text.split()).encode()
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    return content
