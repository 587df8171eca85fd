"""Reading a paper in an emergency: who asks, who agrees, what it opens and how it ends."""

from datetime import timedelta

import pytest

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import recuse_member
from ecabinet.audit.models import Entry
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.emergencies import policy
from ecabinet.emergencies.operations import (
    agree_to_reading,
    ask_to_read,
    end_reading,
    open_reading,
)
from ecabinet.emergencies.queries import find_paper_to_ask_for, find_reading, list_readings
from ecabinet.meetings.queries import find_meeting
from ecabinet.notifications.models import Notice
from ecabinet.papers.models import EmergencyReading
from ecabinet.papers.operations import restrict_paper, upload_version
from ecabinet.papers.queries import find_dossier, find_item, find_paper, find_version
from tests.cabinet import EVERYBODY
from tests.meetings.sessions import resign
from tests.papers.shelf import Shelf, draft, kept, pdf
from tests.papers.test_policy import agree as rules_agree
from tests.papers.test_policy import seen

SECRET = "Danh sách nhân sự"
REASON = "Tài liệu không mở được, phải sửa trước phiên họp"


@pytest.fixture
def shelf(cabinet, drain):
    return Shelf(cabinet, drain)


@pytest.fixture
def paper(cabinet, shelf):
    """A restricted paper of a published item, handed in by its agency."""
    paper = shelf.paper_id(shelf.hand_in(draft=draft(SECRET), by="agency"))
    shelf.publish()
    cabinet.act(
        "agency",
        lambda actor: restrict_paper(
            actor, find_paper(actor, paper, lock=True), Secrecy.RESTRICTED, []
        ),
    )
    return paper


class Emergency:
    """What is done with one reading, and by whom."""

    def __init__(self, cabinet, paper, who="admin"):
        self.cabinet, self.paper, self.who = cabinet, paper, who
        self.id = cabinet.act(
            who, lambda actor: ask_to_read(actor, find_paper_to_ask_for(actor, paper), REASON).id
        )

    def do(self, username, deed):
        self.cabinet.act(
            username, lambda actor: deed(actor, find_reading(actor, self.id, lock=True))
        )

    def opened(self, by="head"):
        self.do(by, agree_to_reading)
        self.do(self.who, open_reading)
        return self


def reads(cabinet, username, paper):
    return username in seen(cabinet, paper)


def test_nothing_is_open_before_it_is_asked_agreed_to_and_begun(cabinet, paper):
    assert not reads(cabinet, "admin", paper)
    emergency = Emergency(cabinet, paper)
    assert not reads(cabinet, "admin", paper)
    with pytest.raises(Refused):
        emergency.do("admin", open_reading)
    emergency.do("head", agree_to_reading)
    assert not reads(cabinet, "admin", paper)
    emergency.do("admin", open_reading)
    assert reads(cabinet, "admin", paper)
    rules_agree(cabinet)


def test_it_opens_that_paper_and_nothing_else(cabinet, shelf, paper):
    other = shelf.paper_id(shelf.hand_in())
    emergency = Emergency(cabinet, paper).opened()
    assert not reads(cabinet, "admin", other)
    assert not reads(cabinet, "auditor", paper)
    dossier = shelf.version(
        cabinet.look("agency", lambda actor: find_paper(actor, paper).versions[0].id), by="agency"
    ).paper.dossier_id
    for look in (
        lambda actor: find_dossier(actor, dossier),
        lambda actor: find_item(actor, shelf.item),
        lambda actor: find_meeting(actor, shelf.session.id),
    ):
        with pytest.raises(Missing):
            cabinet.look("admin", look)
    with pytest.raises(Denied):
        cabinet.act(
            "admin", lambda actor: upload_version(actor, find_paper(actor, paper), kept(pdf()))
        )
    assert emergency.id


def test_it_ends_by_itself_after_an_hour(cabinet, paper):
    Emergency(cabinet, paper).opened()
    with clock.set_to(clock.now() + timedelta(minutes=59)):
        assert reads(cabinet, "admin", paper)
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert not reads(cabinet, "admin", paper)
        rules_agree(cabinet)


@pytest.mark.parametrize("username", ["admin", "head", "chair"])
def test_it_is_ended_before_its_time_by_either(cabinet, paper, username):
    emergency = Emergency(cabinet, paper).opened()
    emergency.do(username, end_reading)
    assert not reads(cabinet, "admin", paper)
    with pytest.raises(Closed):
        emergency.do("admin", open_reading)
    rules_agree(cabinet)


def test_who_is_no_administrator_any_more_reads_no_further(cabinet, paper):
    Emergency(cabinet, paper).opened()
    resign(cabinet, "admin")
    assert not reads(cabinet, "admin", paper)
    rules_agree(cabinet)


@pytest.mark.parametrize(
    "username", [each for each in EVERYBODY if each not in {"admin", "auditor"}]
)
def test_nobody_else_asks(cabinet, paper, username):
    with pytest.raises((Missing, Denied)):
        Emergency(cabinet, paper, username)


def test_an_auditor_asks_as_an_administrator_does(cabinet, paper):
    Emergency(cabinet, paper, "auditor").opened("chair")
    assert reads(cabinet, "auditor", paper)


@pytest.mark.parametrize("username", [each for each in EVERYBODY if each not in {"head", "chair"}])
def test_nobody_but_the_heads_agrees(cabinet, paper, username):
    emergency = Emergency(cabinet, paper)
    with pytest.raises((Missing, Denied)):
        emergency.do(username, agree_to_reading)


def test_who_is_recused_from_the_item_does_not_agree(cabinet, shelf, paper):
    emergency = Emergency(cabinet, paper)
    shelf.session.on("officer", "Nhà ở", recuse_member, cabinet.id("chair"), "")
    with pytest.raises(Denied):
        emergency.do("chair", agree_to_reading)


def test_nobody_agrees_for_themselves(cabinet, paper):
    emergency = Emergency(cabinet, paper)
    with reading():
        asked = session().get_one(EmergencyReading, emergency.id)
        head = load_actor(cabinet.id("head"))
        both = Actor(asked.account_id, "Cả hai", head.holdings)
        assert policy.may_agree(head, asked)
        assert not policy.may_agree(both, asked)


def test_a_reason_is_needed_and_one_paper_is_asked_for_once(cabinet, paper):
    with pytest.raises(Invalid):
        cabinet.act(
            "admin", lambda actor: ask_to_read(actor, find_paper_to_ask_for(actor, paper), " ")
        )
    Emergency(cabinet, paper)
    with pytest.raises(Refused):
        Emergency(cabinet, paper)


def test_refused_or_taken_back_it_may_be_asked_again(cabinet, paper):
    Emergency(cabinet, paper).do("head", end_reading)
    Emergency(cabinet, paper).do("admin", end_reading)
    refused = Emergency(cabinet, paper)
    refused.do("chair", end_reading)
    with pytest.raises(Closed):
        refused.do("head", agree_to_reading)


def test_whoever_it_belongs_to_is_told_of_every_step_and_no_notice_names_it(cabinet, paper):
    owners = {cabinet.id("agency"), cabinet.id("officer")}
    emergency = Emergency(cabinet, paper)
    assert owners | {cabinet.id("head"), cabinet.id("chair")} == told()
    emergency.do("head", agree_to_reading)
    assert owners | {cabinet.id("admin")} == told()
    emergency.do("admin", open_reading)
    assert owners | {cabinet.id("head")} == told()
    emergency.do("chair", end_reading)
    assert owners | {cabinet.id("head"), cabinet.id("admin")} == told()
    assert all(SECRET not in str(each.values) for each in notices())


def told():
    """Return who was told of the last step."""
    last = max(each.at for each in notices())
    return {each.account_id for each in notices() if each.at == last}


def notices():
    with reading() as current:
        found = current.query(Notice).filter(Notice.href.like("/emergency-readings/%"))
        return found.order_by(Notice.at, Notice.id).all()


def test_every_step_stands_in_the_trail_of_the_body(cabinet, paper):
    Emergency(cabinet, paper).opened().do("head", end_reading)
    with reading() as current:
        entries = current.query(Entry).filter(Entry.event.like("emergency.%"))
        steps = [each.event for each in entries.order_by(Entry.position)]
        assert {each.chain for each in entries} == {cabinet.body}
        assert all(SECRET not in str(each.details) for each in entries)
    assert steps == ["emergency.asked", "emergency.agreed", "emergency.opened", "emergency.ended"]


def test_who_knows_of_it(cabinet, paper):
    Emergency(cabinet, paper)
    knows = {"admin", "auditor", "head", "chair", "officer", "agency"}
    for username in EVERYBODY:
        with reading():
            actor = load_actor(cabinet.id(username))
            by_rule = {
                each.id for each in session().query(EmergencyReading) if policy.may_see(actor, each)
            }
            found = session().query(EmergencyReading).filter(policy.visible_to(actor))
            assert by_rule == {each.id for each in found}, username
            assert bool(by_rule) is (username in knows), username


def test_what_it_is_called_is_shown_to_those_who_may_see_it(cabinet, paper):
    Emergency(cabinet, paper)

    def named(username):
        return [each.paper is not None for each in cabinet.look(username, list_readings)]

    assert named("head") == named("chair") == named("agency") == [True]
    assert named("admin") == named("auditor") == named("officer") == [False]


def test_the_version_is_found_while_it_lasts(cabinet, paper):
    version = cabinet.look("agency", lambda actor: find_paper(actor, paper).versions[0].id)
    emergency = Emergency(cabinet, paper).opened()
    assert cabinet.look("admin", lambda actor: find_version(actor, version)).id == version
    emergency.do("head", end_reading)
    with pytest.raises(Missing):
        cabinet.look("admin", lambda actor: find_version(actor, version))
