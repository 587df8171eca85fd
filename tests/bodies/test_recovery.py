"""Nobody gives somebody else a new way in alone; whoever is new is let in by a link that works once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecabinet.accounts.models import AccessLink, Account, CodeApp, SignIn
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.operations import Appointment, Person, create_account, give_post
from ecabinet.bodies.policy import may_refuse_recovery
from ecabinet.bodies.recovery import bodies_of, list_recoveries, who_may_agree
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice
from tests.accounts.keyring import Telephone, give_password, paper_of
from tests.cabinet import EVERYBODY, FOUNDER

NEW = "thuyền về bến cũ"
PASSWORDS = {"password": NEW, "again": NEW}
LOST = {"reason": "Mất điện thoại và quên mật khẩu"}
# Who may be the second person for a minister of the Government, asked for by the administrator.
MAY_AGREE = {"head", "second_admin"}


@pytest.fixture
def cabinet(cabinet):
    """The small Cabinet with a second administrator."""

    def deed():
        account = create_account(FOUNDER, Person(username="second_admin", name="Quản trị thứ hai"))
        session().flush()
        post = Appointment(role=Role.ADMINISTRATOR, title="Quản trị viên", starts_on=today())
        give_post(FOUNDER, account, post)
        return account.id

    cabinet._ids["second_admin"] = run(deed)
    return cabinet


def ask(sign_in, cabinet, username="minister"):
    reply = sign_in("admin").post(
        f"/administration/people/{cabinet.id(username)}/recovery", data=LOST
    )
    assert reply.status_code == 303
    with reading():
        return session().scalars(select(AccessLink)).one().id


def link_in(page):
    return re.search(r"/access/[\w-]{43}", page.text)[0]


def agreed(sign_in, cabinet, username="minister"):
    link_id = ask(sign_in, cabinet, username)
    return link_in(sign_in("head").post(f"/administration/recoveries/{link_id}/agree"))


@pytest.mark.parametrize("username", sorted(MAY_AGREE))
def test_a_second_person_is_shown_the_link(cabinet, sign_in, username):
    link_id = ask(sign_in, cabinet)
    page = sign_in(username).post(f"/administration/recoveries/{link_id}/agree")
    assert page.status_code == 200
    assert link_in(page)


def test_nobody_else_agrees(cabinet, sign_in):
    link_id = ask(sign_in, cabinet)
    with reading():
        may = set(who_may_agree(session().get_one(AccessLink, link_id)))
    assert may == {cabinet.id(each) for each in MAY_AGREE}
    for username in sorted({*EVERYBODY} - MAY_AGREE):
        reply = sign_in(username).post(f"/administration/recoveries/{link_id}/agree")
        assert reply.status_code == (403 if username == "admin" else 404), username


def test_the_list_and_the_rule_agree(cabinet, sign_in):
    link_id = ask(sign_in, cabinet)

    def seen(actor):
        link = session().get_one(AccessLink, link_id)
        return may_refuse_recovery(actor, link, bodies_of(link.account_id)), listed(actor)

    for username in (*EVERYBODY, "second_admin"):
        rule, found = cabinet.look(username, seen)
        assert found == ([link_id] if rule else []), username


def listed(actor):
    try:
        return [each.link.id for each in list_recoveries(actor)]
    except Missing:
        return []


def test_only_an_administrator_asks(cabinet, sign_in):
    path = f"/administration/people/{cabinet.id('minister')}"
    for username in sorted({*EVERYBODY} - {"admin"}):
        client = sign_in(username)
        assert client.post(f"{path}/recovery", data=LOST).status_code in {403, 404}, username
        assert client.post(f"{path}/welcome").status_code in {403, 404}, username


def test_nobody_asks_for_themselves(cabinet, sign_in):
    path = f"/administration/people/{cabinet.id('admin')}/recovery"
    assert sign_in("admin").post(path, data=LOST).status_code == 403


def test_a_reason_is_asked_for_and_one_request_is_enough(cabinet, sign_in):
    path = f"/administration/people/{cabinet.id('minister')}/recovery"
    client = sign_in("admin")
    assert client.post(path, data={"reason": " "}).status_code == 422
    assert client.post(path, data={"reason": "x" * 501}).status_code == 422
    assert client.post(path, data=LOST).status_code == 303
    assert client.post(path, data=LOST).status_code == 409


def test_those_who_can_agree_and_the_person_are_told(cabinet, sign_in):
    ask(sign_in, cabinet)
    with reading():
        told = set(session().scalars(select(Notice.account_id)))
    assert told == {cabinet.id(each) for each in ("head", "second_admin", "minister")}


def test_the_person_comes_in_and_all_that_was_ends(app, cabinet, sign_in):
    account_id = cabinet.id("minister")
    Telephone(account_id)
    paper_of(account_id)
    older = sign_in("minister")
    address = agreed(sign_in, cabinet)
    person = app.test_client()
    assert "Vũ An Khang" in person.get(address).text
    assert older.get("/me").status_code == 200  # opening the link changed nothing
    assert person.post(address, data=PASSWORDS).location == "/sign-in/enrolment/?next=%2F"
    assert older.get("/me").status_code == 302
    assert person.get("/me").status_code == 302
    assert person.post("/sign-in/enrolment/later", data={"next": "/"}).status_code == 303
    assert person.get("/me").status_code == 200
    assert give_password(app.test_client()).status_code == 422


def test_keys_end_with_a_recovery_and_the_owner_reads_of_it(app, cabinet, sign_in):
    account_id = cabinet.id("minister")
    Telephone(account_id)
    app.test_client().post(agreed(sign_in, cabinet), data=PASSWORDS)
    with reading():
        assert session().scalars(select(CodeApp)).all() == []
        epochs = select(Account.authz_epoch).where(Account.id == account_id)
        assert session().scalars(epochs).one() == 1
        told = session().scalars(select(Notice.message).where(Notice.account_id == account_id))
        assert any("all older sessions" in each for each in told)


def test_a_link_works_once(app, cabinet, sign_in):
    address = agreed(sign_in, cabinet)
    assert app.test_client().post(address, data=PASSWORDS).status_code == 303
    again = app.test_client()
    assert again.get(address).status_code == 410
    assert again.post(address, data=PASSWORDS).status_code == 410


def test_a_link_is_over_after_an_hour(app, cabinet, sign_in):
    address = agreed(sign_in, cabinet)
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        reply = app.test_client().post(address, data=PASSWORDS)
    assert reply.status_code == 410
    assert "hết hạn" in reply.text


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "a" * 5000])
def test_a_link_that_nobody_gave_is_not_there(app, cabinet, token):
    assert app.test_client().get(f"/access/{token}").status_code == 404


@pytest.mark.parametrize(
    "data",
    [{}, {"password": "short", "again": "short"}, {"password": NEW, "again": "other than that"}],
)
def test_a_weak_password_does_not_use_the_link_up(app, cabinet, sign_in, data):
    address = agreed(sign_in, cabinet)
    assert app.test_client().post(address, data=data).status_code == 422
    assert app.test_client().post(address, data=PASSWORDS).status_code == 303


def test_agreeing_twice_gives_no_second_link(cabinet, sign_in):
    link_id = ask(sign_in, cabinet)
    path = f"/administration/recoveries/{link_id}/agree"
    assert sign_in("head").post(path).status_code == 200
    assert sign_in("second_admin").post(path).status_code == 409


def test_what_was_refused_lets_nobody_in(app, cabinet, sign_in):
    address = agreed(sign_in, cabinet)
    with reading():
        link_id = session().scalars(select(AccessLink.id)).one()
    path = f"/administration/recoveries/{link_id}/refuse"
    assert sign_in("admin").post(path).status_code == 303
    assert app.test_client().post(address, data=PASSWORDS).status_code == 410
    assert sign_in("admin").post(path).status_code == 409


def test_a_request_nobody_answers_is_over_after_three_days(cabinet, sign_in):
    link_id = ask(sign_in, cabinet)
    with clock.set_to(clock.now() + timedelta(hours=73)):
        reply = sign_in("head").post(f"/administration/recoveries/{link_id}/agree")
        assert reply.status_code == 409
        assert "Hiện không có đề nghị nào" in sign_in("head").get("/administration/recoveries").text


def test_a_head_who_left_agrees_to_nothing(cabinet, sign_in):
    link_id = ask(sign_in, cabinet)
    yesterday = today() - timedelta(days=1)
    whose = Post.account_id == cabinet.id("head")
    run(lambda: session().execute(update(Post).where(whose).values(ends_on=yesterday)))
    assert sign_in("head").post(f"/administration/recoveries/{link_id}/agree").status_code == 404


def test_a_new_person_comes_in_by_a_link_of_one_administrator(app, cabinet, sign_in):
    path = f"/administration/people/{cabinet.id('second_admin')}/welcome"
    first = link_in(sign_in("admin").post(path))
    address = link_in(sign_in("admin").post(path))
    person = app.test_client()
    assert person.get(first).status_code == 410
    assert person.post(address, data=PASSWORDS).status_code == 303
    assert person.post("/sign-in/enrolment/later").status_code == 303
    with reading():
        whose = select(SignIn.account_id).where(SignIn.account_id == cabinet.id("second_admin"))
        assert session().scalars(whose).one()
    assert sign_in("admin").post(path).status_code == 409


def test_a_welcome_that_lies_about_opens_nothing_once_its_owner_came_in(app, cabinet, sign_in):
    person = cabinet.id("second_admin")
    address = link_in(sign_in("admin").post(f"/administration/people/{person}/welcome"))
    sign_in("second_admin")  # by the single sign-on, say
    assert app.test_client().get(address).status_code == 410
    assert app.test_client().post(address, data=PASSWORDS).status_code == 410


def test_whoever_has_a_password_gets_no_welcome(cabinet, sign_in):
    path = f"/administration/people/{cabinet.id('minister')}/welcome"
    assert sign_in("admin").post(path).status_code == 409


def test_no_token_stands_in_the_database(cabinet, sign_in):
    token = agreed(sign_in, cabinet).rpartition("/")[2]
    with reading():
        kept = session().execute(select(AccessLink.token_hash, AccessLink.reason)).all()
    assert token not in str(kept)


def test_the_list_takes_as_many_statements_for_many(cabinet, sign_in, statements):
    ask(sign_in, cabinet)
    head = sign_in("head")
    head.get("/administration/recoveries")
    with statements() as count:
        head.get("/administration/recoveries")
        few = count()
    for username in ("finance", "health", "justice"):
        path = f"/administration/people/{cabinet.id(username)}/recovery"
        sign_in("admin").post(path, data=LOST)
    with statements() as count:
        head.get("/administration/recoveries")
        assert count() == few
