"""Posts: what makes one sound, and what ends with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.bodies import appointments
from ecabinet.bodies.actors import load_actor, today
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.operations import give_post
from ecabinet.bodies.posts import (
    BEFORE_IT_BEGAN,
    LAST_ADMINISTRATOR,
    LONGER,
    PostDraft,
    change_post,
    end_post,
    find_post,
)
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Refused

DAY = timedelta(days=1)


def give(cabinet, who, role, **more):
    """Give a post and return its id."""
    wanted = {"role": role, "title": "Chức danh", "starts_on": today()} | more
    return cabinet.act(
        "admin",
        lambda actor: give_post(actor, account_of(cabinet, who), Appointment(**wanted)).id,
    )


def account_of(cabinet, who):
    return session().get_one(Account, cabinet.id(who))


def post_of(cabinet, who):
    with reading() as current:
        return current.scalars(select(Post.id).where(Post.account_id == cabinet.id(who))).one()


def end(cabinet, who, last_day):
    post = post_of(cabinet, who)
    cabinet.act("admin", lambda actor: end_post(actor, find_post(actor, post), last_day))


def roles(cabinet, who):
    with reading():
        return {each.role for each in load_actor(cabinet.id(who)).holdings}


def refused(cabinet, who, role, **more):
    with pytest.raises(Invalid) as no:
        give(cabinet, who, role, **more)
    return no.value.problems


@pytest.mark.parametrize("other", ["chair", "head", "auditor", "agency"])
def test_only_administrators_give_posts(cabinet, other):
    wanted = Appointment(role=Role.AUDITOR, title="x", starts_on=today())
    with pytest.raises(Denied):
        cabinet.act(other, lambda actor: give_post(actor, account_of(cabinet, other), wanted))


def test_a_body_has_one_head_at_a_time(cabinet):
    problems = refused(cabinet, "minister", Role.CHAIR, body_id=cabinet.body)
    assert problems == {"starts_on": appointments.SECOND_HEAD}
    end(cabinet, "chair", today())
    assert refused(cabinet, "minister", Role.CHAIR, body_id=cabinet.body) == problems
    give(cabinet, "minister", Role.CHAIR, body_id=cabinet.body, starts_on=today() + DAY)
    later = {"starts_on": today() + 2 * DAY, "body_id": cabinet.body}
    assert refused(cabinet, "health", Role.CHAIR, **later) == problems


def test_the_same_post_is_not_held_twice_at_once(cabinet):
    problems = refused(cabinet, "officer", Role.OFFICER, body_id=cabinet.body)
    assert problems == {"starts_on": appointments.TWICE}
    give(cabinet, "officer", Role.CLERK, body_id=cabinet.body)
    assert roles(cabinet, "officer") == {Role.OFFICER, Role.CLERK}


@pytest.mark.parametrize(
    ("role", "where", "problems"),
    [
        (Role.MEMBER, {}, {"body_id": appointments.WHICH_BODY}),
        (Role.AUDITOR, {"body_id": "body"}, {"body_id": appointments.NO_BODY}),
        (Role.AGENCY, {"body_id": "body"}, {"agency_id": appointments.WHICH_AGENCY}),
        (Role.AGENCY, {"body_id": "other_body", "agency_id": "construction"},
         {"agency_id": appointments.OTHER_AGENCY}),
        (Role.ASSISTANT, {"body_id": "body"}, {"assists_id": appointments.WHOM}),
        (Role.ASSISTANT, {"body_id": "body", "assists_id": "guest"},
         {"assists_id": appointments.ONESELF}),
        (Role.ASSISTANT, {"body_id": "body", "assists_id": "officer"},
         {"assists_id": appointments.NO_MEMBER}),
        (Role.ASSISTANT, {"body_id": "other_body", "assists_id": "minister"},
         {"assists_id": appointments.NO_MEMBER}),
        (Role.CLERK, {"body_id": "body", "assists_id": "minister"},
         {"assists_id": appointments.ASSISTS_NOBODY}),
    ],
)  # fmt: skip
def test_a_post_needs_what_belongs_to_it(cabinet, role, where, problems):
    known = {
        "body": cabinet.body,
        "other_body": cabinet.other_body,
        "construction": cabinet.construction,
    }
    where = {key: known.get(each) or cabinet.id(each) for key, each in where.items()}
    assert refused(cabinet, "guest", role, **where) == problems


def test_days_are_in_order(cabinet):
    problems = refused(cabinet, "guest", Role.AUDITOR, ends_on=today() - DAY)
    assert problems == {"ends_on": appointments.BACKWARDS}


def test_a_post_ends_with_its_last_day(cabinet):
    end(cabinet, "officer", today())
    assert roles(cabinet, "officer") == {Role.OFFICER}
    with pytest.raises(Invalid) as no:
        end(cabinet, "officer", today() + DAY)
    assert no.value.problems == {"last_day": LONGER}
    end(cabinet, "officer", today() - DAY)
    assert roles(cabinet, "officer") == set()


def test_a_last_day_long_before_the_first_is_refused(cabinet):
    with pytest.raises(Invalid) as no:
        end(cabinet, "officer", today().replace(year=1999))
    assert no.value.problems == {"last_day": BEFORE_IT_BEGAN}


def test_a_post_that_has_not_begun_is_withdrawn(cabinet):
    start = today() + 30 * DAY
    post = give(cabinet, "guest", Role.AUDITOR, starts_on=start)
    cabinet.act("admin", lambda actor: end_post(actor, find_post(actor, post), today()))
    with reading() as current:
        withdrawn = current.get_one(Post, post)
        assert withdrawn.ends_on < withdrawn.starts_on
    give(cabinet, "guest", Role.AUDITOR, starts_on=start)  # nothing stands in its way


def test_whoever_assists_a_member_stops_with_them(cabinet):
    end(cabinet, "minister", today() - DAY)
    assert roles(cabinet, "assistant") == set()


def test_the_last_administrator_stays(cabinet):
    with pytest.raises(Refused) as no:
        end(cabinet, "admin", today() + 30 * DAY)
    assert no.value.message == LAST_ADMINISTRATOR
    give(cabinet, "auditor", Role.ADMINISTRATOR)
    end(cabinet, "admin", today() - DAY)
    assert roles(cabinet, "admin") == set()


def test_a_post_is_corrected_by_the_same_rules(cabinet):
    post, start = post_of(cabinet, "minister"), today().replace(year=2020)
    draft = {"title": "Bộ trưởng", "salutation": "Đồng chí", "rank": 7, "starts_on": start}

    def change(**more):
        wanted = PostDraft(**draft | {"ends_on": None} | more)
        cabinet.act("admin", lambda actor: change_post(actor, find_post(actor, post), wanted))

    change()
    with reading():
        face = load_actor(cabinet.id("minister")).face
        assert (face.title, face.salutation) == ("Bộ trưởng", "Đồng chí")
    with pytest.raises(Invalid) as no:
        change(ends_on=start - DAY)
    assert no.value.problems == {"ends_on": appointments.BACKWARDS}
    change(ends_on=today() - DAY)
    assert roles(cabinet, "minister") == roles(cabinet, "assistant") == set()
