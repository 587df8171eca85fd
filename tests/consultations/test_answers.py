"""An answer is one's own, is sealed until closing, is done once, and is counted or refused with certainty."""

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.bodies.models import Body
from ecabinet.bodies.rules import PRESETS
from ecabinet.consultations.envelope import PAD, Opinion, open_opinions
from ecabinet.consultations.models import Answer, Form, Outcome, State
from ecabinet.consultations.operations import (
    answer_form,
    close_consultation,
    recall_consultation,
)
from ecabinet.consultations.queries import (
    find_form,
    find_own_answer,
    find_own_form,
    find_sheet,
    list_answers,
)
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice
from tests.consultations.asking import AGREE, DISAGREE, MEMBERS, OTHER, WORDS, Asking


@pytest.fixture
def asking(cabinet):
    return Asking(cabinet, questions=("Ban hành?", "Giao chỉ tiêu?")).send()


def rows(cabinet):
    """Return every answer there is, as it lies in the database, of each member the first version first."""
    every = select(Answer).order_by(Answer.form_id, Answer.seq)
    return cabinet.look("officer", lambda _: session().scalars(every).all())


def own_answer(asking, who):
    return asking.cabinet.look(
        who, lambda actor: find_own_answer(actor, find_own_form(actor, asking.id))
    )


def test_an_answer_may_change_and_every_version_is_kept(asking):
    asking.answer("minister", AGREE, 1)
    asking.answer("minister", DISAGREE, 2)
    assert [each.seq for each in rows(asking.cabinet)] == [1, 2]
    said = own_answer(asking, "minister").opinions
    assert {each.stand for each in said.values()} == {DISAGREE}


@pytest.mark.parametrize("later", ["sent", "changed", "closed", "recalled"])
def test_the_same_answer_sent_again_has_the_same_receipt_in_every_later_state(asking, later):
    first = asking.answer("minister", OTHER, 1)
    if later == "changed":
        asking.answer("minister", AGREE, 2)
    if later == "closed":
        for who in set(MEMBERS) - {"minister"}:
            asking.answer(who)
        asking.close()
    if later == "recalled":
        asking.act("head", recall_consultation, "Thay dự thảo.")
    assert asking.answer("minister", OTHER, 1, text=f"  {WORDS[OTHER]} ") == first
    mine = [each for each in rows(asking.cabinet) if each.receipt == first.code]
    assert len(mine) == 1


def test_a_number_used_for_something_else_is_refused(asking):
    asking.answer("minister", AGREE, 3)
    for seq in (3, 2):
        with pytest.raises(Refused) as no:
            asking.answer("minister", DISAGREE, seq)
        assert not isinstance(no.value, Closed)


@pytest.mark.parametrize("state", ["closed", "recalled"])
def test_what_comes_after_closing_is_not_counted(cabinet, state):
    asking = Asking(cabinet).to(state)
    before = asking.look("officer").result
    with pytest.raises(Closed):
        asking.answer("minister", DISAGREE, 2)
    assert asking.look("officer").result == before


@pytest.mark.parametrize("stand", [DISAGREE, OTHER])
def test_words_are_wanted_where_one_does_not_simply_agree(asking, stand):
    with pytest.raises(Invalid) as no:
        asking.answer("minister", stand, text="  ")
    assert set(no.value.problems) == {f"text-{each}" for each in asking.question_ids}


def test_every_question_is_answered(asking):
    with pytest.raises(Invalid) as no:
        asking.answer_with("minister", {asking.question_ids[0]: Opinion(AGREE)})
    assert set(no.value.problems) == {f"stand-{asking.question_ids[1]}"}
    with pytest.raises(Invalid):
        asking.answer_with(
            "minister", dict.fromkeys([*asking.question_ids, "another"], Opinion(AGREE))
        )


def test_nobody_answers_for_another(asking):
    cabinet = asking.cabinet
    form_id = cabinet.look("minister", lambda actor: find_own_form(actor, asking.id).id)
    opinions = dict.fromkeys(asking.question_ids, Opinion(AGREE))

    def answering(actor):
        return answer_form(actor, find_form(actor, form_id, lock=True), opinions, 1)

    with pytest.raises(Denied):
        cabinet.act("assistant", answering)
    for who in ("finance", "chair", "officer", "head", "clerk", "stranger", "admin"):
        with pytest.raises(Missing):
            cabinet.act(who, answering)
    for who in ("finance", "chair", "officer", "head"):
        with pytest.raises(Denied):
            cabinet.act(
                who,
                lambda actor: answer_form(actor, session().get_one(Form, form_id), opinions, 1),
            )
    assert rows(cabinet) == []


def test_what_is_said_lies_sealed_until_closing_and_open_after_it(asking):
    asking.answer("minister", DISAGREE, text="Ngan sach khong du")
    asking.answer("finance", AGREE)
    sealed = rows(asking.cabinet)
    assert len({len(each.sealed) for each in sealed}) == 1  # its length says nothing
    assert len(sealed[0].sealed) > PAD
    assert [each.stands for each in sealed] == [None, None]
    before = whole_database(asking.cabinet)
    assert not any(words in before for words in ("agree", "Ngan sach khong du"))
    for who in set(MEMBERS) - {"minister", "finance"}:
        asking.answer(who)
    asking.close()
    after = whole_database(asking.cabinet)
    assert "disagree" in after
    assert "Ngan sach khong du" in after


def whole_database(cabinet):
    """Return all that a thief of the database would read about answers, receipts and the trail."""
    tables = [Answer.__table__, Form.__table__, Entry.__table__, Notice.__table__]
    return cabinet.look(
        "officer", lambda _: str([session().execute(select(each)).all() for each in tables])
    )


def test_a_sealed_answer_cannot_be_put_in_anothers_place(asking):
    asking.answer("minister", DISAGREE)
    asking.answer("finance", AGREE)

    def swap():
        mine, theirs = session().scalars(select(Answer)).all()
        mine.sealed, theirs.sealed = theirs.sealed, mine.sealed

    run(swap)
    with pytest.raises(ValueError, match="do not open"):
        own_answer(asking, "minister")


def test_the_same_opinion_of_two_members_has_two_fingerprints_and_receipts(asking):
    first, second = asking.answer("minister"), asking.answer("finance")
    assert first.code != second.code
    assert len({each.fingerprint for each in rows(asking.cabinet)}) == 2


@pytest.mark.parametrize("who", ["finance", "assistant", "officer", "head", "chair"])
def test_before_closing_only_the_count_is_known(asking, who):
    asking.answer("minister", DISAGREE)
    sheet = asking.cabinet.look(who, lambda actor: find_sheet(actor, asking.id))
    assert sheet.consultation.answered == 1
    assert (sheet.said, sheet.answers, sheet.consultation.result) == (None, (), None)


def test_a_result_shows_who_said_what(asking):
    asking.all_answer(minister=DISAGREE, health=OTHER).close()
    said = asking.look("finance", list_answers)
    assert [each.form.account_id for each in said] == [asking.cabinet.id(who) for who in MEMBERS]
    stands = [each.opinions[asking.question_ids[0]].stand for each in said]
    assert stands == [AGREE, DISAGREE, AGREE, OTHER, AGREE]
    assert said[1].opinions[asking.question_ids[0]].text == WORDS[DISAGREE]
    consultation = asking.look("finance")
    assert consultation.outcome is Outcome.ADOPTED
    assert consultation.result[asking.question_ids[0]]["agree"] == 3


def test_it_is_adopted_when_every_question_is(asking):
    first, second = asking.question_ids
    for who in MEMBERS:
        opinions = {first: Opinion(AGREE), second: Opinion(DISAGREE, "Chưa đủ căn cứ.")}
        asking.answer_with(who, opinions)
    asking.close()
    assert asking.look("chair").outcome is Outcome.NOT_ADOPTED


def test_it_closes_early_only_when_all_are_in(asking):
    for who in MEMBERS[:-1]:
        asking.answer(who)
    with pytest.raises(Refused):
        asking.act("officer", close_consultation)
    asking.answer(MEMBERS[-1])
    asking.act("officer", close_consultation)
    assert asking.look("minister").state is State.CLOSED


def test_the_newest_version_counts(asking):
    asking.all_answer(minister=DISAGREE)
    asking.answer("minister", AGREE, 2)
    asking.close()
    assert asking.look("chair").result[asking.question_ids[0]]["disagree"] == 0
    superseded = [each for each in rows(asking.cabinet) if each.stands is None]
    assert len(superseded) == 1  # what was thought better of stays sealed


def test_silence_is_frozen_when_it_is_sent(cabinet):
    asking = Asking(cabinet).submit()
    province = PRESETS["province"].model_dump(mode="json")

    def change_rules():
        session().get_one(Body, cabinet.body).procedure = province

    run(change_rules)
    assert asking.look("officer").silence == "agreed"
    asking.approve()
    assert asking.look("officer").silence == "no_answer"


def test_what_was_sealed_opens_with_its_key_alone(asking):
    asking.answer("minister", OTHER)

    def opened(actor):
        form = find_own_form(actor, asking.id)
        return open_opinions(form, session().scalars(select(Answer)).one())

    said = asking.cabinet.look("minister", opened)
    assert said == dict.fromkeys(asking.question_ids, Opinion(OTHER, WORDS[OTHER]))
