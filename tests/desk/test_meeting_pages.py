"""What a session's page says of a change, to whoever may not know what was changed."""

import pytest

from ecabinet.agenda.operations import invite_guest, recuse_member
from tests.meetings.sessions import Session

pytestmark = pytest.mark.once

TITLE = "Nhân sự cấp cao"
CHANGED = "Chương trình phiên họp đã được điều chỉnh."


@pytest.fixture
def published(cabinet):
    """A published session to whose agenda an item is added that guest and minister may not see."""
    made = Session(cabinet)
    made.on("officer", "Báo cáo quý", invite_guest, cabinet.id("guest"))
    made.published().add(TITLE)
    made.on("officer", TITLE, recuse_member, cabinet.id("minister"), "")
    return made


@pytest.mark.parametrize(
    ("username", "is_told"),
    [("guest", False), ("minister", False), ("health", True), ("officer", True)],
)
def test_a_change_is_named_to_those_alone_who_see_the_item(published, sign_in, username, is_told):
    shown = sign_in(username).get(f"/meetings/{published.id}").text
    assert (TITLE in shown) == is_told
    assert (CHANGED in shown) == (not is_told)
