"""A trail is written, then edited at random behind its back a thousand times: how often is it found?

`python -m benchmarks.trail_tampering SEED` prints how many deeds were done, and how many were found.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.one_vote import MASTER_KEY
from ecabinet.audit import checkpoints
from ecabinet.core import sealing, signing
from ecabinet.core.database import Model
from ecabinet.core.transaction import open_database
from tests.audit.chains import breaks, chance_of, read, tampered, write

ENTRIES, DEEDS = 500, 1000
BODY = "a-body"


def main(seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="ecabinet-trail-") as name:
        folder = Path(name)
        sealing.use_master_key(MASTER_KEY)
        signing.use_signing_key(bytes(32), folder / "signing-keys")
        checkpoints.use_folder(folder / "checkpoints")
        Model.metadata.create_all(open_database(f"sqlite:///{folder / 'trail.db'}"))
        write(BODY, ENTRIES)
        entries, end, kept = read(BODY)
        if breaks(BODY, entries, end, kept):
            raise AssertionError("what was written down is not whole")
        chance = chance_of(seed)
        seen = 0
        for _ in range(DEEDS):
            _, after, other = tampered(entries, end, chance)
            seen += bool(breaks(BODY, after, other, kept))
    print(DEEDS, seen)


if __name__ == "__main__":
    main(int(sys.argv[1]))
