"""Letters: written with the fact, sent once, kept when the post is away, found again when a queue is lost."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from ecabinet.core import clock, jobs
from ecabinet.core.database import reading, session
from ecabinet.notifications import mail
from ecabinet.notifications.models import Delivery, State
from tests.servers import free_port


def test_a_letter_is_in_the_readers_words_and_opens_the_page(notify, letters, drain, states):
    notify("minister")
    drain()
    (letter,) = letters()
    assert letter["To"] == "minister@example.vn"
    assert letter["Subject"] == "Trần Minh Đức chủ trì"
    assert "https://hop.example/notices/" in letter.get_body(("plain",)).get_content()
    assert states() == [State.SENT]


def test_a_letter_is_sent_once_however_often_it_is_asked_for(notify, letters, drain):
    notify("minister", "finance")
    jobs.send_by_name("notifications.deliver")
    jobs.send_by_name("notifications.deliver")
    drain()
    assert len(letters()) == 2


def test_who_is_told_twice_at_once_is_told_once(notify, letters, drain):
    notify("minister", "minister")
    drain()
    assert len(letters()) == 1


def test_a_lost_queue_costs_time_and_no_letter(notify, letters, drain, tmp_path):
    notify("minister")
    (tmp_path / "another").mkdir()
    jobs.open_queue(tmp_path / "another", None)
    drain()
    assert letters() == []
    jobs.sweep_up()
    drain()
    assert len(letters()) == 1


@pytest.mark.usefixtures("letters")
def test_while_the_post_is_away_letters_wait_longer_each_time(notify, drain, tmp_path, states):
    mail.use_mail(f"smtp://127.0.0.1:{free_port()}", tmp_path, "a@b.vn", "http://x")
    notify("minister")
    drain()
    assert states() == [State.UNSENT]
    jobs.sweep_up()
    drain()  # not due yet: nothing is tried
    with reading():
        assert session().scalars(select(Delivery)).one().attempts == 1
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        jobs.sweep_up()
        drain()
    with reading():
        assert session().scalars(select(Delivery)).one().attempts == 2


class Postbox:
    """A mail server's hands."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- the server calls it so
        self.letters.append(envelope)
        return "250 OK"


@pytest.mark.usefixtures("letters")
def test_a_mail_server_gets_the_letter(notify, drain, tmp_path, states):
    postbox, port = Postbox(), free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        mail.use_mail(f"smtp://127.0.0.1:{port}", tmp_path, "a@b.vn", "http://x")
        notify("minister")
        drain()
    finally:
        server.stop()
    assert [each.rcpt_tos for each in postbox.letters] == [["minister@example.vn"]]
    assert states() == [State.SENT]


def test_the_inbox_shows_ones_own_and_opens_the_page(notify, sign_in):
    notify("minister")
    assert "Trần Minh Đức chủ trì" in sign_in("minister").get("/notices/").text
    assert "Trần Minh Đức chủ trì" not in sign_in("finance").get("/notices/").text
    with reading():
        notice = session().scalars(select(Delivery.notice_id)).one()
    assert sign_in("finance").post(f"/notices/{notice}").status_code == 404
    opened = f"/meetings/?notice={notice}"
    assert sign_in("minister").get(f"/notices/{notice}").location == opened
    client = sign_in("minister")
    assert "Mới" in client.get("/notices/").text
    assert (
        f'action="/notices/{notice}"' in client.get(opened).text
    )  # the page says that it was seen
    assert client.post(f"/notices/{notice}").location == "/meetings/"
    assert ">Mới<" not in client.get("/notices/", headers={"X-Fragment": "1"}).text


def test_a_long_inbox_pages_by_key_with_as_many_statements(notify, sign_in, statements):
    client = sign_in("minister")
    notify("minister")
    client.get("/notices/")
    with statements() as few:
        client.get("/notices/")
    for _ in range(34):
        notify("minister")
    with statements() as many:
        first = client.get("/notices/")
    assert many() == few()
    assert "before=" in first.text


def test_one_letter_that_cannot_be_sent_holds_no_other_back(
    notify, letters, drain, monkeypatch, states
):
    send = mail.send

    def falter(letter):
        if letter.to.startswith("minister"):
            raise ValueError("a letter that nobody can write")
        send(letter)

    monkeypatch.setattr(mail, "send", falter)
    notify("minister", "finance")
    drain()
    assert [each["To"] for each in letters()] == ["finance@example.vn"]
    assert states() == [State.SENT, State.UNSENT]


def test_a_line_break_in_a_title_breaks_no_letter(letters):
    mail.send(mail.Letter(to="a@b.vn", subject="Phiên họp\r\nBcc: x@y.vn", text="…"))
    (letter,) = letters()
    assert letter["Subject"] == "Phiên họp Bcc: x@y.vn"
    assert letter["Bcc"] is None
