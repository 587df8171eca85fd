"""`python -m benchmarks`: the parts, each with its table."""

import sys
from collections.abc import Callable, Sequence

from benchmarks import flood, room, trail
from benchmarks.figures import Figure, only, publish

PARTS: dict[str, Callable[[], Sequence[Figure]]] = {
    "room": room.measure,
    "trail": trail.measure,
    "flood": flood.measure,
}
NOT_YET = ("agenda", "papers", "consultations", "minutes", "tasks", "scale")


def main() -> int:
    asked = only()
    for part in sorted(asked - PARTS.keys()):
        print(f"{part}: {'not measured yet' if part in NOT_YET else 'no such part'}")
    held = [publish(part, PARTS[part]()) for part in PARTS if not asked or part in asked]
    if not asked:
        print(f"\nnot measured yet: {', '.join(NOT_YET)}")
    return 0 if all(held) and asked <= PARTS.keys() else 1


if __name__ == "__main__":
    sys.exit(main())
