"""The pages on which an administrator keeps people."""

from datetime import timedelta

import pytest

from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Role
from ecabinet.bodies.people_queries import PAGE
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from tests.bodies.test_import import find, holdings
from tests.bodies.test_posts import post_of

HOME = "/administration/people/"
OWN = ("", "/edit", "/deactivate", "/reactivate", "/leave", "/posts/new", "/remaining")
WRITES = ("/edit", "/deactivate", "/reactivate", "/sessions/end", "/leave", "/posts/new")


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def person(cabinet):
    return HOME + cabinet.id("minister")


@pytest.mark.parametrize("other", ["chair", "head", "auditor", "assistant", "clerk"])
def test_only_administrators_see_and_change_people(cabinet, sign_in, person, other):
    client = sign_in(other)
    for path in (
        HOME,
        HOME + "new",
        HOME + "import",
        HOME + "import/sheet",
        *(person + each for each in OWN),
    ):
        wanted = 200 if other == "head" and path.endswith("/remaining") else {403, 404}
        assert client.get(path).status_code in ({wanted} if wanted == 200 else wanted), path
    for path in (
        HOME + "new",
        HOME + "import",
        HOME + "export",
        *(person + each for each in WRITES),
    ):
        assert client.post(path).status_code == 403, path


def test_an_administrator_sees_every_page(admin, person):
    for path in (HOME, HOME + "new", HOME + "import", *(person + each for each in OWN)):
        assert admin.get(path).status_code == 200, path
    assert admin.get(HOME + "nobody").status_code == 404
    assert admin.post(HOME + "nobody/deactivate").status_code == 404


def test_a_new_person_comes_to_a_post(cabinet, admin):
    sent = {"name": " Nguyễn Văn An ", "username": "Van.An", "email": "an@example.vn"}
    reply = admin.post(HOME + "new", data=sent)
    assert reply.status_code == 303
    person = reply.location
    assert "chưa" in admin.get(person).text
    assert find("van.an").name == "Nguyễn Văn An"
    sent = {"role": "assistant", "body_id": cabinet.body, "title": "Trợ lý", "starts_on": today().isoformat(),
            "assists_id": cabinet.id("finance"), "scopes": ["sessions", "tasks"]}  # fmt: skip
    assert admin.post(person + "/posts/new", data=sent).status_code == 303
    (held,) = holdings("van.an")
    assert (held.role, held.assists_name) == (Role.ASSISTANT, "Đặng Thục Quyên")
    assert "Đặng Thục Quyên" in admin.get(person).text
    assert admin.post(person + "/posts/new", data=sent).status_code == 422


WRONG_PEOPLE = [
    {"name": ""},
    {"name": "x" * 201},
    {"name": "a\x07b"},
    {"username": "chair"},
    {"username": "system-x"},
    {"username": "có dấu"},
    {"username": "x" * 65},
    {"email": "khong phai"},
]


def test_a_wrong_field_gets_a_sentence_and_keeps_what_was_typed(admin):
    for wrong in WRONG_PEOPLE:
        sent = {"name": "Nguyễn Văn An", "username": "van.an", "email": ""} | wrong
        reply = admin.post(HOME + "new", data=sent)
        assert reply.status_code == 422
        assert 'class="field__error"' in reply.text
        assert find("van.an") is None


WRONG_POSTS = [
    {"role": "king"},
    {"title": ""},
    {"rank": "x"},
    {"rank": "0"},
    {"starts_on": ""},
    {"starts_on": "mai"},
    {"starts_on": "0001-01-01"},
    {"ends_on": "2020-01-01"},
    {"body_id": ""},
    {"body_id": "x" * 40},
    {"agency_id": "nothing"},
    {"assists_id": "nothing"},
]


def test_a_wrong_post_is_refused_in_words(cabinet, admin, person):
    for wrong in WRONG_POSTS:
        sent = {"role": "clerk", "body_id": cabinet.body, "title": "Văn thư", "rank": "5",
                "starts_on": today().isoformat()}  # fmt: skip
        assert admin.post(person + "/posts/new", data=sent | wrong).status_code == 422
        assert len(holdings("minister")) == 1


def test_a_post_is_changed_and_ended_on_its_page(cabinet, admin, person):
    post = f"{person}/posts/{post_of(cabinet, 'minister')}"
    assert "Bộ trưởng Bộ Xây dựng" in admin.get(post).text
    sent = {"title": "Bộ trưởng", "rank": "3", "starts_on": "2020-01-01"}
    assert admin.post(post, data=sent).status_code == 303
    assert holdings("minister")[0].title == "Bộ trưởng"
    assert admin.post(post, data=sent | {"rank": "x"}).status_code == 422
    assert admin.post(post + "/end", data={"last_day": "1999-01-01"}).status_code == 422
    yesterday = today() - timedelta(days=1)
    assert admin.post(post + "/end", data={"last_day": yesterday.isoformat()}).status_code == 303
    assert holdings("minister") == ()
    other = f"{HOME}{cabinet.id('chair')}/posts/{post_of(cabinet, 'minister')}"
    assert admin.get(other).status_code == 404


def test_the_last_administrators_post_says_why_it_stays(cabinet, admin):
    post = f"{HOME}{cabinet.id('admin')}/posts/{post_of(cabinet, 'admin')}"
    reply = admin.post(post + "/end", data={"last_day": today().isoformat()})
    assert reply.status_code == 409
    assert "quản trị viên cuối cùng" in reply.text
    assert admin.post(HOME + cabinet.id("admin") + "/deactivate").status_code == 409


def test_an_account_is_closed_and_opened_after_being_asked(admin, sign_in, person):
    member = sign_in("minister")
    assert "Vâng, khóa tài khoản" in admin.get(person + "/deactivate").text
    assert admin.post(person + "/deactivate").status_code == 303
    assert member.get("/").status_code == 302
    assert "Tài khoản này đã khóa" in admin.get(person).text
    assert admin.post(person + "/reactivate").status_code == 303
    assert sign_in("minister").get("/").status_code == 200


def test_leaving_office_shows_what_remains(admin, person):
    reply = admin.post(person + "/leave", data={"last_day": today().isoformat()})
    assert (reply.status_code, reply.location) == (303, person + "/remaining")
    assert "Tạ Minh Châu" in admin.get(reply.location).text
    assert admin.post(person + "/leave", data={"last_day": today().isoformat()}).status_code == 409
    assert admin.post(person + "/leave", data={"last_day": ""}).status_code == 422


def test_whoever_was_not_verified_lately_is_asked_first(cabinet, admin, person):
    def long_ago():
        for each in session().query(SignIn):
            each.verified_at = None

    run(long_ago)
    for path in WRITES:
        reply = admin.post(person + path)
        assert reply.status_code == 303, path
        assert "/verify" in reply.location
    assert find("minister").active


def test_people_are_listed_a_page_at_a_time(admin):
    def crowd():
        for number in range(PAGE + 5):
            session().add(Account(username=f"khach{number}", name=f"Khách {number:03}"))

    run(crowd)
    first = admin.get(HOME + "?q=khach").text
    assert first.count('class="row row--plain people__row"') == PAGE
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert admin.get(following).text.count('class="row row--plain people__row"') == 5


def test_a_list_asks_as_many_statements_for_many_as_for_few(admin, statements):
    def count(path):
        with statements() as asked:
            assert admin.get(path).status_code == 200
            return asked()

    few = [count(path) for path in (HOME, HOME + "?q=a")]
    run(lambda: session().add_all(Account(username=f"u{n}", name=f"An {n}") for n in range(25)))
    assert [count(path) for path in (HOME, HOME + "?q=a")] == few


def test_odd_questions_find_everybody_or_nobody(admin):
    for query in ("?role=king", "?body=x", "?active=perhaps", "?after=nobody", "?q=%27 OR 1=1--"):
        assert admin.get(HOME + query).status_code == 200
    with reading() as current:
        assert current.query(Account).count() == 16


@pytest.mark.parametrize(
    "path", ["people/new", "people/ID/edit", "people/ID/posts/new", "bodies/new"]
)
def test_who_somebody_is_is_asked_before_they_type_and_not_after(cabinet, sign_in, path):
    admin = sign_in("admin")
    address = f"/administration/{path.replace('ID', cabinet.id('minister'))}"
    assert admin.get(address).status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        reply = admin.get(address)
    assert reply.status_code == 303
    assert reply.location.startswith("/verify")
