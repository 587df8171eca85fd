"""A network that is bad on purpose loses nothing by accident."""

import random
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from benchmarks.people import Person
from benchmarks.repeating import Letter, Network


class EndsEveryLine(BaseHTTPRequestHandler):
    """Answers once, and ends the line without a word, as a server does with a line that rested for long."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_):
        """Say nothing: it is a test."""


@contextmanager
def served():
    with ThreadingHTTPServer(("127.0.0.1", 0), EndsEveryLine) as server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.once
def test_letters_and_late_copies_come_though_the_server_ends_the_lines():
    letter = Letter("/somewhere", {"seq": 1})
    with served() as server:
        person = Person(SimpleNamespace(port=server.server_port), "somebody")
        network = Network(person, bad=False, chance=random.SystemRandom())
        for _ in range(3):
            network._late.put((0, letter))
        network.bring([letter, letter])
        person.leave()
        assert len(server.heard) == network.sent == 5
