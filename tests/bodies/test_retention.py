"""What is past its time is destroyed, unless it is held; the trail says how much."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ecabinet.accounts.access import What
from ecabinet.accounts.models import Access, Challenge, Device, SignIn
from ecabinet.bodies import retention_jobs
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import LegalHold
from ecabinet.bodies.retention import kinds
from ecabinet.bodies.retention_operations import HoldDraft, carry_out, place_hold
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Delivery, Notice
from ecabinet.notifications.models import State as Sending
from tests.bodies.test_settings_pages import facts

PAGE = "/administration/retention/"


def line(days_ago):
    """Write one line of the sign-in log, so many days ago."""
    at = now() - timedelta(days=days_ago)
    run(lambda: session().add(Access(id=new_id(), at=at, what=What.SIGNED_IN, address="::1")))


def count(kind):
    with reading():
        return session().scalar(select(func.count()).select_from(kind))


@pytest.fixture
def old_and_new(cabinet):
    line(731)
    line(729)


@pytest.fixture(autouse=True)
def _never_yet():
    retention_jobs._carried_out.clear()


def test_what_is_past_its_time_goes_and_the_rest_stays(old_and_new):
    assert retention_jobs.carry_out_all()["access"] == 1
    assert count(Access) == 1
    told = facts("retention.carried_out")
    assert [(each["kind"], each["count"]) for each in told] == [("access", 1)]


def test_a_second_run_finds_nothing_and_writes_nothing(old_and_new):
    retention_jobs.carry_out_all()
    assert set(retention_jobs.carry_out_all().values()) == {0}
    assert len(facts("retention.carried_out")) == 1


def test_the_sweep_runs_once_a_day(old_and_new):
    retention_jobs.keep_no_longer()
    line(800)
    retention_jobs.keep_no_longer()
    assert count(Access) == 2
    with set_to(now() + timedelta(days=1)):
        retention_jobs.keep_no_longer()
    assert count(Access) == 0  # a day later the second one is 730 days old too


def test_what_is_held_stays_whatever_its_age(cabinet, sign_in, old_and_new):
    client = sign_in("admin")
    sent = {"kind": "access", "reason": "Hồ sơ 12/2026"}
    assert client.post(f"{PAGE}holds/new", data=sent).status_code == 303
    assert retention_jobs.carry_out_all()["access"] == 0
    shown = client.get(PAGE).text
    assert "Hồ sơ 12/2026" in shown
    with reading():
        hold_id = session().scalars(select(LegalHold.id)).one()
    where = f"{PAGE}holds/{hold_id}/release"
    assert client.post(where, data={}).status_code == 422
    assert client.post(where, data={"sure": "yes"}).status_code == 303
    assert client.post(where, data={"sure": "yes"}).status_code == 409
    assert retention_jobs.carry_out_all()["access"] == 1
    assert len(facts("retention.hold_placed")) == len(facts("retention.hold_released")) == 1


def test_a_hold_on_everything_stops_every_kind(cabinet, old_and_new):
    cabinet.act("admin", lambda actor: place_hold(actor, HoldDraft("Thanh tra")).id)
    assert set(retention_jobs.carry_out_all().values()) == {0}


def test_a_hold_on_one_body_needs_a_kind_that_has_bodies(cabinet, sign_in):
    sent = {"kind": "access", "body_id": cabinet.body, "reason": "x"}
    assert sign_in("admin").post(f"{PAGE}holds/new", data=sent).status_code == 422


def test_a_period_is_set_and_goes_into_the_trail(cabinet, sign_in, old_and_new):
    client = sign_in("admin")
    assert client.post(f"{PAGE}kinds/access", data={"days": "30"}).status_code == 303
    assert "Lần tới: 2" in client.get(PAGE).text
    assert facts("retention.set") == [{"kind": "access", "before": 730, "after": 30}]
    assert client.post(f"{PAGE}kinds/access", data={"for_good": "yes"}).status_code == 303
    assert retention_jobs.carry_out_all()["access"] == 0


@pytest.mark.parametrize("sent", [{}, {"days": "0"}, {"days": "x"}, {"days": "99999"}])
def test_a_period_that_is_none_is_said(sign_in, sent):
    assert sign_in("admin").post(f"{PAGE}kinds/access", data=sent).status_code == 422


def test_a_kind_that_is_none_is_missing(sign_in):
    assert sign_in("admin").get(f"{PAGE}kinds/khong-co").status_code == 404


def test_the_pages_are_the_administrators_alone(sign_in):
    for path in (PAGE, f"{PAGE}kinds/access", f"{PAGE}holds/new"):
        assert sign_in("admin").get(path).status_code == 200
        assert sign_in("auditor").get(path).status_code == 403


def test_nobody_but_the_clock_destroys(cabinet, old_and_new):
    with pytest.raises(Denied):
        cabinet.act("admin", lambda actor: carry_out(actor, "access"))
    assert count(Access) == 2


def test_sessions_devices_and_questions_go_when_they_are_over(cabinet):
    long_ago = now() - timedelta(days=200)

    def write():
        device = Device(
            id=new_id(), account_id=cabinet.id("chair"), token_hash=new_id(), name="iPad",
            first_seen_at=long_ago, last_seen_at=long_ago,
        )  # fmt: skip
        session().add(device)
        session().flush()
        session().add(
            SignIn(
                id=new_id(), token_hash=new_id(), account_id=device.account_id, authz_epoch=0,
                device_id=device.id, created_at=long_ago, last_seen_at=long_ago, expires_at=long_ago,
            )
        )  # fmt: skip
        session().add(Challenge(id=new_id(), purpose="x", value="y", expires_at=long_ago))

    run(write)
    done = retention_jobs.carry_out_all()
    assert (done["session"], done["door"]) == (2, 1)
    assert count(SignIn) == count(Device) == count(Challenge) == 0


def test_a_notice_goes_after_its_letter(cabinet):
    long_ago = now() - timedelta(days=400)

    def write():
        notice = Notice(
            id=new_id(), account_id=cabinet.id("chair"), at=long_ago, message="x", values={},
            href="/", read_at=long_ago,
        )  # fmt: skip
        session().add(notice)
        session().flush()
        session().add(
            Delivery(id=new_id(), notice_id=notice.id, state=Sending.SENT, due_at=long_ago)
        )

    run(write)
    done = retention_jobs.carry_out_all()
    assert (done["letter"], done["notice"]) == (1, 1)
    assert count(Notice) == count(Delivery) == 0


@pytest.mark.once
def test_every_kind_has_a_label_and_papers_are_kept_for_good():
    assert {"access", "session", "door", "notice", "letter", "paper"} <= set(kinds())
    assert kinds()["paper"].usual_days is None
    assert all(kind.label for kind in kinds().values())


def test_a_stranger_to_the_house_is_no_clock():
    with pytest.raises(Denied):
        run(lambda: carry_out(Actor("x", "x", ()), "access"))
