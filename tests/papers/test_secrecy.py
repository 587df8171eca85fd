"""Who knows of a restricted paper, and that for everybody else it is not there."""

import pytest

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import restrict_item
from ecabinet.audit.models import Entry
from ecabinet.bodies.models import Post, Scope
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice
from ecabinet.papers import policy
from ecabinet.papers.models import PageText
from ecabinet.papers.operations import keep_place, restrict_paper, upload_version
from ecabinet.papers.queries import find_paper, find_version, list_candidates, list_papers_of_items
from tests.cabinet import EVERYBODY
from tests.papers.shelf import draft, kept, pdf
from tests.papers.test_policy import agree, find_paper_row, seen

SECRET = "Danh sách nhân sự"
ALWAYS = {"chair", "head"}
OTHERS = {"minister", "finance", "health", "justice"}


def restrict(cabinet, paper, *usernames, by="officer", secrecy=Secrecy.RESTRICTED):
    ids = [cabinet.id(each) for each in usernames]
    cabinet.act(
        by,
        lambda actor: restrict_paper(actor, find_paper(actor, paper, lock=True), secrecy, ids),
    )


@pytest.fixture
def paper(cabinet, shelf):
    """The second of three papers of a published item."""
    shelf.hand_in()
    second = shelf.paper_id(shelf.hand_in(draft=draft(SECRET)))
    shelf.hand_in()
    shelf.publish()
    return second


def test_only_who_is_named_knows_besides_the_chair_and_the_head(cabinet, paper):
    restrict(cabinet, paper, "finance", "agency")
    assert seen(cabinet, paper) == ALWAYS | {"officer", "finance", "agency"}
    agree(cabinet)


def test_for_the_others_it_is_not_there_and_the_numbers_stay(cabinet, shelf, paper):
    restrict(cabinet, paper, "finance")

    def labels(actor):
        listed = list_papers_of_items(actor, [shelf.item])[shelf.item]
        return [each.label for each in listed]

    assert cabinet.look("finance", labels) == ["1.1", "1.2", "1.3"]
    assert cabinet.look("minister", labels) == cabinet.look("agency", labels) == ["1.1", "1.3"]


def test_it_only_narrows_what_the_item_allows(cabinet, shelf, paper):
    with pytest.raises(Invalid):
        restrict(cabinet, paper, "treasury")
    restrict(cabinet, paper, "finance", "minister")
    shelf.session.on("officer", "Nhà ở", restrict_item, Secrecy.RESTRICTED, [cabinet.id("finance")])
    assert seen(cabinet, paper) == ALWAYS | {"officer", "finance"}
    agree(cabinet)
    candidates = cabinet.look(
        "officer", lambda actor: list_candidates(actor, find_paper(actor, paper))
    )
    assert {each.account_id for each in candidates} == {cabinet.id("finance")}


def test_who_is_recused_does_not_see_it_even_when_named(cabinet, shelf, paper):
    restrict(cabinet, paper, "minister")
    shelf.recuse("minister")
    assert seen(cabinet, paper) == ALWAYS | {"officer"}
    agree(cabinet)


@pytest.mark.parametrize(("scopes", "sees"), [({Scope.RESTRICTED}, True), (set(), False)])
def test_an_assistant_sees_it_where_their_member_opened_restricted_matters(
    cabinet, paper, scopes, sees
):
    def deed():
        post = session().query(Post).filter_by(account_id=cabinet.id("assistant")).one()
        post.scopes = [Scope.SESSIONS, *scopes]

    run(deed)
    restrict(cabinet, paper, "minister")
    assert ("assistant" in seen(cabinet, paper)) is sees
    agree(cabinet)


def test_a_new_restricted_paper_is_its_senders_until_it_is_said_who_else_knows(cabinet, shelf):
    shelf.publish()
    version = shelf.hand_in(draft=draft(SECRET, Secrecy.RESTRICTED), by="agency", read=False)
    paper = cabinet.look("agency", lambda actor: find_version(actor, version).paper_id)
    assert seen(cabinet, paper) == {"agency", "head"}
    shelf.make_ready(version)
    assert seen(cabinet, paper) == ALWAYS | {"agency"}
    restrict(cabinet, paper, "finance", by="agency")
    assert seen(cabinet, paper) == ALWAYS | {"agency", "finance"}


def test_who_does_not_know_of_it_changes_nothing_about_it(cabinet, paper):
    restrict(cabinet, paper, "finance", by="head")
    with pytest.raises(Missing):
        restrict(cabinet, paper, secrecy=Secrecy.PUBLIC)
    with pytest.raises(Denied):
        restrict(cabinet, paper, by="finance", secrecy=Secrecy.PUBLIC)
    with pytest.raises(Denied):
        cabinet.act(
            "officer",
            lambda actor: upload_version(actor, find_paper_row(paper), kept(pdf())),
        )


def test_the_readers_of_a_dossier_of_its_own_are_named_already(cabinet, shelf):
    opened = shelf.open_dossier(reader_ids=[cabinet.id("minister")])
    paper = shelf.paper_id(shelf.fill(opened))
    restrict(cabinet, paper)
    assert seen(cabinet, paper) == {"head", "officer", "minister"}
    agree(cabinet)


def test_open_to_the_body_a_restricted_paper_is_not(cabinet, shelf):
    paper = shelf.paper_id(shelf.fill(shelf.open_dossier(open_to_body=True)))
    restrict(cabinet, paper, "health")
    assert seen(cabinet, paper) == {"head", "officer", "health"}
    agree(cabinet)


def test_another_body_and_the_administration_know_of_none(cabinet, paper):
    restrict(cabinet, paper, "finance")
    for username in ("stranger", "other_officer", "admin", "auditor"):
        with pytest.raises(Missing):
            restrict(cabinet, paper, by=username, secrecy=Secrecy.PUBLIC)


def test_opened_again_it_is_seen_as_before(cabinet, paper):
    before = seen(cabinet, paper)
    restrict(cabinet, paper)
    assert seen(cabinet, paper) == ALWAYS | {"officer"}
    restrict(cabinet, paper, secrecy=Secrecy.INTERNAL)
    assert seen(cabinet, paper) == before


def test_its_words_are_no_longer_kept_in_plain(cabinet, shelf):
    version = shelf.receive(pdf(2))
    paper = shelf.paper_id(version)
    with reading() as current:
        assert current.query(PageText).count() == 2
    restrict(cabinet, paper)
    with reading() as current:
        assert current.query(PageText).count() == 0


def test_no_notice_names_it_and_what_was_told_is_taken_back(cabinet, shelf, paper):
    version = cabinet.look("officer", lambda actor: find_paper(actor, paper).versions[0].id)
    cabinet.act("minister", lambda actor: keep_place(actor, find_version(actor, version), 1))
    shelf.receive_version(paper)
    assert SECRET in told()
    restrict(cabinet, paper, "minister")
    assert SECRET not in told()
    shelf.receive_version(paper)
    assert SECRET not in told()


def told():
    with reading() as current:
        return " ".join(str(each.values) for each in current.query(Notice))


def test_the_papers_of_a_restricted_item_are_not_named_either(cabinet, shelf, paper):
    version = cabinet.look("officer", lambda actor: find_paper(actor, paper).versions[0].id)
    cabinet.act("minister", lambda actor: keep_place(actor, find_version(actor, version), 1))
    shelf.receive_version(paper)
    shelf.session.on("officer", "Nhà ở", restrict_item, Secrecy.RESTRICTED, [])
    assert SECRET not in told()


def test_the_trail_says_who_was_let_in_and_shut_out(cabinet, paper):
    restrict(cabinet, paper, "finance")
    with reading() as current:
        details = current.query(Entry).filter_by(event="paper.restricted").one().details
        assert all(SECRET not in str(each.details) for each in current.query(Entry))
    assert set(details["reader_ids"]) == {cabinet.id("finance"), cabinet.id("officer")}
    assert {cabinet.id("minister"), cabinet.id("assistant")} <= set(details["shut_out"])


def test_the_form_proposes_keeps_and_says_what_is_wrong(cabinet, shelf, paper, sign_in):
    desk, address = sign_in("officer"), f"/papers/{paper}/secrecy"
    assert desk.get(address).text.count("checked") >= len(OTHERS)
    wrong = {"secrecy": "restricted", "reader_ids": [cabinet.id("stranger")]}
    assert desk.post(address, data=wrong).status_code == 422
    assert desk.post(address, data={"secrecy": "mật"}).status_code == 422
    sent = {"secrecy": "restricted", "reader_ids": [cabinet.id("finance")], "next": "/tasks/"}
    assert desk.post(address, data=sent).location == "/tasks/"
    assert seen(cabinet, paper) == ALWAYS | {"officer", "finance"}
    assert sign_in("minister").get(f"/papers/{paper}").status_code == 404
    assert sign_in("minister").get(f"/papers/{paper}/still-open").status_code == 404
    assert sign_in("finance").get(f"/papers/{paper}/still-open").status_code == 204
    assert sign_in("finance").get(address).status_code == 403


def test_a_list_takes_as_many_statements_however_many_are_restricted(cabinet, shelf, statements):
    def counted():
        with statements() as count:
            cabinet.look("finance", lambda actor: list_papers_of_items(actor, [shelf.item]))
        return count()

    shelf.hand_in()
    shelf.publish()
    few = counted()
    for _ in range(4):
        paper = shelf.paper_id(shelf.hand_in())
        restrict(cabinet, paper, "finance")
    assert counted() == few


def test_everybody_is_asked(cabinet, paper):
    restrict(cabinet, paper, "finance")
    for username in EVERYBODY:
        knows = cabinet.look(
            username,
            lambda actor: policy.may_see(actor, find_paper_row(paper)),
        )
        assert knows is (username in ALWAYS | {"officer", "finance"})
