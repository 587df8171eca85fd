"""What people wish is kept to: their quiet hours, one letter a day, text messages for what cannot wait."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ecabinet.core import clock, jobs
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.notifications import jobs as sending
from ecabinet.notifications import kinds, sms
from ecabinet.notifications.models import Channel, Delivery, State

MONDAY = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MORNING = MONDAY + timedelta(days=1, hours=-1)  # 07:00
ALARM = "Vote"  # any sentence of the program will do
FORM = {
    "rhythm": "at_once", "quiet_from": "21:00", "quiet_until": "06:00", "digest_at": "07:00", "days": "working",
}  # fmt: skip


@pytest.fixture
def wish(sign_in):
    """Say on one's own page when one wants to be told."""

    def say(username, **how):
        reply = sign_in(username).post("/notices/wishes", data=FORM | how)
        assert reply.status_code == 303, reply.text

    return say


@pytest.fixture
def texts(app, tmp_path, monkeypatch):
    """The file gateway, and a message that cannot wait."""
    monkeypatch.setattr(kinds, "_urgent", {ALARM})
    path = tmp_path / "texts.jsonl"
    sms.use_sms(path.as_uri())
    yield lambda: list(map(json.loads, path.read_text().splitlines() if path.exists() else []))
    sms.use_sms(None)


@pytest.fixture
def at_work(drain):
    """Let the sweep and the jobs do what is to be done at a moment."""

    def work(moment):
        with clock.set_to(moment):
            jobs.sweep_up()
            drain()

    return work


def test_at_night_letters_wait_and_come_as_one(notify, wish, letters, at_work, states):
    wish("minister", quiet="yes")
    late = MONDAY + timedelta(hours=14)
    for minutes, name in enumerate(("Vũ An Khang", "<b>Lê Duy Giang</b>")):
        with clock.set_to(late + timedelta(minutes=minutes)):
            notify("minister", "finance", name=name)
    at_work(late + timedelta(hours=1))
    assert [each["To"] for each in letters()] == ["finance@example.vn"] * 2
    at_work(MORNING)
    at_work(MORNING + timedelta(minutes=5))
    (letter,) = [each for each in letters() if each["To"] == "minister@example.vn"]
    assert letter["Subject"] == "2 thông báo từ e-Cabinet"
    html = letter.get_body(("html",)).get_content()
    assert "&lt;b&gt;Lê Duy Giang&lt;/b&gt; chủ trì" in html
    assert "<b>Lê" not in html
    assert html.count("https://hop.example/notices/") == 2
    assert html.count("://") == html.count("https://hop.example/")
    assert states() == [State.SENT] * 4


def test_once_a_day_what_was_read_meanwhile_is_left_out(notify, wish, letters, at_work, sign_in):
    wish("minister", rhythm="daily")
    with clock.set_to(MONDAY):
        notify("minister")
        notify("minister", name="Vũ An Khang")
    at_work(MONDAY + timedelta(hours=8))
    assert letters() == []
    with reading():
        first = session().scalars(select(Delivery.notice_id)).first()
    sign_in("minister").post(f"/notices/{first}")
    at_work(MORNING + timedelta(minutes=1))
    assert len(letters()) == 1
    with clock.set_to(MORNING + timedelta(hours=1)):
        notify("minister")
    sign_in("minister").post("/notices/read")
    at_work(MORNING + timedelta(days=1, minutes=1))
    assert len(letters()) == 1  # nothing was left to tell: no letter


def test_what_cannot_wait_passes_the_night_and_rings(notify, wish, letters, texts, at_work):
    wish("minister", quiet="yes", phone="+84 90 123 45 67")
    wish("finance", quiet="yes")
    night = MONDAY + timedelta(hours=15)
    with clock.set_to(night):
        notify("minister", "finance", "health", message=ALARM)
    at_work(night)
    at_work(night + timedelta(hours=1))
    assert len(letters()) == 3
    (text,) = texts()
    assert (text["to"], text["text"]) == ("+84 90 123 45 67", "e-Cabinet: Phieu")


def test_a_text_message_is_one_line_of_plain_letters():
    said = sms.plain("Đề nghị\r\nđồng chí “đọc” 4a – gấp…" + " và trả lời" * 40)
    assert said.startswith('De nghi dong chi "doc" 4a - gap.')
    assert len(said) <= sms.MOST
    assert said.isascii()
    assert "\n" not in said


def test_a_gateway_that_fails_is_asked_again(notify, wish, texts, at_work, monkeypatch):
    wish("minister", phone="0901234567")
    with clock.set_to(MONDAY):
        notify("minister", message=ALARM)
    gateway = sms._gateway[0]

    class Away:
        def send(self, *_):
            raise OSError("the gateway is away")

    sms._gateway[:] = [Away()]
    at_work(MONDAY)
    assert texts() == []
    sms._gateway[:] = [gateway]
    at_work(MONDAY + timedelta(minutes=3))
    at_work(MONDAY + timedelta(minutes=9))
    assert len(texts()) == 1


def test_a_sender_that_died_loses_nothing_and_sends_nothing_twice(notify, wish, letters, at_work):
    """Claimed and not yet sent: whoever comes meanwhile leaves it, and after a time it is sent once."""
    wish("minister", rhythm="daily", days="every")
    with clock.set_to(MONDAY):
        notify("minister")
        notify("minister")
    with reading():
        ids = list(session().scalars(select(Delivery.id)))
    with clock.set_to(MORNING):
        claimed = run(lambda: sending._claim(ids[0]))
        assert sorted(claimed) == sorted(ids)
        assert run(lambda: sending._claim(ids[1])) == []
    at_work(MORNING + timedelta(minutes=4))
    assert letters() == []
    at_work(MORNING + timedelta(minutes=6))
    at_work(MORNING + timedelta(minutes=20))
    assert len(letters()) == 1


@pytest.mark.usefixtures("letters")
def test_a_letter_held_up_until_night_waits_for_the_morning(notify, wish, letters, at_work):
    wish("minister", quiet="yes")
    with clock.set_to(MONDAY):
        notify("minister")
    at_work(MONDAY + timedelta(hours=15))  # the queue was away all day
    assert letters() == []
    at_work(MORNING)
    assert len(letters()) == 1


def test_a_file_goes_along_and_one_that_cannot_be_made_holds_nothing_back(
    notify, letters, drain, monkeypatch
):
    monkeypatch.setattr(kinds, "_makers", {})

    @kinds.encloses(ALARM)
    def calendar(notice):
        if notice.account.username == "finance":
            raise ValueError("no calendar")
        return [kinds.Enclosure("moi.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")]

    notify("minister", "finance", message=ALARM)
    drain()
    enclosed = {each["To"]: list(each.iter_attachments()) for each in letters()}
    assert enclosed["finance@example.vn"] == []
    (file,) = enclosed["minister@example.vn"]
    assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", "REQUEST")
    assert file.get_filename() == "moi.ics"


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "gọi tôi"},
        {"phone": "12"},
        {"digest_at": "25:00"},
        {"quiet": "yes", "quiet_from": "06:00"},
        {"rhythm": "never"},
    ],
)
def test_what_cannot_be_kept_is_said(wrong, cabinet, sign_in):
    reply = sign_in("minister").post("/notices/wishes", data=FORM | wrong)
    assert reply.status_code == 422
    assert "Đề nghị xem lại" in reply.text or "field--wrong" in reply.text


def test_only_ones_own_wishes_are_kept_and_no_number_stands_in_the_trail(wish, sign_in, cabinet):
    wish("minister", phone="0901234567")
    assert "0901234567" in sign_in("minister").get("/me").text
    assert "0901234567" not in sign_in("finance").get("/me").text
    trail = sign_in("auditor").get("/audit/?group=notices").text
    assert "Đã chọn thời điểm nhận thông báo" in trail
    assert "0901234567" not in trail


def test_text_messages_wait_only_for_what_cannot_wait(notify, wish, texts, letters, drain):
    wish("minister", phone="0901234567")
    notify("minister")
    drain()
    with reading():
        assert list(session().scalars(select(Delivery.channel))) == [Channel.MAIL]
    assert texts() == []
