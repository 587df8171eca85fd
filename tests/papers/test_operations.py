"""Papers handed in, their versions, their readers: functions, without a page."""

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Missing, Refused
from ecabinet.meetings.operations import end_meeting
from ecabinet.papers.models import Reading, State, page_label
from ecabinet.papers.operations import (
    admit_readers,
    close_dossier,
    dossier_for_item,
    keep_place,
    open_dossier,
    remove_paper,
)
from ecabinet.papers.queries import (
    find_dossier,
    find_item,
    find_paper,
    find_version,
    list_papers,
    list_papers_of_items,
)
from tests.papers.shelf import draft, pdf


def facts(cabinet, name):
    query = select(Entry.details).where(Entry.event == name).order_by(Entry.position)
    return cabinet.look("officer", lambda _: session().scalars(query).all())


def listed(cabinet, shelf, who="officer"):
    found = cabinet.look(who, lambda actor: list_papers_of_items(actor, [shelf.item]))
    return found.get(shelf.item, [])


def test_papers_are_numbered_in_the_order_they_came(cabinet, shelf):
    for title in ("Tờ trình", "Dự thảo", "Thẩm định"):
        shelf.hand_in(draft=draft(title), read=False)
    assert [each.label for each in listed(cabinet, shelf)] == ["1.1", "1.2", "1.3"]


def test_a_removed_paper_keeps_its_place(cabinet, shelf):
    first = shelf.paper_id(shelf.hand_in(read=False))
    shelf.hand_in(read=False)
    cabinet.act("officer", lambda actor: remove_paper(actor, find_paper(actor, first)))
    shelf.hand_in(read=False)
    assert [each.label for each in listed(cabinet, shelf)] == ["1.2", "1.3"]
    assert facts(cabinet, "paper.removed")[0]["paper_id"] == first


def test_the_label_names_item_paper_page_and_pages(cabinet, shelf):
    paper = shelf.version(shelf.hand_in(read=False)).paper
    assert page_label(paper) == "1.1"
    assert page_label(paper, 3, 12) == "1.1 · tr. 3/12"


def test_a_new_version_waits_until_it_is_ready(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in(pdf(2)))
    shelf.publish()
    second = shelf.hand_in_version(paper, read=False)
    assert [each.ready.number for each in listed(cabinet, shelf, "minister")] == [1]
    assert listed(cabinet, shelf, "minister")[0].pending is None
    assert listed(cabinet, shelf, "officer")[0].pending.number == 2
    shelf.make_ready(second)
    assert [each.ready.number for each in listed(cabinet, shelf, "minister")] == [2]


def test_a_refused_new_version_leaves_the_old_one_standing(cabinet, shelf):
    paper = shelf.paper_id(shelf.hand_in())
    shelf.hand_in_version(paper, pdf()[:300], read=False)
    shelf.drain()
    one = listed(cabinet, shelf)[0]
    assert (one.ready.number, one.pending.state) == (1, State.REFUSED)


@pytest.mark.parametrize("who", ["minister", "assistant", "treasury", "clerk", "guest"])
def test_others_hand_nothing_in(cabinet, shelf, who):
    shelf.hand_in(read=False)
    shelf.publish()
    with pytest.raises((Denied, Missing)):
        cabinet.act(who, lambda actor: dossier_for_item(actor, find_item(actor, shelf.item)))


def test_the_dossier_of_an_item_is_made_once(cabinet, shelf):
    make = lambda actor: dossier_for_item(actor, find_item(actor, shelf.item)).id  # noqa: E731 -- said once
    assert cabinet.act("officer", make) == cabinet.act("agency", make)
    assert len(facts(cabinet, "dossier.opened")) == 1


def test_opening_a_version_is_recorded_once(cabinet, shelf):
    version = shelf.hand_in(pdf(5))
    shelf.publish()
    go = lambda page: cabinet.act(  # noqa: E731 -- said four times
        "minister", lambda actor: keep_place(actor, find_version(actor, version), page).furthest
    )
    assert [go(1), go(4), go(2), go(99)] == [1, 4, 4, 5]
    opened = facts(cabinet, "paper.opened")
    assert [each["version_id"] for each in opened] == [version]
    key = (version, cabinet.id("minister"))
    place = cabinet.look("minister", lambda _: session().get(Reading, key))
    assert (place.page, place.furthest) == (5, 5)


def test_where_somebody_is_shows_in_their_list_alone(cabinet, shelf):
    version = shelf.hand_in(pdf(5))
    shelf.publish()
    cabinet.act("minister", lambda actor: keep_place(actor, find_version(actor, version), 3))
    assert listed(cabinet, shelf, "minister")[0].reading.page == 3
    assert listed(cabinet, shelf, "finance")[0].reading is None


def test_what_is_not_ready_cannot_be_opened(cabinet, shelf):
    version = shelf.hand_in(read=False)
    with pytest.raises(Denied):
        cabinet.act("officer", lambda actor: keep_place(actor, find_version(actor, version), 1))


def test_a_version_is_settled_once(cabinet, shelf):
    version = shelf.version(shelf.hand_in())
    with pytest.raises(Refused):
        version.settle(State.REFUSED)


def test_readers_are_admitted_and_stay(cabinet, shelf):
    dossier = shelf.open_dossier(reader_ids=[cabinet.id("minister")])
    more = [cabinet.id("finance"), cabinet.id("minister")]
    cabinet.act(
        "officer", lambda actor: admit_readers(actor, find_dossier(actor, dossier, lock=True), more)
    )
    for who in ("minister", "finance"):
        assert cabinet.look(who, lambda actor: find_dossier(actor, dossier).title) == "Hồ sơ"
    with pytest.raises(Missing):
        cabinet.look("health", lambda actor: find_dossier(actor, dossier))


def test_an_agency_opens_a_dossier_for_itself_alone(cabinet, shelf):
    shelf.open_dossier(by="treasury", agency_id=cabinet.treasury_agency)
    with pytest.raises(Denied):
        cabinet.act(
            "treasury",
            lambda actor: open_dossier(actor, cabinet.body, "X", agency_id=cabinet.construction),
        )


def test_an_item_has_no_readers_by_name(cabinet, shelf):
    dossier = shelf.version(shelf.hand_in(read=False)).paper.dossier_id
    with pytest.raises(Denied):
        cabinet.act("officer", lambda actor: admit_readers(actor, find_dossier(actor, dossier), []))


def test_the_list_takes_as_many_statements_for_many_as_for_one(cabinet, shelf, statements):
    dossier = shelf.version(shelf.hand_in(read=False)).paper.dossier_id

    def count():
        with statements() as counted:
            cabinet.look(
                "officer", lambda actor: len(list_papers(actor, find_dossier(actor, dossier)))
            )
            cabinet.look(
                "officer",
                lambda actor: list_papers_of_items(actor, [shelf.item, shelf.other_item]),
            )
        return counted()

    one = count()
    for by in ("agency", "head", "officer"):
        shelf.hand_in(by=by, read=False)
        shelf.hand_in(item=shelf.other_item, read=False)
    assert count() == one


def change_everything(cabinet, shelf, paper, by):
    """Return what was refused of handing in a paper, handing in a version and taking the paper away."""
    dossier = cabinet.look("officer", lambda actor: find_paper(actor, paper).dossier_id)
    deeds = {
        "paper": lambda: shelf.fill(dossier, by=by, read=False),
        "version": lambda: shelf.hand_in_version(paper, by=by, read=False),
        "removal": lambda: cabinet.act(
            by, lambda actor: remove_paper(actor, find_paper(actor, paper, lock=True))
        ),
    }
    return {name for name, deed in deeds.items() if is_refused(deed)}


def is_refused(deed):
    try:
        deed()
    except Refused:
        return True
    return False


@pytest.mark.parametrize("by", ["agency", "officer"])
def test_the_papers_of_a_session_that_is_over_stay_as_they_are(cabinet, shelf, by):
    paper = shelf.paper_id(shelf.hand_in())
    shelf.session.started()
    assert change_everything(cabinet, shelf, shelf.paper_id(shelf.hand_in()), by) == set()
    shelf.session.do("chair", end_meeting)
    assert change_everything(cabinet, shelf, paper, by) == {"paper", "version", "removal"}
    with pytest.raises(Refused):
        shelf.hand_in(item=shelf.other_item)


def test_a_closed_dossier_stays_as_it_is_and_still_gets_readers(cabinet, shelf):
    dossier = shelf.open_dossier(by="treasury", agency_id=cabinet.treasury_agency)
    paper = shelf.paper_id(shelf.fill(dossier))
    assert (
        change_everything(cabinet, shelf, shelf.paper_id(shelf.fill(dossier)), "treasury") == set()
    )
    do = lambda deed, *more: cabinet.act(  # noqa: E731 -- said thrice
        "officer", lambda actor: deed(actor, find_dossier(actor, dossier, lock=True), *more)
    )
    do(close_dossier)
    do(close_dossier)
    everything = {"paper", "version", "removal"}
    assert change_everything(cabinet, shelf, paper, "treasury") == everything
    assert change_everything(cabinet, shelf, paper, "officer") == everything
    do(admit_readers, [cabinet.id("minister")])
    assert cabinet.look("minister", lambda actor: find_paper(actor, paper).id) == paper
    assert len(facts(cabinet, "dossier.closed")) == 1
