import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.bodies.queries import find_body
from ecabinet.consultations.models import Form, State
from ecabinet.consultations.operations import (
    ConsultationDraft,
    approve_consultation,
    change_consultation,
    close_consultation,
    draft_consultation,
    extend_consultation,
    mark_opened,
    recall_consultation,
    return_consultation,
    submit_consultation,
)
from ecabinet.consultations.queries import find_own_form, list_returns
from ecabinet.core.clock import set_to
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.papers.queries import find_dossier
from tests.consultations.asking import MEMBERS, STATES, Asking, at

NEW_DRAFT = ConsultationDraft(title="Tên mới", questions=("Một?", "Hai?"), working_days=2)


def change(actor, consultation):
    change_consultation(actor, consultation, NEW_DRAFT, consultation.revision)


DEEDS = {
    # deed → the states in which it can be done, and by whom it may
    change: ({"draft", "returned"}, {"officer", "head"}),
    submit_consultation: ({"draft", "returned"}, {"officer", "head"}),
    approve_consultation: ({"submitted"}, {"head"}),
    return_consultation: ({"submitted"}, {"head"}),
    extend_consultation: ({"sent"}, {"head"}),
    recall_consultation: ({"sent"}, {"head"}),
    close_consultation: (set(), {"officer", "head"}),  # never before all are in
}
MORE = {
    return_consultation: ("Lý do.",),
    recall_consultation: ("Lý do.",),
    extend_consultation: (1,),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_deed_is_done_in_its_states_and_refused_in_all_others(cabinet, deed, state):
    asking = Asking(cabinet).to(state)
    if state in DEEDS[deed][0]:
        asking.act("head", deed, *MORE.get(deed, ()))
    else:
        with pytest.raises(Refused):
            asking.act("head", deed, *MORE.get(deed, ()))


@pytest.mark.parametrize("who", ["officer", "minister", "assistant", "clerk", "stranger"])
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_deed_is_for_those_whose_it_is(cabinet, deed, who):
    asking = Asking(cabinet).send()
    no = Denied if who in {"officer", "minister", "assistant"} else Missing
    expected = Refused if who in DEEDS[deed][1] else no  # theirs, but not now
    with pytest.raises(expected):
        asking.act(who, deed, *MORE.get(deed, ()))


@pytest.mark.parametrize("who", ["minister", "clerk", "agency", "admin", "auditor"])
def test_only_the_secretariat_drafts(cabinet, who):
    body = cabinet.look("officer", lambda actor: find_body(actor, cabinet.body))
    with pytest.raises(Denied):
        cabinet.act(who, lambda actor: draft_consultation(actor, body, NEW_DRAFT))


@pytest.mark.parametrize("days", [1, 6])
def test_the_rules_say_how_many_days_may_be_given(cabinet, days):
    with pytest.raises(Invalid) as no:
        Asking(cabinet, days=days)
    assert set(no.value.problems) == {"working_days"}


def test_a_form_asks_something(cabinet):
    with pytest.raises(Invalid):
        Asking(cabinet, questions=())


def test_the_second_writer_is_shown_the_conflict(cabinet):
    asking = Asking(cabinet)
    asking.act("officer", change_consultation, NEW_DRAFT, 0)
    with pytest.raises(Refused):
        asking.act("head", change_consultation, NEW_DRAFT, 0)


def test_questions_are_added_reworded_and_taken_away(cabinet):
    asking = Asking(cabinet, questions=("A?", "B?", "C?"))
    asking.act("officer", change)
    assert [each.text for each in asking.look("officer").questions] == ["Một?", "Hai?"]
    three = ConsultationDraft(title="T", questions=("1", "2", "3"), working_days=2)
    asking.act("officer", change_consultation, three, 1)
    questions = asking.look("officer").questions
    assert [(each.place, each.text) for each in questions] == [(1, "1"), (2, "2"), (3, "3")]


def test_a_returned_draft_says_why_and_may_be_submitted_again(cabinet):
    asking = Asking(cabinet).to("returned")
    assert asking.look("officer").return_reason == "Bổ sung số liệu."
    asking.act("officer", submit_consultation)
    assert asking.look("officer").state is State.SUBMITTED


@pytest.mark.parametrize("deed", [return_consultation, recall_consultation])
def test_a_reason_is_given(cabinet, deed):
    asking = Asking(cabinet).to("submitted" if deed is return_consultation else "sent")
    with pytest.raises(Invalid):
        asking.act("head", deed, "  ")


def test_every_member_of_the_day_gets_a_form_and_the_dossier_is_opened_to_them(cabinet):
    asking = Asking(cabinet).send()
    consultation = asking.look("officer")
    assert [each.account_id for each in consultation.forms] == [cabinet.id(who) for who in MEMBERS]
    assert [each.is_head for each in consultation.forms] == [True, False, False, False, False]
    for who in (*MEMBERS, "assistant"):
        cabinet.look(who, lambda actor: find_dossier(actor, consultation.dossier_id))
    for who in ("clerk", "agency", "guest", "stranger", "admin"):
        with pytest.raises(Missing):
            cabinet.look(who, lambda actor: find_dossier(actor, consultation.dossier_id))


def test_nobody_but_the_secretariat_opens_the_dossier_before_it_is_sent(cabinet):
    dossier_id = Asking(cabinet).submit().look("officer").dossier_id
    with pytest.raises(Missing):
        cabinet.look("minister", lambda actor: find_dossier(actor, dossier_id))


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        ("2026-11-23T09:00", 3, "2026-11-27T17:00"),  # the 24th is the Day of Culture since 2026
        ("2026-11-12T09:00", 3, "2026-11-17T17:00"),  # Thursday, over a weekend
        ("2026-11-14T09:00", 2, "2026-11-17T17:00"),  # Saturday
        ("2026-08-28T16:00", 2, "2026-09-04T17:00"),  # Friday before 2 September
        ("2026-02-13T08:00", 2, "2026-02-24T17:00"),  # Friday before Tết
        ("2026-11-16T23:30", 2, "2026-11-18T17:00"),  # still Monday in Hà Nội
        ("2026-11-17T00:30", 2, "2026-11-19T17:00"),  # already Tuesday there
    ],
)
def test_it_is_due_at_the_end_of_work_of_its_last_working_day(cabinet, sent, days, due):
    with set_to(at(sent)):
        asking = Asking(cabinet, days=days).send()
    due_at = asking.look("officer").due_at
    assert due_at == at(due)


def test_an_extension_counts_from_the_day_it_was_due(cabinet):
    with set_to(at("2026-11-12T09:00")):
        asking = Asking(cabinet, days=2).send()  # due on Monday the 16th
        asking.act("head", extend_consultation, 3)
    assert asking.look("officer").due_at == at("2026-11-19T17:00")


def test_that_a_form_was_opened_is_kept_once(cabinet):
    asking = Asking(cabinet).send()
    for moment in ("2030-11-12T09:00", "2030-11-12T10:00"):
        with set_to(at(moment)):
            cabinet.act(
                "minister",
                lambda actor: mark_opened(actor, find_own_form(actor, asking.id, lock=True)),
            )
    opened = {each.account_id: each.opened_at for each in asking.look("officer", list_returns)}
    assert opened.pop(cabinet.id("minister")) == at("2030-11-12T09:00")
    assert set(opened.values()) == {None}


def test_an_assistant_opens_nothing_in_their_members_name(cabinet):
    asking = Asking(cabinet).send()
    form_id = cabinet.look("minister", lambda actor: find_own_form(actor, asking.id).id)
    with pytest.raises(Denied):
        cabinet.act("assistant", lambda actor: mark_opened(actor, session().get_one(Form, form_id)))


def test_every_deed_is_written_down_in_the_bodys_chain(cabinet):
    asking = Asking(cabinet).to("closed")
    written = cabinet.look(
        "officer",
        lambda _: (
            session()
            .scalars(
                select(Entry.event)
                .where(
                    Entry.chain == cabinet.body,
                    Entry.details["consultation_id"].as_string() == asking.id,
                )
                .order_by(Entry.position)
            )
            .all()
        ),
    )
    assert written == [
        "consultation.drafted",
        "consultation.submitted",
        "consultation.sent",
        *["form.answered"] * 5,
        "consultation.closed",
    ]


def test_what_members_are_asked_about_stays_as_it_is_once_it_went_out(cabinet):
    asking = Asking(cabinet)
    is_closed = lambda: asking.look("officer").dossier.is_closed  # noqa: E731 -- said thrice
    assert not is_closed()
    asking.submit()
    assert not is_closed()
    asking.approve()
    assert is_closed()
