"""Who may see which paper: the rule and its SQL agree about every person and every kind of dossier."""

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import remove_item
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.papers import policy
from ecabinet.papers.models import Dossier, Paper, PaperVersion
from ecabinet.papers.operations import remove_paper
from ecabinet.papers.queries import find_paper, list_papers_of_items
from tests.cabinet import EVERYBODY
from tests.papers.shelf import draft, pdf

MEMBERS = {"chair", "minister", "finance", "health", "justice"}
DESK = {"officer", "head"}
RULES = (
    (Paper, policy.may_see, policy.visible_to),
    (Dossier, policy.may_see_dossier, policy.visible_to_dossier),
    (PaperVersion, policy.may_see_version, policy.visible_to_version),
)


def seen(cabinet, paper_id):
    """Return who finds a paper."""

    def finds(actor):
        try:
            return bool(find_paper(actor, paper_id))
        except Missing:
            return False

    return {who for who in EVERYBODY if cabinet.look(who, finds)}


@pytest.fixture
def everything(cabinet, shelf):
    """Every kind of dossier with every kind of paper."""
    shelf.hand_in()
    shelf.hand_in(draft=draft("Hạn chế", Secrecy.RESTRICTED), by="agency")
    shelf.receive(b"%PDF-1.7\nnothing", by="agency")
    shelf.hand_in(item=shelf.other_item, by="treasury")
    removed = shelf.paper_id(shelf.hand_in())
    cabinet.act("officer", lambda actor: remove_paper(actor, find_paper(actor, removed)))
    shelf.fill(shelf.open_dossier(reader_ids=[cabinet.id("minister")]))
    shelf.fill(shelf.open_dossier(open_to_body=True))
    shelf.fill(shelf.open_dossier(by="treasury", agency_id=cabinet.treasury_agency), by="treasury")
    shelf.hand_in(read=False, by="agency")


def test_the_rule_and_its_sql_agree_about_everybody(cabinet, shelf, everything):
    agree(cabinet)
    shelf.publish()
    agree(cabinet)
    shelf.invite("guest")
    shelf.recuse("minister")
    agree(cabinet)


def agree(cabinet):
    for who in EVERYBODY:
        for rule in RULES:
            found, allowed = cabinet.look(who, lambda actor, rule=rule: both(actor, *rule))
            assert found == allowed, f"{who}: {rule[1].__name__}"


def both(actor, model, may, visible):
    everything = session().scalars(select(model)).all()
    found = {each.id for each in session().scalars(select(model).where(visible(actor)))}
    return found, {each.id for each in everything if may(actor, each)}


def test_before_publication_only_the_desk_the_chair_and_the_agency_see_it(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in())
    assert seen(cabinet, paper) == DESK | {"chair", "agency"}


def test_after_publication_members_and_assistants_see_it_too(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in())
    shelf.publish()
    assert seen(cabinet, paper) == DESK | MEMBERS | {"agency", "assistant"}


def test_a_recused_member_and_their_assistant_do_not(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in())
    shelf.publish()
    shelf.recuse("minister")
    assert seen(cabinet, paper) == (DESK | MEMBERS | {"agency"}) - {"minister"}


def test_a_guest_sees_the_papers_of_their_items_only(cabinet, shelf):
    mine = shelf.paper_id(shelf.hand_in())
    other = shelf.paper_id(shelf.hand_in(item=shelf.other_item))
    shelf.publish()
    shelf.invite("guest")
    assert "guest" in seen(cabinet, mine)
    assert "guest" not in seen(cabinet, other)


def test_a_file_being_read_is_seen_by_its_sender_and_the_desk(cabinet, shelf):
    shelf.publish()
    paper = shelf.paper_id(shelf.hand_in(by="agency", read=False))
    assert seen(cabinet, paper) == DESK | {"agency"}


def test_a_refused_file_never_reaches_its_readers(cabinet, shelf):
    shelf.publish()
    paper = shelf.paper_id(shelf.receive(pdf()[:400], by="agency"))
    assert seen(cabinet, paper) == DESK | {"agency"}


def test_a_dossier_of_its_own_is_seen_by_its_readers_and_their_assistants(cabinet, shelf):
    opened = shelf.open_dossier(reader_ids=[cabinet.id("minister")])
    paper = shelf.paper_id(shelf.fill(opened))
    assert seen(cabinet, paper) == DESK | {"minister", "assistant"}


def test_open_to_the_body_means_its_people_and_agencies_but_no_guest(cabinet, shelf):
    paper = shelf.paper_id(shelf.fill(shelf.open_dossier(open_to_body=True)))
    body = DESK | MEMBERS | {"clerk", "agency", "treasury", "assistant"}
    assert seen(cabinet, paper) == body


def test_a_removed_paper_is_seen_by_nobody(cabinet, shelf):
    shelf.publish()
    paper = shelf.paper_id(shelf.hand_in())
    cabinet.act("officer", lambda actor: remove_paper(actor, find_paper(actor, paper)))
    assert seen(cabinet, paper) == set()
    assert cabinet.look("officer", lambda actor: list_papers_of_items(actor, [shelf.item])) == {}


def test_the_papers_go_with_the_item_to_another_agency(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in(by="agency"))
    shelf.give_to(cabinet.treasury_agency)
    agree(cabinet)
    assert seen(cabinet, paper) == DESK | {"chair", "treasury"}
    dossier = lambda: find_paper_row(paper).dossier  # noqa: E731 -- read where it is asked for
    assert not cabinet.look("agency", lambda actor: policy.may_upload(actor, dossier()))
    assert cabinet.look("treasury", lambda actor: policy.may_upload(actor, dossier()))


def test_of_an_item_taken_out_of_the_draft_nobody_sees_the_papers(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in(by="agency"))
    shelf.session.on("officer", "Nhà ở", remove_item)
    agree(cabinet)
    assert seen(cabinet, paper) == set()


def find_paper_row(paper_id):
    return session().get_one(Paper, paper_id)


@pytest.mark.parametrize(
    ("who", "may"),
    [("officer", True), ("head", True), ("agency", True), ("treasury", False), ("minister", False)],
)
def test_the_desk_and_the_presenting_agency_hand_papers_in(cabinet, shelf, who, may):
    version = shelf.hand_in()
    shelf.publish()
    dossier = shelf.version(version).paper.dossier_id
    allowed = cabinet.look(
        who, lambda actor: policy.may_upload(actor, session().get_one(Dossier, dossier))
    )
    assert allowed is may
