"""Where and when a session is held: rooms that are taken, seats, remote sites, several days."""

from datetime import timedelta

import pytest

from ecabinet.audit.models import Entry
from ecabinet.bodies.queries import find_body
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing, Overtaken, Refused
from ecabinet.meetings import operations
from ecabinet.meetings.attendance_operations import reply_to_invitation
from ecabinet.meetings.hurdles import Kind
from ecabinet.meetings.models import Reply
from ecabinet.meetings.part_operations import plan_sittings
from ecabinet.meetings.place_operations import Where, assign_seats, choose_place, seat_by_rank
from ecabinet.meetings.place_queries import count_at_sites, find_hurdles
from ecabinet.meetings.queries import find_meeting
from ecabinet.venues.operations import (
    SiteDraft,
    VenueDraft,
    add_site,
    add_venue,
    close_venue,
    draw_seats,
)
from ecabinet.venues.queries import find_site, find_venue
from ecabinet.venues.seat_map import full
from tests.meetings.sessions import Session, draft_of

IN_TWO_WEEKS = now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=14)
HOUR = timedelta(hours=1)


@pytest.fixture
def room(cabinet):
    return a_room(cabinet)


def a_room(cabinet, name="Phòng họp số 1"):
    def deed(actor):
        body = find_body(actor, cabinet.body)
        venue = add_venue(actor, body, VenueDraft(name, capacity=4, link="https://hop.vn/p1"))
        session().flush()
        draw_seats(actor, venue, (2, 3), full(2, 3), 0)
        return venue.id

    return cabinet.act("officer", deed)


def enter(one, room_id, reason="", sites=()):
    revision = one.look().revision

    def deed(actor, meeting):
        venue = find_venue(actor, room_id) if room_id else None
        found = [find_site(actor, each) for each in sites]
        choose_place(actor, meeting, Where(venue, found, reason), revision)

    one.do("officer", deed)


def kinds(one, items=4):
    query = lambda actor: find_hurdles(actor, find_meeting(actor, one.id), items)  # noqa: E731
    return {each.kind for each in one.cabinet.look("officer", query)}


def spans(one):
    look = lambda actor: [each.span for each in find_meeting(actor, one.id).parts]  # noqa: E731
    return one.cabinet.look("officer", look)


def seats(one):
    return {each.account_id: each.seat for each in one.look().invitations}


def test_a_room_that_is_taken_is_said_and_kept_with_a_reason_that_stands_in_the_trail(
    cabinet, room
):
    first, second = (Session(cabinet, title=each, starts_at=IN_TWO_WEEKS) for each in "AB")
    enter(first, room)
    assert Kind.ROOM_TAKEN not in kinds(first)
    with pytest.raises(Invalid) as no:
        enter(second, room)
    assert list(no.value.problems) == ["reason"]
    assert second.look().venue_id is None
    enter(second, room, "Không còn phòng nào khác.")
    assert second.look().place == "Phòng họp số 1"
    assert Kind.ROOM_TAKEN in kinds(first) & kinds(second)
    with reading():
        said = [e.details for e in session().query(Entry).filter_by(event="meeting.room_chosen")]
    assert [(each["taken"], each["reason"]) for each in said] == [
        (0, ""),
        (1, "Không còn phòng nào khác."),
    ]


def test_a_break_of_one_session_leaves_the_room_to_another(cabinet, room):
    long, short = (
        Session(cabinet, title=each, starts_at=IN_TWO_WEEKS + later)
        for each, later in (("A", 0 * HOUR), ("B", 5 * HOUR))
    )
    days = [
        (IN_TWO_WEEKS, IN_TWO_WEEKS + 3 * HOUR),
        (IN_TWO_WEEKS + 24 * HOUR, IN_TWO_WEEKS + 27 * HOUR),
    ]
    long.do("officer", plan_sittings, days, 0)
    enter(long, room)
    enter(short, room)
    assert spans(long) == days
    with pytest.raises(Overtaken):
        long.do("head", plan_sittings, [], 0)
    with pytest.raises(Denied):
        long.do("chair", plan_sittings, [], 0)
    with pytest.raises(Invalid):
        long.do("officer", plan_sittings, [(now() - HOUR, now() + HOUR)], long.look().revision)
    moved = draft_of(starts_at=IN_TWO_WEEKS + 24 * HOUR, place=long.look().place)
    long.do("officer", operations.change_meeting, moved, long.look().revision)
    assert spans(long)[1][0] == days[1][0] + 24 * HOUR
    assert long.look().venue_id == room


def test_whoever_is_called_sits_by_rank_until_the_desk_says_otherwise(cabinet, room):
    one = Session(cabinet)
    enter(one, room)
    one.published()
    chair, minister = cabinet.id("chair"), cabinet.id("minister")
    assert seats(one)[chair] == "A2"
    assert len(set(seats(one).values())) == 5
    revision = one.look().revision
    swapped = {chair: seats(one)[minister], minister: "A2"}
    one.do("officer", assign_seats, swapped, revision)
    assert seats(one)[minister] == "A2"
    for wrong, no in (
        ({chair: "A2"}, Invalid),
        ({chair: "Z9"}, Invalid),
        ({cabinet.id("stranger"): "B1"}, Invalid),
    ):
        with pytest.raises(no):
            one.do("officer", assign_seats, wrong, revision + 1)
    with pytest.raises(Overtaken):
        one.do("head", assign_seats, {chair: ""}, revision)
    with pytest.raises(Denied):
        one.do("chair", assign_seats, {chair: ""}, revision + 1)
    one.do("minister", reply_to_invitation, Reply.ABSENT, "Đi công tác")
    one.do("officer", seat_by_rank, revision + 1)
    assert (seats(one)[chair], seats(one)[minister]) == ("A2", None)


def test_a_room_and_sites_of_another_body_or_closed_are_not_offered(cabinet, room):
    theirs = cabinet.act(
        "other_officer",
        lambda actor: add_site(actor, find_body(actor, cabinet.other_body), SiteDraft("X")).id,
    )
    one = Session(cabinet)
    with pytest.raises(Missing):
        enter(one, "", sites=[theirs])
    cabinet.act(
        "head",
        lambda actor: close_venue(actor, find_venue(actor, room), (now() - 48 * HOUR).date()),
    )
    with pytest.raises(Refused):
        enter(one, room)


def test_links_are_shown_to_those_called_to_that_session_alone(cabinet, room, sign_in):
    link = "https://hop.vn/yte"
    site = cabinet.act(
        "officer",
        lambda actor: (
            add_site(actor, find_body(actor, cabinet.body), SiteDraft("Bộ Y tế", link=link)).id
        ),
    )
    one = Session(cabinet)
    enter(one, room, sites=[site])
    assert "https://hop.vn/p1" not in sign_in("officer").get(f"/meetings/{one.id}").text
    one.published()

    def join(_actor):
        mine = (
            session()
            .query(type(one.look().invitations[0]))
            .filter_by(meeting_id=one.id, account_id=cabinet.id("health"))
        )
        mine.one().site_id, mine.one().reply = site, Reply.ONLINE

    cabinet.act("officer", join)
    pages = {
        each: sign_in(each).get(f"/meetings/{one.id}").text
        for each in ("minister", "health", "assistant", "officer")
    }
    assert {each for each, text in pages.items() if "https://hop.vn/p1" in text} == {
        "minister",
        "health",
        "officer",
    }
    assert {each for each, text in pages.items() if link in text} == {"health", "officer"}
    assert "Ghế của tôi" in pages["minister"]
    count = lambda actor: count_at_sites(actor, find_meeting(actor, one.id))  # noqa: E731
    assert cabinet.look("officer", count) == {site: 1}


def test_who_is_called_twice_at_once_is_named_and_not_to_what(cabinet):
    first = Session(cabinet, title="Phiên kín", starts_at=IN_TWO_WEEKS).published()
    second = Session(cabinet, title="Phiên khác", starts_at=IN_TWO_WEEKS)
    found = cabinet.look(
        "officer", lambda actor: find_hurdles(actor, find_meeting(actor, second.id))
    )
    names = next(each for each in found if each.kind is Kind.CALLED_ELSEWHERE).values["names"]
    assert "Vũ An Khang" in names
    assert first.look().title not in names
    assert (
        cabinet.look("chair", lambda actor: find_hurdles(actor, find_meeting(actor, first.id)))
        == []
    )
