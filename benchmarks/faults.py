"""`python -m benchmarks.faults`: break it while it works, and count what was lost."""

import sys
from collections.abc import Callable, Sequence

from benchmarks import casting, trail
from benchmarks.figures import Figure, only, publish

FAULTS: dict[str, Callable[[], Sequence[Figure]]] = {
    "T1": casting.measure,  # the server is killed during casting
    "T11": trail.tamper,  # the trail is edited
}
NOT_YET = {
    "T2": "PostgreSQL crashes",
    "T3": "Redis is killed",
    "T4": "closing races with casting",
    "T5": "requests are repeated, reordered, their answers dropped",
    "T6": "a thousand clients reconnect at once",
    "T7": "the disk is full",
    "T8": "the clock jumps",
    "T9": "a deployment and a migration during a ballot",
    "T10": "backup, and restore to an empty host",
    "T12": "mutated uploads, frames and requests",
    "T13": "all cast at once",
    "T14": "it runs for hours",
}


def main() -> int:
    asked = only()
    for fault in sorted(asked - FAULTS.keys()):
        print(f"{fault}: {NOT_YET.get(fault, 'no such fault')}: not measured yet")
    held = [publish(fault, FAULTS[fault]()) for fault in FAULTS if not asked or fault in asked]
    if not asked:
        print(
            "\nnot measured yet: " + "; ".join(f"{fault} {what}" for fault, what in NOT_YET.items())
        )
    return 0 if all(held) and asked <= FAULTS.keys() else 1


if __name__ == "__main__":
    sys.exit(main())
