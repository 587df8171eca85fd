"""The name of the door through which servers are asked to tell a room something."""

DOOR = "BENCHMARK_DOOR"  # in the environment: where the door is, as a path
