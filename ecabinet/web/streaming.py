"""Sending a stored file: whole, or the one range that is asked for, a chunk at a time.

The usual way of sending files does not yield under greenlets: eight downloads starve every page. Here each chunk of
64 KiB is read and decrypted only when the one before it has gone, and every other greenlet has its turn in between.
"""

import time
import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header

from ecabinet.core import files
from ecabinet.core.files import StoredFile

UNFIT_FOR_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))
# What is not seen and turns the order of letters round: "gpj.exe" is not to look like "exe.jpg".
UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def stream(file: StoredFile, name: str, *, kind: str, attached: bool = False) -> Response:
    """Answer with the file, or with the range of it that was asked for (206, 416), or that it is unchanged (304)."""
    response = Response(mimetype=kind)
    response.set_etag(file.sha256)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = _disposition(name, attached=attached)
    if request.if_none_match.contains(file.sha256):
        response.status_code = HTTPStatus.NOT_MODIFIED
        return response
    return _fill(response, file)


def _fill(response: Response, file: StoredFile) -> Response:
    start, stop = 0, file.size
    if _asks_for_a_range(file):
        wanted = request.range.range_for_length(file.size) if request.range else None
        if wanted is None:
            response.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            response.headers["Content-Range"] = f"bytes */{file.size}"
            return response
        start, stop = wanted
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    response.content_length = stop - start
    if request.method != "HEAD":
        response.response = _chunks(file, start, stop)
    return response


def _asks_for_a_range(file: StoredFile) -> bool:
    """One range of bytes, of the file as it is now. Several at once are answered with the whole, as is allowed."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    condition = request.if_range
    unconditional = condition.etag is None and condition.date is None
    return unconditional or condition.etag == file.sha256


def _chunks(file: StoredFile, start: int, stop: int) -> Iterator[bytes]:
    for chunk in files.read(file, start, stop):
        yield chunk
        time.sleep(0)  # under gevent: everybody else's turn


def _disposition(name: str, *, attached: bool) -> str:
    """Name the file as RFC 6266 wants it: for today's browsers in full, for others in plain letters."""
    clean = " ".join(name.translate(UNFIT_FOR_NAMES | UNSEEN).split())
    letters = unicodedata.normalize("NFD", clean.replace("đ", "d").replace("Đ", "D"))
    plain = letters.encode("ascii", "ignore").decode()
    full = f"UTF-8''{quote(unicodedata.normalize('NFC', clean), safe='')}"
    return dump_options_header(
        "attachment" if attached else "inline", {"filename": plain, "filename*": full}
    )
