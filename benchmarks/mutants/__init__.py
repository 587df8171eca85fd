"""Servers that are wrong on purpose, so that each measurement is seen to notice."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import LiveServer


@contextmanager
def served_by(server: LiveServer, mutant: str) -> Iterator[None]:
    """Inside, whoever starts the server starts the mutant of that name on the same data."""
    real = server.served_by
    config = f"python:benchmarks.mutants.{mutant}"
    server.served_by = ["-m", "gunicorn", "--config", config, "wsgi:application"]
    try:
        yield
    finally:
        server.served_by = real
