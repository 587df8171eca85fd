"""A restricted item and a restricted paper, looked for by their words on every page that somebody can come to."""

import io
import re

import pypdfium2
import pytest

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.models import Outcome, Secrecy
from ecabinet.agenda.operations import add_item, invite_guest, recuse_member, restrict_item
from ecabinet.agenda.queries import find_item
from ecabinet.ballots.operations import announce_ballot
from ecabinet.core.database import reading
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.queries import find_meeting
from ecabinet.minutes.operations import write_conclusion
from ecabinet.papers.models import Paper
from ecabinet.papers.operations import dossier_for_item, restrict_paper, upload_paper
from ecabinet.papers.queries import find_paper
from tests.ballots.stage import Stage
from tests.cabinet import EVERYBODY
from tests.papers.shelf import _settle, draft, kept, pdf
from tests.sittings.room import RoomOf

ITEM, PAPER, CONCLUSION, QUESTION, ALONE = (
    "Chim-hoàng-yến-một", "Chim-hoàng-yến-hai", "Chim-hoàng-yến-ba", "Chim-hoàng-yến-bốn",
    "Chim-hoàng-yến-năm",
)  # fmt: skip
OF_ITEM = (ITEM, PAPER, CONCLUSION, QUESTION)
KNOW = {"chair", "head", "officer", "finance"}
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
WALKED = re.compile(r"/(?:meetings|items|papers|ballots|tasks|consultations|notices|emergency)")
POLITE = "Nội dung hạn chế"


@pytest.fixture
def stage(cabinet):
    """A session that sits: one open item, and one restricted with a paper, a closed ballot, a conclusion, a task.

    The open item has a restricted paper too. Both were told of under their titles before they were restricted.
    """
    stage = Stage(cabinet)
    stage.secret = cabinet.act("officer", lambda actor: _add(actor, stage))
    stage.paper, stage.alone = (
        hand_in(stage, stage.secret, PAPER),
        hand_in(stage, stage.item, ALONE),
    )
    on(stage, stage.item, invite_guest, cabinet.id("guest"))
    named = [cabinet.id("finance")]
    on(stage, stage.secret, restrict_item, Secrecy.RESTRICTED, named)
    cabinet.act(
        "officer",
        lambda actor: restrict_paper(
            actor, find_paper(actor, stage.alone, lock=True), Secrecy.RESTRICTED, named
        ),
    )
    stage.start()
    RoomOf(stage).call(stage.secret)
    ballot = stage.prepare("chair", stage.secret, QUESTION)
    stage.open(ballot=ballot)
    stage.cast("finance", ballot)
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)
    on(stage, stage.secret, write_conclusion, CONCLUSION, Outcome.ADOPTED, 0)
    stage.ballot = ballot
    return stage


def _add(actor, stage):
    meeting = find_meeting(actor, stage.meeting, lock=True)
    return add_item(actor, meeting, ItemDraft(ITEM, agency_id=stage.cabinet.construction)).id


def on(stage, item, operation, *rest):
    """Do an operation on an item as the desk."""
    stage.cabinet.act(
        "officer", lambda actor: operation(actor, find_item(actor, item, lock=True), *rest)
    )


def hand_in(stage, item, title):
    """Hand in a paper, ready to be read; return its id."""
    sent = kept(pdf())

    def deed(actor):
        dossier = dossier_for_item(actor, find_item(actor, item))
        version = upload_paper(actor, dossier, sent, draft(title))
        _settle(version)
        version.thumbnail = version.copy
        return version.paper_id

    return stage.cabinet.act("officer", deed)


def addresses(stage):
    """Every address at which the session, its items and papers could be shown."""
    with reading() as current:
        paper = current.get_one(Paper, stage.paper)
        dossier, version = paper.dossier_id, paper.versions[0].id
        alone = current.get_one(Paper, stage.alone).dossier_id
    meeting, item = f"/meetings/{stage.meeting}", f"/items/{stage.secret}"
    parts = [f"{meeting}/room/{part}" for part in ("agenda", "main", "side", "status")]
    return [
        "/", "/meetings/", "/consultations/", "/tasks/", "/notices/", "/me", "/emergency-readings/",
        meeting, f"{meeting}/agenda", f"{meeting}/agenda?item={stage.secret}", f"{meeting}/room", *parts,
        f"{meeting}/minutes", f"{meeting}/edit", item, f"{item}/edit", f"{item}/position", f"{item}/recusal",
        f"{item}/remove", f"{item}/secrecy", f"/items/{stage.item}", f"/papers/{stage.paper}",
        f"/papers/{stage.alone}", f"/papers/dossiers/{dossier}", f"/papers/dossiers/{alone}",
        f"/papers/versions/{version}/file", f"/ballots/{stage.ballot}", f"/ballots/{stage.ballot}/panel",
        f"{meeting}/publish",
    ]  # fmt: skip


def walk(browser, starts):
    """Go to every address and to every link found there; return what each one says."""
    told, waiting = {}, list(starts)
    while waiting:
        address = waiting.pop()
        if address in told:
            continue
        for headers in ({}, {"X-Fragment": "1"})[: 1 + (address in starts)]:
            reply = browser.get(address, headers=headers)
            assert reply.status_code < 500, address
            told[address] = told.get(address, "") + str(reply.headers) + words(reply)
        found = (each.replace("&amp;", "&") for each in LINK.findall(told[address]))
        waiting += [each for each in found if WALKED.match(each)]
    return told


def words(reply):
    """Return what an answer says: of a page its text as it came, of a PDF the words on its pages."""
    if reply.mimetype == "application/pdf":
        document = pypdfium2.PdfDocument(io.BytesIO(reply.data))
        return " ".join(" ".join(each.get_textpage().get_text_range().split()) for each in document)
    return reply.get_data(as_text=True) if reply.mimetype.startswith(("text/", "application/json")) else ""  # fmt: skip


@pytest.mark.parametrize("username", sorted(set(EVERYBODY) - KNOW - {"health", "justice"}))
def test_whoever_does_not_need_to_know_finds_no_word_of_it(stage, sign_in, username):
    told = walk(sign_in(username), addresses(stage))
    for canary in (*OF_ITEM, ALONE):
        assert [each for each, said in told.items() if canary in said] == [], canary


@pytest.mark.parametrize("username", ["minister", "assistant"])
def test_who_sees_the_agenda_finds_its_number_and_a_polite_line(stage, sign_in, username):
    browser, meeting = sign_in(username), f"/meetings/{stage.meeting}"
    for address in (meeting, "/", f"/items/{stage.item}", f"{meeting}/room"):
        assert POLITE in browser.get(address).text, address
    assert "đang bàn một nội dung hạn chế" in browser.get(f"{meeting}/room").text


@pytest.mark.parametrize("username", ["minister", "guest", "agency", "admin", "stranger"])
def test_its_addresses_answer_as_absent_ones_do(stage, sign_in, username):
    browser = sign_in(username)
    there, absent = f"/items/{stage.secret}", f"/items/{stage.secret[::-1]}"
    replies = [browser.get(each) for each in (there, absent)]
    assert [each.status_code for each in replies] == [404, 404]
    assert scrubbed(replies[0]) == scrubbed(replies[1])


def scrubbed(reply):
    return re.sub(r'nonce="[^"]*"|(?:value|content)="[^"]{40,}"', "", reply.text)


def test_whoever_needs_to_know_finds_everything(stage, sign_in):
    told = " ".join(walk(sign_in("finance"), addresses(stage)).values())
    for canary in (ITEM, PAPER, QUESTION, ALONE):
        assert canary in told


def test_the_minutes_are_an_excerpt_for_each_reader(stage, sign_in):
    on(stage, stage.secret, recuse_member, stage.cabinet.id("justice"), "")
    on(stage, stage.item, write_conclusion, "Thống nhất", Outcome.ADOPTED, 0)
    stage.of_meeting("chair", meetings.end_meeting)
    page = f"/meetings/{stage.meeting}/minutes"
    for username in ("finance", "head"):
        for address in (page, f"{page}.pdf"):
            said = words(sign_in(username).get(address))
            assert ITEM in said
            assert CONCLUSION in said
            assert "Lê Duy Giang không tham gia nội dung này" in said
    for username in ("minister", "assistant"):
        for address in (page, f"{page}.pdf"):
            said = words(sign_in(username).get(address))
            assert not any(canary in said for canary in OF_ITEM)
            assert POLITE in said
    assert "không tham gia nội dung này" in words(sign_in("justice").get(f"{page}.pdf"))  # fmt: skip


@pytest.mark.parametrize("username", ["minister", "stranger", "agency", "guest", "assistant"])
def test_no_open_line_hears_of_it(stage, socket, username):
    secret = {f"item:{stage.secret}": 0, f"paper:{stage.paper}": 0, f"ballot:{stage.ballot}": 0}
    secret |= {f"paper:{stage.alone}": 0, f"positions:{stage.secret}": 0}
    answer = socket(username).emit("watch", {"topics": secret}, callback=True)
    assert answer["topics"] == {}
