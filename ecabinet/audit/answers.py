"""The trail and the log as files that somebody takes away."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from flask import Response
from pydantic import BaseModel

from ecabinet.audit import checkpoints, exports
from ecabinet.audit.proof import End
from ecabinet.audit.trail import lines
from ecabinet.core import sheets, signing
from ecabinet.core.clock import now

IN_MEMORY = 8 * 1024 * 1024  # of an export; what is more goes to a file that has no name
MOST_ROWS = 20_000  # in a sheet for reading; the export for checking has no limit
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


def sheet(
    name: str, form: str, heading: Sequence[str], rows: Sequence[Sequence[sheets.Value]]
) -> Response:
    """Answer with a table for reading, in which nothing computes."""
    content = (
        sheets.write_workbook("e-Cabinet", heading, rows)
        if form == "xlsx"
        else sheets.write_csv(heading, rows)
    )
    return attached(Response(content, content_type=KINDS[form]), name)


def again(asked: BaseModel | None) -> dict[str, Any]:
    """Return the words of an address with which the same is asked for."""
    return asked.model_dump(mode="json", exclude_defaults=True) if asked else {}


def attached(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_export(chains: Sequence[str]) -> IO[bytes]:
    """Return a file with these chains, to be read from its beginning."""
    target = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+b")  # noqa: SIM115 -- the answer closes it
    for line in _export_lines(chains):
        target.write(line.encode())
    target.seek(0)
    return target


def _export_lines(chains: Sequence[str]) -> Iterator[str]:
    """Up to where each chain was signed just now: what is written meanwhile belongs to the next export."""
    kept = [each for each in checkpoints.kept_in_database() if each.chain in chains]
    ends = {each.chain: End(each.position, each.hash) for each in kept}  # of each the last
    yield from exports.write_head(now(), ends, signing.known_keys(), kept)
    count = 0
    for chain, end in ends.items():
        for each in lines(chain, until=end.position):
            count += 1
            yield exports.write_entry(each)
    yield exports.write_end(count)
