"""The child process in which a workbook is read: `python -m ecabinet.core.sheet_worker < workbook > rows`.

A small workbook may unfold to more than any machine holds. It does so here, under ceilings of memory and time.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 1024 * 1024 * 1024
CPU_S = 10
ANSWER_BYTES = 64 * 1024 * 1024
UNFOLDED_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 2000
MAX_ROWS, MAX_COLUMNS = 2001, 60


def main(content: bytes) -> dict[str, Any]:
    """Return the rows of the first sheet, or the reason why there are none."""
    if not _is_modest(content):
        return {"reason": "large"}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        return {"reason": "large"}
    return {
        "rows": [[_spell(each) for each in row] for row in sheet.to_python(skip_empty_area=False)]
    }


def _is_modest(content: bytes) -> bool:
    members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    return len(members) <= MAX_MEMBERS and sum(each.file_size for each in members) <= UNFOLDED_BYTES


def _spell(cell: object) -> str | dict[str, str]:
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return {"day": day.isoformat()}
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _lower_ceilings() -> None:
    ceilings = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_S,
        resource.RLIMIT_FSIZE: ANSWER_BYTES,
        resource.RLIMIT_CORE: 0,  # a dump of the process would be a copy of the list
    }
    for kind, wanted in ceilings.items():
        hard = resource.getrlimit(kind)[1]
        ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


if __name__ == "__main__":
    _lower_ceilings()
    try:
        answer = main(sys.stdin.buffer.read())
    except Exception:  # noqa: BLE001 -- a broken workbook breaks its readers in ways nobody can list
        answer = {"reason": "damaged"}
    json.dump(answer, sys.stdout)
