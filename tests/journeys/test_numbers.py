"""Numbers and fields that nobody would type are refused in words, never with a fault."""

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import Group
from ecabinet.agenda.operations import ItemDraft, add_item
from ecabinet.bodies.queries import find_body
from ecabinet.consultations.forms import typed_questions
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Kind, Meeting
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import find_meeting


@pytest.fixture
def item(cabinet):
    """An item of a published session."""
    draft = meetings.MeetingDraft(Kind.ORDINARY, "Phiên họp", now().replace(year=now().year + 1))
    cabinet.act(
        "officer", lambda a: meetings.create_meeting(a, find_body(a, cabinet.body), draft).id
    )
    with reading():
        meeting = session().scalars(select(Meeting.id)).one()

    def step(who, deed):
        return cabinet.act(who, lambda a: deed(a, find_meeting(a, meeting, lock=True)))

    found = step("officer", lambda a, m: add_item(a, m, ItemDraft("Nội dung", Group.DISCUSS)).id)
    step("officer", meetings.submit_meeting)
    step("head", meetings.approve_meeting)
    step("head", publish_meeting)
    return found


@pytest.mark.parametrize("seq", [2**63, 10**30, 0, -1])
def test_a_number_no_column_holds_is_refused(sign_in, item, seq):
    sent = {"stand": "no_objection", "seq": str(seq)}
    assert sign_in("minister").post(f"/items/{item}/position", data=sent).status_code == 422


def test_a_question_with_an_odd_number_is_no_question():
    sent = {"question-2": "b", "question-1": "a", "question-٣": "x", "question-" + "9" * 5000: "y"}
    assert typed_questions(sent) == ["a", "b"]
    assert typed_questions({"question-01": "c"}) == ["c"]
