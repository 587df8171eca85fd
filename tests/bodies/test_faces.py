"""Who holds several posts acts in one of them first; their rights stay those of all."""

import re
from datetime import timedelta

import pytest

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import today
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.models import Role
from ecabinet.bodies.operations import give_post
from ecabinet.core.database import session


@pytest.fixture
def posts(cabinet):
    """The minister assists nobody, but works in the province's secretariat too. Return their posts by role."""
    wanted = Appointment(
        role=Role.OFFICER,
        title="Chuyên viên tỉnh",
        starts_on=today(),
        body_id=cabinet.other_body,
        rank=900,
    )

    def deed(actor):
        return give_post(actor, session().get_one(Account, cabinet.id("minister")), wanted).id

    cabinet.act("admin", deed)
    holdings = cabinet.look("minister", lambda actor: actor.holdings)
    return {each.role: each.post_id for each in holdings}


def test_the_first_in_precedence_is_the_face_until_another_is_chosen(sign_in, posts):
    client = sign_in("minister")
    home = client.get("/").text
    assert "Kính chào Bộ trưởng Vũ An Khang" in home
    assert acting(home) == "Chính phủ"
    assert client.post("/face", data={"post_id": posts[Role.OFFICER]}).status_code == 303
    home = client.get("/").text
    assert "Kính chào Bộ trưởng" not in home
    assert acting(home) == "Ủy ban nhân dân tỉnh Hòa Giang"


def acting(shown):
    """Return in which body a page says that one acts."""
    return re.search(r'<p class="acting[^>]*>([^<]*)<', shown)[1]


def test_rights_stay_those_of_all_posts(cabinet, sign_in, posts):
    client = sign_in("minister")
    client.post("/face", data={"post_id": posts[Role.OFFICER]})
    assert client.get("/meetings/new").status_code == 200
    client.post("/face", data={"post_id": posts[Role.MEMBER]})
    assert client.get("/meetings/new").status_code == 200


def test_each_device_has_its_own_face(sign_in, posts):
    desk, tablet = sign_in("minister"), sign_in("minister")
    desk.post("/face", data={"post_id": posts[Role.OFFICER]})
    assert "Kính chào Bộ trưởng Vũ An Khang" in tablet.get("/").text


def test_nobody_takes_a_post_that_is_not_theirs(cabinet, sign_in, posts):
    chairs = cabinet.look("chair", lambda actor: actor.holdings[0].post_id)
    for wrong, status in ((chairs, 403), ("nothing", 403), ("", 422), ("x" * 200, 422)):
        assert sign_in("minister").post("/face", data={"post_id": wrong}).status_code == status


def test_a_face_that_ended_falls_back(cabinet, sign_in, posts):
    client = sign_in("minister")
    client.post("/face", data={"post_id": posts[Role.OFFICER]})
    end = {"last_day": (today() - timedelta(days=1)).isoformat()}
    path = f"/administration/people/{cabinet.id('minister')}/posts/{posts[Role.OFFICER]}/end"
    assert sign_in("admin").post(path, data=end).status_code == 303
    assert "Kính chào Bộ trưởng Vũ An Khang" in client.get("/").text


def test_one_post_needs_no_choice(sign_in):
    assert 'popovertarget="faces"' not in sign_in("chair").get("/").text


def test_an_assistants_pages_say_whom_they_assist(sign_in):
    assert "giúp việc cho Vũ An Khang" in sign_in("assistant").get("/").text
