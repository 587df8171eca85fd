"""A dossier's whole way, over HTTP: written in five steps, returned, completed, accepted, placed."""

import re
from io import BytesIO

from ecabinet.core.database import reading
from ecabinet.lodging.models import Lodging, State
from tests.lodging.counter import TEXTS, TITLE
from tests.papers.shelf import pdf

ASK = {"title": TITLE, "ask": TEXTS["ask"], "decision": TEXTS["decision"]}
STEPS = (ASK, {"why": TEXTS["why"]}, {name: TEXTS[name] for name in ("cost", "risks", "consulted")})


def only():
    with reading() as current:
        return current.query(Lodging).one()


class Way:
    """What an agency's officer and the secretariat's do with one dossier."""

    def __init__(self, sign_in, drain):
        self.agency, self.officer, self.drain = sign_in("agency"), sign_in("officer"), drain

    def write(self):
        """Begin it and write the first three steps; nobody else sees it meanwhile."""
        begun = self.agency.post("/dossiers/new", data={"title": TITLE, "secrecy": "internal"})
        assert begun.location.endswith("/steps/2")
        self.lodging = only()
        self.at = f"/dossiers/{self.lodging.id}"
        for hidden in (self.at, f"/papers/dossiers/{self.lodging.dossier_id}"):
            assert self.officer.get(hidden).status_code == 404
        for revision, said in enumerate(STEPS):
            step = f"{self.at}/steps/{revision + 1}"
            assert self.agency.post(step, data=said | {"revision": revision}).status_code == 303
            assert self.agency.get(step).status_code == 200

    def hand_papers_in(self):
        for kind in ("submission", "draft", "appraisal"):
            file = (BytesIO(pdf(2, kind)), f"{kind}.pdf")
            data = {"kind": kind, "title": kind, "file": file, "next": self.at}
            self.agency.post(f"/papers/dossiers/{self.lodging.dossier_id}/papers", data=data)

    def hand_in(self):
        return self.agency.post(f"{self.at}/hand-in", data={})

    def send_back(self):
        """Return it with a finger on the second page of the draft; return that paper's id."""
        form = self.officer.get(f"{self.at}/return").text
        paper = re.search(r'value="(\w{26})"[^>]*>\d+\. draft', form)[1]
        for wrong in ({"reason": ""}, {"reason": "x", "paper_id": paper, "page": "3"}):
            assert self.officer.post(f"{self.at}/return", data=wrong).status_code == 422
        said = {"reason": "Bổ sung căn cứ.", "paper_id": paper, "page": "2"}
        assert self.officer.post(f"{self.at}/return", data=said).status_code == 303
        return paper

    def complete_again(self):
        """The agency sees the reason and the marked page, hands in a new version and hands the dossier in."""
        paper = self.send_back()
        assert "trả lại để hoàn thiện: Bổ sung căn cứ." in self.agency.get("/notices/").text
        assert f"/papers/{paper}?page=2" in self.agency.get(self.at).text
        file = (BytesIO(pdf(3)), "draft.pdf")
        self.agency.post(f"/papers/{paper}/versions", data={"file": file, "next": self.at})
        self.drain()
        assert self.hand_in().status_code == 303


def test_an_agency_goes_from_returned_to_accepted_and_onto_an_agenda(counter, sign_in, drain):
    way = Way(sign_in, drain)
    way.write()
    assert "Còn thiếu tài liệu theo quy chế." in way.hand_in().text
    way.hand_papers_in()
    assert "Còn tệp đang được đọc" in way.hand_in().text
    drain()
    assert way.hand_in().location == f"{way.at}/receipt"
    assert way.officer.post(f"{way.at}/accept").status_code == 403  # nobody is in charge yet
    way.officer.post(f"{way.at}/take")

    way.complete_again()
    codes = [way.officer.post(f"{way.at}/accept").status_code for _ in range(2)]
    assert codes == [303, 409]

    session = counter.session(published=False)
    assert "Sự cần thiết: Nhu cầu nhà ở lớn." in way.officer.get(f"{way.at}/place").text
    item = {"meeting_id": session.id, "title": TITLE, "ask": "Thông qua.", "summary": "Tóm tắt"}
    assert way.officer.post(f"{way.at}/place", data=item).status_code == 303
    lodging = only()
    assert lodging.state is State.PLACED
    assert f"dossier-{lodging.dossier_id}" in way.officer.get(f"/items/{lodging.item_id}").text
    for page in (way.at, "/", "/dossiers/"):  # nothing of a session that nobody knows of yet
        assert "Phiên họp thường kỳ" not in way.agency.get(page).text


def test_a_receipt_says_by_a_code_where_the_dossier_is(counter, sign_in):
    lodging = counter.look(counter.handed_in())
    agency, stranger = sign_in("agency"), sign_in("treasury")
    at = f"/dossiers/{lodging.id}"
    assert lodging.spoken_code in agency.get(f"{at}/receipt").text
    assert agency.get(f"{at}/receipt.pdf").data.startswith(b"%PDF")
    asked = f"/dossiers/find?code={lodging.spoken_code.lower()}"
    assert agency.get(asked).location == at
    assert stranger.get(asked).location == "/dossiers/"
    assert set(lodging.code).isdisjoint("0O1IL5S8BUV2Z6")
