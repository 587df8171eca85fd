"""The whole work once through: prepared, read, opined, voted, concluded, ordered, done; and the trail of it."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from ecabinet.agenda.models import Item
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import Break, verify
from ecabinet.ballots.models import Ballot
from ecabinet.core import jobs
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import engines
from ecabinet.meetings.models import Meeting
from tests.journeys.people import People, find_id, pdf

MEMBERS = [f"deputy{n:02}" for n in range(1, 10)] + [f"member{n:02}" for n in range(1, 18)]
ITEMS = ("Dự thảo Nghị quyết về phát triển nhà ở xã hội", "Đề án an ninh nguồn nước")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def people(app):
    return People(app)


def one(query):
    with reading():
        return session().scalars(query).one()


def breaks():
    with reading():
        return list(verify())


def prepare(people, officer="officer1", head="head", body="government", agency="BXD"):
    """Create, fill, submit, approve and publish a session for tomorrow; return its path and its items' ids."""
    found = people.found
    tomorrow = datetime.now(HANOI) + timedelta(days=1)
    agenda = people.press(
        officer,
        "/meetings/new",
        body_id=getattr(found, body),
        kind="ordinary",
        title="Phiên họp thường kỳ",
        day=tomorrow.date().isoformat(),
        time="08:00",
        place="Phòng họp số 1",
    )
    path = agenda.removesuffix("/agenda")
    for title in ITEMS:
        people.press(
            officer,
            f"{path}/items/new",
            title=title,
            group="discuss",
            agency_id=found.agencies[agency],
            minutes="20",
            ask="Thông qua dự thảo",
        )
    meeting_id = path.rpartition("/")[2]
    with reading():
        items = session().scalars(
            select(Item.id).where(Item.meeting_id == meeting_id).order_by(Item.place)
        )
        item_ids = list(items)
    for number, item_id in enumerate(item_ids, 1):
        file, name = pdf(pages=12 if number == 1 else 3, seed=number)
        people.press(
            officer,
            f"/items/{item_id}/papers",
            kind="submission",
            title="Tờ trình",
            secrecy="internal",
            file=(file, name),
            next=f"/items/{item_id}",
        )
    people.press(officer, f"{path}/steps/submit")
    people.press(head, f"{path}/steps/approve")
    people.press(head, f"{path}/publish", note="Mời họp", late="yes")
    return path, item_ids


def letters_to(app, address):
    found = []
    for file in (app.config["DATA"] / "outbox").glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == address:
            found.append(letter)
    return found


def sit(people, path, usernames):
    """Open the session, let people in, call the first item."""
    for username in usernames:
        people.press(username, f"{path}/check-in")
    people.press(usernames[0], f"{path}/steps/start")


def open_ballot(people, chair, path, item_id):
    people.press(chair, f"{path}/room/item", item_id=item_id)
    people.press(
        chair, f"{path}/room/ballots", item_id=item_id, question="Thông qua dự thảo?", opens="yes"
    )
    return one(select(Ballot.id).where(Ballot.item_id == item_id, Ballot.state == "open"))


def test_the_story(app, people):
    path, items = prepare(people)
    meeting_id = path.rpartition("/")[2]

    # Members hear of it, in the inbox and by a letter whose link opens an item.
    assert "Phiên họp thường kỳ" in people.see("member02", "/notices/")
    letters = letters_to(app, "member02@ecabinet.example")
    link = find_id(r"http://localhost:8000/notices/ID", letters[-1].get_content())
    opened = people.browser("member02").get(f"/notices/{link}", follow_redirects=True)
    assert ITEMS[0] in opened.text

    # A member reads the paper and takes a position.
    assert ITEMS[0] in people.see("member02", "/")
    item_page = people.see("member02", f"/items/{items[0]}")
    paper_id = find_id(r"/papers/ID", item_page)
    reader = people.see("member02", f"/papers/{paper_id}")
    version_id = find_id(r"/papers/versions/ID/file", reader)
    file = people.browser("member02").get(f"/papers/versions/{version_id}/file")
    assert file.data.startswith(b"%PDF-")
    assert people.browser("member02").post(
        f"/papers/versions/{version_id}/place", data={"page": "3"}
    ).status_code in {200, 204, 303}
    people.press("member02", f"/items/{items[0]}/position", stand="no_objection", seq="1")
    assert "1.1" in people.see("member02", f"/items/{items[0]}")

    # The session: quorum, the current item, a ballot by socket, the result by the body's rule.
    present = ["chair", *MEMBERS[:19]]
    sit(people, path, present)
    assert "20" in people.see("chair", f"{path}/room")
    ballot_id = open_ballot(people, "chair", path, items[0])
    for watcher in ("member02", "chair", "officer1"):
        people.watch(watcher, f"ballot:{ballot_id}", f"room:{meeting_id}")
        people.heard(watcher)
    answer = people.send("member02", "cast", ballot=ballot_id, choice="for_", text="", seq=1)
    assert answer["ok"], answer
    for watcher in ("member02", "chair", "officer1"):
        assert f"ballot:{ballot_id}" in people.heard(watcher)
    assert (
        people.send("member02", "cast", ballot=ballot_id, choice="for_", text="", seq=1)["receipt"]
        == answer["receipt"]
    )
    assert (
        people.send("member02", "cast", ballot=ballot_id, choice="against", text="", seq=1)["error"]
        == 409
    )
    voters = [each for each in present if each != "member02"]
    for username in voters[:13]:
        assert people.send(username, "cast", ballot=ballot_id, choice="for_", text="", seq=1)["ok"]
    for username in voters[13:15]:
        assert people.send(username, "cast", ballot=ballot_id, choice="against", text="", seq=1)[
            "ok"
        ]
    assert "16" in people.see("chair", f"{path}/room")
    people.press("chair", f"/ballots/{ballot_id}/close")
    late = people.send(voters[-1], "cast", ballot=ballot_id, choice="for_", text="", seq=1)
    assert late["error"] == 410
    people.press("chair", f"/ballots/{ballot_id}/announce")
    result = one(select(Ballot).where(Ballot.id == ballot_id)).result
    assert (result["for_"], result["against"], result["unanswered"]) == (14, 2, 11)
    assert result["passed"] is True
    for username in ("member02", "member17", "officer1", "chair"):
        assert answer["receipt"] in people.see(username, f"{path}/room") or username != "member02"

    # What was concluded, what was ordered, what was done.
    people.press(
        "officer1",
        f"{path}/minutes/items/{items[0]}",
        text="Chính phủ thông qua dự thảo Nghị quyết.\nGiao Bộ Xây dựng hoàn thiện, trình ký.",
        outcome="adopted",
        revision="0",
    )
    assert "Giao Bộ Xây dựng" in people.see("officer1", f"{path}/minutes")
    due = (datetime.now(HANOI) + timedelta(days=10)).date().isoformat()
    task = people.press(
        "officer1",
        "/tasks/",
        body=people.found.government,
        title="Hoàn thiện, trình ký Nghị quyết",
        lead_id=people.found.agencies["BXD"],
        due_on=due,
        source="Kết luận phiên họp",
    )
    assert "Hoàn thiện, trình ký Nghị quyết" in people.see("agency02", "/tasks/")
    people.press("agency02", f"{task}/accept")
    people.press("agency02", f"{task}/done", text="Đã trình ký.", document="Số 12/TTr-BXD", link="")
    people.press("officer1", f"{task}/confirm")
    assert "Số 12/TTr-BXD" in people.see("chair", task)
    assert "100" in people.see("chair", "/tasks/")

    # The trail holds it all, and a changed row is found.
    with reading():
        names = set(
            session().scalars(select(Entry.event).where(Entry.chain == people.found.government))
        )
    assert names >= {
        "meeting.created", "item.added", "paper.uploaded", "meeting.published", "paper.opened",
        "position.taken", "attendance.arrived", "meeting.started", "ballot.opened", "ballot.closed",
        "ballot.announced", "conclusion.written", "task.assigned", "task.confirmed",
    }  # fmt: skip
    assert breaks() == []
    with engines()[-1].begin() as connection:
        connection.execute(
            update(Entry)
            .where(Entry.chain == people.found.government, Entry.position == 5)
            .values(actor_id="somebody else")
        )
    assert breaks() == [Break(people.found.government, 5, "changed")]


@pytest.mark.parametrize(("chair_votes", "passed"), [("for_", True), ("against", False)])
def test_a_tie_in_an_even_body_goes_by_its_chair(people, chair_votes, passed):
    members = ["tinh-chair", *(f"tinh-member{n:02}" for n in range(1, 8))]
    path, items = prepare(people, "tinh-officer1", "tinh-head", "province", "SXD")
    sit(people, path, members)
    ballot_id = open_ballot(people, "tinh-chair", path, items[0])
    other = "against" if chair_votes == "for_" else "for_"
    for index, username in enumerate(members):
        choice = chair_votes if index < 4 else other
        assert people.send(username, "cast", ballot=ballot_id, choice=choice, text="", seq=1)["ok"]
    people.press("tinh-chair", f"/ballots/{ballot_id}/close")
    result = one(select(Ballot).where(Ballot.id == ballot_id)).result
    assert result["for_"] == result["against"] == 4
    assert result["passed"] is passed


def test_one_body_sees_nothing_of_another(people):
    path, items = prepare(people)
    for stranger in ("tinh-chair", "tinh-officer1", "tinh-agency01"):
        assert people.status(stranger, path) == 404
        assert people.status(stranger, f"/items/{items[0]}") == 404
        assert people.status(stranger, f"{path}/room") == 404
        assert "Phiên họp thường kỳ" not in people.see(stranger, "/meetings/")
    assert people.status("admin", path) == 404
    jobs.drain()
    assert one(select(Meeting).where(Meeting.id == path.rpartition("/")[2])).version == 1
