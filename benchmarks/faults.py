"""`python -m benchmarks.faults`: break it while it works, and count what was lost."""

import sys
from collections.abc import Callable, Sequence

from benchmarks import (
    casting,
    clocks,
    closing,
    crashing,
    disk,
    fuzzing,
    load,
    reconnecting,
    repeating,
    setting,
    trail,
)
from benchmarks.figures import Figure, only, publish_line

Fault = tuple[str, Callable[[], Sequence[Figure]]]

FAULTS: dict[str, Fault] = {
    "T1": ("the server is killed with -9", casting.measure),
    "T2": ("PostgreSQL crashes", crashing.measure),
    "T4": ("closing races with casting", closing.measure),
    "T5": ("each is sent again, late, its answer lost", repeating.measure),
    "T7": ("the disk is full", disk.measure),
    "T8": ("the clock jumps", clocks.measure),
    "T6": ("everybody reconnects at once", reconnecting.measure),
    "T11": ("the trail is edited", trail.tamper),
    "T12": (
        "mutated frames of the socket (its other halves are not measured yet)",
        fuzzing.measure,
    ),
    "T13": ("all vote at once", load.measure),
}
# What is measured there once more.
ON_POSTGRESQL = {"T1": casting.measure, "T5": repeating.measure, "T8": clocks.measure}
NOT_YET = {
    "T3": "Redis is killed",
    "T9": "a deployment and a migration during a ballot",
    "T10": "backup, and restore to an empty host",
    "T14": "it runs for hours",
}


def main() -> int:
    asked = only()
    for fault in sorted(asked - FAULTS.keys()):
        print(f"{fault}: {NOT_YET.get(fault, 'no such fault')}: not measured yet")
    held = [
        publish_line(fault, title, measure())
        for fault, (title, measure) in FAULTS.items()
        if not asked or fault in asked
    ]
    held += [
        publish_line(f"{fault} (PostgreSQL)", FAULTS[fault][0], _on_postgresql(measure))
        for fault, measure in ON_POSTGRESQL.items()
        if not asked or fault in asked
    ]
    if not asked:
        print(
            "not measured yet: " + "; ".join(f"{fault} {what}" for fault, what in NOT_YET.items())
        )
    return 0 if all(held) and asked <= FAULTS.keys() else 1


def _on_postgresql(measure: Callable[[setting.House], Sequence[Figure]]) -> Sequence[Figure]:
    with setting.on_postgresql() as new_house:
        return measure(new_house)


if __name__ == "__main__":
    sys.exit(main())
