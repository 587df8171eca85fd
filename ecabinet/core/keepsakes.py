"""Small notes in the data directory of what commands did, for the page that says how the house is."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

LAST_BACKUP = "last-backup.json"
LAST_RESTORE = "last-restore.json"


def write_note(folder: Path, name: str, at: datetime, **said: Any) -> None:
    """Write down what was done; the note before it gives way at once."""
    scratch = folder / f"{name}.partial"
    scratch.write_text(json.dumps({"at": at.isoformat(), **said}) + "\n")
    scratch.rename(folder / name)


def read_note(folder: Path, name: str) -> dict[str, Any] | None:
    """Return the note with its moment under "at"; None where there is none that can be read."""
    try:
        said: dict[str, Any] = json.loads((folder / name).read_text())
        return said | {"at": datetime.fromisoformat(said["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
