"""Lines that a test cuts, and that die without a word."""

import re

SOCKETS = re.compile(r"/socket\.io/")


class Lines:
    """The sockets of a page. `refused`: no proxy on the way knows one; `dead`: open, and nothing comes through."""

    def __init__(self, page):
        self.refused = self.dead = False
        self._open = []
        page.route_web_socket(SOCKETS, self._route)

    def cut(self):
        """Refuse them from now on, and end those that are open."""
        self.refused = True
        for each in self._open:
            each.close()
        self._open.clear()

    def _route(self, line):
        if self.refused:
            line.close()
            return
        server = line.connect_to_server()
        line.on_message(lambda said: self.dead or server.send(said))
        server.on_message(lambda said: self.dead or line.send(said))
        self._open.append(line)
