"""A whole Government signed in at once, over HTTP and sockets, as its browsers would be."""

import io
import re
import threading
import time
from datetime import date
from functools import cache

from ecabinet.core import jobs
from ecabinet.core.transaction import run
from ecabinet.demo.paper_files import PaperKind, PaperOrder, make_paper
from ecabinet.demo.people import Founding
from tests.cabinet import HASH, PASSWORD
from tests.fixtures_app import connect_socket

ID = r"[a-z2-7]{26}"


class People:
    """Signs people in once and lets each of them press what is on their page."""

    def __init__(self, app) -> None:
        self.app = app
        self.found = run(lambda: Founding(HASH).everybody())
        self._clients = {}
        self._sockets = {}

    def browser(self, username):
        if username not in self._clients:
            client = self.app.test_client()
            data = {"username": username, "password": PASSWORD}
            assert client.post("/sign-in", data=data).status_code == 303, username
            self._clients[username] = client
        return self._clients[username]

    def see(self, username, path):
        """Open a page and return its words."""
        reply = self.browser(username).get(path, follow_redirects=True)
        assert reply.status_code == 200, (username, path, reply.status_code)
        return reply.text

    def status(self, username, path):
        return self.browser(username).get(path).status_code

    def press(self, username, path, **data):
        """Send a form and return where it led to."""
        reply = self._send(username, path, data)
        assert reply.status_code == 303, (username, path, reply.status_code, reply.text[-1500:])
        return reply.location

    def refused(self, username, path, **data):
        """Send a form that is not to be taken; return the status and the page."""
        reply = self._send(username, path, data)
        return reply.status_code, reply.text

    def _send(self, username, path, data):
        reply = self.browser(username).post(path, data=data, content_type="multipart/form-data")
        reply.request.environ[
            "wsgi.input"
        ].close()  # the test client forgets a form that it kept in a file
        jobs.drain()
        return reply

    def socket(self, username):
        if username not in self._sockets:
            self._sockets[username] = connect_socket(self.app, self.browser(username))
            assert self._sockets[username].is_connected(), username
        return self._sockets[username]

    def send(self, username, event, **message):
        return self.socket(username).emit(event, message, callback=True)

    def watch(self, username, *topics):
        return self.send(username, "watch", topics=dict.fromkeys(topics, 0))

    def hears(self, username, topic, seconds=1):
        """Whether somebody is told of a topic within a second: changes in quick succession are told together."""
        pause, deadline = threading.Event(), time.monotonic() + seconds
        while topic not in self.heard(username):
            if time.monotonic() > deadline:
                return False
            pause.wait(0.01)
        return True

    def heard(self, username):
        """Return the topics that were told since the last time this was asked."""
        received = self.socket(username).get_received()
        told = (each["args"][0] for each in received if each["name"] in {"changed", "state"})
        return {each["topic"] for each in told}


def find_id(pattern, text):
    """Return the one id at `ID` in a pattern such as `/items/ID/edit`."""
    found = re.search(pattern.replace("ID", f"({ID})"), text)
    assert found, f"{pattern} is not on the page"
    return found[1]


def pdf(pages=12, seed=1):
    """Return a real paper as an upload: a file and its name."""
    return io.BytesIO(_made(pages, seed)), "to-trinh.pdf"


@cache
def _made(pages, seed):
    order = PaperOrder(
        kind=PaperKind.submission,
        agency="Bộ Xây dựng",
        title="Dự thảo Nghị quyết về phát triển nhà ở xã hội",
        number="187",
        day=date(2026, 11, 20),
        pages=pages,
        seed=seed,
    )
    return make_paper(order)
