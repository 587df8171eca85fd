"""Brings a demonstration that runs into the states that screens show: over HTTP, each deed by whoever does it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.people import Person
from tests.servers import DEMO_PASSWORD

ID = r"[a-z2-7]{26}"
QUESTION = "Thông qua dự thảo Nghị quyết"
CHOICES = {
    "chair": "for_",
    "deputy01": "for_",
    "member01": "against",
    "member03": "for_",
    "member04": "other",
}
PRESENT = 20


class Stage:
    """The people of a running demonstration, each signed in once."""

    def __init__(self, server):
        self._server = server
        self._people = {}

    def see(self, username, path):
        answer = self._ask(username).get(path)
        assert answer.status == 200, (username, path, answer.status)
        return answer.body

    def do(self, username, path, **fields):
        """Send a form that must be taken; return the page to which it leads."""
        answer = self._ask(username).post(path, **fields)
        assert answer.status == 303, (username, path, answer.status, answer.body[-800:])
        return answer.sent_on

    def find(self, username, path, link):
        """Return the first address on a page that has the form of `link`, where ID and NUMBER stand for some."""
        return self.find_all(username, path, link)[0]

    def find_all(self, username, path, link):
        pattern = re.escape(link).replace("ID", ID).replace("NUMBER", r"\d+")
        found = re.findall(f'href="({pattern})["?#]', self.see(username, path))
        assert found, (username, path, link)
        return list(dict.fromkeys(found))

    def session(self, title):
        """Make a session of two items and publish it; return its address."""
        soon = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(days=2)
        day, place = soon.date().isoformat(), "Phòng họp số 2"
        agenda = self.do(
            "officer1",
            "/meetings/new",
            kind="thematic",
            title=title,
            day=day,
            time="14:00",
            place=place,
        )
        path = agenda.removesuffix("/agenda")
        for item in (QUESTION, "Báo cáo tình hình thực hiện kết luận phiên họp trước"):
            self.do(
                "officer1",
                f"{path}/items/new",
                title=item,
                group="discuss",
                minutes="20",
                ask=QUESTION,
            )
        self.do("officer1", f"{path}/steps/submit")
        self.do("head", f"{path}/steps/approve")
        self.do("head", f"{path}/publish", late="yes")
        return path

    def begin(self, path):
        """Let members in, the chair among them, and begin."""
        called = re.findall(rf'id="called-({ID})"', self.see("officer1", path))
        for account_id in called[:PRESENT]:
            self.do("officer1", f"{path}/room/members/{account_id}/check-in")
        self.do("chair", "/verify", password=DEMO_PASSWORD)  # they may have signed in long ago
        self.do("chair", f"{path}/steps/start")

    def put_to_vote(self, path, number=0):
        """Call an item and open a ballot on it; return the ballot's address."""
        item_id = self.items(path)[number].rpartition("/")[2]
        self.do("chair", f"{path}/room/item", item_id=item_id)
        self.do("chair", f"{path}/room/ballots", item_id=item_id, question=QUESTION, opens="yes")
        found = re.search(rf'topics="ballot:({ID})[ "]', self.see("chair", f"{path}/room"))
        return f"/ballots/{found[1]}"

    def items(self, path):
        return self.find_all("officer1", path, "/items/ID")

    def ballots(self, path):
        """Return the ballots of a room, in the order in which the chair sees them."""
        page = self.see("chair", f"{path}/room")
        return list(dict.fromkeys(re.findall(rf'topics="ballot:({ID})', page)))

    def cast(self, ballot, choices=None):
        for username, choice in (choices or CHOICES).items():
            text = "Đề nghị bổ sung đánh giá tác động." if choice == "other" else ""
            self.do(username, f"{ballot}/votes", choice=choice, text=text, seq=1)

    def finish(self, ballot):
        self.do("chair", f"{ballot}/close")
        self.do("chair", f"{ballot}/announce")

    def leave(self):
        for person in self._people.values():
            person.leave()

    def _ask(self, username):
        """Return somebody on a new line: an old one may have been dropped, or its server killed."""
        if username not in self._people:
            self._people[username] = Person(self._server, username).sign_in()
        self._people[username].leave()
        return self._people[username]
