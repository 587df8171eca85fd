import pytest

from ecabinet.consultations.models import State
from ecabinet.consultations.queries import PAGE, find_own_form, list_consultations
from tests.consultations.asking import AGREE, DISAGREE, MEMBERS, STATES, Asking

JSON = {"Accept": "application/json"}
DRAFT = {"title": "Nghị quyết", "question-1": "Ban hành?", "question-2": "", "working_days": "3"}
PATHS = ("", "/edit")


def path(asking, *more):
    return "/".join(("/consultations", asking.id, *more))


def agreeing(asking, seq=1):
    return {"seq": str(seq)} | {f"stand-{each}": "agree" for each in asking.question_ids}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("head", 200),
        ("minister", 200),
        ("chair", 200),
        ("assistant", 200),
        ("clerk", 404),
        ("agency", 404),
        ("guest", 404),
        ("admin", 404),
        ("auditor", 404),
        ("stranger", 404),
        ("other_officer", 404),
    ],
)
def test_who_opens_the_page_of_one_that_was_sent(cabinet, sign_in, who, status):
    asking = Asking(cabinet).send()
    client = sign_in(who)
    assert client.get(path(asking)).status_code == status
    assert client.get("/consultations/").status_code == 200


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["officer", "head", "minister", "assistant"])
def test_every_state_has_its_page(cabinet, sign_in, who, state):
    asking = Asking(cabinet, questions=("A?", "B?")).to(state)
    seen = who in {"officer", "head"} or state in {"sent", "closed", "recalled"}
    client = sign_in(who)
    for headers in ({}, {"X-Fragment": "1"}):
        reply = client.get(path(asking), headers=headers)
        assert reply.status_code == (200 if seen else 404)
        assert ("Nghị quyết về nhà ở xã hội" in reply.text or "A?" in reply.text) == seen
    assert ("<h1>" in client.get(path(asking), headers={"X-Fragment": "1"}).text) is False


def test_a_draft_is_written_submitted_returned_and_sent(cabinet, sign_in):
    officer, head = sign_in("officer"), sign_in("head")
    made = officer.post("/consultations/", data=DRAFT)
    assert made.status_code == 303
    here = made.location
    assert officer.post(here, data=DRAFT | {"title": "Đã sửa", "revision": "0"}).status_code == 303
    assert "Đã sửa" in officer.get(f"{here}/edit").text
    assert officer.post(f"{here}/submit").status_code == 303
    assert officer.post(f"{here}/approve").status_code == 403
    assert head.post(f"{here}/return", data={"reason": ""}).status_code == 422
    assert head.post(f"{here}/return", data={"reason": "Bổ sung."}).status_code == 303
    assert "Bổ sung." in officer.get(here).text
    assert officer.post(f"{here}/submit").status_code == 303
    assert head.post(f"{here}/approve").status_code == 303
    assert head.post(f"{here}/approve").status_code == 409
    assert sign_in("minister").get(here).status_code == 200
    assert officer.get(f"{here}/edit").status_code == 409


def test_a_draft_with_something_wrong_is_shown_again_with_what_was_typed(cabinet, sign_in):
    client = sign_in("officer")
    reply = client.post("/consultations/", data=DRAFT | {"title": "", "summary": "Đã gõ rồi"})
    assert reply.status_code == 422
    assert "Đã gõ rồi" in reply.text
    assert client.post("/consultations/", data=DRAFT | {"working_days": "9"}).status_code == 422
    assert client.post("/consultations/", data=DRAFT | {"question-1": " "}).status_code == 422
    assert cabinet.look("officer", list_consultations) == []


def test_one_more_question_is_asked_for_without_keeping_anything(cabinet, sign_in):
    reply = sign_in("officer").post("/consultations/", data=DRAFT | {"more": "1"})
    assert reply.status_code == 200
    assert 'name="question-3"' in reply.text
    assert "Ban hành?" in reply.text
    assert cabinet.look("officer", list_consultations) == []


@pytest.mark.parametrize(("who", "status"), [("minister", 404), ("clerk", 404), ("officer", 200)])
def test_only_the_secretariat_finds_the_page_to_draft(cabinet, sign_in, who, status):
    assert sign_in(who).get("/consultations/new").status_code == status


def test_an_answer_goes_by_plain_post_and_its_receipt_stands_on_the_page(cabinet, sign_in):
    asking = Asking(cabinet, questions=("A?", "B?")).send()
    client = sign_in("minister")
    assert client.post(path(asking, "answer"), data=agreeing(asking)).status_code == 303
    again = client.post(path(asking, "answer"), data=agreeing(asking), headers=JSON)
    assert again.status_code == 200
    assert again.json["ok"] is True
    assert again.json["receipt"] in client.get(path(asking)).text
    assert again.json["receipt"] not in sign_in("officer").get(path(asking)).text


def test_what_is_wrong_with_an_answer_stands_beside_the_question(cabinet, sign_in):
    asking = Asking(cabinet).send()
    (question,) = asking.question_ids
    client = sign_in("minister")
    lacking = {"seq": "1", f"stand-{question}": "disagree", f"text-{question}": ""}
    reply = client.post(path(asking, "answer"), data=lacking)
    assert reply.status_code == 422
    assert f'id="f-text-{question}-error"' in reply.text
    assert 'value="disagree" checked' in reply.text
    assert client.post(path(asking, "answer"), data={"seq": "1"}).status_code == 422
    assert client.post(path(asking, "answer"), data=agreeing(asking, 0)).status_code == 422
    refused = client.post(path(asking, "answer"), data=lacking, headers=JSON)
    assert (refused.status_code, refused.json["error"]) == (422, 422)


@pytest.mark.parametrize(
    ("who", "status"),
    [("assistant", 404), ("officer", 404), ("clerk", 404), ("stranger", 404), ("chair", 303)],
)
def test_who_answers(cabinet, sign_in, who, status):
    asking = Asking(cabinet).send()
    reply = sign_in(who).post(path(asking, "answer"), data=agreeing(asking))
    assert reply.status_code == status


def test_the_statuses_of_late_and_crossed_answers(cabinet, sign_in):
    asking = Asking(cabinet).send()
    client = sign_in("minister")
    (question,) = asking.question_ids
    other = {"seq": "1", f"stand-{question}": "other", f"text-{question}": "Khác."}
    first = client.post(path(asking, "answer"), data=agreeing(asking), headers=JSON)
    assert client.post(path(asking, "answer"), data=other, headers=JSON).status_code == 409
    for who in set(MEMBERS) - {"minister"}:
        asking.answer(who)
    asking.close()
    late = client.post(path(asking, "answer"), data=other | {"seq": "2"}, headers=JSON)
    assert (late.status_code, late.json["error"]) == (410, 410)
    same = client.post(path(asking, "answer"), data=agreeing(asking), headers=JSON)
    assert same.json == first.json


def test_looking_changes_nothing_and_a_script_says_that_it_was_opened(cabinet, sign_in):
    asking = Asking(cabinet).send()
    client = sign_in("minister")
    assert "<mark-opened>" in client.get(path(asking)).text
    assert opened_at(asking) is None
    assert client.post(path(asking, "opened")).status_code == 204
    assert opened_at(asking) is not None
    assert "<mark-opened>" not in client.get(path(asking)).text
    for who in ("assistant", "officer"):
        assert sign_in(who).post(path(asking, "opened")).status_code == 404


def opened_at(asking):
    return asking.cabinet.look("minister", lambda actor: find_own_form(actor, asking.id).opened_at)


def test_the_desk_extends_recalls_and_closes(cabinet, sign_in):
    head, officer = sign_in("head"), sign_in("officer")
    asking = Asking(cabinet).send()
    assert head.post(path(asking, "extend"), data={"days": "2"}).status_code == 303
    assert head.post(path(asking, "extend"), data={"days": "0"}).status_code == 422
    assert officer.post(path(asking, "extend"), data={"days": "2"}).status_code == 403
    assert officer.post(path(asking, "close")).status_code == 409
    for who in MEMBERS:
        asking.answer(who, DISAGREE if who == "chair" else AGREE)
    assert officer.post(path(asking, "close")).status_code == 303
    assert asking.look("officer").state is State.CLOSED
    second = Asking(cabinet).send()
    assert head.post(path(second, "recall"), data={"reason": " "}).status_code == 422
    assert head.post(path(second, "recall"), data={"reason": "Thay dự thảo."}).status_code == 303
    assert "Thay dự thảo." in sign_in("minister").get(path(second)).text


def test_before_closing_no_page_says_what_somebody_said(cabinet, sign_in):
    asking = Asking(cabinet).send()
    asking.answer("minister", DISAGREE, text="Điều tôi nói riêng")
    for who in ("officer", "head", "chair", "finance", "assistant"):
        assert "Điều tôi nói riêng" not in sign_in(who).get(path(asking)).text
    assert "Điều tôi nói riêng" in sign_in("minister").get(path(asking)).text
    for who in set(MEMBERS) - {"minister"}:
        asking.answer(who)
    asking.close()
    for who in ("officer", "finance", "assistant"):
        assert "Điều tôi nói riêng" in sign_in(who).get(path(asking)).text


def test_the_list_goes_on_by_key(cabinet, sign_in):
    titles = [Asking(cabinet).id for _ in range(PAGE + 2)]
    client = sign_in("officer")
    first = client.get("/consultations/").text
    assert f"before={titles[2]}" in first
    rest = client.get(f"/consultations/?before={titles[2]}").text
    assert [each in rest for each in titles[:3]] == [True, True, False]


def test_pages_ask_the_database_as_often_for_many_as_for_one(cabinet, sign_in, statements):
    asked = []
    for count in (1, 4):
        while len(cabinet.look("officer", list_consultations)) < count:
            asking = Asking(cabinet, questions=("A?", "B?", "C?")[:count]).send()
            asking.answer("chair")
        for who, page in (
            ("officer", "/consultations/"),
            ("minister", "/consultations/"),
            ("officer", path(asking)),
            ("minister", path(asking)),
        ):
            client = sign_in(who)
            client.get(page)
            with statements() as counted:
                assert client.get(page).status_code == 200
            asked.append(counted())
    assert asked[:4] == asked[4:]
    assert max(asked) <= 20


def test_a_result_asks_the_database_as_often_whoever_answered(cabinet, sign_in, statements):
    client, asked = sign_in("chair"), []
    for questions in (("A?",), ("A?", "B?", "C?")):
        asking = Asking(cabinet, questions=questions).to("closed")
        client.get(path(asking))
        with statements() as counted:
            assert client.get(path(asking)).status_code == 200
        asked.append(counted())
    assert asked[0] == asked[1]
    assert asked[0] <= 20
