"""Measurements: how fast it is against the limit of the machine, and what survives when things break.

`python -m benchmarks` (`make bench`) prints a table for each part and writes it to var/bench; `python -m
benchmarks.faults` (`make faults`) breaks the running system on purpose and counts what was lost; `python -m
benchmarks.shots` (`make shots`) takes a picture of every screen. `ONLY=` names parts or faults, `QUICK=1` does less.
"""
