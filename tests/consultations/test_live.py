import pytest

from ecabinet.consultations.queries import find_own_form
from tests.cabinet import EVERYBODY
from tests.consultations.asking import MEMBERS, Asking

pytestmark = pytest.mark.once

DESK = {"officer", "head"}


def message(asking, who="minister", stand="agree", seq=1):
    form_id = asking.cabinet.look(who, lambda actor: find_own_form(actor, asking.id).id)
    return {"form": form_id, "seq": seq} | {f"stand-{each}": stand for each in asking.question_ids}


def test_an_answer_goes_over_the_socket_and_is_the_same_as_the_forms(cabinet, socket, sign_in):
    asking = Asking(cabinet).send()
    sent = message(asking)
    answer = socket("minister").emit("answer", sent, callback=True)
    assert answer["ok"] is True
    reply = sign_in("minister").post(
        f"/consultations/{asking.id}/answer",
        data={key: str(value) for key, value in sent.items() if key != "form"},
        headers={"Accept": "application/json"},
    )
    assert reply.json == answer


def test_it_may_be_sent_whole_too(cabinet, socket):
    asking = Asking(cabinet).send()
    flat = message(asking)
    answers = {each: {"stand": "agree"} for each in asking.question_ids}
    whole = {"form": flat["form"], "seq": 1, "answers": answers}
    client = socket("minister")
    first = client.emit("answer", whole, callback=True)
    assert first["ok"] is True
    assert client.emit("answer", flat, callback=True) == first


@pytest.mark.parametrize(
    ("who", "error"), [("assistant", 403), ("finance", 404), ("officer", 404), ("stranger", 404)]
)
def test_nobody_answers_for_another_over_the_socket(cabinet, socket, who, error):
    asking = Asking(cabinet).send()
    assert socket(who).emit("answer", message(asking), callback=True)["error"] == error


@pytest.mark.parametrize(
    "change", [{"seq": 0}, {"seq": "x"}, {"form": ""}, {"more": "1"}, {"answers": "no"}]
)
def test_what_cannot_be_read_is_refused(cabinet, socket, change):
    asking = Asking(cabinet).send()
    reply = socket("minister").emit("answer", message(asking) | change, callback=True)
    assert reply["error"] == 422
    assert asking.look("officer").answered == 0


def test_what_is_lacking_is_said_in_a_sentence(cabinet, socket):
    asking = Asking(cabinet).send()
    reply = socket("minister").emit("answer", message(asking, stand="disagree"), callback=True)
    assert reply["error"] == 422
    assert "lý do" in reply["sentence"]


@pytest.mark.parametrize(
    ("kind", "watchers"),
    [("consultation", {*MEMBERS, "assistant", *DESK}), ("returns", DESK)],
)
def test_who_may_watch(cabinet, socket, kind, watchers):
    topic = f"{kind}:{Asking(cabinet).send().id}"
    joined = {who for who in EVERYBODY if watches(socket(who), topic)}
    assert joined == watchers


def watches(client, topic):
    return topic in client.emit("watch", {"topics": {topic: 0}}, callback=True)["topics"]


def test_a_draft_is_watched_by_the_desk_alone(cabinet, socket):
    topic = f"consultation:{Asking(cabinet).id}"
    assert watches(socket("officer"), topic)
    assert not watches(socket("minister"), topic)


def test_what_is_heard_says_only_that_something_moved(cabinet, socket):
    asking = Asking(cabinet).send()
    client = socket("finance")
    assert watches(client, f"consultation:{asking.id}")
    client.get_received()
    asking.answer("minister")
    heard = [each["args"][0] for each in client.get_received() if each["name"] == "changed"]
    assert heard
    assert all(set(each) == {"topic", "seq"} for each in heard)
