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
PASSED = "Được thông qua"
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
    """Bring a session of the day after tomorrow as far as its publication; return its path and its items' ids."""
    found = people.found
    soon = datetime.now(HANOI) + timedelta(days=2)
    agenda = people.press(
        officer,
        "/meetings/new",
        body_id=getattr(found, body),
        kind="ordinary",
        title="Phiên họp thường kỳ",
        day=soon.date().isoformat(),
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
    hears_of_it(app, people)
    reads_and_takes_a_position(people, items[0])
    ballot_id = sits_and_votes(people, path, items[0])
    is_decided(people, path, ballot_id)
    concludes_and_orders(people, path, items[0])
    leaves_a_trail(people.found.government)


def hears_of_it(app, people):
    """In the inbox, and by a letter whose link opens an item."""
    assert "Phiên họp thường kỳ" in people.see("member02", "/notices/")
    letter = letters_to(app, "member02@ecabinet.example")[-1]
    link = find_id(r"http://localhost:8000/notices/ID", letter.get_body(("plain",)).get_content())
    opened = people.browser("member02").get(f"/notices/{link}", follow_redirects=True)
    assert ITEMS[0] in opened.text


def reads_and_takes_a_position(people, item):
    assert ITEMS[0] in people.see("member02", "/")
    paper_id = find_id(r"/papers/ID", people.see("member02", f"/items/{item}"))
    version_id = find_id(r"/papers/versions/ID/file", people.see("member02", f"/papers/{paper_id}"))
    file = people.browser("member02").get(f"/papers/versions/{version_id}/file")
    assert file.data.startswith(b"%PDF-")
    place = people.browser("member02").post(
        f"/papers/versions/{version_id}/place", data={"page": "3"}
    )
    assert place.status_code < 400
    people.press("member02", f"/items/{item}/position", stand="no_objection", seq="1")
    assert "1.1" in people.see("member02", f"/items/{item}")


def sits_and_votes(people, path, item):
    """Quorum, the current item, a ballot over the socket: once each, and only while it is open."""
    present = ["chair", *MEMBERS[:19]]
    sit(people, path, present)
    assert "20" in people.see("chair", f"{path}/room")
    ballot_id = open_ballot(people, "chair", path, item)
    watchers = ("member02", "chair", "officer1")
    for watcher in watchers:
        people.watch(watcher, f"ballot:{ballot_id}", f"room:{path.rpartition('/')[2]}")
        people.heard(watcher)
    first = vote(people, "member02", ballot_id, "for_")
    assert first["ok"], first
    assert all(people.hears(watcher, f"ballot:{ballot_id}") for watcher in watchers)
    assert vote(people, "member02", ballot_id, "for_")["receipt"] == first["receipt"]
    assert vote(people, "member02", ballot_id, "against")["error"] == 409
    others = [each for each in present if each != "member02"]
    choices = ["for_"] * 13 + ["against"] * 2
    for username, choice in zip(others, choices, strict=False):
        assert vote(people, username, ballot_id, choice)["ok"]
    people.press("chair", f"/ballots/{ballot_id}/close")
    assert vote(people, others[-1], ballot_id, "for_")["error"] == 410
    return ballot_id


def vote(people, username, ballot_id, choice):
    return people.send(username, "cast", ballot=ballot_id, choice=choice, text="", seq=1)


def is_decided(people, path, ballot_id):
    """By the body's rule: more than half of all 27. Seen once it is announced, and not before."""
    assert PASSED not in people.see("member17", f"{path}/room")
    people.press("chair", f"/ballots/{ballot_id}/announce")
    result = one(select(Ballot).where(Ballot.id == ballot_id)).result
    assert (result["for_"], result["against"], result["unanswered"]) == (14, 2, 11)
    assert result["passed"] is True
    for username in ("member02", "member17", "officer1", "chair"):
        assert PASSED in people.see(username, f"{path}/room")


def concludes_and_orders(people, path, item):
    people.press(
        "officer1",
        f"{path}/minutes/items/{item}",
        text="Chính phủ thông qua dự thảo Nghị quyết.\nGiao Bộ Xây dựng hoàn thiện, trình ký.",
        outcome="adopted",
        revision="0",
    )
    assert "Giao Bộ Xây dựng" in people.see("officer1", f"{path}/minutes")
    task = people.press(
        "officer1",
        "/tasks/",
        body=people.found.government,
        title="Hoàn thiện, trình ký Nghị quyết",
        lead_id=people.found.agencies["BXD"],
        due_on=(datetime.now(HANOI) + timedelta(days=10)).date().isoformat(),
        source="Kết luận phiên họp",
    )
    assert "Hoàn thiện, trình ký Nghị quyết" in people.see("agency02", "/tasks/")
    people.press("agency02", f"{task}/accept")
    people.press("agency02", f"{task}/done", text="Đã trình.", document="Số 12/TTr-BXD", link="")
    people.press("officer1", f"{task}/confirm")
    assert "Số 12/TTr-BXD" in people.see("chair", task)
    assert "100" in people.see("chair", "/tasks/")


def leaves_a_trail(chain):
    """Every deed is in it; a changed row is found, and said where."""
    with reading():
        names = set(session().scalars(select(Entry.event).where(Entry.chain == chain)))
    assert names >= {
        "meeting.created", "item.added", "paper.uploaded", "meeting.published", "paper.opened",
        "position.taken", "attendance.arrived", "meeting.started", "ballot.opened", "ballot.closed",
        "ballot.announced", "conclusion.written", "task.assigned", "task.confirmed",
    }  # fmt: skip
    assert breaks() == []
    fifth = (Entry.chain == chain) & (Entry.position == 5)
    with engines()[-1].begin() as connection:
        connection.execute(update(Entry).where(fifth).values(actor_id="somebody else"))
    assert breaks() == [Break(chain, 5, "changed")]


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
