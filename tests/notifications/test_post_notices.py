"""Whoever answers for a body learns who was let into it; nobody lets themselves in."""

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.operations import Appointment, give_post
from ecabinet.bodies.people import PersonDraft, change_person
from ecabinet.bodies.posts import PostDraft, change_post
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refused
from ecabinet.notifications.models import Notice
from tests.cabinet import LONG_AGO

DRAFT = PostDraft(title="Bộ trưởng", salutation="", rank=1, starts_on=LONG_AGO, ends_on=None)


def give(cabinet, username, role, body_id):
    def deed(actor):
        account = session().get_one(Account, cabinet.id(username))
        wanted = Appointment(role=role, title="Chuyên viên", starts_on=LONG_AGO, body_id=body_id)
        give_post(actor, account, wanted)

    cabinet.act("admin", deed)


def told(cabinet, username):
    with reading():
        mine = select(Notice).where(Notice.account_id == cabinet.id(username))
        return [each.values for each in session().scalars(mine)]


def test_the_head_of_the_secretariat_learns_who_was_given_a_post(cabinet):
    give(cabinet, "stranger", Role.OFFICER, cabinet.body)
    (values,) = told(cabinet, "head")
    assert (values["by"], values["name"]) == ("Quản trị viên", "Cao Bá Lộc")


def test_an_administrator_gives_themselves_no_post_in_a_body(cabinet):
    with pytest.raises(Refused):
        give(cabinet, "admin", Role.HEAD, cabinet.body)
    assert told(cabinet, "head") == []


def test_a_new_address_is_told_to_its_owner(cabinet):
    def deed(actor):
        account = session().get_one(Account, cabinet.id("minister"))
        change_person(actor, account, PersonDraft(name=account.name, email="khac@example.vn"))

    cabinet.act("admin", deed)
    assert told(cabinet, "minister") == [{"by": "Quản trị viên"}]


def test_nor_makes_one_of_their_own_longer(cabinet):
    def deed(actor):
        mine = select(Post).where(Post.account_id == cabinet.id("minister"))
        post = session().scalars(mine).one()
        post.account_id = actor.id
        change_post(actor, post, DRAFT)

    with pytest.raises(Refused):
        cabinet.act("admin", deed)
