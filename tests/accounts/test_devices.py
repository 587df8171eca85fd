"""One's own devices: known again, named, ended, forgotten; and told of a new one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.devices import readable_name
from ecabinet.accounts.models import Device, SignIn
from ecabinet.audit.models import Entry
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.notifications.models import Delivery, Notice
from tests.cabinet import PASSWORD

IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
KEY = "ecabinet-device"


def enter(client, username="minister", agent=IPAD):
    data = {"username": username, "password": PASSWORD}
    reply = client.post("/sign-in", data=data, headers={"User-Agent": agent})
    assert reply.status_code == 303
    return client


def rows(model):
    with reading():
        return session().scalars(select(model)).all()


def events():
    with reading():
        return list(session().scalars(select(Entry.event).order_by(Entry.at)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (IPAD, "iPad · Safari"),
        (CHROME, "Windows · Chrome"),
        (CHROME + " Edg/140.0", "Windows · Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Linux · Firefox"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130",
            "Android · Samsung Internet",
        ),
        ("curl/8.0", "curl/8.0"),
        ("x\r\n\x1b[31mred", "x[31mred"),
        ("", "?"),
    ],
)
def test_a_device_is_called_what_people_call_it(agent, name):
    assert readable_name(agent) == name


def test_a_device_is_known_again_after_signing_out(app, cabinet):
    client = enter(app.test_client())
    key = client.get_cookie(KEY).value
    client.post("/sign-out")
    enter(client)
    assert client.get_cookie(KEY).value == key
    assert [each.name for each in rows(Device)] == ["iPad · Safari"]
    assert len({each.device_id for each in rows(SignIn)}) == 1
    assert rows(Notice) == []


def test_a_new_device_is_told_to_its_owner_by_notice_and_mail(app, cabinet):
    enter(app.test_client())
    enter(app.test_client(), agent=CHROME)
    (notice,) = rows(Notice)
    assert notice.account_id == cabinet.id("minister")
    assert notice.values["title"] == "Windows · Chrome"
    assert notice.href.startswith("/me")
    assert len(rows(Delivery)) == 1
    assert "Windows · Chrome" in enter(app.test_client(), agent=IPAD).get("/notices/").text


def test_one_tablet_serves_two_people_who_learn_nothing_of_each_other(app, cabinet):
    client = enter(app.test_client())
    key = client.get_cookie(KEY).value
    client.post("/sign-out")
    enter(client, "finance")
    assert client.get_cookie(KEY).value == key
    assert client.get("/me").text.count('class="device"') == 1
    assert {each.account_id for each in rows(Device)} == {
        cabinet.id("minister"),
        cabinet.id("finance"),
    }


@pytest.mark.parametrize("key", ["", "short", "x" * 500, "é" * 43, "<script>"])
def test_a_key_that_was_made_up_is_not_kept(app, cabinet, key):
    client = app.test_client()
    client.set_cookie(KEY, key)
    enter(client)
    assert client.get_cookie(KEY).value != key


def test_only_the_hash_of_a_devices_key_is_kept(app, cabinet):
    client = enter(app.test_client())
    assert client.get_cookie(KEY).value not in str([vars(each) for each in rows(Device)])


def test_the_list_shows_where_one_sits_and_what_is_open(app, cabinet):
    here, there = enter(app.test_client()), enter(app.test_client(), agent=CHROME)
    page = here.get("/me").text
    assert page.count('class="device"') == 2
    assert "Thiết bị này" in page
    assert "Windows · Chrome" in page
    there.post("/sign-out")
    assert "Đã đăng xuất" in here.get("/me").text


def test_a_device_is_renamed(app, cabinet):
    client = enter(app.test_client())
    (device,) = rows(Device)
    reply = client.post(f"/me/devices/{device.id}/name", data={"name": "Máy tính bảng ở nhà"})
    assert reply.status_code == 303
    assert "Máy tính bảng ở nhà" in client.get("/me").text
    for name in ("", "x" * 201):
        assert client.post(f"/me/devices/{device.id}/name", data={"name": name}).status_code == 422
    assert rows(Device)[0].name == "Máy tính bảng ở nhà"


def test_ending_a_session_turns_that_device_away_and_keeps_it_known(app, cabinet):
    here, there = enter(app.test_client()), enter(app.test_client(), agent=CHROME)
    other = next(each for each in rows(Device) if "Chrome" in each.name)
    assert here.post(f"/me/devices/{other.id}/end").status_code == 303
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200
    enter(there, agent=CHROME)
    assert len(rows(Device)) == 2
    assert "session.ended" in events()


def test_a_forgotten_device_is_new_when_it_comes_again(app, cabinet):
    here, there = enter(app.test_client()), enter(app.test_client(), agent=CHROME)
    other = next(each for each in rows(Device) if "Chrome" in each.name)
    assert here.post(f"/me/devices/{other.id}/forget").status_code == 303
    assert there.get("/me").status_code == 302
    assert here.get("/me").text.count('class="device"') == 1
    before = len(rows(Notice))
    enter(there, agent=CHROME)
    assert len(rows(Notice)) == before + 1
    assert here.post(f"/me/devices/{other.id}/forget").status_code == 404


def test_all_others_are_ended_at_once(app, cabinet):
    clients = [enter(app.test_client(), agent=agent) for agent in (IPAD, CHROME, CHROME)]
    clients[0].post("/me/devices/end-others")
    assert [each.get("/me").status_code for each in clients] == [200, 302, 302]


@pytest.mark.parametrize("deed", ["end", "forget", "name"])
def test_anothers_device_is_not_there(app, cabinet, deed):
    enter(app.test_client())
    (device,) = rows(Device)
    thief = enter(app.test_client(), "finance")
    reply = thief.post(f"/me/devices/{device.id}/{deed}", data={"name": "mine"})
    assert reply.status_code == 404
    assert rows(SignIn)[0].revoked_at is None
    (kept,) = [each for each in rows(Device) if each.id == device.id]
    assert (kept.name, kept.forgotten_at) == ("iPad · Safari", None)


def test_a_session_without_a_device_can_be_ended_too(sign_in):
    here, there = sign_in("minister"), sign_in("minister")
    mine, theirs = [each.id for each in sorted(rows(SignIn), key=lambda each: each.created_at)]
    assert here.post(f"/me/devices/{theirs}/end").status_code == 303
    assert there.get("/me").status_code == 302
    assert here.post(f"/me/devices/{mine}/end").status_code == 303
    assert here.get("/me").status_code == 302


def test_whoever_knows_the_device_is_never_kept_out_by_others(app, cabinet):
    client = enter(app.test_client())
    client.post("/sign-out")
    stranger = app.test_client()
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        for number in range(8):
            address = {"REMOTE_ADDR": f"10.0.0.{number % 4}"}
            wrong = {"username": "minister", "password": "wrong password"}
            stranger.post("/sign-in", data=wrong, environ_base=address)
        assert (
            stranger.post(
                "/sign-in", data=wrong, environ_base={"REMOTE_ADDR": "127.0.0.1"}
            ).status_code
            == 422
        )
        enter(client)
